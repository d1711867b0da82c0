"""Boards and the pairings that make them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from server.storage.columns import Base


class BoardRow(Base):
    """A paired board; `identity` is its signed envelope, `public_key` base64 of 32 bytes."""

    __tablename__ = "boards"

    id: Mapped[str] = mapped_column(primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    name: Mapped[str]
    public_key: Mapped[str]
    key_id: Mapped[str] = mapped_column(unique=True)
    profile: Mapped[dict[str, Any]] = mapped_column(JSON)
    phone: Mapped[str | None]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    groups: Mapped[list[str]] = mapped_column(JSON, default=list)
    tags: Mapped[list[str]] = mapped_column(JSON, default=list)
    software: Mapped[str] = mapped_column(default="")
    identity: Mapped[bytes | None]
    identity_digest: Mapped[str | None]
    paired_at: Mapped[datetime]
    paired_by: Mapped[str | None]
    revoked_at: Mapped[datetime | None]
    replaces: Mapped[str | None]
    slate: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    last_contact_at: Mapped[datetime | None]


class BoardKeyRow(Base):
    """A key that a board has or had: what it signed stays provable after its hardware changed."""

    __tablename__ = "board_keys"

    board_id: Mapped[str] = mapped_column(ForeignKey("boards.id"), primary_key=True)
    key_id: Mapped[str] = mapped_column(primary_key=True)
    public_key: Mapped[str]
    since: Mapped[datetime]


class PairingRow(Base):
    """A board waiting for a person to let it in; `state` pending, approved, denied or used."""

    __tablename__ = "pairings"

    device_code_hash: Mapped[str] = mapped_column(primary_key=True)
    user_code: Mapped[str] = mapped_column(unique=True)
    public_key: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    software: Mapped[str] = mapped_column(default="")
    root_digest: Mapped[str]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(default="pending")
    board_id: Mapped[str | None]
    created_at: Mapped[datetime]
