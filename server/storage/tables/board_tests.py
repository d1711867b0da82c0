"""The weekly tests of the boards, apart from the ledgers of alerts, and their sums by year."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from server.storage.columns import Base


class BoardTestRow(Base):
    """One board's test of one week: `alert_id` and `issued_at` are those of the last try."""

    __tablename__ = "board_tests"

    board_id: Mapped[str] = mapped_column(ForeignKey("boards.id"), primary_key=True)
    week: Mapped[date] = mapped_column(primary_key=True)
    alert_id: Mapped[str]
    first_at: Mapped[datetime]
    issued_at: Mapped[datetime] = mapped_column(index=True)
    tries: Mapped[int]
    received_at: Mapped[datetime | None]
    proven_at: Mapped[datetime | None]
    proof_s: Mapped[int | None]
    """Seconds from the first try to the proof."""
    failed_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    told_at: Mapped[datetime | None]


class BoardTestYearRow(Base):
    """What one board's weekly tests of a year add up to, once they are no longer kept singly."""

    __tablename__ = "board_test_years"

    board_id: Mapped[str] = mapped_column(ForeignKey("boards.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    tests: Mapped[int]
    proven: Mapped[int]
    within_minute: Mapped[int]
    within_hour: Mapped[int]
    slowest_s: Mapped[int]


class UnitTestMonthRow(Base):
    """What the weekly tests of a unit's own boards in a month (its first day) add up to."""

    __tablename__ = "unit_test_months"

    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    tests: Mapped[int]
    proven: Mapped[int]
    within_minute: Mapped[int]
    within_hour: Mapped[int]
    slowest_s: Mapped[int]
