"""Times of day read aloud: 18h30, 18:30, 7h, 19 giờ 05, 7g30, 18h-20h, 24/24."""

import re

from content.speech_numbers import whole_words
from content.speech_rule import DASH, END, TO, Rule, follows, rule

_H = r"[ \u00a0]?(?:h|giờ)"
_AFTER = (
    r"(?=[ \u00a0]*(?:$|[^\w \u00a0]|ngày|hôm|sáng|trưa|chiều|tối|đêm|đến|tại|thứ|mai|cùng|và|mới))"
)
# After "giờ " a number is minutes only where no thing follows that it could count.
_MINUTES = (
    rf"(?:[ \u00a0]?(?P<{{m}}>[0-5]?\d)[ \u00a0]?(?:phút|ph|p|['’′])(?!\w)"
    rf"|(?P<{{m}}_close>[0-5]\d)(?![\w/]|[.,]\d)"
    rf"|[ \u00a0](?P<{{m}}_far>[0-5]\d)(?![\w/]|[.,]\d){_AFTER})"
)
_ALWAYS = ("trực", "hoạt động", "phục vụ", "mở cửa", "trực ban")


def time_words(hour: int, minute: int = 0, second: int = 0) -> str:
    """Read a time of day: "mười tám giờ ba mươi phút"."""
    said = f"{whole_words(hour)} giờ"
    if minute or second:
        said = f"{said} {whole_words(minute)} phút"
    return f"{said} {whole_words(second)} giây" if second else said


def _time(hour: str, minute: str, *, is_open: bool = False) -> str:
    """Give the pattern of a time with these names of groups; open: the h may be missing."""
    minutes = _MINUTES.replace("{m}", minute)
    with_h = rf"(?P<{hour}>\d{{1,3}}){_H}(?:{minutes}|(?!\w))"
    return rf"{with_h}|(?P<{hour}_bare>\d{{1,2}})" if is_open else with_h


def _clock(match: re.Match[str]) -> str | None:
    hour, minute, second = (int(part or 0) for part in match.groups())
    if hour > 24 or minute > 59 or second > 59 or follows(match, "tỷ lệ", "tỉ lệ"):
        return None
    return time_words(hour, minute, second)


def _clocks(match: re.Match[str]) -> str | None:
    first, least, last, more = (int(part) for part in match.groups())
    if max(first, last) > 24 or max(least, more) > 59:
        return None
    return f"{time_words(first, least)} {TO} {time_words(last, more)}"


def _hours(match: re.Match[str]) -> str:
    return time_words(int(match["hour"]), _minute(match, "minute"))


def _southern(match: re.Match[str]) -> str:
    return time_words(int(match[1]), int(match[2]))


def _minute(match: re.Match[str], name: str) -> int:
    return int(match[name] or match[f"{name}_close"] or match[f"{name}_far"] or 0)


def _between(match: re.Match[str]) -> str:
    first = match["hour_bare"] or match["hour"]
    said = whole_words(int(first)) if match["hour_bare"] else ""
    said = said or time_words(int(first), _minute(match, "minute"))
    return f"{said} {TO} {time_words(int(match['till']), _minute(match, 'past'))}"


def _round_the_clock(match: re.Match[str]) -> str:
    said = f"{whole_words(int(match[1]))} trên {whole_words(int(match[2]))}"
    return f"{said} giờ" if match[3] else said


def _always(match: re.Match[str]) -> str | None:
    return "hai mươi tư trên bảy" if follows(match, *_ALWAYS) else None


def _minutes(match: re.Match[str]) -> str:
    return f"{whole_words(int(match[1]))} phút"


TIME_RULES: tuple[Rule, ...] = (
    rule(r"(24)/(24)([ \u00a0]?(?:h|giờ))?(?!\w)", _round_the_clock),
    rule(rf"24/7{END}", _always),
    rule(rf"(\d{{1,2}}):(\d\d){DASH}(\d{{1,2}}):(\d\d)(?![\w:])", _clocks),
    rule(r"(\d{1,2}):(\d\d)(?::(\d\d))?(?![\w:])", _clock),
    rule(
        rf"(?:{_time('hour', 'minute', is_open=True)}){DASH}{_time('till', 'past')}(?!/)", _between
    ),
    rule(r"(\d{1,2})g([0-5]\d)(?!\w)", _southern),
    rule(_time("hour", "minute"), _hours),
    rule(r"(\d{1,3})[ \u00a0]?(?:ph|['’′])(?!\w)", _minutes),
)  # fmt: skip
