"""Between password and second proof: a ticket of five minutes that opens nothing by itself."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete
from sqlalchemy.orm import Session

from server.services import second_factors
from server.services.api_tokens import hash_token
from server.services.sessions import SessionToken, open_session
from server.storage.tables import AccountRow, SignInTicketRow

if TYPE_CHECKING:
    from server.services.resources import Resources

LASTS = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the browser keeps while the second proof is asked for."""

    token: str


@dataclass(frozen=True, slots=True)
class TicketHolder:
    """Whose sign-in it is."""

    account_id: str
    login: str
    name: str


def give_ticket(
    resources: "Resources", account_id: str, *, address: str, user_agent: str
) -> Ticket:
    """Note that the password was right; drops tickets that have expired."""
    now, token = resources.clock.now(), secrets.token_urlsafe(32)

    def work(session: Session) -> None:
        session.execute(delete(SignInTicketRow).where(SignInTicketRow.expires_at <= now))
        session.add(
            SignInTicketRow(
                token_hash=hash_token(token),
                account_id=account_id,
                address=address,
                user_agent=user_agent[:200],
                expires_at=now + LASTS,
            )
        )

    resources.database.write(work)
    return Ticket(token)


def holder_of(resources: "Resources", token: str) -> TicketHolder | None:
    """Tell whose sign-in waits; None once the ticket is used, over or unknown."""
    now = resources.clock.now()

    def work(session: Session) -> TicketHolder | None:
        row = session.get(SignInTicketRow, hash_token(token))
        account = session.get(AccountRow, row.account_id) if row else None
        if row is None or account is None or account.disabled_at or row.expires_at <= now:
            return None
        return TicketHolder(account.id, account.login, account.name)

    return resources.database.read(work) if token else None


def finish_with_code(resources: "Resources", token: str, code: str) -> SessionToken | None:
    """Open the session for a right code; failures wait as at sign-in. None: not right, or over.

    Raises: BusyError.
    """
    holder = holder_of(resources, token)
    if holder is None:
        return None
    keys = (f"second factor {holder.account_id}",)
    resources.clock.sleep(resources.throttle.delay_s(keys, resources.clock.now()))
    if not second_factors.is_code(resources, holder.account_id, code):
        resources.throttle.failed(keys, resources.clock.now())
        return None
    resources.throttle.succeeded(keys)
    return use_up(resources, token)


def use_up(resources: "Resources", token: str) -> SessionToken | None:
    """Exchange a ticket whose second proof was right for a session, once."""
    now = resources.clock.now()

    def work(session: Session) -> SignInTicketRow | None:
        row = session.get(SignInTicketRow, hash_token(token))
        if row is None or row.expires_at <= now:
            return None
        session.delete(row)
        return row

    row = resources.database.write(work)
    if row is None:
        return None
    return open_session(resources, row.account_id, address=row.address, user_agent=row.user_agent)
