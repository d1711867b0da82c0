"""Dates read aloud: 14/10, 14/10/2026, ngày 14-10, 14-16/10, tháng 10/2026, quý 3/2026."""

import re

from content.speech_numbers import whole_words
from content.speech_rule import DASH, END, TO, Rule, follows, rule

DAYS_OF = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAY, _MONTH, _YEAR = r"(\d{1,2})", r"(\d{1,2})", r"(\d{4})"
_FULL = rf"{_DAY}([/.-]){_MONTH}\2{_YEAR}"
_PARTED = r"số|số nhà|ngõ|hẻm|kiệt|ngách|tỷ lệ|tỉ lệ|thửa|tờ"
_ALWAYS = ("trực", "hoạt động", "phục vụ", "mở cửa", "trực ban")
_PARTS_OF = (
    r"(?=[ \u00a0](?:giờ|số|diện tích|dân số|chiều|tổng|quân số|lượng|mức|thời gian|đường)\b)"
)
_DAY_NAMES = ("ngày", "hôm", "mùng", "mồng", "rằm")


def month_words(month: int) -> str:
    """Name a month: the fourth is "tháng tư"."""
    return f"tháng {'tư' if month == 4 else whole_words(month)}"


def date_words(day: int, month: int, year: int | None = None) -> str:
    """Read a date without "ngày" before it."""
    said = f"{whole_words(day)} {month_words(month)}"
    return said if year is None else f"{said} năm {whole_words(year)}"


def is_date(day: int, month: int) -> bool:
    """Tell whether the calendar has this day."""
    return 1 <= month <= 12 and 1 <= day <= DAYS_OF[month - 1]


def _named(match: re.Match[str], said: str) -> str:
    return said if follows(match, *_DAY_NAMES) else f"ngày {said}"


def _read(day: str, month: str, year: str | None = None) -> str | None:
    if not is_date(int(day), int(month)):
        return None
    return date_words(int(day), int(month), int(year) if year else None)


def _full(match: re.Match[str]) -> str | None:
    said = _read(match[1], match[3], match[4])
    return said and _named(match, said)


def _iso(match: re.Match[str]) -> str | None:
    said = _read(match[3], match[2], match[1])
    return said and _named(match, said)


def _short(match: re.Match[str]) -> str | None:
    if follows(match, *_PARTED.split("|")) or (match[0] == "24/7" and follows(match, *_ALWAYS)):
        return None
    said = _read(match[1], match[2])
    return said and _named(match, said)


def _dashed(match: re.Match[str]) -> str | None:
    """Read 14-10 as a date only after "ngày"; elsewhere it is a range."""
    if not follows(match, *_DAY_NAMES) or int(match[2]) > 12:
        return None
    return _read(match[1], match[2])


def _days(match: re.Match[str]) -> str | None:
    """Read 14-16/10 and 14-16/10/2026."""
    first, last, month, year = match.groups()
    if not is_date(int(first), int(month)):
        return None
    said = _read(last, month, year)
    return said and f"{_named(match, whole_words(int(first)))} {TO} ngày {said}"


def _between(match: re.Match[str]) -> str | None:
    """Read 30/9-2/10 and 30/9/2026 - 2/10/2026."""
    first = _read(match["d1"], match["m1"], match["y1"])
    last = _read(match["d2"], match["m2"], match["y2"])
    return first and last and f"{_named(match, first)} {TO} ngày {last}"


def _month(match: re.Match[str]) -> str | None:
    month, year = int(match["month"]), int(match["year"])
    if not 1 <= month <= 12:
        return None
    return f"{month_words(month)} năm {whole_words(year)}"


def _months(match: re.Match[str]) -> str | None:
    first, last = int(match["first"]), int(match["last"])
    if not (1 <= first <= 12 and 1 <= last <= 12):
        return None
    year = f" năm {whole_words(int(match['year']))}" if match["year"] else ""
    joint = TO if re.search("[-–—÷]", match[0]) else "và"
    return f"{month_words(first)} {joint} {month_words(last)}{year}"


def _quarter(match: re.Match[str]) -> str:
    year = whole_words(int(match["year"]))
    return f"{match['name']} {whole_words(int(match['quarter']))} năm {year}"


def _april(match: re.Match[str]) -> str:
    return f"{match[1]} tư"


def _school_year(match: re.Match[str]) -> str | None:
    if not follows(match, "năm học", "niên khóa", "niên khoá", "nhiệm kỳ"):
        return None
    return f"{whole_words(int(match[1]))}, {whole_words(int(match[2]))}"


def _fraction(match: re.Match[str]) -> str | None:
    top, bottom = int(match[1]), int(match[2])
    if not 0 < top < bottom:
        return None
    return f"{whole_words(top)} phần {whole_words(bottom)}"


_ONE = r"(?P<d1>\d{1,2})/(?P<m1>\d{1,2})(?:/(?P<y1>\d{4}))?"
_OTHER = r"(?:ngày[ \u00a0])?(?P<d2>\d{1,2})/(?P<m2>\d{1,2})(?:/(?P<y2>\d{4}))?"

DATE_RULES: tuple[Rule, ...] = (
    rule(rf"(\d)/(\d){END}{_PARTS_OF}", _fraction),
    rule(rf"{_ONE}{DASH}{_OTHER}(?![\w/])", _between),
    rule(rf"{_DAY}{DASH}{_DAY}/{_MONTH}(?:/{_YEAR})?(?![\w/])", _days),
    rule(rf"{_FULL}(?![\w/])", _full),
    rule(rf"{_YEAR}-(\d{{2}})-(\d{{2}}){END}", _iso),
    rule(
        r"(?:tháng[ \u00a0])?(?P<month>\d{1,2})[/-](?P<year>(?:19|20)\d\d)(?![\w/])",
        _month,
        re.IGNORECASE,
    ),
    rule(
        rf"tháng[ \u00a0](?P<first>\d{{1,2}})(?:{DASH}|, | và )(?P<last>\d{{1,2}})"
        rf"(?:/(?P<year>\d{{4}}))?(?![\w/])",
        _months,
        re.IGNORECASE,
    ),
    rule(
        r"(tháng)[ \u00a0]0?4(?![\d/]|[.,]\d|[ \u00a0]?[-–][ \u00a0]?\d)",
        _april,
        re.IGNORECASE,
    ),
    rule(
        r"(?P<name>quý)[ \u00a0](?P<quarter>[1-4])/(?P<year>\d{4})(?!\w)", _quarter, re.IGNORECASE
    ),
    rule(rf"{_YEAR}{DASH}{_YEAR}(?!\w)", _school_year),
    rule(rf"{_DAY}/{_MONTH}(?![\w/])", _short),
    rule(rf"{_DAY}-{_MONTH}{END}(?!-\d)", _dashed),
)  # fmt: skip
