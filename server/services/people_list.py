"""People as an administrator sees them: found by name, with the roles they have, had and get."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from heapq import nsmallest
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.errors import NotFoundError
from content.text import has_words, search_key, sort_key
from server.services import permissions
from server.services.account_reach import is_known, is_over
from server.services.accounts import NO_PASSWORD
from server.services.actor import Actor
from server.services.permissions import Right
from server.storage.tables import AccountRow, EntryCodeRow, GrantRow

if TYPE_CHECKING:
    from server.services.resources import Resources


class AccountState(StrEnum):
    """Name how an account stands."""

    OPEN = "open"
    INVITED = "invited"
    SHUT = "shut"


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """One role of a person; `deputy_for` is the name of whom it stands in for."""

    id: str
    role: str
    unit_id: str
    since: datetime | None
    until: datetime | None
    deputy_for: str
    is_over: bool
    is_managed: bool


@dataclass(frozen=True, slots=True)
class Person:
    """One account; `is_managed` says that the asker has a say over all of it."""

    id: str
    login: str
    name: str
    state: AccountState
    roles: tuple[RoleHeld, ...]
    code_until: datetime | None = None
    is_managed: bool = False


def find_people(
    resources: "Resources", actor: Actor, text: str, most: int
) -> tuple[list[Person], int]:
    """List people with a role in the actor's units whose name or login has all words; count them.

    Raises: ForbiddenError.
    """
    permissions.require_anywhere(resources, actor, Right.MANAGE_ACCOUNTS)
    managed = permissions.units_with(resources, actor, Right.MANAGE_ACCOUNTS)
    words = search_key(text).split()

    def work(session: Session) -> tuple[list[Person], int]:
        ours = select(GrantRow.account_id)
        if len(managed) < len(resources.units.tree()):  # else any unit there is
            ours = ours.where(GrantRow.unit_id.in_(sorted(managed)))
        columns = (AccountRow.id, AccountRow.login, AccountRow.name)
        rows = [
            row
            for row in session.execute(select(*columns).where(AccountRow.id.in_(ours)))
            if has_words(f"{row.name} {row.login}", words)
        ]
        first = nsmallest(most, rows, key=lambda row: (*_name_order(row.name), row.login))
        shown = _accounts(session, [row.id for row in first])
        held = _grants(session, [row.id for row in first])
        names = _names(session, (grant for row in shown for grant in held[row.id]))
        now = resources.clock.now()
        return [_person(row, held[row.id], names, managed, now) for row in shown], len(rows)

    return resources.database.read(work)


def _accounts(session: Session, account_ids: Sequence[str]) -> list[AccountRow]:
    """Read these accounts at once, in the order asked."""
    query = select(AccountRow).where(AccountRow.id.in_(account_ids))
    found = {row.id: row for row in session.scalars(query)}
    return [found[account_id] for account_id in account_ids]


def _grants(session: Session, account_ids: Sequence[str]) -> dict[str, list[GrantRow]]:
    """Read all the roles of these accounts at once."""
    query = select(GrantRow).where(GrantRow.account_id.in_(account_ids)).order_by(GrantRow.id)
    held: dict[str, list[GrantRow]] = {account_id: [] for account_id in account_ids}
    for grant in session.scalars(query):
        held[grant.account_id].append(grant)
    return held


def get_person(resources: "Resources", actor: Actor, account_id: str) -> Person:
    """Show one person. Raises: ForbiddenError, NotFoundError also for one out of reach."""
    permissions.require_anywhere(resources, actor, Right.MANAGE_ACCOUNTS)
    managed = permissions.units_with(resources, actor, Right.MANAGE_ACCOUNTS)

    def work(session: Session) -> Person:
        row = session.get(AccountRow, account_id)
        if row is None or not is_known(session, resources, actor, account_id):
            raise NotFoundError("There is no such person.")
        query = select(GrantRow).where(GrantRow.account_id == account_id).order_by(GrantRow.id)
        grants = list(session.scalars(query))
        code = session.get(EntryCodeRow, account_id)
        is_managed = is_over(session, resources, actor, account_id)
        now, names = resources.clock.now(), _names(session, grants)
        until = code.expires_at if code is not None and code.expires_at > now else None
        return _person(row, grants, names, managed, now, until, is_managed=is_managed)

    return resources.database.read(work)


def _person(
    row: AccountRow,
    grants: Iterable[GrantRow],
    names: dict[str, str],
    managed: frozenset[str],
    now: datetime,
    code_until: datetime | None = None,
    *,
    is_managed: bool = False,
) -> Person:
    if row.disabled_at is not None:
        state = AccountState.SHUT
    else:
        state = AccountState.INVITED if row.password_hash == NO_PASSWORD else AccountState.OPEN
    roles = tuple(_role(grant, names, managed, now) for grant in grants)
    return Person(row.id, row.login, row.name, state, roles, code_until, is_managed)


def _role(
    grant: GrantRow, names: dict[str, str], managed: frozenset[str], now: datetime
) -> RoleHeld:
    return RoleHeld(
        id=grant.id,
        role=grant.role,
        unit_id=grant.unit_id,
        since=grant.valid_from,
        until=grant.valid_until,
        deputy_for=names.get(grant.deputy_for or "", ""),
        is_over=grant.valid_until is not None and grant.valid_until <= now,
        is_managed=grant.unit_id in managed,
    )


def _names(session: Session, grants: Iterable[GrantRow]) -> dict[str, str]:
    wanted = {grant.deputy_for for grant in grants if grant.deputy_for}
    query = select(AccountRow.id, AccountRow.name).where(AccountRow.id.in_(sorted(wanted)))
    return {row.id: row.name for row in session.execute(query)} if wanted else {}


def _name_order(name: str) -> tuple[object, ...]:
    """Sort Vietnamese names by the given name, which comes last."""
    return (sort_key(name.split()[-1]) if name.split() else (), sort_key(name))
