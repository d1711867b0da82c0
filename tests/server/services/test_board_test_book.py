from datetime import date, timedelta

import pytest

from server.services.board_test_book import BoardTestBook
from server.services.resources import Resources
from server.storage.tables.board_tests import BoardTestRow
from tests.server.board_builders import ABoard, a_board
from tests.server.builders import START, FixedClock
from tests.server.staff_builders import add_units

HOUR = timedelta(hours=1)


@pytest.fixture
def board(resources: Resources) -> ABoard:
    add_units(resources)
    return a_board(resources)


def add(
    resources: Resources, board: ABoard, week: int, hours_ago: float, *, is_proven: bool
) -> None:
    at = START - hours_ago * HOUR
    row = BoardTestRow(
        board_id=board.id, week=date(2026, 11, 2) + timedelta(weeks=week), alert_id="a",
        first_at=at, issued_at=at, tries=1, proven_at=at if is_proven else None,
    )  # fmt: skip
    resources.database.write(lambda session: session.add(row))


@pytest.mark.parametrize(
    ("tests", "is_degraded"),
    [
        ([], False),
        ([(1, 30, True)], False),
        ([(1, 23, False)], False),
        ([(1, 24, False)], True),
        ([(1, 170, True), (2, 30, False)], True),
        ([(1, 170, False), (2, 2, True)], False),
        # One that failed before counts until a later one is proven.
        ([(1, 170, False), (2, 2, False)], True),
        ([(1, 170, True), (2, 2, False)], False),
    ],
)
def test_a_board_is_degraded_from_a_day_after_the_first_test_it_owes(
    resources: Resources,
    board: ABoard,
    clock: FixedClock,
    tests: list[tuple[int, float, bool]],
    is_degraded: bool,
) -> None:
    for week, hours_ago, is_proven in tests:
        add(resources, board, week, hours_ago, is_proven=is_proven)
    book = BoardTestBook(resources.database, clock)
    assert book.is_degraded(board.id, START) is is_degraded
    assert (book.last(board.id) is None) is (not tests)
    assert book.is_degraded("no such", START) is False
