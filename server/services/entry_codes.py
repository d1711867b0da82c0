"""Codes that open an account once: on a printed slip, or mailed to who forgot the password.

A code sets a new password and nothing else; a second factor goes on being asked for.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from content.errors import InvalidInputError
from server.locale import N_
from server.services import audit, outbox, passwords
from server.services.actor import Actor
from server.services.actors import fold_login, readable
from server.services.api_tokens import hash_token
from server.services.contacts import accounts_with_email, contacts_of
from server.services.outbox import Message
from server.services.throttle import network_of
from server.storage.tables import AccountRow, EntryCodeRow, SessionRow

if TYPE_CHECKING:
    from server.services.resources import Resources

SLIP_LASTS, MAIL_LASTS = timedelta(days=7), timedelta(hours=1)
# Without what the eye confuses on paper; 12 of them hold 59 bits.
_LETTERS = "abcdefghkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 3, 4


@dataclass(frozen=True)
class EntryCode:
    """A fresh code as it is shown, once, and until when it opens the account."""

    code: str
    expires_at: datetime


@dataclass(frozen=True)
class Holder:
    """Whose account a code opens."""

    account_id: str
    login: str
    name: str


def give_code(
    session: Session,
    resources: "Resources",
    actor: Actor | None,
    account_id: str,
    lasts: timedelta = SLIP_LASTS,
) -> EntryCode:
    """Make the one code of an account; the one before no longer counts."""
    groups = ["".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS)]
    made = EntryCode("-".join(groups), resources.clock.now() + lasts)
    row = session.get(EntryCodeRow, account_id) or EntryCodeRow(account_id=account_id)
    row.code_hash, row.expires_at = _hash(made.code), made.expires_at
    session.add(row)
    audit.record(
        session,
        at=resources.clock.now(),
        actor=actor,
        action="account.code",
        subject=account_id,
        details={"expires": made.expires_at.isoformat()},
    )
    return made


def holder_of_code(resources: "Resources", code: str, address: str) -> Holder:
    """Tell whose account a code opens; guesses wait like wrong passwords.

    Raises: InvalidInputError, the same for one that is wrong, used or too old.
    """
    keys = (f"entry code {network_of(address)}",)
    resources.clock.sleep(resources.throttle.delay_s(keys, resources.clock.now()))
    found = resources.database.read(lambda session: _holder(session, resources, code))
    if found is None:
        resources.throttle.failed(keys, resources.clock.now())
        raise _not_right()
    return found


def use_code(
    resources: "Resources", code: str, password: str, *, again: str, address: str
) -> Holder:
    """Set the password of the code's account, use the code up and end all its sessions.

    Raises: InvalidInputError: the code, a weak password, or two that differ; BusyError.
    """
    holder = holder_of_code(resources, code, address)
    if password != again:
        raise InvalidInputError("The two passwords are not the same.", field="again")
    passwords.check_password(resources.offload, password, about=[holder.login, holder.name])
    hashed = passwords.hash_password(resources.offload, password)

    def work(session: Session) -> None:
        if _holder(session, resources, code) is None:
            raise _not_right()
        row = session.get_one(AccountRow, holder.account_id)
        row.password_hash = hashed
        session.execute(delete(EntryCodeRow).where(EntryCodeRow.account_id == row.id))
        session.execute(delete(SessionRow).where(SessionRow.account_id == row.id))
        audit.record(
            session,
            at=resources.clock.now(),
            actor=None,
            action="account.password",
            subject=row.id,
            details={"login": row.login},
        )

    resources.database.write(work)
    return holder


def forgotten(resources: "Resources", login: str, address: str) -> None:
    """Mail a code to who has an address; whether there is such a person is never told.

    `login` is a sign-in name or a mail address that is one person's alone. Nobody's mailbox is
    filled: a code that was mailed goes on counting, and asking again and again waits.
    """
    keys = (f"forgotten {network_of(address)}",)
    resources.clock.sleep(resources.throttle.delay_s(keys, resources.clock.now()))
    resources.throttle.failed(keys, resources.clock.now())

    def work(session: Session) -> None:
        typed = fold_login(login)
        found = session.scalars(
            select(AccountRow.id).where(AccountRow.login == typed, AccountRow.disabled_at.is_(None))
        ).all()
        found = found or accounts_with_email(session, readable(login).strip()[:254])
        if len(found) != 1:
            return
        row = session.get_one(AccountRow, found[0])
        email = contacts_of(session, [row.id])[row.id].email
        if not email or not resources.settings.smtp_url or _was_asked(session, resources, row.id):
            return
        code = give_code(session, resources, None, row.id, MAIL_LASTS)
        outbox.queue_mail(session, resources, email, row.language, _mail(resources, row, code))

    resources.database.write(work)


def _was_asked(session: Session, resources: "Resources", account_id: str) -> bool:
    """Say whether a code that still counts is on its way: a slip's code is not taken away."""
    row = session.get(EntryCodeRow, account_id)
    return row is not None and row.expires_at > resources.clock.now()


def _mail(resources: "Resources", row: AccountRow, code: EntryCode) -> Message:
    return Message(
        "account.code",
        row.id,
        N_("A new password for Bảng Tin"),
        N_(
            "Somebody, we hope you, asked for a new password for {login}. Open this address within "
            "an hour and type the code {code}. If it was not you, do nothing."
        ),
        {"login": row.login, "code": code.code},
        "/staff/welcome",
        expires_at=code.expires_at,
    )


def _holder(session: Session, resources: "Resources", code: str) -> Holder | None:
    row = session.scalar(select(EntryCodeRow).where(EntryCodeRow.code_hash == _hash(code)))
    if row is None or row.expires_at <= resources.clock.now():
        return None
    account = session.get(AccountRow, row.account_id)
    if account is None or account.disabled_at is not None:
        return None
    return Holder(account.id, account.login, account.name)


def _hash(code: str) -> str:
    return hash_token("".join(sign for sign in code.lower()[:64] if sign.isalnum()))


def _not_right() -> InvalidInputError:
    return InvalidInputError(
        "This code is not right, was used already or is too old. Ask for a new one.",
        field="code",
        code="code_not_right",
    )
