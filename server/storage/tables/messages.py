"""Who is told what: where people are reached, what waits to be sent, which reminders were made."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from server.storage.columns import Base


class ContactRow(Base):
    """Where one person is reached and by what; without a row the person has no address."""

    __tablename__ = "contacts"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    email: Mapped[str | None]
    phone: Mapped[str | None]
    by_mail: Mapped[bool] = mapped_column(default=True)
    by_gateway: Mapped[bool] = mapped_column(default=True)


class MessageRow(Base):
    """One message to one person by one channel; `due_at` is None once it is sent or given up."""

    __tablename__ = "messages"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    about: Mapped[str] = mapped_column(index=True)
    channel: Mapped[str]
    account_id: Mapped[str | None]
    address: Mapped[str | None]
    language: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    link: Mapped[str]
    is_urgent: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    reason: Mapped[str | None]
