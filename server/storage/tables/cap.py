"""Sources of CAP alerts from outside, and every message that came from them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.storage.columns import Base


class CapSourceRow(Base):
    """Who may speak for a unit by CAP; with `account_id` it is that account's own, unnamed one.

    `issuers` are pinned certificates or keys, PEM; `policy` the senders and limits of a
    wish. `confirmed_at` is when a person first let an emergency of it out. `fetched_at` is the
    last fetch that went well, `failing_since` the first of those that did not since; `error` is
    a message template. `next_at` None is never.
    """

    __tablename__ = "cap_sources"

    id: Mapped[str] = mapped_column(primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    account_id: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str]
    url: Mapped[str]
    issuers: Mapped[list[str]] = mapped_column(JSON)
    policy: Mapped[dict[str, Any]] = mapped_column(JSON)
    is_automatic: Mapped[bool]
    is_enabled: Mapped[bool]
    expiry_hours: Mapped[int]
    created_by: Mapped[str | None]
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    fetched_at: Mapped[datetime | None]
    said: Mapped[dict[str, Any]] = mapped_column(JSON)
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    failures: Mapped[int]
    failing_since: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    error: Mapped[str | None]
    error_params: Mapped[dict[str, Any]] = mapped_column(JSON)


class CapMessageRow(Base):
    """One message as it came, what was decided, and what came of it.

    `judged` is what was signed of `raw`. `reason` is a message template. `refs` are the messages
    it names and `replaced_by` what acted on it, as sender, identifier, instant. `held_for` says
    what a held one waits for: a person or its target. `became` lists kinds and ids of what came
    of it.
    """

    __tablename__ = "cap_messages"
    __table_args__ = (
        UniqueConstraint(
            "source_id", "sender", "identifier", "sent", name="uq_cap_messages_source_id_sender"
        ),
        Index("ix_cap_messages_name", "sender", "identifier", "sent"),
        Index("ix_cap_messages_source_id_received_at", "source_id", "received_at"),
        Index("ix_cap_messages_unit_id_held_for", "unit_id", "held_for"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    source_id: Mapped[str] = mapped_column(ForeignKey("cap_sources.id"))
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    sender: Mapped[str]
    identifier: Mapped[str]
    sent: Mapped[datetime]
    digest: Mapped[str]
    raw: Mapped[bytes]
    judged: Mapped[bytes]
    received_at: Mapped[datetime]
    received_by: Mapped[str | None]
    msg_type: Mapped[str]
    status: Mapped[str]
    refs: Mapped[list[list[str]]] = mapped_column(JSON)
    replaced_by: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    decision: Mapped[str] = mapped_column(index=True)
    reason_code: Mapped[str]
    reason: Mapped[str]
    reason_params: Mapped[dict[str, Any]] = mapped_column(JSON)
    priority: Mapped[str | None]
    headline: Mapped[str]
    expires: Mapped[datetime | None]
    held_for: Mapped[str | None]
    is_cut: Mapped[bool]
    became: Mapped[list[list[str]]] = mapped_column(JSON)
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    note: Mapped[str | None]


class CapFileRow(Base):
    """A picture or recording that a message names, and how far it has come.

    `place` is that in the message's list of files. `reason` is a message template; `next_at`
    None is never again.
    """

    __tablename__ = "cap_files"

    message_id: Mapped[str] = mapped_column(ForeignKey("cap_messages.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    language: Mapped[str]
    headline: Mapped[str]
    description: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    media_id: Mapped[str | None]
    tries: Mapped[int]
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    reason: Mapped[str | None]
    reason_params: Mapped[dict[str, Any]] = mapped_column(JSON)
