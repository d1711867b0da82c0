"""What units choose of what comes from above, and who takes part in choosing."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from server.storage.columns import Base


class NoticeChoiceRow(Base):
    """What a unit decided on a notice from above; `via` is hand or subscription."""

    __tablename__ = "notice_choices"

    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), primary_key=True)
    notice_id: Mapped[str] = mapped_column(ForeignKey("notices.id"), primary_key=True, index=True)
    choice: Mapped[str]
    weight: Mapped[int | None]
    via: Mapped[str]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime]


class SubscriptionRow(Base):
    """A unit adopts what comes into the pool; without source or category it takes any."""

    __tablename__ = "subscriptions"

    id: Mapped[str] = mapped_column(primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    source_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"))
    category: Mapped[str | None]
    created_by: Mapped[str | None]
    created_at: Mapped[datetime]


class AttendedUnitRow(Base):
    """A unit where somebody chooses what comes from above, since when."""

    __tablename__ = "attended_units"

    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), primary_key=True)
    since: Mapped[datetime]
