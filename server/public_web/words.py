"""Days and times in the citizens' pages: Vietnam's clock, written as on paper."""

from datetime import datetime, time, timedelta

from content.schedule import TIMEZONE
from server.locale import gettext


def day_of(at: datetime) -> str:
    """Return `23/11/2026`."""
    return at.astimezone(TIMEZONE).strftime("%d/%m/%Y")


def day_and_time(at: datetime) -> str:
    """Return `07:52 ngày 23/11/2026` in the reader's language."""
    clock = at.astimezone(TIMEZONE).strftime("%H:%M")
    return gettext("%(time)s on %(day)s", time=clock, day=day_of(at))


def end_of(at: datetime) -> str:
    """Return the end of a validity; a local midnight is the end of the day before."""
    here = at.astimezone(TIMEZONE)
    if here.time() == time(0, 0):
        return gettext("end of %(day)s", day=day_of(at - timedelta(minutes=1)))
    return day_and_time(at)
