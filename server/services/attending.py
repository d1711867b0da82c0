"""Which units have somebody who chooses what comes from above: kept as grants come and go.

Elsewhere normal notices are shown, so that an approved notice is on every board it is for.
What was shown before the first such person came goes on being shown.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.services import audit
from server.services.changes import Change
from server.services.permissions import Right, roles_with
from server.storage.tables.accounts import AccountRow, GrantRow
from server.storage.tables.choices import AttendedUnitRow

if TYPE_CHECKING:
    from server.services.resources import Resources

EVERY_S = 60.0


def listen(resources: "Resources") -> None:
    """Heed whatever is done to accounts; call it after the caches have subscribed."""
    resources.changes.subscribe(lambda change: _heed(resources, change))


def attend(resources: "Resources") -> None:
    """Note who began or ceased to choose; a grant may begin or end by its date alone."""
    now = resources.clock.now()
    if not resources.database.read(lambda session: any(_flipped(session, now))):
        return

    def work(session: Session) -> None:
        begun, ceased = _flipped(session, now)
        for unit_id in sorted(begun):
            session.add(AttendedUnitRow(unit_id=unit_id, since=now))
            _record(session, now, unit_id, "choice.attended")
        for unit_id in sorted(ceased):
            session.delete(session.get_one(AttendedUnitRow, unit_id))
            _record(session, now, unit_id, "choice.unattended")

    resources.database.write(work)


def _heed(resources: "Resources", change: Change) -> None:
    if change.action.startswith("account."):
        attend(resources)


def _flipped(session: Session, now: datetime) -> tuple[set[str], set[str]]:
    held = set(session.scalars(select(AttendedUnitRow.unit_id)))
    wanted = set(
        session.scalars(
            select(GrantRow.unit_id)
            .join(AccountRow, AccountRow.id == GrantRow.account_id)
            .where(
                AccountRow.disabled_at.is_(None),
                GrantRow.role.in_(roles_with(Right.CHOOSE_FROM_ABOVE)),
                GrantRow.holds_at(now),
            )
        )
    )
    return wanted - held, held - wanted


def _record(session: Session, now: datetime, unit_id: str, action: str) -> None:
    audit.record(session, at=now, actor=None, action=action, subject=unit_id, unit_id=unit_id)
