"""What is kept of weekly tests: each for a season, then sums by board and year, unit and month."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, case, delete, extract, func, select
from sqlalchemy.orm import Session

from server.services.board_records import parts
from server.storage.tables.alerts import AlertRevisionRow, AlertRow
from server.storage.tables.board_tests import BoardTestRow, BoardTestYearRow, UnitTestMonthRow
from server.storage.tables.boards import BoardRow
from server.storage.tables.ledger import DeliveryRow, ReceiptRow

if TYPE_CHECKING:
    from server.services.resources import Resources

EVERY_S = 3600.0
KEPT_SINGLY = timedelta(days=92)
KEPT_RECEIPTS = timedelta(days=8)
AT_ONCE, ALERTS_AT_ONCE = 2000, 20
_MINUTE_S, _HOUR_S = 60, 3600


@dataclass(frozen=True, slots=True)
class ProofSum:
    """Hold what one board's weekly tests of a year add up to."""

    tests: int
    proven: int
    within_minute: int
    within_hour: int
    slowest_s: int

    def __add__(self, other: "ProofSum") -> "ProofSum":
        """Add another part of the same year, or another board."""
        return ProofSum(
            self.tests + other.tests,
            self.proven + other.proven,
            self.within_minute + other.within_minute,
            self.within_hour + other.within_hour,
            max(self.slowest_s, other.slowest_s),
        )


NOTHING = ProofSum(0, 0, 0, 0, 0)


def sweep(resources: "Resources") -> None:
    """Add old tests to their years and forget them, and forget the alerts that carried tests."""
    now = resources.clock.now()
    while resources.database.write(lambda session: _fold(session, (now - KEPT_SINGLY).date())):
        pass
    while resources.database.write(lambda session: _forget(session, now - KEPT_RECEIPTS)):
        pass


def sums_of_year(session: Session, year: int) -> dict[str, ProofSum]:
    """Give each board's sum of a year, by board: of those kept singly and those that are not."""
    found = {
        row.board_id: _sum_of(row)
        for row in session.scalars(select(BoardTestYearRow).where(BoardTestYearRow.year == year))
    }
    query = select(BoardTestRow.board_id, *_sums()).where(*_of_year(BoardTestRow.week, year))
    for board, *sums in session.execute(query.group_by(BoardTestRow.board_id)):
        found[board] = found.get(board, NOTHING) + ProofSum(*sums)
    return found


def months_of_year(session: Session, year: int) -> dict[tuple[str, int], ProofSum]:
    """Give the sums of units' own boards by unit and month, 1 to 12.

    What was added up by board and year alone, before months were kept, is not among them.
    """
    row = UnitTestMonthRow
    kept = session.scalars(select(row).where(*_of_year(row.month, year)))
    found = {(one.unit_id, one.month.month): _sum_of(one) for one in kept}
    month = extract("month", BoardTestRow.week)
    query = (
        select(BoardRow.unit_id, month, *_sums())
        .join(BoardRow, BoardRow.id == BoardTestRow.board_id)
        .where(*_of_year(BoardTestRow.week, year))
        .group_by(BoardRow.unit_id, month)
    )
    for unit, number, *sums in session.execute(query):
        key = (unit, int(number))
        found[key] = found.get(key, NOTHING) + ProofSum(*sums)
    return found


def _of_year(day: ColumnElement[date] | Any, year: int) -> tuple[ColumnElement[bool], ...]:
    return day >= date(year, 1, 1), day < date(year + 1, 1, 1)


def _sums() -> tuple[ColumnElement[Any], ...]:
    row = BoardTestRow
    slowest = func.coalesce(func.max(row.proof_s), 0)
    return func.count(), func.count(row.proven_at), _within(_MINUTE_S), _within(_HOUR_S), slowest


def _within(seconds: int) -> ColumnElement[int]:
    return func.sum(case((BoardTestRow.proof_s <= seconds, 1), else_=0))


def _fold(session: Session, before: date) -> int:
    """Add the oldest tests to their boards' years and units' months; give how many they were."""
    query = (
        select(BoardTestRow, BoardRow.unit_id)
        .join(BoardRow, BoardRow.id == BoardTestRow.board_id)
        .where(BoardTestRow.week < before)
        .order_by(BoardTestRow.week)
    )
    rows = session.execute(query.limit(AT_ONCE)).all()
    years: dict[tuple[str, int], ProofSum] = {}
    months: dict[tuple[str, date], ProofSum] = {}
    for row, unit in rows:
        of_board, of_unit = (row.board_id, row.week.year), (unit, row.week.replace(day=1))
        years[of_board] = years.get(of_board, NOTHING) + _of_one(row)
        months[of_unit] = months.get(of_unit, NOTHING) + _of_one(row)
        session.delete(row)
    for (board, year), one in sorted(years.items()):
        held = session.get(BoardTestYearRow, (board, year))
        before_it = _sum_of(held) if held else NOTHING
        session.merge(BoardTestYearRow(board_id=board, year=year, **asdict(before_it + one)))
    for (unit, month), one in sorted(months.items()):
        kept = session.get(UnitTestMonthRow, (unit, month))
        before_it = _sum_of(kept) if kept else NOTHING
        session.merge(UnitTestMonthRow(unit_id=unit, month=month, **asdict(before_it + one)))
    return len(rows)


def _of_one(row: BoardTestRow) -> ProofSum:
    if row.proven_at is None or row.proof_s is None:
        return ProofSum(1, 0, 0, 0, 0)
    return ProofSum(1, 1, row.proof_s <= _MINUTE_S, row.proof_s <= _HOUR_S, row.proof_s)


def _sum_of(row: BoardTestYearRow | UnitTestMonthRow) -> ProofSum:
    return ProofSum(row.tests, row.proven, row.within_minute, row.within_hour, row.slowest_s)


def _forget(session: Session, before: datetime) -> int:
    """Drop the oldest test alerts with their ledgers and receipts; give how many they were."""
    query = select(AlertRow.id).where(AlertRow.is_test.is_(True), AlertRow.created_at < before)
    alerts = list(session.scalars(query.limit(ALERTS_AT_ONCE)))
    for part in parts(alerts):
        for table in (ReceiptRow, DeliveryRow, AlertRevisionRow):
            session.execute(delete(table).where(table.alert_id.in_(part)))
        session.execute(delete(AlertRow).where(AlertRow.id.in_(part)))
    return len(alerts)
