"""Changes of units on a day: planned ahead, carried out when it has come, taken back before.

What became of which is a succession, carried out on the day (`unit_moves`).
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from content.errors import ConflictError, NotFoundError
from content.unit import Unit
from server.services import audit, permissions
from server.services.actor import Actor
from server.services.permissions import Right
from server.services.publishing_drafts import today
from server.services.unit_moves import carry_out
from server.services.unit_plans import ChangeKind, ChangeRequest, Into, Plan, check_change
from server.services.unit_rows import CANCELLED, SCHEDULED
from server.storage.ids import new_id
from server.storage.tables import UnitChangeRow, UnitRow, UnitSuccessionRow

if TYPE_CHECKING:
    from server.services.resources import Resources

__all__ = [
    "ChangeKind",
    "ChangeRequest",
    "ChangeView",
    "Into",
    "cancel_change",
    "change_units",
    "check_change",
    "list_changes",
]

MOST_CHANGES = 200


@dataclass(frozen=True, slots=True)
class ChangeView:
    """Show a change; `before` and `after` are (code, name)."""

    id: str
    kind: str
    day: date
    state: str
    before: tuple[tuple[str, str], ...]
    after: tuple[tuple[str, str], ...]


def change_units(resources: "Resources", actor: Actor | None, request: ChangeRequest) -> ChangeView:
    """Plan a change; one whose day has come is carried out at once. No actor is the operator.

    Raises: InvalidInputError, UnitRetiredError, ForbiddenError, ConflictError.
    """
    plan = check_change(resources, actor, request)
    change_id, now = new_id(), resources.clock.now()

    def work(session: Session) -> ChangeView:
        for unit in plan.ended:
            row = session.get_one(UnitRow, unit.id)
            if row.valid_to is not None and row.valid_to <= request.day:
                raise _changed_meanwhile(unit)
            row.valid_to = request.day
        session.add_all(_row(unit) for unit in plan.made)
        change = UnitChangeRow(
            id=change_id,
            kind=request.kind.value,
            day=request.day,
            state=SCHEDULED,
            details=_details(plan),
            created_by=actor.account_id if actor else None,
            created_at=now,
        )
        session.add(change)
        session.flush()
        session.add_all(_successions(change_id, plan))
        session.flush()
        audit.record(
            session,
            at=now,
            actor=actor,
            action="unit.planned",
            subject=change_id,
            unit_id=plan.top,
            details={"kind": change.kind, "day": request.day.isoformat(), **change.details},
        )
        if request.day <= today(resources):
            carry_out(session, resources, change_id, actor)
        return _view(change)

    return resources.database.write(work)


def list_changes(resources: "Resources", actor: Actor | None) -> tuple[ChangeView, ...]:
    """List changes, the latest day first, 200 at most. Raises: ForbiddenError."""
    if actor is not None:
        permissions.require_anywhere(resources, actor, Right.MANAGE_UNITS)

    def work(session: Session) -> tuple[ChangeView, ...]:
        rows = session.scalars(
            select(UnitChangeRow)
            .order_by(UnitChangeRow.day.desc(), UnitChangeRow.created_at.desc())
            .limit(MOST_CHANGES)
        )
        return tuple(_view(row) for row in rows)

    return resources.database.read(work)


def cancel_change(resources: "Resources", actor: Actor | None, change_id: str) -> None:
    """Take back a change whose day has not come.

    Raises: NotFoundError, ForbiddenError, ConflictError.
    """
    now = resources.clock.now()

    def work(session: Session) -> None:
        change = session.get(UnitChangeRow, change_id)
        if change is None:
            raise NotFoundError("There is no change of units {change}.", change=change_id[:40])
        top = change.details["unit"]
        if actor is not None:
            permissions.require(resources, actor, Right.MANAGE_UNITS, top)
        if change.state != SCHEDULED:
            raise ConflictError("This change has been carried out or taken back already.")
        session.execute(delete(UnitSuccessionRow).where(UnitSuccessionRow.change_id == change_id))
        _require_unused(session, change)
        for unit_id, day in change.details["ended"].items():
            session.get_one(UnitRow, unit_id).valid_to = date.fromisoformat(day) if day else None
        session.execute(delete(UnitRow).where(UnitRow.id.in_(change.details["made"])))
        change.state = CANCELLED
        audit.record(
            session,
            at=now,
            actor=actor,
            action="unit.plan_cancelled",
            subject=change_id,
            unit_id=top,
            details={"kind": change.kind, "day": change.day.isoformat()},
        )

    resources.database.write(work)


def _row(unit: Unit) -> UnitRow:
    return UnitRow(
        id=unit.id,
        code=unit.code,
        name=unit.name,
        level=unit.level,
        parent_id=unit.parent_id,
        valid_from=unit.valid_from,
        valid_to=unit.valid_to,
        lat=unit.lat,
        lon=unit.lon,
    )


def _successions(change_id: str, plan: Plan) -> list[UnitSuccessionRow]:
    return [
        UnitSuccessionRow(from_id=unit.id, to_id=new.id, change_id=change_id, is_main=place == 0)
        for unit in plan.ended
        for place, new in enumerate(plan.after)
    ]


def _details(plan: Plan) -> dict[str, Any]:
    ends = {unit.id: unit.valid_to.isoformat() if unit.valid_to else None for unit in plan.ended}
    return {
        "unit": plan.top,
        "from": [[unit.code, unit.name] for unit in plan.ended],
        "into": [[unit.code, unit.name] for unit in plan.after],
        "ended": ends,
        "made": [unit.id for unit in plan.made],
        "boards": dict(plan.boards),
    }


def _view(change: UnitChangeRow) -> ChangeView:
    before = tuple((code, name) for code, name in change.details["from"])
    after = tuple((code, name) for code, name in change.details["into"])
    return ChangeView(change.id, change.kind, change.day, change.state, before, after)


def _require_unused(session: Session, change: UnitChangeRow) -> None:
    """Refuse to take back what another planned change already builds on."""
    made = change.details["made"]
    follows = select(UnitSuccessionRow).where(UnitSuccessionRow.from_id.in_(made))
    hangs = select(UnitRow.id).where(UnitRow.parent_id.in_(made), UnitRow.id.not_in(made))
    if session.scalars(follows).first() or session.scalars(hangs).first():
        raise ConflictError("Another change builds on this one; take that back first.")


def _changed_meanwhile(unit: Unit) -> ConflictError:
    return ConflictError("{unit} was changed meanwhile. Read it again.", unit=unit.name)
