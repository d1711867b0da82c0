"""Who holds a right over a unit, nearest first: those who are told, and who stands in for them."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.services.permissions import Right, roles_with
from server.services.publishing_drafts import today
from server.storage.tables.accounts import AccountRow, GrantRow

if TYPE_CHECKING:
    from server.services.resources import Resources


def holders(
    session: Session,
    resources: "Resources",
    right: Right,
    unit_id: str,
    *,
    levels: int = 1,
    without: Collection[str | None] = (),
) -> frozenset[str]:
    """Give who holds `right` now at the nearest `levels` of a unit's path where anybody does.

    Administrators count only where nobody else is: they hold every right, few of them act.
    """
    found = by_unit(session, resources, right, unit_id, without=without)
    return frozenset().union(*(people for _, people in found[:levels]))


def by_unit(
    session: Session,
    resources: "Resources",
    right: Right,
    unit_id: str,
    *,
    without: Collection[str | None] = (),
) -> list[tuple[str, frozenset[str]]]:
    """Give each unit on the path that has holders of `right`, from the unit itself upwards."""
    now, units = resources.clock.now(), resources.units
    unit_id = units.mains(today(resources)).get(unit_id, unit_id)
    path = units.tree().path(unit_id)
    rows = session.execute(
        select(GrantRow.unit_id, GrantRow.account_id, GrantRow.role)
        .join(AccountRow, AccountRow.id == GrantRow.account_id)
        .where(
            GrantRow.unit_id.in_(path),
            GrantRow.role.in_(roles_with(right)),
            AccountRow.disabled_at.is_(None),
            GrantRow.holds_at(now),
        )
    ).all()
    found = []
    for unit in reversed(path):
        here = [row for row in rows if row.unit_id == unit and row.account_id not in without]
        acting = [row for row in here if row.role != "administrator"] or here
        if acting:
            found.append((unit, frozenset(row.account_id for row in acting)))
    return found
