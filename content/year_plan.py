"""A unit's plan of the year: what is to be told when, and whether it was done."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from content.category import CATEGORIES, CategoryKey
from content.errors import InvalidInputError
from content.text import clean_line, search_key
from content.values import check_length, read_whole

LONGEST_TITLE = 200
LONGEST_NOTE = 500
MOST_PLANNED = 1000
MOST_ENTRIES = 500
YEARS = range(2000, 2200)
COLUMNS = ("title", "category", "period", "planned", "responsible", "note")
_QUARTER = re.compile(r"(?:quy|q|quarter)\s*([1-4]|i{1,3}|iv)")
_MONTH = re.compile(r"(?:thang|t|month)?\s*(\d{1,2})(?:\s*/\s*(\d{4}))?")
_DAYS = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?\s*[-–]\s*(\d{1,2})/(\d{1,2})(?:/(\d{4}))?")
_WHOLE_YEAR = frozenset({"ca nam", "nam", "year", "all year"})
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_CATEGORY_WORDS: Mapping[str, CategoryKey] = {
    "chinh sach": CategoryKey.POLICY,
    "thoi su": CategoryKey.NEWS,
    "du an": CategoryKey.PROJECTS,
    "kinh nghiem": CategoryKey.KNOW_HOW,
    "an ninh": CategoryKey.SECURITY,
    "khan cap": CategoryKey.EMERGENCY,
    "guong": CategoryKey.ROLE_MODELS,
    "san pham": CategoryKey.MARKET,
    "thi truong": CategoryKey.MARKET,
    "bac bo": CategoryKey.CORRECTION,
    "dinh chinh": CategoryKey.CORRECTION,
}


class PlanState(StrEnum):
    """Name where an entry stands on a day."""

    DONE = "done"
    LATE = "late"
    NOW = "now"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """Describe one thing to tell in a year, from its first day to its last."""

    year: int
    title: str
    category: CategoryKey
    first_day: date
    last_day: date
    planned: int = 1
    responsible: str = ""
    note: str = ""

    def validate(self) -> None:
        """Raise InvalidInputError naming the field that breaks a rule."""
        check_length(self.title, "title", LONGEST_TITLE)
        for name, text in (("responsible", self.responsible), ("note", self.note)):
            if len(text) > LONGEST_NOTE:
                check_length(text, name, LONGEST_NOTE)
        read_whole(self.planned, 1, MOST_PLANNED, "planned")
        if self.year not in YEARS:
            raise InvalidInputError("Write the year like 2026", field="year")
        if self.last_day < self.first_day:
            raise InvalidInputError("The period ends before it begins.", field="period")
        if not self.first_day.year == self.last_day.year == self.year:
            raise InvalidInputError(
                "The period lies outside the year {year}.", field="period", year=self.year
            )

    def state(self, notices: int, is_ticked: bool, day: date) -> PlanState:
        """Tell where it stands: done by enough notices or by hand, late after its last day."""
        if is_ticked or notices >= self.planned:
            return PlanState.DONE
        if day > self.last_day:
            return PlanState.LATE
        return PlanState.NOW if day >= self.first_day else PlanState.AHEAD


def read_period(text: str, year: int) -> tuple[date, date]:
    """Read `3`, `tháng 3`, `3/2026`, `quý 1`, `cả năm` or `1/3-15/3`. Raises: InvalidInputError."""
    key = search_key(text).strip()
    try:
        if key in _WHOLE_YEAR:
            return date(year, 1, 1), date(year, 12, 31)
        found = _QUARTER.fullmatch(key)
        if found:
            quarter = _ROMAN.get(found[1]) or int(found[1])
            return date(year, 3 * quarter - 2, 1), _month_end(year, 3 * quarter)
        found = _MONTH.fullmatch(key)
        if found:
            own_year, month = int(found[2] or year), int(found[1])
            return date(own_year, month, 1), _month_end(own_year, month)
        found = _DAYS.fullmatch(text.strip())
        if found:
            first = date(int(found[3] or year), int(found[2]), int(found[1]))
            return first, date(int(found[6] or year), int(found[5]), int(found[4]))
    except ValueError:
        pass
    raise InvalidInputError("Write the period like 3, quý 1, cả năm or 1/3-15/3", field="period")


def period_key(first: date, last: date) -> tuple[str, int]:
    """Name a period's kind and number: a year, a quarter, a month, else days."""
    if (first.day, last) == (1, _month_end(last.year, last.month)) and first.year == last.year:
        if (first.month, last.month) == (1, 12):
            return "year", first.year
        if last.month - first.month == 2 and first.month % 3 == 1:
            return "quarter", last.month // 3
        if first.month == last.month:
            return "month", first.month
    return "days", 0


def read_category(text: str) -> CategoryKey:
    """Read a category's key or its Vietnamese name, the beginning of it suffices.

    Raises: InvalidInputError.
    """
    key = search_key(text).strip()
    for known in CategoryKey:
        if key in (known.value, search_key(CATEGORIES[known].label)):
            return known
    for word, known in _CATEGORY_WORDS.items():
        if key.startswith(word):
            return known
    raise InvalidInputError("There is no category “{value}”", field="category", value=text[:40])


def read_table(text: str, year: int) -> list[PlanEntry]:
    """Read pasted or CSV lines: title, category, period, number, responsible, note.

    Parted by tabs, semicolons or commas; a first line of headings is left out. All or nothing.
    Raises: InvalidInputError with the number of the line among its params.
    """
    rows = [row for row in _rows(text) if any(cell.strip() for cell in row)]
    if rows and search_key(rows[0][0]).strip() in ("noi dung", "tieu de", "title"):
        rows = rows[1:]
    if not rows:
        raise InvalidInputError("There is no line to take in", field="table")
    if len(rows) > MOST_ENTRIES:
        raise InvalidInputError("At most {most} lines at once", field="table", most=MOST_ENTRIES)
    return [_entry(row, year, number) for number, row in enumerate(rows, 1)]


def _rows(text: str) -> Iterable[list[str]]:
    lines = text.lstrip("\ufeff")
    first = lines.split("\n", 1)[0]
    mark = next((mark for mark in "\t;," if mark in first), ",")
    try:
        return list(csv.reader(io.StringIO(lines), delimiter=mark))
    except csv.Error as error:
        raise InvalidInputError("This is not a table", field="table") from error


def _entry(row: list[str], year: int, number: int) -> PlanEntry:
    cells = [clean_line(cell) for cell in row] + [""] * len(COLUMNS)
    title, category, period, planned, responsible, note = cells[: len(COLUMNS)]
    try:
        first, last = read_period(period, year)
        count = int(planned) if planned.isascii() and planned.isdigit() and len(planned) < 6 else 0
        count = count if planned else 1
        entry = PlanEntry(
            year, title, read_category(category), first, last, count, responsible, note
        )
        entry.validate()
    except InvalidInputError as error:
        error.params["line"] = number
        error.field = "table"
        raise
    return entry


def _month_end(year: int, month: int) -> date:
    after = date(year + month // 12, month % 12 + 1, 1)
    return after - timedelta(days=1)
