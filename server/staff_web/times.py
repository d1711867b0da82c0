"""Instants and days as staff read and type them: Vietnam's clock, 24 hours, day first."""

import re
from datetime import date, datetime, time, timedelta

from flask_babel import format_date

from content.errors import InvalidInputError
from content.schedule import TIMEZONE
from server.locale import gettext

_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_YEARS = range(1900, 2200)  # as the API takes them; far ones overflow in another zone
_TIME = re.compile(r"(\d{1,2})[:hg](\d{2})?")


def local(at: datetime) -> datetime:
    """Return the instant on Vietnam's clock."""
    return at.astimezone(TIMEZONE)


def clock_time(at: datetime) -> str:
    """Return `07:42`."""
    return local(at).strftime("%H:%M")


def exact_time(at: datetime) -> str:
    """Return `02:14:07`."""
    return local(at).strftime("%H:%M:%S")


def day_text(day: date) -> str:
    """Return `23/11/2026`."""
    return day.strftime("%d/%m/%Y")


def long_day(at: datetime) -> str:
    """Return `Thứ Hai, 23/11/2026` in the reader's language."""
    return str(format_date(local(at).date(), "EEEE, dd/MM/yyyy"))


def moment(at: datetime, now: datetime) -> str:
    """Return an instant as short as its distance from now allows."""
    day, today = local(at).date(), local(now).date()
    if day == today:
        return gettext("%(time)s today", time=clock_time(at))
    if day == today - timedelta(days=1):
        return gettext("%(time)s yesterday", time=clock_time(at))
    if day == today + timedelta(days=1):
        return gettext("%(time)s tomorrow", time=clock_time(at))
    return gettext("%(time)s on %(day)s", time=clock_time(at), day=day_text(day))


def until_text(at: datetime, now: datetime) -> str:
    """Return the end of a validity: a local midnight reads as the end of the day before."""
    here = local(at)
    if here.time() == time(0, 0):
        return gettext("end of %(day)s", day=day_text(here.date() - timedelta(days=1)))
    return moment(at, now)


def span(seconds: float) -> str:
    """Return a duration in its largest two units, `3 giờ 44 phút`."""
    whole = max(0, int(seconds))
    if whole < 60:
        return gettext("%(n)s seconds", n=whole)
    if whole < 3600:
        return gettext("%(n)s minutes", n=whole // 60)
    if whole < 86_400:
        hours, minutes = whole // 3600, whole % 3600 // 60
        if not minutes:
            return gettext("%(n)s hours", n=hours)
        return gettext("%(h)s hours %(m)s minutes", h=hours, m=minutes)
    return gettext("%(n)s days", n=whole // 86_400)


def read_day(text: str, field: str) -> date:
    """Read `25/11/2026`. Raises: InvalidInputError."""
    found = _DAY.fullmatch(text.strip())
    if found and int(found[3]) in _YEARS:
        day, month, year = map(int, found.groups())
        try:
            return date(year, month, day)
        except ValueError:
            pass
    raise InvalidInputError("Write the day like 25/11/2026", field=field)


def read_time(text: str, field: str) -> time:
    """Read `14:30`, `14h30` or `14h`. Raises: InvalidInputError."""
    found = _TIME.fullmatch(text.strip().lower())
    if found and int(found[1]) < 24 and int(found[2] or 0) < 60:
        return time(int(found[1]), int(found[2] or 0))
    raise InvalidInputError("Write the time like 14:30", field=field)


def start_of(day: date) -> datetime:
    """Return the first instant of a local day."""
    return datetime.combine(day, time(0, 0), TIMEZONE)


def end_of(day: date) -> datetime:
    """Return the instant a local day is over: the next midnight."""
    return start_of(day + timedelta(days=1))
