"""The one policy function: role x right x subtree, default deny.

Routes, sockets and jobs all ask here; nothing else compares roles.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from content.errors import ForbiddenError
from content.schedule import TIMEZONE
from server.services.actor import Actor, Role

if TYPE_CHECKING:
    from server.services.resources import Resources

SCOPES = ("read", "notices", "media", "boards", "alerts", "admin")


class Right(StrEnum):
    """One thing a role may be allowed to do over its subtree."""

    READ = "read"
    READ_AUDIT = "read_audit"
    WRITE_NOTICES = "write_notices"
    APPROVE_NOTICES = "approve_notices"
    WITHDRAW_NOTICES = "withdraw_notices"
    CHOOSE_FROM_ABOVE = "choose_from_above"
    ADD_MEDIA = "add_media"
    PAIR_BOARDS = "pair_boards"
    COMMAND_BOARDS = "command_boards"
    STOP_BOARDS = "stop_boards"
    FIRE_ALERTS = "fire_alerts"
    APPROVE_ALERTS = "approve_alerts"
    CANCEL_ALERTS = "cancel_alerts"
    MANAGE_ACCOUNTS = "manage_accounts"
    MANAGE_UNITS = "manage_units"


_READING = frozenset({Right.READ})

RIGHTS_OF_ROLE: dict[Role, frozenset[Right]] = {
    Role.VIEWER: _READING,
    Role.CONTRIBUTOR: _READING | {Right.WRITE_NOTICES, Right.ADD_MEDIA},
    Role.AUTHOR: _READING
    | {
        Right.WRITE_NOTICES,
        Right.ADD_MEDIA,
        Right.WITHDRAW_NOTICES,
        Right.CHOOSE_FROM_ABOVE,
    },
    Role.APPROVER: _READING
    | {Right.APPROVE_NOTICES, Right.WITHDRAW_NOTICES, Right.CHOOSE_FROM_ABOVE},
    Role.DUTY_OFFICER: _READING
    | {
        Right.FIRE_ALERTS,
        Right.APPROVE_ALERTS,
        Right.CANCEL_ALERTS,
        Right.STOP_BOARDS,
        Right.ADD_MEDIA,
    },
    Role.TECHNICIAN: _READING | {Right.PAIR_BOARDS, Right.COMMAND_BOARDS, Right.STOP_BOARDS},
    Role.INSPECTOR: _READING | {Right.READ_AUDIT},
    Role.ADMINISTRATOR: frozenset(Right) - {Right.FIRE_ALERTS},
}

SCOPE_OF_RIGHT: dict[Right, str] = {
    Right.READ: "read",
    Right.READ_AUDIT: "read",
    Right.WRITE_NOTICES: "notices",
    Right.APPROVE_NOTICES: "notices",
    Right.WITHDRAW_NOTICES: "notices",
    Right.CHOOSE_FROM_ABOVE: "notices",
    Right.ADD_MEDIA: "media",
    Right.PAIR_BOARDS: "boards",
    Right.COMMAND_BOARDS: "boards",
    Right.STOP_BOARDS: "boards",
    Right.FIRE_ALERTS: "alerts",
    Right.APPROVE_ALERTS: "alerts",
    Right.CANCEL_ALERTS: "alerts",
    Right.MANAGE_ACCOUNTS: "admin",
    Right.MANAGE_UNITS: "admin",
}


def roles_with(right: Right) -> list[str]:
    """Give the roles that carry a right."""
    return [role.value for role, held in RIGHTS_OF_ROLE.items() if right in held]


def roots_with(resources: "Resources", actor: Actor, right: Right) -> frozenset[str]:
    """Return the ids of the units whose whole subtree the actor holds `right` over, now."""
    if actor.scopes is not None and SCOPE_OF_RIGHT[right] not in actor.scopes:
        return frozenset()
    now = resources.clock.now()
    return frozenset(
        grant.unit_id
        for grant in actor.grants
        if right in RIGHTS_OF_ROLE[grant.role] and grant.is_valid(now)
    )


def can(resources: "Resources", actor: Actor, right: Right, unit_id: str) -> bool:
    """Say whether `actor` holds `right` over the unit, now: the policy."""
    tree = resources.units.tree()
    roots = roots_with(resources, actor, right)
    unit_id = _mains(resources).get(unit_id, unit_id)
    return any(tree.is_within(unit_id, root) for root in roots)


def require(resources: "Resources", actor: Actor, right: Right, unit_id: str) -> None:
    """Pass or refuse. Raises: ForbiddenError."""
    if not can(resources, actor, right, unit_id):
        raise ForbiddenError("You do not have the right to do this in this unit.")


def require_anywhere(resources: "Resources", actor: Actor, right: Right) -> None:
    """Pass if the actor holds `right` over any unit. Raises: ForbiddenError."""
    if not roots_with(resources, actor, right):
        raise ForbiddenError("You do not have the right to do this.")


def require_not_own(actor: Actor, author_id: str) -> None:
    """Refuse a decision on one's own work. Raises: ForbiddenError."""
    if actor.account_id == author_id:
        raise ForbiddenError("You cannot approve your own work.", code="own_work")


def units_with(resources: "Resources", actor: Actor, right: Right) -> frozenset[str]:
    """Return the ids of every unit, whatever its dates, that the actor holds `right` over.

    Whoever answers for a unit answers for what went into it.
    """
    tree = resources.units.tree()
    found: set[str] = set()
    for root in roots_with(resources, actor, right):
        found |= tree.subtree(root)
    found |= {gone for gone, now in _mains(resources).items() if now in found}
    return frozenset(found)


def _mains(resources: "Resources") -> Mapping[str, str]:
    today = resources.clock.now().astimezone(TIMEZONE).date()
    return resources.units.mains(today)
