"""CAP areas as our targets: the union of every polygon, circle and unit code, never wider.

A circle of radius 0 is a point, which reaches nobody.
Unit codes are the numbers of the General Statistics Office: two digits a province, three a
district (until 1 July 2025), five a commune; each reaches the unit and all below it. Codes were
reused on that day, so a code means what it meant on the message's local day of sending.
"""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from content.cap import CapArea, CapInfo, CapProblem, Pair
from content.schedule import TIMEZONE
from content.targeting import (
    LONGEST_RADIUS_KM,
    MOST_ENTRIES,
    MOST_POINTS,
    Area,
    Circle,
    Polygon,
    Targets,
)

UnitLookup = Callable[[str, date], str | None]
"""Give the id of the unit a code meant on a local day; None for a code of nobody here."""

CODE_NAMES = (
    "GSO", "VN-GSO", "GSO-VN", "NSO", "VN-NSO", "mã ĐVHC", "maĐVHC", "ma_dvhc", "MaDVHC", "ĐVHC",
    "urn:vn:gso", "http://danhmuchanhchinh.gso.gov.vn", "http://danhmuchanhchinh.nso.gov.vn",
)  # fmt: skip
"""Geocode names taken for unit codes; case, blanks, marks, https and a last / do not count.

No registry names one, so these are what senders here may be expected to write; we write GSO.
"""
OUR_CODE_NAME = CODE_NAMES[0]
_CODE_LENGTHS = (2, 3, 5)


@dataclass(frozen=True, slots=True)
class Reach:
    """Hold where a block goes, or the problem why nobody can tell.

    `unknown` are codes of units that are not here: a message for a whole country names many.
    """

    targets: Targets | None
    problem: CapProblem | None = None
    unknown: tuple[Pair, ...] = ()


NO_AREA = CapProblem(
    "no_area", "It names no polygon, circle or unit code: say by hand where it goes.", "area"
)
UNKNOWN_CODES = CapProblem(
    "unknown_codes", "None of its area codes is known here: say by hand where it goes.", "geocode"
)
ONLY_POINTS = CapProblem(
    "only_points", "It names a point without a radius: say by hand where it goes.", "circle"
)
BAD_SHAPE = CapProblem(
    "bad_shape",
    "One of its shapes cannot be kept as it is (a circle of over {radius} km, or a polygon of "
    "more than {points} points): say by hand where it goes.",
    "area",
    {"radius": round(LONGEST_RADIUS_KM), "points": MOST_POINTS},
)


def reach_of(
    infos: Iterable[CapInfo], sent: datetime, unit_of: UnitLookup, names: Iterable[str] = ()
) -> Reach:
    """Give where the blocks of one event go; `names` are further names of unit codes."""
    areas = [area for info in infos for area in info.areas]
    shapes = tuple(dict.fromkeys(shape for area in areas for shape in _shapes(area)))
    has_points = any(circle[2] == 0 for area in areas for circle in area.circles)
    if len(shapes) > MOST_ENTRIES or not all(map(_can_be_kept, shapes)):
        return Reach(None, BAD_SHAPE)
    known = frozenset(map(plain_name, (*CODE_NAMES, *names)))
    day, units, unknown = sent.astimezone(TIMEZONE).date(), dict[str, None](), dict[Pair, None]()
    for pair in dict.fromkeys(pair for area in areas for pair in area.geocodes):
        found = _units(pair, day, unit_of) if plain_name(pair[0]) in known else ()
        units.update(dict.fromkeys(found))
        if not found:
            unknown[pair] = None
    targets = Targets(subtrees=tuple(units), areas=shapes)
    if targets.is_empty:
        lacking = ONLY_POINTS if has_points else UNKNOWN_CODES if unknown else NO_AREA
        return Reach(None, lacking, tuple(unknown))
    return Reach(targets, None, tuple(unknown))


def _shapes(area: CapArea) -> Iterable[Area]:
    yield from (Polygon(ring) for ring in area.polygons)
    yield from (Circle(*circle) for circle in area.circles if circle[2] > 0)


def _can_be_kept(shape: Area) -> bool:
    if isinstance(shape, Circle):
        return shape.radius_km <= LONGEST_RADIUS_KM
    return len(shape.points) <= MOST_POINTS


def _units(pair: Pair, day: date, unit_of: UnitLookup) -> tuple[str, ...]:
    codes = pair[1].replace(",", " ").replace(";", " ").split()
    found = (unit_of(code, day) for code in codes if is_unit_code(code))
    return tuple(unit for unit in found if unit is not None)


def is_unit_code(code: str) -> bool:
    """Tell whether it has the form of an official unit code."""
    return code.isascii() and code.isdecimal() and len(code) in _CODE_LENGTHS


def plain_name(name: str) -> str:
    """Give a valueName to compare by: case, blanks, marks, https and a last / do not count."""
    parts = unicodedata.normalize("NFD", name.casefold().replace("đ", "d"))
    plain = "".join(mark for mark in parts if not unicodedata.combining(mark) and mark not in " _-")
    return plain.replace("https:", "http:").rstrip("/")
