"""Kinds of public posting and their least days, as units set them."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from server.storage.columns import Base


class PostingKindRow(Base):
    """What one unit sets for itself and those below; a dropped kind is offered no more."""

    __tablename__ = "posting_kinds"

    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    days: Mapped[int]
    basis: Mapped[str]
    is_dropped: Mapped[bool]
    updated_at: Mapped[datetime]
