"""The area an officer drew: between the fields of the page and areas of targets; its edges."""

import re
from dataclasses import dataclass

from content.areas import holds_box, require_drawn_well, touches_box
from content.errors import ContentError, ForbiddenError, InvalidInputError, NoBoardsError
from content.targeting import Area, Circle, Polygon, Targets
from server.locale import N_, gettext
from server.services.boards import BoardRecord
from server.services.permissions import Right
from server.staff_web.forms import Form, sentence_of
from server.staff_web.places import boards_below, boards_for, units_for

AREA_FIELDS = ("circle_lat", "circle_lon", "circle_km", "polygon")
CIRCLE = AREA_FIELDS[:3]
NO_BOARD_IN_AREA = N_(
    "No board stands in the area drawn. Draw it larger, or tick the communes that lie in it."
)
_BEYOND = N_(
    "The area drawn takes in boards of other units. Draw it within your own, or ask the unit above"
    " to send the alert."
)
_NUMBER = re.compile(r"-?\d{1,4}(?:[.,]\d{1,9})?")


@dataclass(frozen=True)
class EdgeUnit:
    """A unit the area touches without holding all of it; ticked whole, nobody is forgotten."""

    code: str
    name: str
    outside: int


def has_area(form: Form) -> bool:
    """Say whether anything is drawn."""
    return any(form.value(name).strip() for name in AREA_FIELDS)


def read_areas(form: Form) -> list[object]:
    """Return the circle and the polygon typed or drawn. Raises: InvalidInputError."""
    found: list[object] = []
    if any(form.value(name).strip() for name in CIRCLE):
        lat, lon, radius = (_number(form.value(name)) for name in CIRCLE)
        found.append({"lat": lat, "lon": lon, "radius_km": radius})
    corners = [line for line in re.split(r"[;\n]+", form.value("polygon")) if line.strip()]
    if corners:
        found.append([_corner(line) for line in corners])
    return found


def drawn(form: Form) -> tuple[Area, ...]:
    """Return what is drawn as the domain knows it, nothing while it is not right."""
    try:
        areas = Targets.from_dict({"areas": read_areas(form)}).areas
        require_drawn_well(areas)
    except ContentError:
        return ()
    return areas


def told(error: ContentError, form: Form) -> str:
    """Return a refusal in words that fit a drawn area."""
    if has_area(form) and isinstance(error, NoBoardsError):
        return gettext(NO_BOARD_IN_AREA)
    if has_area(form) and isinstance(error, ForbiddenError):
        return gettext(_BEYOND)
    return sentence_of(error)


def edge_units(form: Form) -> list[EdgeUnit]:
    """Return the lowest units the area touches but does not hold, those with boards left first."""
    areas = drawn(form)
    if not areas:
        return []
    boards, found = boards_for(Right.FIRE_ALERTS), []
    for unit in units_for(Right.FIRE_ALERTS):
        if unit.box is None or not any(touches_box(area, unit.box) for area in areas):
            continue
        if any(holds_box(area, unit.box) for area in areas):
            continue
        outside = [one for one in boards_below(boards, unit.id) if not _is_in(areas, one)]
        found.append(EdgeUnit(unit.code, unit.name, len(outside)))
    return sorted(found, key=lambda one: (-one.outside, one.name))


def _is_in(areas: tuple[Area, ...], board: BoardRecord) -> bool:
    lat, lon = board.addressee.lat, board.addressee.lon
    return lat is not None and lon is not None and any(area.covers(lat, lon) for area in areas)


def circle_of(form: Form) -> Circle | None:
    """Return the circle drawn, if it is right."""
    return next((area for area in drawn(form) if isinstance(area, Circle)), None)


def polygon_of(form: Form) -> Polygon | None:
    """Return the polygon drawn, if it is right."""
    return next((area for area in drawn(form) if isinstance(area, Polygon)), None)


def _corner(line: str) -> list[float]:
    parts = re.split(r"\s*,\s+|\s+|,(?=\s*\d+\.)", line.strip())
    if len(parts) != 2:
        raise InvalidInputError(
            "“{value}” is no corner. Write latitude and longitude, like 14.7394, 108.7366.",
            field="targets.areas", value=line.strip()[:40],
        )  # fmt: skip
    return [_number(part) for part in parts]


def _number(text: str) -> float:
    if not _NUMBER.fullmatch(text.strip()):
        raise InvalidInputError(
            "A circle needs latitude, longitude and radius in numbers, like 14.7394; 108.7366; 5.",
            field="targets.areas",
        )
    return float(text.strip().replace(",", "."))
