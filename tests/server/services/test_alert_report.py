from datetime import timedelta

import pytest

from server.services import alerting
from server.services.alert_calls import note_call
from server.services.alert_report import report_of, time_to
from server.services.ledger import store_receipts
from server.services.resources import Resources
from tests.server.board_builders import a_board, a_request, fire, officer, own_words
from tests.server.builders import START, FixedClock
from tests.server.staff_builders import add_units
from tests.server.statements import statements


def test_a_report_tells_how_many_boards_and_how_fast(
    resources: Resources, clock: FixedClock
) -> None:
    add_units(resources)
    boards = [a_board(resources, name=f"Bảng {n}", phone="0255 000 154") for n in range(10)]
    alert = fire(resources)
    for board in boards[:9]:
        clock.advance(2)
        store_receipts(resources, board.id, [board.receipt(alert), board.receipt(alert, "painted")])
    note_call(resources, officer(), alert.id, boards[9].id, "mending")
    clock.advance(60)
    found = report_of(resources, officer(), alert.id, 5)
    assert (found.shown, found.targeted) == (9, 10) and found.began_at == START
    assert found.within == {50: timedelta(seconds=10), 90: timedelta(seconds=18), 100: None}
    assert [one.board for one in found.silent] == [boards[9].id]
    assert [call.outcome for call in found.calls[boards[9].id]] == ["mending"]


def test_each_step_is_told_and_what_was_shown_before_a_change_counts(
    resources: Resources, clock: FixedClock
) -> None:
    add_units(resources)
    board = a_board(resources)
    alert = fire(resources)
    store_receipts(resources, board.id, [board.receipt(alert, "painted")])
    clock.advance(60)
    changed = a_request(clock.now(), risk_level=4)
    alerting.update_alert(resources, officer(number=2), alert.id, changed)
    clock.advance(60)
    alerting.cancel_alert(resources, officer(), alert.id, "Hết lũ")
    found = report_of(resources, officer(), alert.id, 5)
    assert [(step.written_by, step.is_cancel) for step in found.steps] == [
        ("officer-1-province", False), ("officer-2-province", False), ("officer-1-province", True),
    ]  # fmt: skip
    assert [step.at - START for step in found.steps] == [timedelta(minutes=n) for n in range(3)]
    assert found.steps[2].reason == "Hết lũ"
    assert (found.shown, found.targeted, found.silent) == (1, 1, ())


def test_an_alert_that_never_went_out_has_no_times(resources: Resources) -> None:
    add_units(resources)
    a_board(resources)
    view = alerting.issue_alert(resources, officer(), own_words(START))
    found = report_of(resources, officer(), view.id, 5)
    assert found.began_at is None and found.steps == ()
    assert found.within == dict.fromkeys((50, 90, 100))


@pytest.mark.parametrize(
    ("percent", "of", "seconds"),
    [(50, 4, 2), (90, 4, None), (50, 3, 2), (100, 3, 3), (50, 0, None)],
)
def test_a_share_is_reached_with_the_board_that_fills_it(
    percent: int, of: int, seconds: int | None
) -> None:
    painted = [START + timedelta(seconds=n) for n in (3, 1, 2)]
    took = time_to(START, painted, percent, of)
    assert took == (None if seconds is None else timedelta(seconds=seconds))


def test_more_boards_take_no_more_statements(resources: Resources) -> None:
    add_units(resources)

    def asked(count: int) -> int:
        for number in range(count):
            a_board(resources, name=f"Bảng {number}")
        alert = fire(resources)
        with statements(resources) as sent:
            report_of(resources, officer(), alert.id, 50)
        return len(sent)

    assert asked(1) == asked(5)
