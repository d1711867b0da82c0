"""What people are waited for, and how often they were told."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from server.storage.columns import Base


class TaskRow(Base):
    """One thing that waits: for whoever holds the right in the unit, or for one person.

    `told` counts the tellings so far; `next_at` is the next, None when there is none.
    """

    __tablename__ = "tasks"

    kind: Mapped[str] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(primary_key=True)
    unit_id: Mapped[str]
    account_id: Mapped[str | None] = mapped_column(index=True)
    made_by: Mapped[str | None]
    since: Mapped[datetime]
    told: Mapped[int]
    next_at: Mapped[datetime | None] = mapped_column(index=True)
