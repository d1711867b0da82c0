from datetime import date, timedelta

import pytest

from content.errors import InvalidInputError, NotFoundError
from content.play_plan import HourState
from content.rotation import local_midnight
from server.services import alerting, ledger
from server.services.actor import Role
from server.services.play_reports import PlayReport, report_of
from server.services.plays import store_plays
from server.services.resources import Resources
from server.services.slates import SlateScope, set_slate
from tests.server.board_builders import ABoard, a_board, fire, officer
from tests.server.builders import FixedClock
from tests.server.notice_builders import published
from tests.server.staff_builders import add_units, an_actor
from tests.server.statements import statements

READER = an_actor(Role.VIEWER, "commune")
HOUR = timedelta(hours=1)


@pytest.fixture
def board(resources: Resources, clock: FixedClock) -> ABoard:
    """Paired the evening before; it is 9:00 in Việt Nam."""
    add_units(resources)
    clock.advance(-16 * 3600)
    made = a_board(resources)
    clock.advance(16 * 3600)
    return made


@pytest.fixture
def notice(resources: Resources, board: ABoard) -> str:
    return published(resources, title="Lịch tiêm chủng").id


def today(resources: Resources) -> date:
    return (resources.clock.now() + timedelta(hours=7)).date()


def report(resources: Resources, board: ABoard, day: date | None = None) -> PlayReport:
    return report_of(resources, READER, board.id, day or today(resources))


def play(board: ABoard, notice: str, hours_ago: int, seconds: int = 3600) -> None:
    begun = board.resources.clock.now() - hours_ago * HOUR
    record = board.play_of(notice, begun, seconds=seconds, count=3)
    assert store_plays(board.resources, board.id, [record])["rejected"] == []


def test_hours_shown_as_planned_short_missing_and_to_come(
    resources: Resources, board: ABoard, notice: str, clock: FixedClock
) -> None:
    clock.advance(3 * 3600 + 120)
    clock.at = clock.at.replace(minute=0)
    play(board, notice, 3)
    play(board, notice, 2, seconds=1200)
    clock.advance(11 * 60)
    found = report(resources, board)
    last = {hour.start.hour: hour for hour in found.hours}
    states = [last[hour].state for hour in (1, 2, 3, 4, 5)]
    # Approved at 9:00 (2 in UTC); the two hours before had nothing planned.
    assert states == [HourState.IDLE, HourState.MET, HourState.DEVIATES, HourState.MISSING,
                      HourState.OPEN]  # fmt: skip
    (deviation,) = last[3].deviations
    assert (deviation.item, deviation.planned_s, deviation.shown_s) == (notice, 3600, 1200)
    assert found.titles[notice] == "Lịch tiêm chủng"
    assert (found.records, found.count(HourState.MISSING)) == (2, 1)


def test_alerts_and_the_waiting_screen_excuse_an_hour(
    resources: Resources, board: ABoard, notice: str, clock: FixedClock
) -> None:
    alert = fire(resources)
    told = [board.receipt(alert, state) for state in ("received", "painted")]
    ledger.store_receipts(resources, board.id, told)
    clock.advance(3550)
    alerting.cancel_alert(resources, officer(), alert.id, "Hết")
    ledger.store_receipts(resources, board.id, [board.receipt(alert, "ended")])
    clock.advance(50)
    set_slate(resources, officer(), SlateScope(board=board.id), "Kiểm tra")
    clock.advance(3600)
    set_slate(resources, officer(), SlateScope(board=board.id), None)
    clock.advance(3600 + 900)
    found = {hour.start.hour: hour for hour in report(resources, board).hours}
    assert [found[hour].state for hour in (2, 3, 4)] == [
        HourState.COVERED,
        HourState.COVERED,
        HourState.MISSING,
    ]
    assert (found[2].covered_s, found[3].covered_s) == (3550, 3600)


def test_before_it_was_paired_a_board_owes_nothing(
    resources: Resources, board: ABoard, notice: str
) -> None:
    yesterday = today(resources) - timedelta(days=1)
    hours = report(resources, board, yesterday).hours
    assert hours[0].start == resources.boards.get(board.id).paired_at.replace(minute=0)
    assert report(resources, board, yesterday - timedelta(days=1)).hours == ()


def test_what_was_not_planned_bears_its_title(
    resources: Resources, board: ABoard, clock: FixedClock
) -> None:
    other = a_board(resources, name="Chợ")
    elsewhere = published(resources, title="Của nơi khác", targets={"boards": [other.id]}).id
    clock.advance(3600)
    play(board, elsewhere, 1)
    found = report(resources, board)
    (hour,) = [hour for hour in found.hours if hour.deviations]
    assert hour.deviations[0].kind.value == "not_planned"
    assert found.titles[elsewhere] == "Của nơi khác"


def test_other_peoples_boards_and_days_without_records_are_refused(
    resources: Resources, board: ABoard
) -> None:
    stranger = an_actor(Role.VIEWER, "other-commune")
    with pytest.raises(NotFoundError):
        report_of(resources, stranger, board.id, today(resources))
    for days in (1, -35):
        with pytest.raises(InvalidInputError) as refused:
            report(resources, board, today(resources) + timedelta(days=days))
        assert refused.value.field == "day"


def test_the_number_of_statements_does_not_grow_with_notices_and_records(
    resources: Resources, board: ABoard, notice: str, clock: FixedClock
) -> None:
    def asked() -> int:
        report(resources, board)
        with statements(resources) as sent:
            report(resources, board)
        return len(sent)

    clock.advance(3600)
    play(board, notice, 1)
    few = asked()
    for number in range(8):
        other = published(resources, title=f"Tin số {number}").id
        clock.advance(3600 if number % 4 == 0 else 0)
        play(board, other, 1, seconds=60)
    assert asked() == few
    assert few <= 12


def test_the_day_is_a_day_in_vietnam(resources: Resources, board: ABoard) -> None:
    found = report(resources, board)
    assert found.hours[0].start == local_midnight(today(resources))
