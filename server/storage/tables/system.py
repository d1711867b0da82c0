"""The server's own books: audit chain, counters, signed statements, what was published."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from server.storage.columns import Base


class AuditRow(Base):
    """One change; `details` is canonical JSON, `hash` covers the row and the one before."""

    __tablename__ = "audit"

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[str | None]
    actor_login: Mapped[str | None]
    address: Mapped[str | None]
    action: Mapped[str] = mapped_column(index=True)
    subject: Mapped[str] = mapped_column(index=True)
    unit_id: Mapped[str | None] = mapped_column(index=True)
    details: Mapped[str]
    previous_hash: Mapped[str]
    hash: Mapped[str]


class CounterRow(Base):
    """A number that only grows."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)


class StatementRow(Base):
    """A signed envelope that must not be lost, for example each root."""

    __tablename__ = "statements"

    digest: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(index=True)
    envelope: Mapped[bytes]
    created_at: Mapped[datetime]


class PublishedRow(Base):
    """When an item, manifest or media file was first public."""

    __tablename__ = "published"

    digest: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    first_at: Mapped[datetime]
