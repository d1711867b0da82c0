"""The accent in which a unit's alerts are spoken: set for it, or above it, or by its province."""

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.speech_voice import Accent, usual_accent
from content.unit import UnitTree
from server.services import audit, permissions
from server.services.actor import Actor
from server.services.permissions import Right
from server.storage.tables import UnitSettingRow

if TYPE_CHECKING:
    from server.services.resources import Resources


def set_accent(resources: "Resources", actor: Actor, unit_id: str, accent: Accent | None) -> None:
    """Set a unit's accent; None: as set above. Raises: NotFoundError, ForbiddenError."""
    resources.units.tree().get(unit_id)
    permissions.require(resources, actor, Right.MANAGE_UNITS, unit_id)

    def work(session: Session) -> None:
        row = session.get(UnitSettingRow, unit_id) or UnitSettingRow(unit_id=unit_id)
        before, row.accent = row.accent, None if accent is None else accent.value
        if before == row.accent:
            return
        session.add(row)
        audit.record(
            session,
            at=resources.clock.now(),
            actor=actor,
            action="unit.accent",
            subject=unit_id,
            unit_id=unit_id,
            details={"before": before, "after": row.accent},
        )

    resources.database.write(work)


def own_accent(resources: "Resources", unit_id: str) -> Accent | None:
    """Give what is set for the unit itself."""
    return resources.database.read(lambda session: _set(session, (unit_id,))).get(unit_id)


def accent_of(resources: "Resources", unit_id: str) -> Accent:
    """Give the accent that holds for a unit: its own, the nearest above, else its province's."""
    tree = resources.units.tree()
    return resources.database.read(lambda session: accent_in(session, tree, unit_id))


def accent_in(session: Session, tree: UnitTree, unit_id: str) -> Accent:
    """Give the accent that holds for a unit, within a transaction."""
    path = tree.path(unit_id)
    held = _set(session, path)
    for name in reversed(path):
        if name in held:
            return held[name]
    return usual_accent(tree.get(path[0]).code)


def accent_above(resources: "Resources", unit_id: str) -> Accent:
    """Give the accent that holds where the unit sets none."""
    path = resources.units.tree().path(unit_id)
    if len(path) > 1:
        return accent_of(resources, path[-2])
    return usual_accent(resources.units.tree().get(unit_id).code)


def _set(session: Session, units: tuple[str, ...]) -> dict[str, Accent]:
    query = select(UnitSettingRow).where(
        UnitSettingRow.unit_id.in_(units), UnitSettingRow.accent.is_not(None)
    )
    return {row.unit_id: Accent(row.accent or "") for row in session.scalars(query)}
