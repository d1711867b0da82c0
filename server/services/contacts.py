"""Where each person is reached, and by what; each chooses it on the account page."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.errors import InvalidInputError
from content.text import clean_line
from server.services import audit
from server.services.actor import Actor
from server.storage.tables import AccountRow, ContactRow

if TYPE_CHECKING:
    from server.services.resources import Resources

LONGEST_EMAIL = 254
_EMAIL = re.compile(
    r"[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)*"
    r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
)
_PHONE = re.compile(r"\+?[0-9]{8,15}")


@dataclass(frozen=True)
class Contact:
    """One person's addresses; empty where there is none."""

    email: str = ""
    phone: str = ""
    by_mail: bool = True
    by_gateway: bool = True


def read_email(value: str) -> str:
    """Return a mail address, empty for none. Raises: InvalidInputError."""
    address = clean_line(value)
    if address and (len(address) > LONGEST_EMAIL or not _EMAIL.fullmatch(address)):
        raise InvalidInputError("Write an address such as ten@xa.gov.vn.", field="email")
    return address


def read_phone(value: str) -> str:
    """Return a phone number without blanks, empty for none. Raises: InvalidInputError."""
    number = re.sub(r"[\s.()-]", "", clean_line(value))
    if number and not _PHONE.fullmatch(number):
        raise InvalidInputError("Write a phone number such as 0912 345 678.", field="phone")
    return number


def contact_of(resources: "Resources", account_id: str) -> Contact:
    """Give one person's contact; one who never said anything has no addresses."""
    return resources.database.read(lambda session: contacts_of(session, [account_id])[account_id])


def contacts_of(session: Session, account_ids: list[str]) -> dict[str, Contact]:
    """Give the contact of each account."""
    rows = session.scalars(select(ContactRow).where(ContactRow.account_id.in_(account_ids)))
    held = {
        row.account_id: Contact(row.email or "", row.phone or "", row.by_mail, row.by_gateway)
        for row in rows
    }
    return {account_id: held.get(account_id, Contact()) for account_id in account_ids}


def accounts_with_email(session: Session, email: str) -> list[str]:
    """Give the ids of the open accounts that are reached at this address."""
    query = (
        select(AccountRow.id)
        .join(ContactRow, ContactRow.account_id == AccountRow.id)
        .where(ContactRow.email == email, AccountRow.disabled_at.is_(None))
    )
    return list(session.scalars(query))


def set_contact(
    resources: "Resources", actor: Actor | None, account_id: str, contact: Contact
) -> Contact:
    """Keep where a person is reached; the audit says what changed, not the addresses.

    Raises: InvalidInputError.
    """
    checked = Contact(
        read_email(contact.email), read_phone(contact.phone), contact.by_mail, contact.by_gateway
    )

    def work(session: Session) -> Contact:
        put_contact(session, resources, actor, account_id, checked)
        return checked

    return resources.database.write(work)


def put_contact(
    session: Session,
    resources: "Resources",
    actor: Actor | None,
    account_id: str,
    contact: Contact,
) -> None:
    """Write a checked contact with its audit row; the same again changes nothing."""
    before = contacts_of(session, [account_id])[account_id]
    changed = [name for name in vars(contact) if getattr(before, name) != getattr(contact, name)]
    if not changed:
        return
    row = session.get(ContactRow, account_id) or ContactRow(account_id=account_id)
    row.email, row.phone = contact.email or None, contact.phone or None
    row.by_mail, row.by_gateway = contact.by_mail, contact.by_gateway
    session.add(row)
    audit.record(
        session,
        at=resources.clock.now(),
        actor=actor,
        action="account.contact",
        subject=account_id,
        details={"changed": changed},
    )
