from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from content import weekly_test
from server.services import board_test_sums, board_tests, ledger
from server.services.board_test_sums import ProofSum, months_of_year, sums_of_year, sweep
from server.services.resources import Resources
from server.storage.tables import (
    AlertRevisionRow,
    AlertRow,
    BoardTestRow,
    DeliveryRow,
    ReceiptRow,
)
from tests.server.board_builders import ABoard, a_board, fire, technician
from tests.server.builders import START, FixedClock
from tests.server.staff_builders import add_units

WEEK = weekly_test.week_of(START)


@pytest.fixture
def board(resources: Resources) -> ABoard:
    add_units(resources)
    return a_board(resources)


def add(resources: Resources, board: ABoard, week: date, proof_s: int | None) -> None:
    at = weekly_test.week_begins(week)
    row = BoardTestRow(
        board_id=board.id, week=week, alert_id="a", first_at=at, issued_at=at, tries=1,
        proof_s=proof_s, proven_at=None if proof_s is None else at + timedelta(seconds=proof_s),
    )  # fmt: skip
    resources.database.write(lambda session: session.add(row))


def count(resources: Resources, kind: type) -> int:
    query = select(func.count()).select_from(kind)
    return resources.database.read(lambda session: session.scalar(query) or 0)


def test_the_sum_of_a_year_is_the_same_before_and_after_old_tests_are_forgotten(
    resources: Resources, board: ABoard, clock: FixedClock
) -> None:
    proofs = [3, 60, 61, 3600, 7000, None] * 6
    for number, proof_s in enumerate(proofs):
        add(resources, board, WEEK - timedelta(weeks=number), proof_s)
    expected = ProofSum(36, 30, 12, 24, 7000)

    def sums(year: int) -> dict[str, ProofSum]:
        return resources.database.read(lambda session: sums_of_year(session, year))

    assert sums(2026) == {board.id: expected}
    assert sums(2025) == {}
    sweep(resources)
    assert 0 < count(resources, BoardTestRow) < 15
    assert sums(2026) == {board.id: expected}
    clock.advance(200 * 86_400)
    sweep(resources)
    sweep(resources)
    assert count(resources, BoardTestRow) == 0
    assert sums(2026) == {board.id: expected}


def test_the_sums_of_months_are_kept_by_unit_when_single_tests_are_not(
    resources: Resources, board: ABoard, clock: FixedClock
) -> None:
    other = a_board(resources, "20860")
    for week, proof_s in ((WEEK, 5), (WEEK - timedelta(weeks=26), 70), (date(2026, 6, 1), None)):
        add(resources, board, week, proof_s)
    add(resources, other, WEEK, None)
    expected = {
        ("commune", 11): ProofSum(1, 1, 1, 1, 5),
        ("commune", 5): ProofSum(1, 1, 0, 1, 70),
        ("commune", 6): ProofSum(1, 0, 0, 0, 0),
        ("sibling", 11): ProofSum(1, 0, 0, 0, 0),
    }

    def months() -> dict[tuple[str, int], ProofSum]:
        return resources.database.read(lambda session: months_of_year(session, 2026))

    assert months() == expected
    for _ in range(2):
        sweep(resources)
        assert months() == expected
        clock.advance(200 * 86_400)
    assert count(resources, BoardTestRow) == 0
    add(resources, board, WEEK - timedelta(weeks=1), 9)
    assert months()["commune", 11] == ProofSum(2, 2, 2, 2, 9)


def test_the_alerts_that_carried_tests_go_after_a_week_and_officers_alerts_stay(
    resources: Resources, board: ABoard, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board_test_sums, "ALERTS_AT_ONCE", 1)
    for _ in range(3):
        board_tests.try_board(resources, technician(), board.id)
        clock.advance(60)
    alert = fire(resources)
    tests = [one for one in resources.alerts.snapshot().alerts if one.id != alert.id]
    ledger.store_receipts(
        resources,
        board.id,
        [board.receipt(one) for one in (tests[0], alert)],  # type: ignore[arg-type]
    )
    sweep(resources)
    assert (count(resources, AlertRow), count(resources, ReceiptRow)) == (4, 2)
    clock.advance(9 * 86_400)
    sweep(resources)
    for kind in (AlertRow, AlertRevisionRow, DeliveryRow, ReceiptRow):
        assert count(resources, kind) == 1
    late = board.receipt(tests[0])  # type: ignore[arg-type]
    answer = ledger.store_receipts(resources, board.id, [late])
    assert answer["rejected"] == [{"log": "log-1", "seq": late["seq"], "code": "unknown_alert"}]


def test_sums_add_up_over_boards() -> None:
    assert ProofSum(2, 1, 1, 1, 4) + ProofSum(3, 3, 0, 2, 90) == ProofSum(5, 4, 1, 3, 90)
