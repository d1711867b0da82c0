"""When those who must act are told again, and when the unit above is told too.

The first telling is at once. A notice may wait overnight, so its reminders come by day; an
alert that waits for its second officer may not.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from content.schedule import TIMEZONE

DAY_BEGINS, DAY_ENDS = time(7), time(20)


class Task(StrEnum):
    """Name what somebody is waited for."""

    APPROVE_NOTICE = "approve_notice"
    MEND_NOTICE = "mend_notice"
    APPROVE_ALERT = "approve_alert"
    REVIEW_ALERT = "review_alert"
    DECIDE_CAP = "decide_cap"
    TOUCH_ALERT = "touch_alert"
    TOUCH_BOARDS = "touch_boards"
    APPROVE_TEMPLATE = "approve_template"


@dataclass(frozen=True, slots=True)
class Pace:
    """Say how long after each telling the next one comes, and from which on it goes wider.

    After the last wait nobody is told any more. `by_day` keeps reminders to 7:00 to 20:00.
    """

    waits: tuple[timedelta, ...]
    widens_at: int | None
    by_day: bool = True


def _hours(*hours: float) -> tuple[timedelta, ...]:
    return tuple(timedelta(hours=each) for each in hours)


PACES: dict[Task, Pace] = {
    Task.APPROVE_NOTICE: Pace(_hours(2, 4, 24, 48), widens_at=2),
    Task.MEND_NOTICE: Pace(_hours(24, 72), widens_at=None),
    Task.APPROVE_ALERT: Pace(_hours(0.05, 0.1, 0.25, 0.5), widens_at=1, by_day=False),
    Task.REVIEW_ALERT: Pace(_hours(12, 24, 48, 96), widens_at=2),
    Task.DECIDE_CAP: Pace(_hours(0.05, 0.1, 0.25, 0.5), widens_at=1, by_day=False),
    Task.TOUCH_ALERT: Pace(_hours(0.05, 0.1, 0.25, 0.5), widens_at=1, by_day=False),
    Task.TOUCH_BOARDS: Pace(_hours(2, 4, 24, 48), widens_at=1),
    Task.APPROVE_TEMPLATE: Pace(_hours(24, 48, 96), widens_at=2),
}


def next_telling(task: Task, told: int, at: datetime) -> datetime | None:
    """Give when to tell again after `told` tellings, the last of them at `at`; None for never."""
    pace = PACES[task]
    if not 1 <= told <= len(pace.waits):
        return None
    due = at + pace.waits[told - 1]
    return _by_day(due) if pace.by_day else due


def levels(task: Task, told: int) -> int:
    """Give how many levels of units are told after `told` tellings: 1 is the nearest alone."""
    widens_at = PACES[task].widens_at
    return 1 if widens_at is None else 1 + max(0, told - widens_at + 1)


def _by_day(at: datetime) -> datetime:
    local = at.astimezone(TIMEZONE)
    if local.time() < DAY_BEGINS:
        return datetime.combine(local.date(), DAY_BEGINS, TIMEZONE)
    if local.time() >= DAY_ENDS:
        return datetime.combine(local.date() + timedelta(days=1), DAY_BEGINS, TIMEZONE)
    return at
