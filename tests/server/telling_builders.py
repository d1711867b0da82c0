"""Builders of people who can be told: accounts with roles, and what they were told."""

from sqlalchemy import select

from server.services import accounts
from server.services.actor import Actor
from server.services.actors import actor_of_account
from server.services.contacts import Contact, set_contact
from server.services.resources import Resources
from server.storage.tables import AccountRow, MessageRow
from tests.server.staff_builders import PASSWORD

MAIL_ADDRESS = "smtp://127.0.0.1:1?tls=none"


def with_mail(resources: Resources) -> None:
    """Have messages queued; nothing is sent before somebody delivers."""
    resources.settings = resources.settings.model_copy(
        update={"smtp_url": MAIL_ADDRESS, "mail_from": "bangtin@example.vn"}
    )


def a_person(resources: Resources, login: str, role: str, unit: str) -> Actor:
    """Make somebody with an account, one role and a mail address."""
    made = accounts.create_account(
        resources, login=login, name=f"Người {login}", password=PASSWORD, role=role, unit_code=unit
    )
    set_contact(resources, None, made.id, Contact(email=f"{login}@example.vn"))
    actor = resources.database.read(lambda session: actor_of_account(session, made.id))
    assert actor is not None
    return actor


def told(resources: Resources, kind: str = "") -> list[tuple[str, str]]:
    """Give (login, kind) of the messages that wait to be sent, in order."""
    logins = {
        f"{row.id}": row.login
        for row in resources.database.read(
            lambda session: session.scalars(select(AccountRow)).all()
        )
    }
    rows = resources.database.read(
        lambda session: session.scalars(
            select(MessageRow).order_by(MessageRow.created_at, MessageRow.account_id)
        ).all()
    )
    return sorted(
        (logins[str(row.account_id)], row.kind) for row in rows if row.kind.startswith(kind)
    )
