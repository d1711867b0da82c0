"""Server-side sessions of signed-in browsers: idle 30 min, at most 12 h, list and kill."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from content.errors import NotFoundError
from server.services import passwords, second_factors
from server.services.actor import Actor
from server.services.actors import actor_of_account
from server.services.api_tokens import hash_token
from server.storage.tables import AccountRow, SessionRow

if TYPE_CHECKING:
    from server.services.resources import Resources

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
STEP_UP = timedelta(minutes=5)
_SEEN_EVERY = timedelta(seconds=60)
_CLOCKS_DIFFER = timedelta(seconds=30)
_LONGEST_AGENT = 200


@dataclass(frozen=True)
class SessionToken:
    """What goes into the cookie; the server keeps only its hash."""

    token: str
    account_id: str
    expires_at: datetime


@dataclass(frozen=True)
class SessionView:
    """One signed-in browser as its owner sees it; `id` ends it."""

    id: str
    created_at: datetime
    last_seen_at: datetime
    address: str
    user_agent: str


def open_session(
    resources: "Resources", account_id: str, *, address: str, user_agent: str
) -> SessionToken:
    """Start a session with a fresh token and drop what has expired."""
    now = resources.clock.now()
    token = secrets.token_urlsafe(32)

    def work(session: Session) -> None:
        session.execute(
            delete(SessionRow).where(
                or_(SessionRow.expires_at <= now, SessionRow.last_seen_at <= now - IDLE)
            )
        )
        session.add(
            SessionRow(
                token_hash=hash_token(token),
                account_id=account_id,
                created_at=now,
                last_seen_at=now,
                expires_at=now + ABSOLUTE,
                step_up_at=now,
                user_agent=user_agent[:_LONGEST_AGENT],
                address=address,
            )
        )

    resources.database.write(work)
    return SessionToken(token, account_id, now + ABSOLUTE)


def actor_of_session(
    resources: "Resources", token: str, *, address: str | None = None
) -> Actor | None:
    """Return who is signed in, None once the session is idle, over, killed or unknown."""
    now = resources.clock.now()

    def work(session: Session) -> tuple[Actor | None, bool]:
        row = _valid(session, token, now)
        if row is None:
            return None, False
        is_stale = now - row.last_seen_at >= _SEEN_EVERY
        return actor_of_account(session, row.account_id, address=address), is_stale

    actor, is_stale = resources.database.read(work)
    if actor is not None and is_stale:
        resources.database.write(lambda session: _mark_seen(session, token, now))
    return actor


def sign_out(resources: "Resources", token: str) -> None:
    """End the session; an unknown token changes nothing."""
    resources.database.write(
        lambda session: session.execute(
            delete(SessionRow).where(SessionRow.token_hash == hash_token(token))
        )
    )


def step_up(resources: "Resources", token: str, password: str) -> bool:
    """Confirm who is at the keys; True opens the next 5 minutes.

    Asks for a code where the person has a code app, else for the password. Repeated failures
    wait like a sign-in. Raises: BusyError.
    """
    now = resources.clock.now()
    found = resources.database.read(lambda session: _password_of(session, token, now))
    if found is None:
        return False
    account_id, stored_hash = found
    keys = (f"step-up {account_id}",)
    resources.clock.sleep(resources.throttle.delay_s(keys, now))
    if second_factors.has_app(resources, account_id):
        is_right = second_factors.is_code(resources, account_id, password)
    else:
        is_right = passwords.is_password(resources.offload, stored_hash, password)
    if not is_right:
        resources.throttle.failed(keys, now)
        return False
    resources.throttle.succeeded(keys)
    mark_stepped_up(resources, token)
    return True


def mark_stepped_up(resources: "Resources", token: str) -> None:
    """Open the next 5 minutes for somebody whose proof was right."""
    now = resources.clock.now()
    resources.database.write(lambda session: _mark_stepped_up(session, token, now))


def has_stepped_up(resources: "Resources", token: str) -> bool:
    """Say whether the person proved who they are in the last 5 minutes."""
    now = resources.clock.now()

    def work(session: Session) -> bool:
        row = _valid(session, token, now)
        if row is None or row.step_up_at is None:
            return False
        return -_CLOCKS_DIFFER <= now - row.step_up_at < STEP_UP

    return resources.database.read(work)


def list_sessions(resources: "Resources", account_id: str) -> tuple[SessionView, ...]:
    """Return the account's live sessions, the latest seen first."""
    now = resources.clock.now()

    def work(session: Session) -> tuple[SessionView, ...]:
        rows = session.scalars(
            select(SessionRow)
            .where(
                SessionRow.account_id == account_id,
                SessionRow.expires_at > now,
                SessionRow.last_seen_at > now - IDLE,
            )
            .order_by(SessionRow.last_seen_at.desc())
        )
        return tuple(
            SessionView(
                row.token_hash, row.created_at, row.last_seen_at, row.address, row.user_agent
            )
            for row in rows
        )

    return resources.database.read(work)


def end_session(resources: "Resources", account_id: str, session_id: str) -> None:
    """Kill one of the account's sessions. Raises: NotFoundError."""

    def work(session: Session) -> None:
        row = session.get(SessionRow, session_id)
        if row is None or row.account_id != account_id:
            raise NotFoundError("There is no such session.")
        session.delete(row)

    resources.database.write(work)


def _valid(session: Session, token: str, now: datetime) -> SessionRow | None:
    row = session.get(SessionRow, hash_token(token))
    if row is None or row.expires_at <= now or row.last_seen_at + IDLE <= now:
        return None
    # A clock that was put back must not make sessions last: what was seen later is over.
    return row if row.last_seen_at <= now + _CLOCKS_DIFFER else None


def _mark_seen(session: Session, token: str, now: datetime) -> None:
    row = _valid(session, token, now)
    if row is not None:
        row.last_seen_at = now


def _mark_stepped_up(session: Session, token: str, now: datetime) -> None:
    row = _valid(session, token, now)
    if row is not None:
        row.step_up_at = now


def _password_of(session: Session, token: str, now: datetime) -> tuple[str, str] | None:
    row = _valid(session, token, now)
    account = session.get(AccountRow, row.account_id) if row is not None else None
    return None if account is None else (account.id, account.password_hash)
