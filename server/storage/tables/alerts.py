"""Alerts, their revisions and the keys that make a repeated request harmless."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from server.storage.columns import Base


class AlertRow(Base):
    """An alert through all its revisions."""

    __tablename__ = "alerts"

    id: Mapped[str] = mapped_column(primary_key=True)
    identifier: Mapped[str] = mapped_column(unique=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    created_by: Mapped[str | None]
    created_at: Mapped[datetime]


class AlertRevisionRow(Base):
    """One revision; `sequence` and `envelope` are there once it came into force."""

    __tablename__ = "alert_revisions"

    alert_id: Mapped[str] = mapped_column(ForeignKey("alerts.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    state: Mapped[str] = mapped_column(index=True)
    status: Mapped[str]
    payload: Mapped[bytes]
    envelope: Mapped[bytes | None]
    digest: Mapped[str]
    effective: Mapped[datetime]
    expires: Mapped[datetime] = mapped_column(index=True)
    severity: Mapped[str]
    audience: Mapped[list[Any]] = mapped_column(JSON, default=list)
    created_by: Mapped[str | None]
    approved_by: Mapped[str | None]
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    break_glass: Mapped[bool] = mapped_column(default=False)
    template_id: Mapped[str | None]


class IdempotencyKeyRow(Base):
    """A request that was answered: the same key gives the same alert."""

    __tablename__ = "idempotency_keys"

    account_id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_digest: Mapped[str]
    alert_id: Mapped[str] = mapped_column(ForeignKey("alerts.id"))
