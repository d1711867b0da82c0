"""API tokens: random, kept as hashes, limited to scopes and never above their account."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.errors import InvalidInputError, NotFoundError
from server.services import audit
from server.services.actor import Actor
from server.services.actors import actor_of_account, fold_login
from server.services.permissions import SCOPES
from server.storage.ids import new_id
from server.storage.tables import AccountRow, ApiTokenRow

if TYPE_CHECKING:
    from server.services.resources import Resources

DEFAULT_SCOPES = ("read", "notices", "media", "boards")
_PREFIX = "bt_"


@dataclass(frozen=True)
class NewToken:
    """A token as it is shown once; `id` revokes it."""

    id: str
    token: str


def create_token(
    resources: "Resources",
    login: str,
    scopes: Iterable[str] = DEFAULT_SCOPES,
    *,
    actor: Actor | None = None,
) -> str:
    """Return a new token of the account; errors are those of `make_token`."""
    return make_token(resources, login, scopes, actor=actor).token


def make_token(
    resources: "Resources",
    login: str,
    scopes: Iterable[str] = DEFAULT_SCOPES,
    *,
    actor: Actor | None = None,
) -> NewToken:
    """Make a token of the account; it is not kept and cannot be shown again.

    Raises: InvalidInputError for an unknown scope, NotFoundError for an unknown login.
    """
    named = tuple(dict.fromkeys(scopes))
    unknown = [scope for scope in named if scope not in SCOPES]
    if unknown or not named:
        raise InvalidInputError(
            "Name at least one scope, and only these: {scopes}.",
            field="scopes",
            scopes=", ".join(SCOPES),
        )
    made = NewToken(new_id(), _PREFIX + secrets.token_urlsafe(32))
    now = resources.clock.now()

    def work(session: Session) -> None:
        account_id = session.scalar(
            select(AccountRow.id).where(AccountRow.login == fold_login(login))
        )
        if account_id is None:
            raise NotFoundError("There is no account {login}.", field="login", login=login)
        row = ApiTokenRow(
            token_hash=hash_token(made.token),
            id=made.id,
            account_id=account_id,
            scopes=list(named),
            created_at=now,
        )
        session.add(row)
        audit.record(
            session,
            at=now,
            actor=actor,
            action="account.token",
            subject=account_id,
            details={"token": row.id, "scopes": list(named)},
        )

    resources.database.write(work)
    return made


def revoke_token(resources: "Resources", token_id: str, *, actor: Actor | None = None) -> None:
    """End a token by its id. Raises: NotFoundError."""
    now = resources.clock.now()

    def work(session: Session) -> None:
        row = session.scalar(select(ApiTokenRow).where(ApiTokenRow.id == token_id))
        if row is None:
            raise NotFoundError("There is no such token.")
        row.revoked_at = row.revoked_at or now
        audit.record(
            session,
            at=now,
            actor=actor,
            action="account.token_revoked",
            subject=row.account_id,
            details={"token": row.id},
        )

    resources.database.write(work)


def actor_of_token(
    resources: "Resources", token: str, *, address: str | None = None
) -> Actor | None:
    """Return whom a token stands for, with its scopes; None if it is not valid."""
    if not token.startswith(_PREFIX):
        return None
    hashed = hash_token(token)

    def work(session: Session) -> Actor | None:
        row = session.get(ApiTokenRow, hashed)
        if row is None or row.revoked_at is not None:
            return None
        return actor_of_account(
            session, row.account_id, scopes=frozenset(row.scopes), address=address
        )

    return resources.database.read(work)


def hash_token(token: str) -> str:
    """Return the SHA-256, in hex, under which a random token is kept."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
