"""Validity and dayparts: every question takes the instant it is asked for."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from content.errors import InvalidInputError

TIMEZONE = ZoneInfo("Asia/Ho_Chi_Minh")
EVERY_DAY = frozenset(range(1, 8))
MIDNIGHT = time(0, 0)
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Daypart:
    """Open a window each local day of `days` (1 Monday to 7 Sunday) from start to before end.

    An end not after the start lies on the next day; the window belongs to the day it
    starts on. 00:00 to 00:00 is the whole day.
    """

    start: time
    end: time
    days: frozenset[int] = EVERY_DAY

    def __post_init__(self) -> None:
        """Refuse windows of no length and days that do not exist."""
        if self.start == self.end and self.start != MIDNIGHT:
            raise InvalidInputError(
                "A daypart must not end at the minute it starts.", field="dayparts"
            )
        if not self.days or not self.days <= EVERY_DAY:
            raise InvalidInputError("Days are numbers from 1 to 7.", field="dayparts")

    def window(self, day: date) -> tuple[datetime, datetime] | None:
        """Give start and end (aware UTC) of the window that starts on this local day."""
        if day.isoweekday() not in self.days:
            return None
        last = day if self.end > self.start else day + _DAY
        return _utc(day, self.start), _utc(last, self.end)

    def to_dict(self) -> dict[str, object]:
        """Write it as in JSON: `{"from", "to", "days"}`."""
        ends = "24:00" if self.end == MIDNIGHT else f"{self.end:%H:%M}"
        return {"from": f"{self.start:%H:%M}", "to": ends, "days": sorted(self.days)}

    @classmethod
    def from_dict(cls, value: object) -> "Daypart":
        """Read it from JSON; without `days` it holds every day. Raises: InvalidInputError."""
        if not isinstance(value, Mapping) or not {"from", "to"} <= set(value):
            raise InvalidInputError("A daypart needs “from” and “to”.", field="dayparts")
        if set(value) - {"from", "to", "days"}:
            raise InvalidInputError("A daypart has an unknown field.", field="dayparts")
        end = MIDNIGHT if value["to"] == "24:00" else _clock(value["to"])
        return cls(_clock(value["from"]), end, _days(value.get("days")))


def is_open(dayparts: Sequence[Daypart], at: datetime) -> bool:
    """Tell whether a daypart is open at this instant; no dayparts are always open."""
    if not dayparts:
        return True
    today = at.astimezone(TIMEZONE).date()
    for part in dayparts:
        for day in (today - _DAY, today):
            window = part.window(day)
            if window is not None and window[0] <= at < window[1]:
                return True
    return False


def is_valid(valid_from: datetime | None, valid_until: datetime | None, at: datetime) -> bool:
    """Tell whether the instant lies from `valid_from` on and before `valid_until`."""
    started = valid_from is None or valid_from <= at
    return started and (valid_until is None or at < valid_until)


def is_live(
    valid_from: datetime | None,
    valid_until: datetime | None,
    dayparts: Sequence[Daypart],
    at: datetime,
) -> bool:
    """Tell whether something may be on the glass at this instant."""
    return is_valid(valid_from, valid_until, at) and is_open(dayparts, at)


def edges(dayparts: Sequence[Daypart], start: datetime, end: datetime) -> list[datetime]:
    """List the instants (aware UTC, sorted) in [start, end) where openness changes."""
    found: set[datetime] = set()
    day = start.astimezone(TIMEZONE).date() - _DAY
    last = end.astimezone(TIMEZONE).date()
    while day <= last:
        for part in dayparts:
            found.update(part.window(day) or ())
        day += _DAY
    inside = sorted(edge for edge in found if start <= edge < end)
    return [edge for edge in inside if _changes(dayparts, edge)]


def opens_within(dayparts: Sequence[Daypart], start: datetime | None, end: datetime | None) -> bool:
    """Tell whether any daypart is open at some instant in [start, end); None has no bound."""
    if not dayparts or start is None or end is None or end - start >= 8 * _DAY:
        return True
    return is_open(dayparts, start) or bool(edges(dayparts, start, end))


def _changes(dayparts: Sequence[Daypart], edge: datetime) -> bool:
    before = edge - timedelta(microseconds=1)
    return is_open(dayparts, edge) != is_open(dayparts, before)


def _utc(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=TIMEZONE).astimezone(UTC)


def _clock(value: object) -> time:
    match = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise InvalidInputError("Write clock times as 06:30.", field="dayparts")
    return time(int(match[1]), int(match[2]))


def _days(value: object) -> frozenset[int]:
    if value is None:
        return EVERY_DAY
    if not isinstance(value, list | tuple) or not all(type(day) is int for day in value):
        raise InvalidInputError("Days are numbers from 1 to 7.", field="dayparts")
    return frozenset(value)
