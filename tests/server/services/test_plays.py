from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from content.instant import format_instant
from content.play import AHEAD
from server.services import plays
from server.services.plays import prune_plays, store_plays
from server.services.resources import Resources
from server.storage.tables import PlayDayRow, PlayRow
from tests.server.board_builders import ABoard, a_board
from tests.server.builders import START, FixedClock
from tests.server.notice_builders import published
from tests.server.staff_builders import add_units

HOUR = timedelta(hours=1)


@pytest.fixture
def board(resources: Resources) -> ABoard:
    add_units(resources)
    return a_board(resources)


@pytest.fixture
def notice(resources: Resources, board: ABoard) -> str:
    return published(resources).id


def rows(resources: Resources, kind: Any) -> list[Any]:
    return resources.database.read(lambda session: list(session.scalars(select(kind))))


def codes(resources: Resources, board: ABoard, *records: Any) -> list[object]:
    answer = store_plays(resources, board.id, list(records))
    return [one["code"] for one in answer["rejected"]]


def test_plays_are_stored_once_and_forged_ones_refused(resources: Resources, board: ABoard) -> None:
    play, forged = board.play(), board.play(seconds=999)
    answer = store_plays(resources, board.id, [play, forged, {"log": 1}])
    assert answer["acknowledged"] == [["log-1", 1]]
    assert [one["code"] for one in answer["rejected"]] == ["bad_signature", "malformed"]
    store_plays(resources, board.id, [play])
    (row,) = rows(resources, PlayRow)
    assert (row.seconds, row.count, row.item) == (120, 12, "notice-1")


def test_a_day_adds_up_what_its_hours_say(resources: Resources, board: ABoard, notice: str) -> None:
    first, second = START - 3 * HOUR, START - 2 * HOUR
    later = board.play_of(notice, second, seconds=30, count=3)
    assert codes(resources, board, later) == []
    assert codes(resources, board, board.play_of(notice, first)) == []
    (day,) = rows(resources, PlayDayRow)
    assert (day.notice_id, day.board_id, day.revision) == (notice, board.id, 1)
    assert (day.seconds, day.count, day.records) == (150, 15, 2)
    assert (day.first_at, day.last_at) == (first, second + HOUR)


def test_a_record_sent_again_is_not_counted_twice(
    resources: Resources, board: ABoard, notice: str
) -> None:
    play = board.play_of(notice, START - HOUR)
    again = board.play_of(notice, START - HOUR, seq=play["seq"], seconds=60)
    for records in ([play], [play, play], [again]):
        assert codes(resources, board, *records) == []
    (day,) = rows(resources, PlayDayRow)
    assert (day.seconds, day.records) == (120, 1)


def test_boards_revisions_and_days_in_vietnam_are_told_apart(
    resources: Resources, board: ABoard, notice: str
) -> None:
    other = a_board(resources, name="Chợ")
    midnight = datetime(2026, 11, 22, 17, tzinfo=START.tzinfo)
    assert codes(resources, other, other.play_of(notice, START - HOUR)) == []
    records = [board.play_of(notice, at) for at in (midnight - HOUR, midnight)]
    assert codes(resources, board, *records, board.play_of(notice, midnight, revision=2)) == []
    found = {(row.board_id, row.day, row.revision) for row in rows(resources, PlayDayRow)}
    assert found == {
        (other.id, START.astimezone(plays.TIMEZONE).date(), 1),
        (board.id, date(2026, 11, 22), 1),
        (board.id, date(2026, 11, 23), 1),
    }


def test_plays_of_what_is_no_notice_are_kept_but_make_no_day(
    resources: Resources, board: ABoard, notice: str
) -> None:
    records = [
        board.play_of(f"{notice}.ticker", START - HOUR),
        board.play_of(notice, START - HOUR, revision=2**40),
        board.play_of(notice, START - HOUR, seconds=0, count=0),
    ]
    assert codes(resources, board, *records) == ["malformed"]
    assert len(rows(resources, PlayRow)) == 2
    assert rows(resources, PlayDayRow) == []


@pytest.mark.parametrize(
    ("begun", "fields", "code"),
    [
        (-HOUR, {"seconds": 3602}, "implausible"),
        (-HOUR, {"count": 3602}, "implausible"),
        (-3 * HOUR, {"to": format_instant(START)}, "too_long"),
        (-HOUR / 2, {}, "in_future"),
        (timedelta(days=-61), {}, "too_old"),
        (-HOUR, {"to": format_instant(START - 2 * HOUR)}, "malformed"),
        (-HOUR, {"seconds": -1}, "malformed"),
        (-HOUR, {"from": "yesterday"}, "malformed"),
        (-HOUR, {"manifest": "x"}, "malformed"),
    ],
)
def test_what_cannot_have_been_is_refused_with_a_code(
    resources: Resources,
    board: ABoard,
    notice: str,
    begun: timedelta,
    fields: dict[str, Any],
    code: str,
) -> None:
    assert codes(resources, board, board.play_of(notice, START + begun, **fields)) == [code]
    assert rows(resources, PlayRow) == rows(resources, PlayDayRow) == []


def test_the_edges_of_what_can_have_been_are_taken(
    resources: Resources, board: ABoard, notice: str
) -> None:
    ahead = board.play_of(notice, START - HOUR + AHEAD, seconds=3601)
    assert codes(resources, board, ahead, board.play_of(notice, START - plays.OLDEST)) == []


def test_signed_records_are_forgotten_in_time_and_days_stay(
    resources: Resources,
    board: ABoard,
    notice: str,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(plays, "_PRUNED_AT_ONCE", 2)
    old = [board.play_of(notice, START - hours * HOUR) for hours in range(1, 6)]
    assert codes(resources, board, *old) == []
    clock.advance(plays.KEPT.total_seconds())
    assert prune_plays(resources) == 0
    new = board.play_of(notice, clock.now() - HOUR)
    assert codes(resources, board, new) == []
    clock.advance(1)
    assert prune_plays(resources) == 5
    assert [row.seq for row in rows(resources, PlayRow)] == [new["seq"]]
    assert sum(row.records for row in rows(resources, PlayDayRow)) == 6


def test_signed_records_of_a_public_posting_are_kept_longer(
    resources: Resources, board: ABoard, clock: FixedClock
) -> None:
    posted = published(resources, document={"posting": {"kind": "land"}}).id
    assert codes(resources, board, board.play_of(posted, START - HOUR)) == []
    clock.advance(plays.KEPT.total_seconds() + 1)
    assert prune_plays(resources) == 0
    clock.advance((plays.POSTINGS_KEPT - plays.KEPT).total_seconds())
    assert prune_plays(resources) == 1
