import json
from datetime import datetime, timedelta

import pytest

from content.instant import format_instant
from content.play_plan import planned_seconds
from content.rotation import local_midnight
from content.schedule import TIMEZONE
from server.services.past_scores import plan_of
from server.services.resources import Resources
from server.services.withdrawing import withdraw_notice
from tests.server.builders import FixedClock
from tests.server.notice_builders import APPROVER, pair_a_board, published, submitted
from tests.server.staff_builders import add_units


@pytest.fixture
def board(resources: Resources) -> str:
    add_units(resources)
    return pair_a_board(resources)


def live_plan(resources: Resources, board: str, start: datetime, end: datetime) -> dict:
    payload = json.loads(resources.scores.score_for(board).payload)
    return planned_seconds(payload, start, end)


def test_the_plan_of_a_past_day_is_what_the_scores_of_that_day_were(
    resources: Resources, board: str, clock: FixedClock
) -> None:
    """Approved, changed, over and taken down meanwhile: each stretch as it was then."""
    until = format_instant(clock.now() + timedelta(hours=2, minutes=30))
    first = published(resources, title="Tin thứ nhất")
    published(resources, title="Hết giữa buổi", valid_until=until)
    start = clock.now()
    expected: dict = {}
    for deed in ("none", "publish", "withdraw", "none"):
        begun = clock.now()
        if deed == "publish":
            published(resources, title="Tin thứ ba", weight=3)
        if deed == "withdraw":
            withdraw_notice(resources, APPROVER, first.id, "Nhầm nội dung")
        # An expiry falls into the third stretch: the score is asked for again there.
        for _ in range(4):
            part = live_plan(resources, board, clock.now(), clock.now() + timedelta(minutes=15))
            clock.advance(15 * 60)
            for key, seconds in part.items():
                expected[key] = expected.get(key, 0) + seconds
        assert clock.now() - begun == timedelta(hours=1)
    end = clock.now()
    submitted(resources, title="Chưa duyệt")
    clock.advance(5 * 86400)
    published(resources, title="Tin của ngày sau")
    plan = plan_of(resources, resources.boards.get(board), (start, end))
    assert plan.seconds == pytest.approx(expected, abs=20)
    assert "Tin của ngày sau" not in {plan.titles[item] for _, item in plan.seconds}
    assert {"Tin thứ nhất", "Hết giữa buổi", "Tin thứ ba"} <= set(plan.titles.values())


def test_notices_of_other_communes_are_no_part_of_it(
    resources: Resources, board: str, clock: FixedClock
) -> None:
    published(resources, title="Của xã mình")
    other = pair_a_board(resources, "20860")
    day = local_midnight(clock.now().astimezone(TIMEZONE).date())
    clock.advance(86400)
    span = (clock.now() - timedelta(hours=3), clock.now())
    assert day < span[0]
    assert plan_of(resources, resources.boards.get(board), span).seconds
    assert plan_of(resources, resources.boards.get(other), span).seconds == {}


def test_a_day_of_very_many_changes_is_followed_by_the_quarter_of_an_hour(
    resources: Resources, board: str, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = clock.now()
    for number in range(60):
        published(resources, title=f"Tin số {number}")
        clock.advance(60)
    asked = []
    real = resources.scores.score_of

    def counted(*args: object) -> object:
        asked.append(args)
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(resources.scores, "score_of", counted)
    plan_of(resources, resources.boards.get(board), (start, clock.now()))
    assert len(asked) <= 5
