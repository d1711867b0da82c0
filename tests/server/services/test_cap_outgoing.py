"""Our own alerts as the messages other systems read."""

import pytest

from content.errors import NotFoundError
from server.services import alerting, cap_outgoing
from server.services.cap_outgoing import cap_feed, cap_message
from server.services.resources import Resources
from tests.server.board_builders import a_board, a_request, fire, officer
from tests.server.builders import FixedClock
from tests.server.staff_builders import add_units


@pytest.fixture(autouse=True)
def board(resources: Resources) -> None:
    add_units(resources)
    a_board(resources)


def test_each_revision_is_a_message_and_the_end_names_what_it_ends(resources: Resources) -> None:
    fired = fire(resources)
    first, _ = cap_message(resources, fired.identifier)
    assert first.msg_type == "Alert"
    alerting.cancel_alert(resources, officer(), fired.id, "Hết nguy hiểm")
    end, sent_at = cap_message(resources, fired.identifier)
    assert end.msg_type == "Cancel" and sent_at == resources.clock.now()
    assert [one.identifier for one in end.references] == [first.identifier]
    assert cap_message(resources, f"{fired.identifier}.1")[0] == first


def test_the_feed_holds_each_alert_once(resources: Resources) -> None:
    fired = fire(resources)
    alerting.cancel_alert(resources, officer(), fired.id, "Hết nguy hiểm")
    fire(resources)
    assert len(cap_feed(resources).entries) == 2


@pytest.mark.parametrize("name", ["nothing", "nothing.1", ".", "x." + "9" * 30])
def test_an_alert_that_never_was_has_no_message(resources: Resources, name: str) -> None:
    with pytest.raises(NotFoundError):
        cap_message(resources, name)


def test_a_real_alert_without_sound_is_told_for_others_must_learn_that_it_is_over(
    resources: Resources,
) -> None:
    fired = fire(resources)
    request = a_request(resources.clock.now(), silent=True)
    alerting.update_alert(resources, officer(), fired.id, request)
    (entry,) = cap_feed(resources).entries
    assert entry.message.msg_type == "Update" and entry.message.status == "Actual"


def test_no_real_alert_gives_way_to_drills(
    resources: Resources, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cap_outgoing, "MOST_ENTRIES", 2)
    real = fire(resources)
    for silent in (True, False, True):
        clock.advance(60)
        fire(resources, status="Exercise", silent=silent)
    told = {entry.message.identifier for entry in cap_feed(resources).entries}
    assert real.identifier in told
