"""The map an officer draws on: own units and boards as a drawing of ours, nothing fetched."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from content.areas import Box
from content.targeting import Circle, Polygon
from content.unit import Unit
from server.services.boards import BoardRecord
from server.services.permissions import Right
from server.staff_web.alert_areas import EdgeUnit, circle_of, edge_units, polygon_of
from server.staff_web.board_state import is_online
from server.staff_web.forms import Form
from server.staff_web.places import boards_for, unit_name, units_for

WIDTH = 1000.0
MOST_HEIGHT = 1400.0
KM_PER_DEGREE = 111.195
_MARGIN = 0.04
_LONE_DEGREES = 0.1
_NAMED_WIDTH = 60.0


@dataclass(frozen=True)
class Frame:
    """Turn degrees into the drawing's units: one scale both ways at the middle's latitude."""

    north: float
    west: float
    x_per_degree: float
    y_per_degree: float
    height: float

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        """Return a point of the drawing."""
        x = (lon - self.west) * self.x_per_degree
        y = (self.north - lat) * self.y_per_degree
        return round(x, 1), round(y, 1)

    @property
    def per_km(self) -> float:
        """Return the length of a kilometre."""
        return self.y_per_degree / KM_PER_DEGREE


@dataclass(frozen=True)
class UnitShape:
    """A unit's box, its name where there is room for it."""

    name: str
    label: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class BoardDot:
    """A board, or several at one place."""

    x: float
    y: float
    names: str
    is_silent: bool
    count: int


@dataclass(frozen=True)
class Map:
    """All that is drawn, and what the script needs to turn a touch into degrees."""

    frame: Frame
    units: list[UnitShape]
    dots: list[BoardDot]
    circle: tuple[float, float, float] | None
    polygon: str
    edges: list[EdgeUnit]


def map_of(form: Form) -> Map | None:
    """Return the map of the officer's units; None where no place is known."""
    units = [unit for unit in units_for(Right.FIRE_ALERTS) if unit.box is not None]
    boards = [board for board in boards_for(Right.FIRE_ALERTS) if board.addressee.lat is not None]
    corners = [corner for unit in units if unit.box for corner in unit.box.corners]
    frame = frame_of([*corners, *map(_place, boards)])
    if frame is None:
        return None
    circle, polygon = circle_of(form), polygon_of(form)
    return Map(
        frame=frame,
        units=[shape_of(frame, unit) for unit in units],
        dots=_dots(frame, boards),
        circle=_round(frame, circle) if circle else None,
        polygon=_points(frame, polygon) if polygon else "",
        edges=edge_units(form),
    )


def frame_of(corners: Sequence[tuple[float, float]]) -> Frame | None:
    """Return the frame that holds all these points (latitude, longitude); None without any."""
    if not corners:
        return None
    lats, lons = [lat for lat, _ in corners], [lon for _, lon in corners]
    tall = max(max(lats) - min(lats), _LONE_DEGREES)
    wide = max(max(lons) - min(lons), _LONE_DEGREES)
    middle = (max(lats) + min(lats)) / 2
    squeeze = math.cos(math.radians(middle))
    scale = min(
        WIDTH / (wide * squeeze * (1 + 2 * _MARGIN)), MOST_HEIGHT / (tall * (1 + 2 * _MARGIN))
    )
    width_degrees = WIDTH / (scale * squeeze)
    return Frame(
        north=middle + tall * (0.5 + _MARGIN),
        west=(max(lons) + min(lons)) / 2 - width_degrees / 2,
        x_per_degree=scale * squeeze,
        y_per_degree=scale,
        height=round(tall * (1 + 2 * _MARGIN) * scale, 1),
    )


def _place(board: BoardRecord) -> tuple[float, float]:
    return board.addressee.lat or 0.0, board.addressee.lon or 0.0


def shape_of(frame: Frame, unit: Unit) -> UnitShape:
    """Return a unit's box as it is drawn."""
    box = unit.box or Box(0, 0, 0, 0)
    x, y = frame.at(box.north, box.west)
    right, bottom = frame.at(box.south, box.east)
    width = round(right - x, 1)
    short = unit.name.partition(" ")[2] or unit.name
    label = short if width >= max(_NAMED_WIDTH, 11.0 * len(short)) else ""
    return UnitShape(unit.name, label, x, y, width, round(bottom - y, 1))


def _dots(frame: Frame, boards: list[BoardRecord]) -> list[BoardDot]:
    """Put boards at one place, such as those that stand for their unit, into one dot."""
    by_place: dict[tuple[float, float], list[BoardRecord]] = {}
    for board in boards:
        by_place.setdefault(frame.at(*_place(board)), []).append(board)
    return [
        BoardDot(
            x, y, ", ".join(f"{one.name} ({unit_name(one.unit_id)})" for one in found[:6]),
            is_silent=not any(is_online(one) for one in found), count=len(found),
        )
        for (x, y), found in by_place.items()
    ]  # fmt: skip


def _round(frame: Frame, circle: Circle) -> tuple[float, float, float]:
    x, y = frame.at(circle.lat, circle.lon)
    return x, y, round(circle.radius_km * frame.per_km, 1)


def _points(frame: Frame, polygon: Polygon) -> str:
    return " ".join(f"{x},{y}" for x, y in (frame.at(*point) for point in polygon.points))
