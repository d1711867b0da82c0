import json
from datetime import UTC, date, datetime, time, timedelta

import pytest

from content.errors import InvalidInputError, NotFoundError
from content.instant import format_instant
from content.manifest import slot_at
from server.services.actor import Role
from server.services.forecast import on_at, waiting_for, week_of
from server.services.resources import Resources
from tests.server.builders import FixedClock
from tests.server.notice_builders import pair_a_board, published, submitted
from tests.server.staff_builders import add_units, an_actor

MONDAY = date(2026, 11, 23)
READER = an_actor(Role.VIEWER, "commune")
FRIDAY = datetime(2026, 11, 27, 7, 30, tzinfo=UTC)  # 14:30 in Việt Nam


@pytest.fixture
def board(resources: Resources) -> str:
    add_units(resources)
    return pair_a_board(resources)


def test_the_answer_for_friday_is_what_the_board_plays_on_friday(
    resources: Resources, board: str, clock: FixedClock
) -> None:
    for n in range(5):
        published(resources, title=f"Tin số {n}", weight=n + 1)
    later = format_instant(FRIDAY - timedelta(hours=1))
    published(resources, title="Chỉ từ trưa thứ Sáu", valid_from=later, weight=6)
    over = format_instant(FRIDAY - timedelta(hours=3))
    published(resources, title="Hết sáng thứ Sáu", valid_until=over)
    asked = [FRIDAY + timedelta(seconds=37 * n) for n in range(20)]
    answers = [on_at(resources, READER, board, at) for at in asked]
    assert "Chỉ từ trưa thứ Sáu" in {answer.title for answer in answers}
    for at, answer in zip(asked, answers, strict=True):
        clock.at = at
        manifest = json.loads(resources.scores.score_for(board).payload)
        slot = slot_at(manifest, "main", at, lambda item, page: True)
        assert slot is not None
        assert (answer.notice, answer.page) == (slot.item, slot.page)


def test_the_api_answers_for_another_day_by_that_days_score(
    resources: Resources, board: str, clock: FixedClock
) -> None:
    for n in range(3):
        published(resources, title=f"Tin số {n}")
    told = resources.scores.schedule(board, FRIDAY)
    clock.at = FRIDAY
    assert told == resources.scores.schedule(board, FRIDAY)


@pytest.mark.parametrize("year", [1970, 2099, 9998])
def test_far_instants_show_what_is_there_or_nothing(
    resources: Resources, board: str, year: int
) -> None:
    published(resources, valid_until="2026-12-24T00:00:00Z")
    told = resources.scores.schedule(board, datetime(year, 5, 5, tzinfo=UTC))
    assert told["zones"]["main"] is None  # type: ignore[index]


def test_days_gone_by_and_far_ahead_are_refused(resources: Resources, board: str) -> None:
    for at in (datetime(1970, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)):
        with pytest.raises(InvalidInputError) as caught:
            on_at(resources, READER, board, at)
        assert caught.value.field == "day"


def test_what_waits_is_told_apart(resources: Resources, board: str) -> None:
    published(resources, title="Đã duyệt")
    submitted(resources, title="Chờ duyệt")
    answer = on_at(resources, READER, board, FRIDAY)
    assert answer.title == "Đã duyệt"
    assert [title for title, _ in answer.waiting] == ["Chờ duyệt"]
    assert FRIDAY <= answer.waiting[0][1] < FRIDAY + timedelta(minutes=2)
    week = week_of(resources, READER, board, MONDAY)
    assert [(row.content.title, row.is_waiting) for row in week.rows] == [
        ("Đã duyệt", False),
        ("Chờ duyệt", True),
    ]
    elsewhere = an_actor(Role.VIEWER, "elsewhere")
    record = resources.boards.get(board)
    assert waiting_for(resources, elsewhere, record) == []
    with pytest.raises(NotFoundError):
        week_of(resources, elsewhere, board, MONDAY)


def test_the_week_follows_validity_weekdays_and_hours(resources: Resources, board: str) -> None:
    weekend = [{"from": "05:00", "to": "08:00", "days": [6, 7]}]
    published(resources, title="Cuối tuần", dayparts=weekend)
    published(resources, title="Đến thứ Năm", valid_until="2026-11-26T17:00:00Z")
    rows = {row.content.title: row.days for row in week_of(resources, READER, board, MONDAY).rows}
    assert rows == {
        "Cuối tuần": (False,) * 5 + (True, True),
        "Đến thứ Năm": (False, True, True, True, False, False, False),
    }
    noon = week_of(resources, READER, board, MONDAY, (time(11), time(14)))
    assert [row.content.title for row in noon.rows] == ["Đến thứ Năm"]


def test_a_round_is_as_long_as_its_slots(resources: Resources, board: str) -> None:
    published(resources, title="Một")
    published(resources, title="Hai")
    rounds = week_of(resources, READER, board, MONDAY).rounds
    assert rounds[0] is None  # over
    assert rounds[4] is not None and rounds[4].pages == 2 and rounds[4].seconds >= 16


def test_prices_are_told_to_go_stale(resources: Resources, board: str, clock: FixedClock) -> None:
    published(resources, title="Giá heo hơi", category="market")
    row = week_of(resources, READER, board, MONDAY).rows[0]
    assert row.stale_at == datetime(2026, 12, 1, 17, 0, tzinfo=UTC)  # a week after its day
