"""Notices and their revisions."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.storage.columns import Base


class NoticeRow(Base):
    """A notice; `revision` is the newest, `shown_revision` the approved one on the boards.

    What lists are narrowed by is kept here too: `category`, `priority`, `search_text` and
    `written_by` of the newest revision, `shown_from` and `shown_until` of the shown one.
    """

    __tablename__ = "notices"
    __table_args__ = (
        Index("ix_notices_created_at", "created_at", "id"),
        Index("ix_notices_unit_id_created_at", "unit_id", "created_at", "id"),
        Index("ix_notices_state_created_at", "state", "created_at", "id"),
        Index("ix_notices_author_id_created_at", "author_id", "created_at", "id"),
        Index("ix_notices_category_created_at", "category", "created_at", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    issuer_name: Mapped[str]
    author_id: Mapped[str]
    state: Mapped[str]
    revision: Mapped[int]
    shown_revision: Mapped[int | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime] = mapped_column(index=True)
    withdrawn_reason: Mapped[str | None]
    category: Mapped[str] = mapped_column(default="")
    priority: Mapped[str] = mapped_column(default="")
    search_text: Mapped[str] = mapped_column(default="")
    written_by: Mapped[str] = mapped_column(default="")
    shown_from: Mapped[datetime | None]
    shown_until: Mapped[datetime | None] = mapped_column(index=True)


class NoticeRevisionRow(Base):
    """One wording of a notice, never changed once decided."""

    __tablename__ = "notice_revisions"

    notice_id: Mapped[str] = mapped_column(ForeignKey("notices.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str]
    title: Mapped[str]
    category: Mapped[str] = mapped_column(index=True)
    priority: Mapped[str]
    search_text: Mapped[str]
    plan_entry: Mapped[str | None] = mapped_column(index=True)
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decision: Mapped[str | None]
    reason: Mapped[str | None]
    approved_at: Mapped[datetime | None]
