"""Areas drawn on a map: boxes of units, what an area touches or holds, what may be drawn.

Degrees are taken as a plane within a box: for the size of a commune that is near enough.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from content.errors import InvalidInputError
from content.targeting import Area, Circle, Polygon, distance_km, read_point

WIDEST_KM = 500.0
MOST_CORNERS = 200
_EDGES = 4
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """Hold the edges of what a unit lies in, in degrees."""

    south: float
    west: float
    north: float
    east: float

    @classmethod
    def of(cls, edges: Sequence[float]) -> "Box":
        """Read south, west, north, east. Raises: InvalidInputError."""
        if len(edges) != _EDGES:
            raise InvalidInputError("A box has four edges.", field="box")
        south, west = read_point(edges[0], edges[1], "box")
        north, east = read_point(edges[2], edges[3], "box")
        if south >= north or west >= east:
            raise InvalidInputError("A box has its south below its north.", field="box")
        return cls(south, west, north, east)

    @property
    def corners(self) -> tuple[Point, ...]:
        """Give the corners around."""
        return (
            (self.south, self.west),
            (self.south, self.east),
            (self.north, self.east),
            (self.north, self.west),
        )

    def holds(self, lat: float, lon: float) -> bool:
        """Tell whether a point lies in it."""
        return self.south <= lat <= self.north and self.west <= lon <= self.east

    def to_json(self) -> list[float]:
        """Write the edges."""
        return [self.south, self.west, self.north, self.east]


def require_drawn_well(areas: Sequence[Area]) -> None:
    """Refuse what nobody means to draw. Raises: InvalidInputError saying what to do."""
    for area in areas:
        if isinstance(area, Circle):
            if area.radius_km > WIDEST_KM:
                raise InvalidInputError(
                    "A circle has a radius of {most} km at most. Choose whole units instead.",
                    code="area_too_wide", field="targets.areas", most=round(WIDEST_KM),
                )  # fmt: skip
        elif len(area.points) > MOST_CORNERS:
            raise InvalidInputError(
                "A drawn area has {most} corners at most.",
                code="area_too_fine", field="targets.areas", most=MOST_CORNERS,
            )  # fmt: skip
        elif _crosses_itself(area.points):
            raise InvalidInputError(
                "The lines of this area cross each other. Give its corners in order, one way"
                " around.",
                code="area_crosses", field="targets.areas",
            )  # fmt: skip


def holds_box(area: Area, box: Box) -> bool:
    """Tell whether the area holds all of the box."""
    if not all(area.covers(*corner) for corner in box.corners):
        return False
    return isinstance(area, Circle) or not _edges_meet(area, box)


def touches_box(area: Area, box: Box) -> bool:
    """Tell whether the area and the box have any point in common."""
    if isinstance(area, Circle):
        nearest = (
            min(max(area.lat, box.south), box.north),
            min(max(area.lon, box.west), box.east),
        )
        return distance_km(area.lat, area.lon, *nearest) <= area.radius_km
    return (
        any(box.holds(*point) for point in area.points)
        or any(area.covers(*corner) for corner in box.corners)
        or _edges_meet(area, box)
    )


def _edges_meet(area: Polygon, box: Box) -> bool:
    around = _sides(box.corners)
    return any(_cross(one, other) for one in _sides(area.points) for other in around)


def _crosses_itself(points: Sequence[Point]) -> bool:
    ring = points[:-1] if len(points) > 1 and points[0] == points[-1] else points
    if len(set(ring)) < 3:
        return True
    sides = _sides(ring)
    last = len(sides) - 1
    for place, one in enumerate(sides):
        for later in range(place + 2, len(sides)):
            if (place, later) != (0, last) and _cross(one, sides[later]):
                return True
    return False


def _sides(points: Sequence[Point]) -> list[tuple[Point, Point]]:
    return [(points[place - 1], point) for place, point in enumerate(points)]


def _cross(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    """Tell whether two sides meet in a point."""
    (a, b), (c, d) = one, other
    turns = (_turn(a, b, c), _turn(a, b, d), _turn(c, d, a), _turn(c, d, b))
    if turns[0] * turns[1] < 0 and turns[2] * turns[3] < 0:
        return True
    ends = ((turns[0], a, b, c), (turns[1], a, b, d), (turns[2], c, d, a), (turns[3], c, d, b))
    return any(turn == 0 and _is_between(p, q, r) for turn, p, q, r in ends)


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _is_between(p: Point, q: Point, r: Point) -> bool:
    return min(p[0], q[0]) <= r[0] <= max(p[0], q[0]) and min(p[1], q[1]) <= r[1] <= max(p[1], q[1])
