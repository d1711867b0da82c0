"""The Vietnamese lunar calendar, reckoned at UTC+7, and the names of its years."""

import math
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from content.errors import InvalidInputError
from content.moon import lunation_before, new_moon, sun_longitude

FIRST_YEAR, LAST_YEAR = 1900, 2199

_STEMS = ("Giáp", "Ất", "Bính", "Đinh", "Mậu", "Kỷ", "Canh", "Tân", "Nhâm", "Quý")
_BRANCHES = (
    "Tý",
    "Sửu",
    "Dần",
    "Mão",
    "Thìn",
    "Tỵ",
    "Ngọ",
    "Mùi",
    "Thân",
    "Dậu",
    "Tuất",
    "Hợi",
)
_ZONE_DAYS = 7 / 24
_ORDINAL_OF_JULIAN_DAY = 1721425  # Julian day number minus date.toordinal()


@dataclass(frozen=True, slots=True)
class LunarDate:
    """Hold a lunar date; `year` is the solar year in which the lunar year begins."""

    day: int
    month: int
    leap: bool
    year: int

    @property
    def year_name(self) -> str:
        """Give the name of the year by stem and branch."""
        return year_name(self.year)

    def __str__(self) -> str:
        """Write it as on the boards: 23/8 Ất Tỵ, a leap month as 1/6 nhuận Ất Tỵ."""
        leap = " nhuận" if self.leap else ""
        return f"{self.day}/{self.month}{leap} {self.year_name}"


def lunar_date(day: date) -> LunarDate:
    """Give the lunar date of a local day, 1900 to 2199. Raises: InvalidInputError."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise InvalidInputError(
            "The lunar calendar is known from {first} to {last}.", first=FIRST_YEAR, last=LAST_YEAR
        )
    today = day.toordinal()
    solar = day.year if today >= _months_from_solstice(day.year)[0] else day.year - 1
    starts = _months_from_solstice(solar)
    place = bisect_right(starts, today) - 1
    month, leap = _name_of(starts, place)
    year = solar if month >= 11 else solar + 1
    return LunarDate(today - starts[place] + 1, month, leap, year)


def year_name(year: int) -> str:
    """Give the stem and branch of the lunar year that begins in this solar year."""
    return f"{_STEMS[(year + 6) % 10]} {_BRANCHES[(year + 8) % 12]}"


@lru_cache(maxsize=64)
def _months_from_solstice(solar: int) -> tuple[int, ...]:
    """List first days (ordinals) of the months from the one that holds December's solstice.

    The last entry begins the next such month, so there are 12 or 13 months between.
    """
    first = _solstice_lunation(solar)
    last = _solstice_lunation(solar + 1)
    return tuple(_local_day(new_moon(number)) for number in range(first, last + 1))


def _solstice_lunation(year: int) -> int:
    end = date(year, 12, 31).toordinal() + _ORDINAL_OF_JULIAN_DAY
    number = lunation_before(end)
    while _local_day(new_moon(number)) > end - _ORDINAL_OF_JULIAN_DAY:
        number -= 1
    while _term(_local_day(new_moon(number))) >= 9:
        number -= 1
    return number


def _name_of(starts: tuple[int, ...], place: int) -> tuple[int, bool]:
    leap = _leap_place(starts)
    counted = place - 1 if leap is not None and place >= leap else place
    return (10 + counted) % 12 + 1, place == leap


def _leap_place(starts: tuple[int, ...]) -> int | None:
    """Find the first month that holds no principal term, in a year of 13 months."""
    if len(starts) != 14:
        return None
    for place in range(1, 13):
        if _term(starts[place]) == _term(starts[place + 1]):
            return place
    raise AssertionError("thirteen months hold twelve terms")


def _term(ordinal: int) -> int:
    """Give the twelfth of the ecliptic (0 at the spring equinox) as this local day begins."""
    midnight = ordinal + _ORDINAL_OF_JULIAN_DAY - 0.5 - _ZONE_DAYS
    return int(sun_longitude(midnight) // 30)


def _local_day(julian_day: float) -> int:
    return math.floor(julian_day + 0.5 + _ZONE_DAYS) - _ORDINAL_OF_JULIAN_DAY
