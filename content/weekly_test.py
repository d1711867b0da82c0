"""The weekly silent test of every board: when each is due, what it sends, when proof is missing."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from content.alert import Alert, AlertState
from content.alert_info import AlertInfo
from content.schedule import TIMEZONE
from content.targeting import Targets

HOURS_A_WEEK = 7 * 24
LASTS = timedelta(minutes=15)
AGAIN_AFTER = timedelta(hours=1)
"""A board that has not proven a test and is heard gets another so long after the last."""
PROVEN_WITHIN = timedelta(hours=24)
_EVENT = "Kiểm tra đường truyền"
_INFO = AlertInfo(
    language="vi",
    headline="KIỂM TRA ĐƯỜNG TRUYỀN",
    description="Máy chủ tự kiểm tra bảng mỗi tuần một lần. Không có việc gì xảy ra.",
    instruction="",
)


def week_of(at: datetime) -> date:
    """Give the Monday of the week in Vietnam that holds an instant."""
    day = at.astimezone(TIMEZONE).date()
    return day - timedelta(days=day.weekday())


def week_begins(week: date) -> datetime:
    """Give the first instant of a week, named by its Monday."""
    return datetime.combine(week, time(), TIMEZONE)


@lru_cache(maxsize=50_000)
def due_at(board: str, week: date) -> datetime:
    """Give the full hour at which a board is tested in a week: drawn by lot, always the same."""
    lot = hashlib.sha256(f"bangtin-weekly-test-1\n{board}\n{week.isoformat()}".encode()).digest()
    hour = int.from_bytes(lot[:8]) % HOURS_A_WEEK
    return week_begins(week) + timedelta(hours=hour)


def is_unproven(first_at: datetime, proven_at: datetime | None, now: datetime) -> bool:
    """Tell whether a test sent first at that instant should have been proven by now."""
    return proven_at is None and now - first_at >= PROVEN_WITHIN


def a_test(alert_id: str, boards: Sequence[str], sender: str, now: datetime) -> Alert:
    """Make the test that these boards get now, as yet without a sequence."""
    return Alert(
        id=alert_id,
        identifier=f"bangtin-test-{alert_id}",
        revision=1,
        sequence=0,
        status="Exercise",
        state=AlertState.IN_FORCE,
        targets=Targets.from_dict({"boards": sorted(boards)}),
        issued_at=now,
        effective=now.replace(second=0, microsecond=0),
        expires=now + LASTS,
        event=_EVENT,
        category="Other",
        urgency="Unknown",
        severity="Unknown",
        certainty="Unknown",
        risk_level=None,
        info=(_INFO,),
        sender=sender,
        silent=True,
        unseen=True,
    )
