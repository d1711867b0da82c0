"""Uploads and what was made of them; the bytes lie in the media store."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from server.storage.columns import Base


class MediaRow(Base):
    """An upload; `seconds` is the length of a film, `pages` of a document."""

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
    created_at: Mapped[datetime]


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
