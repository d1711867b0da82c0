"""What boards report: where each alert stands on each board, receipts and plays."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.storage.columns import Base


class DeliveryRow(Base):
    """Where one alert revision stands on one board."""

    __tablename__ = "deliveries"

    alert_id: Mapped[str] = mapped_column(ForeignKey("alerts.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    board_id: Mapped[str] = mapped_column(ForeignKey("boards.id"), primary_key=True, index=True)
    sent_at: Mapped[datetime | None]
    received_at: Mapped[datetime | None]
    painted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    reason: Mapped[str | None]


class ReceiptRow(Base):
    """A board's signed word that it received, painted or ended an alert."""

    __tablename__ = "receipts"

    board_id: Mapped[str] = mapped_column(ForeignKey("boards.id"), primary_key=True)
    log: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    alert_id: Mapped[str] = mapped_column(index=True)
    revision: Mapped[int]
    state: Mapped[str]
    at: Mapped[datetime]
    signed_at: Mapped[str | None]
    """`at` as it was signed, where the board writes it in another form than we do."""

    clock_trusted: Mapped[bool]
    reason: Mapped[str | None]
    sig: Mapped[str]
    stored_at: Mapped[datetime]


class CallRow(Base):
    """A call to the caretaker of a board that did not show an alert."""

    __tablename__ = "alert_calls"

    id: Mapped[str] = mapped_column(primary_key=True)
    alert_id: Mapped[str] = mapped_column(ForeignKey("alerts.id"), index=True)
    board_id: Mapped[str] = mapped_column(ForeignKey("boards.id"))
    account_id: Mapped[str]
    at: Mapped[datetime]
    outcome: Mapped[str]
    said: Mapped[str]


class PlayRow(Base):
    """A board's signed word on how often and how long it showed an item in an hour."""

    __tablename__ = "plays"
    __table_args__ = (
        Index("ix_plays_is_posting_stored_at", "is_posting", "stored_at"),
        Index("ix_plays_board_id_from_at", "board_id", "from_at"),
    )

    board_id: Mapped[str] = mapped_column(ForeignKey("boards.id"), primary_key=True)
    log: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    manifest: Mapped[str]
    item: Mapped[str] = mapped_column(index=True)
    revision: Mapped[int]
    from_at: Mapped[datetime]
    to_at: Mapped[datetime]
    seconds: Mapped[int]
    count: Mapped[int]
    sig: Mapped[str]
    stored_at: Mapped[datetime]
    is_posting: Mapped[bool] = mapped_column(default=False)
    """Of a public posting: kept longer."""


class PlayDayRow(Base):
    """What one board's plays of a notice's revision add up to on one day in Vietnam."""

    __tablename__ = "play_days"

    notice_id: Mapped[str] = mapped_column(ForeignKey("notices.id"), primary_key=True)
    board_id: Mapped[str] = mapped_column(ForeignKey("boards.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(primary_key=True)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    seconds: Mapped[int]
    count: Mapped[int]
    records: Mapped[int]
