from datetime import timedelta

import pytest

from server.services import cap_deciding, cap_pruning
from server.services.cap_pruning import prune_cap
from server.services.resources import Resources
from tests.server.board_builders import a_board, officer
from tests.server.builders import START, FixedClock
from tests.server.cap_builders import (
    a_cancel,
    a_cap,
    a_source,
    actions,
    cap_time,
    message_of,
    messages,
    send,
)
from tests.server.staff_builders import add_units

DAY = 86_400


@pytest.fixture
def source(resources: Resources) -> str:
    add_units(resources)
    a_board(resources)
    return a_source(resources, is_automatic=True)


def kept(resources: Resources) -> list[str]:
    return [row.identifier for row in messages(resources)]


def test_what_came_to_nothing_goes_after_its_days_and_leaves_a_row_of_the_audit(
    resources: Resources, source: str, clock: FixedClock
) -> None:
    send(resources, a_cap(identifier="thử", status="Test"), source)
    send(resources, a_cap(identifier="lạ", language="", event=""), source)
    clock.advance(364 * DAY)
    assert prune_cap(resources) == 0
    clock.advance(2 * DAY)
    send(resources, a_cap(identifier="mới", status="Test"), source)
    assert prune_cap(resources) == 2
    assert kept(resources) == ["mới"]
    assert actions(resources)[-1] == "cap.pruned"
    assert prune_cap(resources) == 0


def test_the_days_are_a_setting(resources: Resources, source: str, clock: FixedClock) -> None:
    resources.settings = resources.settings.model_copy(update={"cap_keep_days": 30})
    send(resources, a_cap(status="Test"), source)
    clock.advance(31 * DAY)
    assert prune_cap(resources) == 1


def test_what_became_something_stays_for_ever(
    resources: Resources, source: str, clock: FixedClock
) -> None:
    send(resources, a_cap(), source)
    send(resources, a_cap(identifier="nhẹ", severity="Moderate", urgency="Expected"), source)
    send(resources, a_cancel(), source)
    before = kept(resources)
    assert len(before) == 3
    clock.advance(4000 * DAY)
    assert prune_cap(resources) == 0
    assert kept(resources) == before


def test_what_an_officer_decided_on_stays(resources: Resources, clock: FixedClock) -> None:
    add_units(resources)
    a_board(resources)
    source = a_source(resources)
    send(resources, a_cap(), source)
    message = message_of(resources, "QN-2026-001")
    cap_deciding.set_aside(resources, officer(), message.id, "Đã phát bằng loa")
    clock.advance(4000 * DAY)
    assert prune_cap(resources) == 0


def test_what_waits_is_not_forgotten_before_it_is_over(
    resources: Resources, clock: FixedClock
) -> None:
    add_units(resources)
    a_board(resources)
    source = a_source(resources)
    resources.settings = resources.settings.model_copy(update={"cap_keep_days": 1})
    ends = f"<expires>{cap_time(START + timedelta(days=5))}</expires>"
    send(resources, a_cap(expires=ends), source)
    assert message_of(resources, "QN-2026-001").held_for == "person"
    clock.advance(4 * DAY)
    assert prune_cap(resources) == 0
    clock.advance(2 * DAY)
    assert prune_cap(resources) == 1


def test_of_a_flood_the_newest_stay_and_what_waits(
    resources: Resources, source: str, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cap_pruning, "MOST_KEPT", 3)
    monkeypatch.setattr(cap_pruning, "MOST_AT_ONCE", 2)
    lost = a_cancel(references=f"pctt@quangngai.gov.vn,chưa-tới,{cap_time(START)}")
    assert send(resources, lost, source)[0][1] == "held"
    for number in range(8):
        clock.advance(1)
        send(resources, a_cap(identifier=f"thử-{number}", status="Test"), source)
    assert prune_cap(resources) == 5
    assert kept(resources) == ["QN-2026-009", "thử-5", "thử-6", "thử-7"]
