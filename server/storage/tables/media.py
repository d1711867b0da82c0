"""Uploads, what was made of them and the work on them; the bytes lie in the media store."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from server.storage.columns import Base


class MediaRow(Base):
    """An upload; `seconds` is the length of a film, `pages` of a document.

    `sha256` names the file that boards get, and until it is made the upload itself;
    `original_sha256` the upload, so that the same bytes are worked on once.
    """

    __tablename__ = "media"

    id: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(index=True)
    type: Mapped[str]
    bytes: Mapped[int] = mapped_column(BigInteger)
    width: Mapped[int | None]
    height: Mapped[int | None]
    pages: Mapped[int | None]
    seconds: Mapped[float | None]
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    account_id: Mapped[str]
    name: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(server_default="picture")
    state: Mapped[str] = mapped_column(server_default="ready")
    original_sha256: Mapped[str | None] = mapped_column(index=True)
    is_paper: Mapped[bool | None]
    paper_found: Mapped[bool | None]


class MediaVariantRow(Base):
    """A file made from an upload, for example `board` or `thumbnail`."""

    __tablename__ = "media_variants"

    media_id: Mapped[str] = mapped_column(ForeignKey("media.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(index=True)
    type: Mapped[str]
    width: Mapped[int | None]
    height: Mapped[int | None]
    bytes: Mapped[int] = mapped_column(BigInteger)


class MediaJobRow(Base):
    """Work on an upload that takes long: waiting, running or over; `message` says why it failed."""

    __tablename__ = "media_jobs"

    media_id: Mapped[str] = mapped_column(ForeignKey("media.id"), primary_key=True)
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    progress: Mapped[int]
    options: Mapped[dict[str, Any]] = mapped_column(JSON)
    message: Mapped[str | None]
    message_params: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    unit_id: Mapped[str]
    account_id: Mapped[str]
    tries: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(index=True)
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class UploadRow(Base):
    """A file that comes in parts; how much is here is what lies on disk."""

    __tablename__ = "uploads"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str | None]
    is_paper: Mapped[bool]
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    account_id: Mapped[str] = mapped_column(index=True)
    media_id: Mapped[str | None]
    created_at: Mapped[datetime]
    touched_at: Mapped[datetime] = mapped_column(index=True)
