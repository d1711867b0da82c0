"""Single values of CAP 1.2 as text: instants, numbers, lists, shapes. Reading raises CapFieldError.

Tolerated because senders do it and nothing is in doubt: Z for -00:00, fractions of a second
(cut), blanks around a value, empty optional elements, the certainty "Very Likely" of CAP 1.0.
Not tolerated, for there something is: an instant without offset, an open ring, a value that
is none of the standard's, a single element that stands twice.
"""

import re
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from content.cap import CapCertainty, CapProblem, CapReference, Ring

_Choice = TypeVar("_Choice", bound=StrEnum)
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(?:\d{1,15}(?:\.\d{0,400})?|\.\d{1,400})", re.ASCII)
_WHOLE = re.compile(r"\+?\d{1,18}", re.ASCII)
_QUOTED = re.compile(r'"([^"]*)"|(\S+)')
_OLD_CERTAINTY = {"Very Likely": CapCertainty.LIKELY.value}
LEAST_POINTS = 4


class CapFieldError(Exception):
    """Carry what is wrong with one field up to the reader."""

    def __init__(self, code: str, message: str, field: str, **params: object) -> None:
        """Keep the problem; `name` in the message is always the field."""
        super().__init__(message)
        self.problem = CapProblem(code, message, field, {"name": field, **params})


def read_instant(text: str, field: str) -> datetime:
    """Read an instant with its offset as UTC in whole seconds. Source: CAP 1.2, 3.3.2."""
    found = _INSTANT.fullmatch(text)
    try:
        if found is not None:
            zone = "+00:00" if found[2] == "Z" else found[2]
            return datetime.fromisoformat(found[1] + zone).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise CapFieldError(
        "bad_instant",
        "{name} is not an instant with offset such as 2026-11-25T07:30:00+07:00.",
        field,
    )


def write_instant(at: datetime) -> str:
    """Write an instant as the standard asks: UTC as -00:00, never Z. Source: CAP 1.2, 3.3.2."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0") + "-00:00"


def read_word(kind: type[_Choice], text: str, field: str) -> _Choice:
    """Read one of the standard's words, spelt exactly so."""
    if kind is CapCertainty:
        text = _OLD_CERTAINTY.get(text, text)
    for member in kind:
        if member.value == text:
            return member
    raise CapFieldError(
        "bad_value", "{name} must be one of: {choices}.", field, choices=", ".join(kind)
    )


def read_decimal(text: str, field: str) -> float:
    """Read a number written with digits only."""
    if _DECIMAL.fullmatch(text) is None:
        raise CapFieldError("bad_number", "{name} is not a number.", field)
    return float(text)


def read_size(text: str, field: str) -> int:
    """Read a whole number of bytes."""
    if _WHOLE.fullmatch(text) is None:
        raise CapFieldError("bad_number", "{name} is not a number.", field)
    return int(text)


def write_decimal(number: float) -> str:
    """Write a number without exponent, so that it reads as the same number."""
    text = format(Decimal(repr(number)), "f")
    return text.removesuffix(".0")


def read_list(text: str) -> tuple[str, ...]:
    """Read names parted by blanks; one with a blank in it stands in quotes."""
    return tuple(quoted or plain for quoted, plain in _QUOTED.findall(text) if quoted or plain)


def write_list(names: tuple[str, ...]) -> str:
    """Write names parted by blanks."""
    return " ".join(f'"{name}"' if re.search(r"\s", name) else name for name in names)


def read_references(text: str) -> tuple[CapReference, ...]:
    """Read sender,identifier,sent groups; one that is not so names nothing and is left out."""
    found = []
    for group in text.split():
        marks = group.split(",")
        try:
            sender, identifier, sent = marks
            if sender and identifier:
                found.append(CapReference(sender, identifier, read_instant(sent, "references")))
        except (ValueError, CapFieldError):
            continue
    return tuple(found)


def write_references(references: tuple[CapReference, ...]) -> str:
    """Write sender,identifier,sent groups."""
    return " ".join(
        f"{named.sender},{named.identifier},{write_instant(named.sent)}" for named in references
    )


def read_ring(text: str, field: str) -> Ring:
    """Read a polygon: at least four points, the last equal to the first. Source: CAP 1.2, 3.2.4."""
    ring = tuple(_point(part, field) for part in text.split())
    if len(ring) < LEAST_POINTS or ring[0] != ring[-1]:
        raise CapFieldError(
            "bad_polygon",
            "{name} needs at least four points, the last equal to the first.",
            field,
        )
    return ring


def read_circle(text: str, field: str) -> tuple[float, float, float]:
    """Read a circle "lat,lon radius" in degrees and kilometres. Source: CAP 1.2, 3.2.4."""
    parts = text.split()
    if len(parts) != 2:
        raise CapFieldError("bad_circle", "{name} is written lat,lon radius.", field)
    lat, lon = _point(parts[0], field)
    radius_km = read_decimal(parts[1], field)
    if radius_km < 0:
        raise CapFieldError("bad_circle", "{name} needs a radius of 0 or more.", field)
    return lat, lon, radius_km


def _point(text: str, field: str) -> tuple[float, float]:
    parts = text.split(",")
    if len(parts) != 2:
        raise CapFieldError("bad_point", "A point of {name} is written lat,lon.", field)
    lat, lon = (read_decimal(part, field) for part in parts)
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise CapFieldError("bad_point", "A point of {name} lies outside the world.", field)
    return lat, lon
