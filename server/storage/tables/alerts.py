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
    is_test: Mapped[bool] = mapped_column(default=False)
    """A board's weekly test: in no list of alerts and in no feed."""


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
    awaits: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """The boards of the audience whose own officers have yet to approve what is in force."""
    created_by: Mapped[str | None]
    approved_by: Mapped[str | None]
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    break_glass: Mapped[bool] = mapped_column(default=False)
    template_id: Mapped[str | None]
    template_slots: Mapped[dict[str, str] | None] = mapped_column(JSON)


class AlertTemplateRow(Base):
    """A unit's own template; `content` is as `content.own_template` writes it.

    `state` is written, approved or off; the approval is of `digest` and falls with any change.
    """

    __tablename__ = "alert_templates"

    id: Mapped[str] = mapped_column(primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    name: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str]
    state: Mapped[str]
    written_by: Mapped[str]
    written_at: Mapped[datetime]
    approved_by: Mapped[str | None]
    approved_at: Mapped[datetime | None]
    off_by: Mapped[str | None]
    off_at: Mapped[datetime | None]


class AlertReviewRow(Base):
    """A break-glass alert that somebody above must look at afterwards, and what they said."""

    __tablename__ = "alert_reviews"

    alert_id: Mapped[str] = mapped_column(ForeignKey("alerts.id"), primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    fired_by: Mapped[str | None]
    fired_at: Mapped[datetime]
    reviewed_by: Mapped[str | None]
    reviewed_at: Mapped[datetime | None] = mapped_column(index=True)
    sentence: Mapped[str | None]


class IdempotencyKeyRow(Base):
    """A request that was answered: the same key gives the same alert."""

    __tablename__ = "idempotency_keys"

    account_id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_digest: Mapped[str]
    alert_id: Mapped[str] = mapped_column(ForeignKey("alerts.id"))
