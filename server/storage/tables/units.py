"""The dated tree of administrative units."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.storage.columns import Base


class UnitSettingRow(Base):
    """What one unit sets for itself; without a row everything is off and as set above."""

    __tablename__ = "unit_settings"

    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), primary_key=True)
    own_approval: Mapped[bool] = mapped_column(default=False)
    accent: Mapped[str | None]


class UnitRow(Base):
    """A unit; `code` may return later for another unit, `id` never.

    `box` is [south, west, north, east] in degrees.
    """

    __tablename__ = "units"
    __table_args__ = (UniqueConstraint("code", "valid_from"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    level: Mapped[str]
    parent_id: Mapped[str | None] = mapped_column(
        ForeignKey("units.id", deferrable=True, initially="DEFERRED"), index=True
    )
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    box: Mapped[list[float] | None] = mapped_column(JSON)


class UnitChangeRow(Base):
    """A change of units on a local day; `state` is scheduled, applied or cancelled."""

    __tablename__ = "unit_changes"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    day: Mapped[date] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(index=True)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_by: Mapped[str | None]
    created_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]


class UnitSuccessionRow(Base):
    """One unit stands for another from the day of a change on, once that is applied."""

    __tablename__ = "unit_successions"

    from_id: Mapped[str] = mapped_column(ForeignKey("units.id"), primary_key=True)
    to_id: Mapped[str] = mapped_column(ForeignKey("units.id"), primary_key=True, index=True)
    change_id: Mapped[str] = mapped_column(ForeignKey("unit_changes.id"), index=True)
    is_main: Mapped[bool]
