"""Plans of the year: what units mean to tell, and what was ticked by hand."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.storage.columns import Base


class PlanEntryRow(Base):
    """One entry of a unit's plan; `done_reason` is set when somebody ticked it by hand."""

    __tablename__ = "plan_entries"
    __table_args__ = (Index("ix_plan_entries_unit_id_year", "unit_id", "year"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    year: Mapped[int]
    title: Mapped[str]
    category: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date]
    planned: Mapped[int]
    responsible: Mapped[str]
    note: Mapped[str]
    created_at: Mapped[datetime]
    done_reason: Mapped[str | None]
    done_by: Mapped[str | None]
    done_at: Mapped[datetime | None]
