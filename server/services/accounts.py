"""People: making accounts, granting roles, signing in, and the actor each proof stands for."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.errors import ConflictError, ContentError, InvalidInputError, NotFoundError
from content.schedule import TIMEZONE
from content.text import clean_line
from server.services import audit, known_devices, passwords, second_factors
from server.services.actor import Actor, Role
from server.services.actors import fold_login
from server.services.api_tokens import actor_of_token, create_token
from server.services.permissions import Right, require
from server.services.sessions import SessionToken, actor_of_session, open_session, sign_out
from server.services.sign_in_tickets import Ticket, give_ticket
from server.services.throttle import network_of
from server.storage.ids import new_id
from server.storage.tables import AccountRow, GrantRow

if TYPE_CHECKING:
    from server.services.resources import Resources

__all__ = [
    "Account",
    "SessionToken",
    "SignInError",
    "actor_of_session",
    "actor_of_token",
    "create_account",
    "create_token",
    "enter",
    "grant_role",
    "sign_in",
    "sign_out",
]

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,63}")
_LONGEST_NAME = 100
_LONGEST_PASSWORD_READ = 1024


class SignInError(ContentError):
    """The sign-in failed; which part was wrong is never said."""

    code = "sign_in_failed"


@dataclass(frozen=True)
class Term:
    """From when until when a role holds, half-open; None leaves that side open."""

    since: datetime | None = None
    until: datetime | None = None

    def details(self) -> dict[str, str]:
        """Give the bounds there are, for the audit."""
        bounds = {"from": self.since, "until": self.until}
        return {name: at.isoformat() for name, at in bounds.items() if at is not None}


ALWAYS = Term()
# Stands where a hash would: no password gives it.
NO_PASSWORD = ""


@dataclass(frozen=True)
class Account:
    """A person who can sign in."""

    id: str
    login: str
    name: str
    language: str


def create_account(
    resources: "Resources",
    *,
    login: str,
    name: str,
    password: str | None,
    role: str,
    unit_code: str,
    actor: Actor | None = None,
    term: Term = ALWAYS,
) -> Account:
    """Make an account with one role over a unit and all below it; no actor is the operator.

    Without a password nobody signs in before an entry code has set one.

    Raises: InvalidInputError, ForbiddenError, ConflictError when the login is taken.
    """
    login = _checked_login(login)
    name = clean_line(name)
    if not 0 < len(name) <= _LONGEST_NAME:
        raise InvalidInputError(
            "The name must have 1 to {longest} characters.", field="name", longest=_LONGEST_NAME
        )
    grant = _checked_grant(resources, actor, role, unit_code, term)
    hashed = NO_PASSWORD
    if password is not None:
        passwords.check_password(resources.offload, password, about=[login, name])
        hashed = passwords.hash_password(resources.offload, password)
    now = resources.clock.now()

    def work(session: Session) -> Account:
        if session.scalar(select(AccountRow.id).where(AccountRow.login == login)):
            raise ConflictError("The login {login} is taken.", field="login", login=login)
        row = AccountRow(
            id=new_id(), login=login, name=name, password_hash=hashed, language="vi", created_at=now
        )
        session.add(row)
        session.flush()
        audit.record(
            session,
            at=now,
            actor=actor,
            action="account.created",
            subject=row.id,
            unit_id=grant.unit_id,
            details={"login": login, "name": name},
        )
        _add_grant(session, resources, actor, row.id, grant)
        return Account(row.id, login, name, row.language)

    return resources.database.write(work)


def grant_role(
    resources: "Resources",
    *,
    login: str,
    role: str,
    unit_code: str,
    actor: Actor | None = None,
    term: Term = ALWAYS,
    deputy_for: str | None = None,
) -> None:
    """Give an account one more role, as somebody's deputy where `deputy_for` names an account.

    Raises: NotFoundError, InvalidInputError, ForbiddenError.
    """
    grant = _checked_grant(resources, actor, role, unit_code, term, deputy_for)

    def work(session: Session) -> None:
        row = session.scalar(select(AccountRow).where(AccountRow.login == fold_login(login)))
        if row is None:
            raise NotFoundError("There is no account {login}.", field="login", login=login)
        _add_grant(session, resources, actor, row.id, grant)

    resources.database.write(work)


def sign_in(
    resources: "Resources",
    login: str,
    password: str,
    *,
    address: str,
    user_agent: str,
    device_cookie: str = "",
) -> SessionToken | Ticket:
    """Open a session, or give a ticket where a second proof is asked for.

    Repeated failures wait up to 5 s, nobody is ever locked out.

    On a device known by its cookie only failures on that device count: whoever guesses
    elsewhere, or behind the same address, never holds its person up.
    Raises: SignInError, the same for every failure; BusyError.
    """
    login = fold_login(login)
    device = known_devices.device_of(resources, login, device_cookie)
    place = f"address {network_of(address)}" if device is None else f"device {device}"
    keys = (place,) if device is not None else (f"account {login}", place)
    with resources.throttle.attempt(place):
        account_id = _authenticate(resources, login, password, keys)
    return enter(resources, account_id, address=address, user_agent=user_agent)


def enter(
    resources: "Resources", account_id: str, *, address: str, user_agent: str
) -> SessionToken | Ticket:
    """Let somebody in whose first proof was right: a session, or a ticket for the second proof."""
    if second_factors.has_app(resources, account_id):
        return give_ticket(resources, account_id, address=address, user_agent=user_agent)
    return open_session(resources, account_id, address=address, user_agent=user_agent)


def _authenticate(resources: "Resources", login: str, password: str, keys: tuple[str, ...]) -> str:
    resources.clock.sleep(resources.throttle.delay_s(keys, resources.clock.now()))
    row = resources.database.read(
        lambda session: session.execute(
            select(AccountRow.id, AccountRow.password_hash).where(
                AccountRow.login == login.replace("\0", " "),  # nobody's either way
                AccountRow.disabled_at.is_(None),
            )
        ).one_or_none()
    )
    stored_hash = (row.password_hash or None) if row is not None else None
    is_right = passwords.is_password(
        resources.offload, stored_hash, password[:_LONGEST_PASSWORD_READ]
    )
    if row is None or not is_right:
        resources.throttle.failed(keys, resources.clock.now())
        raise SignInError("The login or the password is not right.")
    resources.throttle.succeeded(keys)
    return str(row.id)


def _checked_login(login: str) -> str:
    folded = fold_login(login)
    if not _LOGIN.fullmatch(folded):
        raise InvalidInputError(
            "A login has 2 to 64 letters a-z, digits, or . _ @ + - and starts with one of the "
            "first two.",
            field="login",
        )
    return folded


@dataclass(frozen=True)
class _NewGrant:
    role: Role
    unit_id: str
    unit_code: str
    term: Term
    deputy_for: str | None


def _checked_grant(
    resources: "Resources",
    actor: Actor | None,
    role: str,
    unit_code: str,
    term: Term,
    deputy_for: str | None = None,
) -> _NewGrant:
    try:
        known = Role(role)
    except ValueError:
        raise InvalidInputError(
            "There is no role {role}. Roles: {roles}.",
            field="role",
            role=role,
            roles=", ".join(Role),
        ) from None
    today = resources.clock.now().astimezone(TIMEZONE).date()
    unit = resources.units.tree().resolve(unit_code, today)
    if actor is not None:
        require(resources, actor, Right.MANAGE_ACCOUNTS, unit.id)
    if term.until is not None and term.until <= (term.since or resources.clock.now()):
        raise InvalidInputError("The last day lies before the first.", field="until")
    return _NewGrant(known, unit.id, unit_code, term, deputy_for)


def _add_grant(
    session: Session,
    resources: "Resources",
    actor: Actor | None,
    account_id: str,
    grant: _NewGrant,
) -> None:
    session.add(
        GrantRow(
            id=new_id(),
            account_id=account_id,
            role=grant.role.value,
            unit_id=grant.unit_id,
            valid_from=grant.term.since,
            valid_until=grant.term.until,
            deputy_for=grant.deputy_for,
        )
    )
    details = {"role": grant.role.value, "unit": grant.unit_code} | grant.term.details()
    if grant.deputy_for is not None:
        details["deputy_for"] = session.get_one(AccountRow, grant.deputy_for).login
    audit.record(
        session,
        at=resources.clock.now(),
        actor=actor,
        action="account.granted",
        subject=account_id,
        unit_id=grant.unit_id,
        details=details,
    )
