"""Shares of categories and hours of sound and power: set for a unit or a board, inherited down."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.errors import NotFoundError
from content.hours import BoardHours
from content.shares import CategoryShares
from server.services import audit, permissions
from server.services.actor import Actor
from server.services.boards import BoardRecord
from server.services.changes import Change, ChangeFeed
from server.services.permissions import Right
from server.storage.database import Database
from server.storage.tables.time_rules import TimeRuleRow

if TYPE_CHECKING:
    from server.services.resources import Resources

UNIT, BOARD = "unit", "board"
ACTIONS = frozenset({"unit.time_rules", "board.time_rules"})


@dataclass(frozen=True, slots=True)
class TimeRules:
    """Hold what one unit or board sets itself; None and absent hours are not set."""

    shares: CategoryShares | None = None
    hours: BoardHours = BoardHours()

    def over(self, above: "TimeRules") -> "TimeRules":
        """Give these with what is not set taken from above."""
        shares = above.shares if self.shares is None else self.shares
        return TimeRules(shares, self.hours.over(above.hours))

    def to_dict(self) -> dict[str, object]:
        """Write them as the audit keeps them."""
        shares = None if self.shares is None else self.shares.to_dict()
        return {"shares": shares, "hours": self.hours.to_dict()}


class TimeRuleBook:
    """Hold every rule set; read again when one changes."""

    def __init__(self, database: Database, changes: ChangeFeed) -> None:
        """Load the rules; subscribes before the scores that follow them."""
        self._database = database
        self._rules = database.read(_read)
        changes.subscribe(self._heed)

    def own(self, subject_id: str) -> TimeRules:
        """Give what a unit or board sets itself."""
        return self._rules.get(subject_id, TimeRules())

    def along(self, path: Sequence[str]) -> TimeRules:
        """Give what holds at the end of a path of ids from the root down."""
        found = TimeRules()
        for subject_id in path:
            found = self.own(subject_id).over(found)
        return found

    def of_board(self, board: BoardRecord) -> TimeRules:
        """Give what holds for a board."""
        return self.along((*board.addressee.path, board.id))

    def _heed(self, change: Change) -> None:
        if change.action in ACTIONS:
            self._rules = self._database.read(_read)


def set_unit_rules(
    resources: "Resources", actor: Actor | None, unit_id: str, rules: TimeRules
) -> None:
    """Set what a unit says about time; no actor is the operator.

    Raises: NotFoundError, ForbiddenError.
    """
    resources.units.tree().get(unit_id)
    if actor is not None:
        permissions.require(resources, actor, Right.MANAGE_UNITS, unit_id)
    _put(resources, actor, (UNIT, unit_id, unit_id), rules)


def set_board_rules(
    resources: "Resources", actor: Actor | None, board_id: str, rules: TimeRules
) -> None:
    """Set what a board says about time; its shares are always its unit's.

    Raises: NotFoundError, ForbiddenError.
    """
    board = resources.boards.find(board_id)
    if board is None or board.is_revoked:
        raise NotFoundError("There is no board {board}.", board=board_id[:40])
    if actor is not None:
        permissions.require(resources, actor, Right.PAIR_BOARDS, board.unit_id)
    _put(resources, actor, (BOARD, board_id, board.unit_id), TimeRules(None, rules.hours))


def _put(
    resources: "Resources", actor: Actor | None, subject: tuple[str, str, str], rules: TimeRules
) -> None:
    kind, subject_id, unit_id = subject
    now = resources.clock.now()

    def work(session: Session) -> None:
        row = session.get(TimeRuleRow, subject_id)
        if row is None:
            row = TimeRuleRow(subject_id=subject_id, kind=kind)
        before = _rules_of(row)
        row.shares = None if rules.shares is None else rules.shares.to_dict()
        row.hours, row.updated_at = rules.hours.to_dict(), now
        session.add(row)
        audit.record(
            session,
            at=now,
            actor=actor,
            action=f"{kind}.time_rules",
            subject=subject_id,
            unit_id=unit_id,
            details={"before": before.to_dict(), "after": rules.to_dict()},
        )

    resources.database.write(work)


def _read(session: Session) -> dict[str, TimeRules]:
    return {row.subject_id: _rules_of(row) for row in session.scalars(select(TimeRuleRow))}


def _rules_of(row: TimeRuleRow) -> TimeRules:
    shares = None if row.shares is None else CategoryShares.from_dict(row.shares)
    return TimeRules(shares, BoardHours.from_dict(row.hours or {}))
