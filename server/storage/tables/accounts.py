"""People: accounts, their grants, sessions and API tokens."""

from datetime import datetime

from sqlalchemy import JSON, ColumnElement, ForeignKey, and_, or_
from sqlalchemy.orm import Mapped, mapped_column

from server.storage.columns import Base


class AccountRow(Base):
    """A person who can sign in."""

    __tablename__ = "accounts"

    id: Mapped[str] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    language: Mapped[str] = mapped_column(default="vi")
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class GrantRow(Base):
    """A role over one unit and all below it, for a time; a deputy's names whom it stands in for."""

    __tablename__ = "grants"

    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    role: Mapped[str]
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    valid_from: Mapped[datetime | None]
    valid_until: Mapped[datetime | None]
    deputy_for: Mapped[str | None]

    @classmethod
    def is_not_over(cls, at: datetime) -> ColumnElement[bool]:
        """Ask for grants that hold at an instant or will."""
        return or_(cls.valid_until.is_(None), cls.valid_until > at)

    @classmethod
    def holds_at(cls, at: datetime) -> ColumnElement[bool]:
        """Ask for grants that hold at an instant."""
        return and_(or_(cls.valid_from.is_(None), cls.valid_from <= at), cls.is_not_over(at))


class SessionRow(Base):
    """A signed-in browser; only the hash of its token is kept."""

    __tablename__ = "sessions"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    step_up_at: Mapped[datetime | None]
    user_agent: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")


class ApiTokenRow(Base):
    """An API token of an account; only its hash is kept."""

    __tablename__ = "api_tokens"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class EntryCodeRow(Base):
    """What opens an account once, to set a password; only its hash is kept, one an account."""

    __tablename__ = "entry_codes"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(index=True)
    expires_at: Mapped[datetime]
