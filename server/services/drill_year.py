"""A year of drills and weekly tests below a unit: how many boards showed them, and the worst."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.schedule import TIMEZONE
from content.text import sort_key
from server.services.actor import Actor
from server.services.alert_views import REPLACED
from server.services.board_records import parts
from server.services.board_test_sums import NOTHING, ProofSum, months_of_year, sums_of_year
from server.services.boards import BoardRecord
from server.services.permissions import Right, require
from server.storage.tables.alerts import AlertRevisionRow, AlertRow
from server.storage.tables.ledger import DeliveryRow

if TYPE_CHECKING:
    from server.services.resources import Resources

MOST_WORST = 20
MONTHS = range(1, 13)


@dataclass(frozen=True, slots=True)
class DrillSum:
    """Hold drills, the boards they were addressed to, each time counted, and those that showed."""

    drills: int = 0
    asked: int = 0
    shown: int = 0

    def __add__(self, other: "DrillSum") -> "DrillSum":
        """Add other drills."""
        return DrillSum(
            self.drills + other.drills, self.asked + other.asked, self.shown + other.shown
        )


@dataclass(frozen=True, slots=True)
class Sums:
    """Hold what drills and weekly tests add up to."""

    drills: DrillSum
    tests: ProofSum


@dataclass(frozen=True, slots=True)
class UnitYear:
    """Hold a unit's year, the boards below it counted, and each month, 1 to 12."""

    unit_id: str
    boards: int
    year: Sums
    months: Mapping[int, Sums]


@dataclass(frozen=True, slots=True)
class WorstBoard:
    """Name a board that missed drills or tests."""

    board: BoardRecord
    drills: DrillSum
    tests: ProofSum

    @property
    def asked(self) -> int:
        """Count the drills and tests that it had."""
        return self.drills.asked + self.tests.tests

    @property
    def missed(self) -> int:
        """Count those that it did not show."""
        return self.asked - self.drills.shown - self.tests.proven


@dataclass(frozen=True, slots=True)
class DrillYear:
    """Hold the report: the unit itself, those right below it, and the boards that missed most.

    `own` are boards that hang in the unit itself. `tests_without_month` were added up before
    months were kept.
    """

    year: int
    unit: UnitYear
    own: UnitYear
    below: tuple[UnitYear, ...]
    worst: tuple[WorstBoard, ...]
    tests_without_month: int


@dataclass(slots=True)
class _Drill:
    """One drill: its month, the boards it was addressed to, those that showed it."""

    month: int
    asked: set[str] = field(default_factory=set)
    shown: set[str] = field(default_factory=set)


def year_of(resources: "Resources", actor: Actor, unit_id: str, year: int) -> DrillYear:
    """Report on a year below a unit. Raises: ForbiddenError, NotFoundError."""
    tree = resources.units.tree()
    tree.get(unit_id)
    require(resources, actor, Right.READ, unit_id)

    def work(session: Session) -> DrillYear:
        known = _Year(resources, _drills(session, year), months_of_year(session, year))
        by_board = sums_of_year(session, year)
        unit = known.of(unit_id, tree.subtree(unit_id))
        boards = [board for board in known.boards if unit_id in board.addressee.path]
        all_tests = sum(by_board[one.id].tests for one in boards if one.id in by_board)
        below = (known.of(child.id, tree.subtree(child.id)) for child in tree.children(unit_id))
        return DrillYear(
            year=year,
            unit=unit,
            own=known.of(unit_id, frozenset({unit_id})),
            below=tuple(one for one in below if _is_something(one)),
            worst=_worst(boards, known.drills, by_board),
            tests_without_month=max(0, all_tests - unit.year.tests.tests),
        )

    return resources.database.read(work)


def each_unit(resources: "Resources", actor: Actor, unit_id: str, year: int) -> list[UnitYear]:
    """Give the year of each unit below one, of its own boards alone; those with nothing not.

    Raises: ForbiddenError, NotFoundError.
    """
    tree = resources.units.tree()
    tree.get(unit_id)
    require(resources, actor, Right.READ, unit_id)

    def work(session: Session) -> list[UnitYear]:
        known = _Year(resources, _drills(session, year), months_of_year(session, year))
        units = (tree.get(unit) for unit in tree.subtree(unit_id))
        ordered = sorted(units, key=lambda unit: (len(tree.path(unit.id)), sort_key(unit.name)))
        found = (known.of(unit.id, frozenset({unit.id})) for unit in ordered)
        return [one for one in found if _is_something(one)]

    return resources.database.read(work)


class _Year:
    """All that is known of a year, and its sums for any set of units."""

    def __init__(
        self,
        resources: "Resources",
        drills: list[_Drill],
        tests: Mapping[tuple[str, int], ProofSum],
    ) -> None:
        self.drills, self._tests = drills, tests
        self.boards = resources.boards.in_service()
        self._boards_of = Counter(board.unit_id for board in self.boards)
        self._drilled: dict[str, Counter[tuple[int, bool]]] = {}
        for number, drill in enumerate(drills):
            for board_id in drill.asked:
                board = resources.boards.find(board_id)
                if board is not None:
                    counted = self._drilled.setdefault(board.unit_id, Counter())
                    counted[number, board_id in drill.shown] += 1

    def of(self, unit_id: str, units: frozenset[str]) -> UnitYear:
        drills = self._drills_of(units)
        months = {
            month: Sums(
                drills.get(month, DrillSum()),
                sum((self._tests.get((unit, month), NOTHING) for unit in units), NOTHING),
            )
            for month in MONTHS
        }
        year = Sums(
            sum((one.drills for one in months.values()), DrillSum()),
            sum((one.tests for one in months.values()), NOTHING),
        )
        boards = sum(self._boards_of[unit] for unit in units)
        return UnitYear(unit_id, boards, year, months)

    def _drills_of(self, units: frozenset[str]) -> dict[int, DrillSum]:
        """Add up by month; a drill counts once, however many of the units it reached."""
        counted: Counter[tuple[int, bool]] = Counter()
        for unit in units & self._drilled.keys():
            counted.update(self._drilled[unit])
        found: dict[int, DrillSum] = {}
        for number in {number for number, _ in counted}:
            shown, missed = counted[number, True], counted[number, False]
            month = self.drills[number].month
            one = DrillSum(1, shown + missed, shown)
            found[month] = found.get(month, DrillSum()) + one
        return found


def _is_something(one: UnitYear) -> bool:
    return bool(one.boards or one.year.drills.asked or one.year.tests.tests)


def _worst(
    boards: list[BoardRecord], drills: list[_Drill], tests: Mapping[str, ProofSum]
) -> tuple[WorstBoard, ...]:
    """Rank boards by the share that they missed, then by how much that was."""
    found = []
    for board in boards:
        asked = [drill for drill in drills if board.id in drill.asked]
        shown = sum(board.id in drill.shown for drill in asked)
        held = DrillSum(len(asked), len(asked), shown)
        one = WorstBoard(board, held, tests.get(board.id, NOTHING))
        if one.missed:
            found.append(one)
    found.sort(key=lambda one: (-one.missed / one.asked, -one.missed, sort_key(one.board.name)))
    return tuple(found[:MOST_WORST])


def _drills(session: Session, year: int) -> list[_Drill]:
    """Read the drills that went out in a year of Vietnam's calendar, the oldest first."""
    begins, ends = (datetime(one, 1, 1, tzinfo=TIMEZONE) for one in (year, year + 1))
    row = AlertRevisionRow
    query = (
        select(row.alert_id, row.decided_at, row.audience)
        .join(AlertRow, AlertRow.id == row.alert_id)
        .where(
            AlertRow.is_test.is_(False),
            row.status == "Exercise",
            row.sequence.is_not(None),
            row.state.in_(("in_force", REPLACED)),
            row.decided_at >= begins,
            row.decided_at < ends,
        )
        .order_by(row.decided_at)
    )
    found: dict[str, _Drill] = {}
    for alert, at, audience in session.execute(query):
        month = (at or begins).astimezone(TIMEZONE).month
        found.setdefault(alert, _Drill(month)).asked.update(audience)
    for part in parts(sorted(found)):
        painted = select(DeliveryRow.alert_id, DeliveryRow.board_id).where(
            DeliveryRow.alert_id.in_(part), DeliveryRow.painted_at.is_not(None)
        )
        for alert, board in session.execute(painted):
            found[alert].shown.add(board)
    return list(found.values())
