"""The places of a prepared alert: what may be filled in, checked and written one way.

A place is text to whoever reads it; its kind says which text is right and how to put it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from content.alert_info import check_line
from content.errors import InvalidInputError

OLDEST_AGE = 120
_LEAP_YEAR = 2000
_TIME = re.compile(r"(\d{1,2})\s*(?:h|giờ|g|:)\s*(\d{2})?(?:\s*phút)?", re.IGNORECASE)
_DATE = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})(?:\s*[/.-]\s*(\d{4}))?")
_MOMENT = re.compile(r"(\d[^,/]*?)(?:\s*,\s*|\s+)(?:ngày\s+)?(\d{1,2}\s*[/.-].*)", re.IGNORECASE)
_NUMBER = re.compile(r"(\d{1,3}(?:[ .\u00a0]\d{3})+|\d{1,9})(?:[,.](\d{1,3}))?")
_PHONE = re.compile(r"\+?\d[\d .()-]*")
_PHONE_DIGITS = range(3, 16)
_LEVEL = re.compile(r"(?:cấp\s*)?([1-5])", re.IGNORECASE)
_AGE = re.compile(r"(\d{1,3})(?:\s*tuổi)?", re.IGNORECASE)


_WRITTEN_TIME = re.compile(r"\b(\d{1,2})h(\d{2})\b")
_SWAPPED = str.maketrans(",.", ".,")


class SlotKind(StrEnum):
    """What a place holds."""

    TEXT = "text"
    PLACE = "place"
    SHELTER = "shelter"
    TIME = "time"
    DATE = "date"
    MOMENT = "moment"
    NUMBER = "number"
    PHONE = "phone"
    LEVEL = "level"
    AGE = "age"


@dataclass(frozen=True, slots=True)
class Slot:
    """Describe one place to fill: `label` is what the officer reads, `example` a sample.

    `unit` follows a number: m, m³/s, °C.
    """

    key: str
    label: str
    longest: int
    example: str
    is_needed: bool = True
    kind: SlotKind = SlotKind.TEXT
    unit: str = ""


def read_slot(slot: Slot, text: str, field: str) -> str:
    """Give the text as the boards show it. Raises: InvalidInputError saying how to write it."""
    check_line(text, field, slot.longest)
    value = " ".join(text.split(" ")).strip()
    read = _READERS.get(slot.kind)
    if read is None:
        return value
    found = read(value, slot)
    if found is None:
        raise InvalidInputError(
            REFUSALS[slot.kind], field=field, label=slot.label, value=value[:40], unit=slot.unit
        )
    return found


REFUSALS: Mapping[SlotKind, str] = {
    SlotKind.TIME: "{label}: “{value}” is not a time of day. Write it like 19h00.",
    SlotKind.DATE: "{label}: “{value}” is not a date. Write it like 14/10/2026.",
    SlotKind.MOMENT: "{label}: write the time and the day, like 19h00 ngày 14/10.",
    SlotKind.NUMBER: "{label}: “{value}” is not a number. Write digits alone, like 3,5.",
    SlotKind.PHONE: "{label}: “{value}” is no telephone number. Write digits, like 0255 3822 113.",
    SlotKind.LEVEL: "{label}: the level is a number from 1 to 5.",
    SlotKind.AGE: "{label}: write the age in years, a number from 0 to 120.",
}  # fmt: skip


def in_language(slot: Slot, value: str, language: str) -> str:
    """Write a value as one language does; only English writes times and numbers otherwise."""
    if language.lower().split("-")[0] != "en":
        return value
    if slot.kind in (SlotKind.TIME, SlotKind.MOMENT):
        return _WRITTEN_TIME.sub(r"\1:\2", value).replace(" ngày ", " on ")
    if slot.kind is SlotKind.NUMBER:
        return value.translate(_SWAPPED)
    return value


def is_time_alone(text: str) -> bool:
    """Tell whether a moment lacks its day."""
    return _TIME.fullmatch(text.strip()) is not None


def _time(value: str, slot: Slot) -> str | None:
    found = _TIME.fullmatch(value)
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return None
    return f"{int(found[1])}h{found[2] or '00'}"


def _date(value: str, slot: Slot) -> str | None:
    found = _DATE.fullmatch(value)
    if found is None:
        return None
    day, month, year = int(found[1]), int(found[2]), found[3]
    try:
        date(int(year or _LEAP_YEAR), month, day)
    except ValueError:
        return None
    return f"{day:02}/{month:02}" + (f"/{year}" if year else "")


def _moment(value: str, slot: Slot) -> str | None:
    found = _MOMENT.fullmatch(value)
    if found is None:
        return None
    time, day = _time(found[1].strip(), slot), _date(found[2].strip(), slot)
    return f"{time} ngày {day}" if time and day else None


def _number(value: str, slot: Slot) -> str | None:
    digits = value.removesuffix(slot.unit).strip() if slot.unit else value
    found = _NUMBER.fullmatch(digits)
    if found is None:
        return None
    whole = re.sub(r"[ .\u00a0]", "", found[1])
    grouped = f"{int(whole):,}".replace(",", ".")
    written = grouped + (f",{found[2]}" if found[2] else "")
    return f"{written} {slot.unit}" if slot.unit else written


def _phone(value: str, slot: Slot) -> str | None:
    digits = sum(mark.isdigit() for mark in value)
    is_one = _PHONE.fullmatch(value) is not None and value.isascii()
    return value if is_one and digits in _PHONE_DIGITS else None


def _level(value: str, slot: Slot) -> str | None:
    found = _LEVEL.fullmatch(value)
    return found[1] if found else None


def _age(value: str, slot: Slot) -> str | None:
    found = _AGE.fullmatch(value)
    return str(int(found[1])) if found and int(found[1]) <= OLDEST_AGE else None


_READERS: Mapping[SlotKind, Callable[[str, Slot], str | None]] = {
    SlotKind.TIME: _time,
    SlotKind.DATE: _date,
    SlotKind.MOMENT: _moment,
    SlotKind.NUMBER: _number,
    SlotKind.PHONE: _phone,
    SlotKind.LEVEL: _level,
    SlotKind.AGE: _age,
}
