"""Over whom an administrator has a say: over those all of whose roles lie below them."""

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.errors import NotFoundError
from server.services import permissions
from server.services.actor import Actor
from server.services.permissions import Right
from server.storage.tables import AccountRow, GrantRow

if TYPE_CHECKING:
    from server.services.resources import Resources


def require_over(
    session: Session, resources: "Resources", actor: Actor, account_id: str
) -> AccountRow:
    """Give the account to who manages accounts over every unit in which it has a role.

    Whoever has a role above too is reset, shut or signed out only from above.
    Raises: ForbiddenError; NotFoundError.
    """
    permissions.require_anywhere(resources, actor, Right.MANAGE_ACCOUNTS)
    row = session.get(AccountRow, account_id)
    if row is None:
        raise NotFoundError("There is no such person.")
    for unit_id in _units_of(session, resources, account_id):
        permissions.require(resources, actor, Right.MANAGE_ACCOUNTS, unit_id)
    if not is_known(session, resources, actor, account_id):
        raise NotFoundError("There is no such person.")
    return row


def is_over(session: Session, resources: "Resources", actor: Actor, account_id: str) -> bool:
    """Say whether the actor manages accounts over every unit in which the person has a role."""
    managed = permissions.units_with(resources, actor, Right.MANAGE_ACCOUNTS)
    return _units_of(session, resources, account_id) <= managed


def is_known(session: Session, resources: "Resources", actor: Actor, account_id: str) -> bool:
    """Say whether any role the person has or had lies in a unit the actor manages."""
    managed = permissions.units_with(resources, actor, Right.MANAGE_ACCOUNTS)
    units = session.scalars(select(GrantRow.unit_id).where(GrantRow.account_id == account_id))
    return any(unit_id in managed for unit_id in units)


def _units_of(session: Session, resources: "Resources", account_id: str) -> frozenset[str]:
    """Give the units in which a person has a role, or is going to have one."""
    now = resources.clock.now()
    units = session.scalars(
        select(GrantRow.unit_id).where(
            GrantRow.account_id == account_id,
            GrantRow.is_not_over(now),
        )
    )
    return frozenset(units)
