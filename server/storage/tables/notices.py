"""Notices and their revisions."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from server.storage.columns import Base


class NoticeRow(Base):
    """A notice; `revision` is the newest, `shown_revision` the approved one on the boards."""

    __tablename__ = "notices"

    id: Mapped[str] = mapped_column(primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    issuer_name: Mapped[str]
    author_id: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    revision: Mapped[int]
    shown_revision: Mapped[int | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime] = mapped_column(index=True)
    withdrawn_reason: Mapped[str | None]


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
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decision: Mapped[str | None]
    reason: Mapped[str | None]
    approved_at: Mapped[datetime | None]
