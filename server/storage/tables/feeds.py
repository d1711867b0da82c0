"""Feeds whose headlines run in the ticker, with what was fetched last."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.storage.columns import Base


class FeedRow(Base):
    """One feed of a unit; `error` is a message template, `error_params` its parameters.

    `entries` and `hidden` are as `content.feed` writes them. `fetched_at` is the last fetch that
    went well, `failing_since` the first of those that did not since; `told_at` when people were
    told of it. `next_at` None is never: it waits or is stopped.
    """

    __tablename__ = "feeds"
    __table_args__ = (UniqueConstraint("unit_id", "url", name="uq_feeds_unit_id_url"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    name: Mapped[str]
    url: Mapped[str]
    state: Mapped[str]
    subtree: Mapped[bool]
    most: Mapped[int]
    keep_days: Mapped[int]
    refused: Mapped[list[str]] = mapped_column(JSON)
    entries: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    hidden: Mapped[list[str]] = mapped_column(JSON)
    created_by: Mapped[str | None]
    created_at: Mapped[datetime]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    fetched_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    failing_since: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    error: Mapped[str | None]
    error_params: Mapped[dict[str, Any]] = mapped_column(JSON)
