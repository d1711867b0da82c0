"""What a unit allows for its own notices; off until somebody with the right switches it on."""

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from server.services import audit, permissions
from server.services.actor import Actor
from server.services.permissions import Right
from server.services.publishing_drafts import resolve_unit
from server.storage.tables import UnitSettingRow

if TYPE_CHECKING:
    from server.services.resources import Resources


def allow_own_approval(
    resources: "Resources", unit_code: str, is_allowed: bool, actor: Actor | None = None
) -> None:
    """Let people of a unit approve what they wrote for it, or not; no actor is the operator.

    Categories that need a second person go on needing one.
    Raises: InvalidInputError, UnitRetiredError, ForbiddenError.
    """
    unit = resolve_unit(resources, unit_code, "unit")
    if actor is not None:
        permissions.require(resources, actor, Right.MANAGE_UNITS, unit.id)

    def work(session: Session) -> None:
        row = session.get(UnitSettingRow, unit.id) or UnitSettingRow(unit_id=unit.id)
        row.own_approval = is_allowed
        session.add(row)
        audit.record(
            session,
            at=resources.clock.now(),
            actor=actor,
            action="unit.own_approval",
            subject=unit.id,
            unit_id=unit.id,
            details={"allowed": is_allowed},
        )

    resources.database.write(work)


def is_own_approval_allowed(session: Session, unit_id: str) -> bool:
    """Tell whether this unit lets an author approve."""
    row = session.get(UnitSettingRow, unit_id)
    return row is not None and row.own_approval
