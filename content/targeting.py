"""Which boards a notice or an alert is for: ids on the wire, joined by OR."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from content.errors import InvalidInputError

EARTH_RADIUS_KM = 6371.0088
LONGEST_RADIUS_KM = 2000.0
MOST_ENTRIES = 5000
MOST_POINTS = 1000
LONGEST_ENTRY = 100
_NAMED = ("units", "subtrees", "boards", "groups", "tags")


@dataclass(frozen=True, slots=True)
class Circle:
    """Cover what lies within `radius_km` of a point (degrees, WGS 84)."""

    lat: float
    lon: float
    radius_km: float

    def covers(self, lat: float, lon: float) -> bool:
        """Tell whether the point lies inside or on the rim."""
        return distance_km(self.lat, self.lon, lat, lon) <= self.radius_km

    def to_json(self) -> dict[str, float]:
        """Write it as on the wire."""
        return {"lat": self.lat, "lon": self.lon, "radius_km": self.radius_km}


@dataclass(frozen=True, slots=True)
class Polygon:
    """Cover what lies inside a ring of (lat, lon) points; closed by itself."""

    points: tuple[tuple[float, float], ...]

    def covers(self, lat: float, lon: float) -> bool:
        """Tell whether the point lies inside, by the even-odd rule."""
        inside = False
        last_lat, last_lon = self.points[-1]
        for at_lat, at_lon in self.points:
            if (at_lat > lat) != (last_lat > lat):
                cut = at_lon + (lat - at_lat) * (last_lon - at_lon) / (last_lat - at_lat)
                inside ^= lon < cut
            last_lat, last_lon = at_lat, at_lon
        return inside

    def to_json(self) -> list[list[float]]:
        """Write it as on the wire."""
        return [[lat, lon] for lat, lon in self.points]


Area = Circle | Polygon


@dataclass(frozen=True, slots=True)
class Targets:
    """Name the boards meant: any one match is enough; `units` and `subtrees` hold unit ids.

    `pool` lays a notice into the pool besides: whoever stands below the issuer may adopt it.
    """

    units: tuple[str, ...] = ()
    subtrees: tuple[str, ...] = ()
    boards: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    areas: tuple[Area, ...] = ()
    pool: bool = False

    @property
    def is_empty(self) -> bool:
        """Tell whether no board at all is named; the pool names none."""
        return not any((self.areas, *(getattr(self, name) for name in _NAMED)))

    def to_dict(self) -> dict[str, object]:
        """Write it as on the wire, every field present but a pool that is not meant."""
        found: dict[str, object] = {name: list(getattr(self, name)) for name in _NAMED}
        found["areas"] = [area.to_json() for area in self.areas]
        return found | {"pool": True} if self.pool else found

    @classmethod
    def from_dict(cls, value: object) -> "Targets":
        """Read it from the wire; absent fields are empty, later ones are passed over.

        Raises: InvalidInputError.
        """
        if not isinstance(value, Mapping):
            raise InvalidInputError("Targets must be an object.", field="targets")
        named = {name: _names(value.get(name), name) for name in _NAMED}
        return cls(**named, areas=_areas(value.get("areas")), pool=_pool(value.get("pool")))


@dataclass(frozen=True, slots=True)
class Addressee:
    """Describe a board as targets see it; `path` runs from the root unit to its own."""

    board: str
    unit: str
    path: tuple[str, ...]
    groups: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    lat: float | None = None
    lon: float | None = None


def matches(targets: Targets, addressee: Addressee) -> bool:
    """Tell whether the board is meant: one match of any kind is enough."""
    return (
        addressee.unit in targets.units
        or addressee.board in targets.boards
        or any(unit in addressee.path for unit in targets.subtrees)
        or any(group in addressee.groups for group in targets.groups)
        or any(tag in addressee.tags for tag in targets.tags)
        or _is_in_areas(targets.areas, addressee)
    )


def reaches(targets: Targets, issuing_unit: str, addressee: Addressee) -> bool:
    """Tell whether a unit's message reaches the board: meant, and at or below that unit."""
    return issuing_unit in addressee.path and matches(targets, addressee)


def is_offered(targets: Targets, issuing_unit: str, addressee: Addressee) -> bool:
    """Tell whether the board may show it: reached, or below the unit whose pool it lies in."""
    return issuing_unit in addressee.path and (targets.pool or matches(targets, addressee))


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Give the great-circle distance of two points in degrees. Source: haversine formula."""
    north = math.radians(other_lat - lat)
    east = math.radians(other_lon - lon)
    scale = math.cos(math.radians(lat)) * math.cos(math.radians(other_lat))
    chord = math.sin(north / 2) ** 2 + scale * math.sin(east / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))


def read_point(lat: object, lon: object, field: str) -> tuple[float, float]:
    """Read a position in degrees. Raises: InvalidInputError."""
    return _number(lat, -90, 90, field), _number(lon, -180, 180, field)


def _is_in_areas(areas: Sequence[Area], addressee: Addressee) -> bool:
    if addressee.lat is None or addressee.lon is None:
        return False
    return any(area.covers(addressee.lat, addressee.lon) for area in areas)


def _pool(value: object) -> bool:
    if value is not None and not isinstance(value, bool):
        raise InvalidInputError("{name} must be true or false.", field="targets.pool", name="pool")
    return bool(value)


def _names(value: object, name: str) -> tuple[str, ...]:
    field = f"targets.{name}"
    if value is None:
        return ()
    if not isinstance(value, list | tuple) or len(value) > MOST_ENTRIES:
        raise InvalidInputError("{name} must be a list of names.", field=field, name=name)
    for entry in value:
        if not isinstance(entry, str) or not 0 < len(entry) <= LONGEST_ENTRY:
            raise InvalidInputError("{name} must be a list of names.", field=field, name=name)
    return tuple(dict.fromkeys(value))


def _areas(value: object) -> tuple[Area, ...]:
    if value is None:
        return ()
    if not isinstance(value, list | tuple) or len(value) > MOST_ENTRIES:
        raise InvalidInputError("Areas must be a list.", field="targets.areas")
    return tuple(_area(entry) for entry in value)


def _area(value: object) -> Area:
    field = "targets.areas"
    if isinstance(value, Mapping):
        if set(value) != {"lat", "lon", "radius_km"}:
            raise InvalidInputError("A circle needs lat, lon and radius_km.", field=field)
        radius = _number(value["radius_km"], 0, LONGEST_RADIUS_KM, field)
        if radius == 0:
            raise InvalidInputError("A circle needs a radius above 0.", field=field)
        return Circle(*read_point(value["lat"], value["lon"], field), radius)
    if not isinstance(value, list | tuple) or not 3 <= len(value) <= MOST_POINTS:
        raise InvalidInputError("A polygon needs at least three points.", field=field)
    return Polygon(tuple(_point(point) for point in value))


def _point(value: object) -> tuple[float, float]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise InvalidInputError("A point is [lat, lon].", field="targets.areas")
    return read_point(value[0], value[1], "targets.areas")


def _number(value: object, low: float, high: float, field: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidInputError("A position is made of numbers.", field=field)
    if not low <= value <= high:
        raise InvalidInputError(
            "{value} is not between {low} and {high}.", field=field, value=value, low=low, high=high
        )
    return float(value)
