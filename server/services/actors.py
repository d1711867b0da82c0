"""Builds the actor of an account from its rows; how a login is spelt in them."""

import unicodedata

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.services.actor import Actor, Grant, Role
from server.storage.tables import AccountRow, GrantRow


def actor_of_account(
    session: Session,
    account_id: str,
    *,
    scopes: frozenset[str] | None = None,
    address: str | None = None,
) -> Actor | None:
    """Return the actor of an account with its grants, None if it is gone or disabled."""
    account = session.get(AccountRow, account_id)
    if account is None or account.disabled_at is not None:
        return None
    rows = session.scalars(
        select(GrantRow).where(GrantRow.account_id == account_id).order_by(GrantRow.id)
    )
    return Actor(
        account_id=account.id,
        login=account.login,
        name=account.name,
        grants=tuple(
            Grant(Role(row.role), row.unit_id, row.valid_from, row.valid_until) for row in rows
        ),
        scopes=scopes,
        address=address,
        language=account.language,
    )


def fold_login(login: str) -> str:
    """Return the login as it is stored: NFC, lower case, without blanks around it."""
    return unicodedata.normalize("NFC", readable(login)).strip().lower()[:200]


def readable(typed: str) -> str:
    """Return what was typed without what no database takes: halves of surrogate pairs."""
    return typed.encode("utf-8", "replace").decode("utf-8")
