"""When in the day a notice is shown, as people type it: hours, weekdays, how often, how long."""

import re
from collections.abc import Sequence
from datetime import time

from content.errors import InvalidInputError
from content.notice import LONGEST_DAY_MINUTES, MOST_DAYPARTS, NoticeContent
from content.schedule import EVERY_DAY, MIDNIGHT, Daypart
from server.locale import gettext
from server.staff_web.forms import Form, sentence_of

WEIGHTS = {"few": 1, "usual": 2, "many": 4}
_WINDOW = re.compile(r"(\d{1,2})(?:[:hg](\d{2})?)?\s*[-–—]\s*(\d{1,2})(?:[:hg](\d{2})?)?")
_DAY_MINUTES = 24 * 60


def weight_word(weight: int) -> str:
    """Give the word on the form that is nearest to a weight."""
    return "few" if weight < 2 else "usual" if weight < 4 else "many"


def values_of(content: NoticeContent) -> dict[str, str | list[str]]:
    """Give the fields as they stand in the form of a notice that exists."""
    days = content.dayparts[0].days if content.dayparts else EVERY_DAY
    most = content.most_minutes_a_day
    return {
        "windows": windows_text(content.dayparts),
        "day": [str(day) for day in sorted(days)],
        "weight": weight_word(content.weight),
        "most_minutes_a_day": "" if most is None else str(most),
    }


def windows_text(dayparts: Sequence[Daypart]) -> str:
    """Write windows as they are typed: `5:00-8:00, 16:00-19:00`; the whole day is empty."""
    if all(part.start == part.end for part in dayparts):
        return ""
    seen = dict.fromkeys((part.start, part.end) for part in dayparts)
    return ", ".join(f"{_clock(start)}-{_clock(end, is_end=True)}" for start, end in seen)


def read_dayparts(form: Form, before: NoticeContent | None) -> list[dict[str, object]]:
    """Read hours and weekdays; what was not touched stays as it was, also other days' hours.

    Raises: InvalidInputError.
    """
    if before is not None and _is_untouched(form, before):
        return [part.to_dict() for part in before.dayparts]
    days = frozenset(int(day) for day in form.values("day") if day in "1234567" and len(day) == 1)
    windows = read_windows(form.value("windows"), "dayparts")
    if not windows and days in (EVERY_DAY, frozenset()):
        return []
    windows = windows or [(MIDNIGHT, MIDNIGHT)]
    return [Daypart(start, end, days or EVERY_DAY).to_dict() for start, end in windows]


def read_windows(text: str, field: str) -> list[tuple[time, time]]:
    """Read `5:00-8:00, 16h-19h`. Raises: InvalidInputError for empty or overlapping windows."""
    parts = [part.strip() for part in re.split(r"[,;\n]", text.lower()) if part.strip()]
    if len(parts) > MOST_DAYPARTS:
        raise InvalidInputError("Give at most {most} dayparts.", field=field, most=MOST_DAYPARTS)
    windows = [_window(part, field) for part in parts]
    _refuse_overlap(windows, field)
    return windows


def read_weight(form: Form, before: NoticeContent | None) -> int:
    """Read how often it comes; an exact weight set elsewhere stays while its word does."""
    word = form.value("weight")
    if before is not None and word == weight_word(before.weight):
        return before.weight
    return WEIGHTS.get(word, WEIGHTS["usual"])


def read_most_minutes(form: Form) -> int | None:
    """Read the most minutes a day; empty is no limit. Raises: InvalidInputError."""
    if not form.value("most_minutes_a_day").strip():
        return None
    form.typed["most_minutes_a_day"] = form.value("most_minutes_a_day").strip()
    minutes = form.number("most_minutes_a_day")
    if not 1 <= minutes <= LONGEST_DAY_MINUTES:
        raise InvalidInputError(
            "Write whole minutes from 1 to 1440, or leave it empty", field="most_minutes_a_day"
        )
    return minutes


def put_in(form: Form, values: dict[str, object], before: NoticeContent | None) -> None:
    """Put what the section says among the values; what is wrong is noted in the form."""
    if before is not None and "windows" not in form.typed:
        return
    values["weight"] = read_weight(form, before)
    try:
        values["dayparts"] = read_dayparts(form, before)
    except InvalidInputError as error:
        form.refuse("dayparts", sentence_of(error))
    try:
        values["most_minutes_a_day"] = read_most_minutes(form)
    except InvalidInputError as error:
        form.refuse("most_minutes_a_day", sentence_of(error))


def times_text(dayparts: Sequence[Daypart]) -> str:
    """Say when it is open: `5–8 giờ và 16–19 giờ, thứ Hai đến thứ Sáu`; empty is always."""
    by_days: dict[frozenset[int], list[Daypart]] = {}
    for part in dayparts:
        by_days.setdefault(part.days, []).append(part)
    said = []
    for days, parts in by_days.items():
        spans = list(dict.fromkeys(hours_text(part) for part in parts))
        hours = spans[-1]
        if spans[:-1]:
            hours = gettext("%(these)s and %(last)s", these=", ".join(spans[:-1]), last=hours)
        said.append(f"{hours}, {days_text(days)}" if days != EVERY_DAY else hours)
    return "; ".join(said)


def hours_text(part: Daypart) -> str:
    """Say one window: `5–8 giờ`, `7:30–9:00`, `cả ngày`."""
    if part.start == part.end:
        return gettext("all day")
    end = part.end.hour or (24 if part.end == MIDNIGHT else 0)
    if part.start.minute == part.end.minute == 0:
        return gettext("%(from)s–%(to)s hours", **{"from": part.start.hour, "to": end})
    return f"{_clock(part.start)}–{_clock(part.end, is_end=True)}"


def days_text(days: frozenset[int]) -> str:
    """Say weekdays: a run of three or more by its ends, else each."""
    names = day_names()
    listed = sorted(days)
    if days == EVERY_DAY:
        return gettext("every day")
    if days == frozenset({6, 7}):
        return gettext("at weekends")
    if len(listed) > 2 and listed[-1] - listed[0] == len(listed) - 1:
        return gettext("%(first)s to %(last)s", first=names[listed[0]], last=names[listed[-1]])
    return ", ".join(names[day] for day in listed)


def day_names() -> dict[int, str]:
    """Give the weekdays' names as they stand inside a sentence."""
    return {
        1: gettext("Monday"),
        2: gettext("Tuesday"),
        3: gettext("Wednesday"),
        4: gettext("Thursday"),
        5: gettext("Friday"),
        6: gettext("Saturday"),
        7: gettext("Sunday"),
    }


def _is_untouched(form: Form, before: NoticeContent) -> bool:
    held = values_of(before)
    typed = re.sub(r"\s", "", form.value("windows"))
    same_days = sorted(form.values("day")) == held["day"]
    return typed == re.sub(r"\s", "", str(held["windows"])) and same_days


def _window(part: str, field: str) -> tuple[time, time]:
    found = _WINDOW.fullmatch(part)
    if found is None:
        raise InvalidInputError("Write the hours like 5:00-8:00, 16:00-19:00", field=field)
    start = int(found[1]) * 60 + int(found[2] or 0)
    end = int(found[3]) * 60 + int(found[4] or 0)
    minutes_fit = int(found[2] or 0) < 60 and int(found[4] or 0) < 60
    if not minutes_fit or start >= _DAY_MINUTES or end > _DAY_MINUTES:
        raise InvalidInputError("Write the hours like 5:00-8:00, 16:00-19:00", field=field)
    if start == end:
        raise InvalidInputError("The window {window} is empty", field=field, window=part[:40])
    return time(start // 60, start % 60), time(end // 60 % 24, end % 60)


def _refuse_overlap(windows: Sequence[tuple[time, time]], field: str) -> None:
    taken: list[tuple[int, int]] = []
    for start, end in windows:
        first, last = _minutes(start), _minutes(end)
        last += _DAY_MINUTES if last <= first else 0
        for shift in (-_DAY_MINUTES, 0, _DAY_MINUTES):
            if any(first + shift < to and begin < last + shift for begin, to in taken):
                raise InvalidInputError(
                    "The window {window} overlaps another: join them",
                    field=field,
                    window=f"{_clock(start)}-{_clock(end, is_end=True)}",
                )
        taken.append((first, last))


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _clock(clock: time, *, is_end: bool = False) -> str:
    return "24:00" if is_end and clock == MIDNIGHT else f"{clock.hour}:{clock.minute:02}"
