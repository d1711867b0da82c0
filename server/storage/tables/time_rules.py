"""What units and boards set about time: shares of categories, quiet hours, volume, power."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from server.storage.columns import Base


class TimeRuleRow(Base):
    """The rules of one unit or board; `shares` None is not set, so are absent `hours`."""

    __tablename__ = "time_rules"

    subject_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    shares: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    hours: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    updated_at: Mapped[datetime]
