"""Sound, power and brightness of a board by the hour: quiet hours, caps, when the screen is on.

In the manifest `volume` and `brightness` are lists of [instant, percent] and `power` one of
[instant, true or false], laid over the same days as the timeline: the last entry not after an
instant holds; with none both are 100 and the power on. Where the days laid out end, each ends at
100 and on: a board that is alone for longer stays lit. Quiet hours are a volume of 0. All speak
of notices: an alert is shown in full whatever they say.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from content.errors import InvalidInputError
from content.instant import format_instant, parse_instant
from content.rotation import DAYS_AHEAD, DAYS_BEFORE, local_midnight
from content.schedule import Daypart, edges, is_open
from content.values import read_list, read_whole

MOST = 100
# What is darker is not dim but off, and for that there is power.
DARKEST = 10
MOST_WINDOWS = 10
_FIELDS = ("quiet", "caps", "power", "brightness")
ValueT = TypeVar("ValueT", int, bool)


@dataclass(frozen=True, slots=True)
class HourlyCap:
    """Cap the volume or the brightness, in percent, while a daypart is open."""

    during: Daypart
    percent: int

    def to_dict(self) -> dict[str, object]:
        """Write it as JSON: a daypart with `percent`."""
        return {**self.during.to_dict(), "percent": self.percent}


@dataclass(frozen=True, slots=True)
class BoardHours:
    """Hold what is set for a unit or a board; None is not set: what is set above holds.

    An empty tuple is set: no quiet hours, no caps, power always on, always full brightness.
    """

    quiet: tuple[Daypart, ...] | None = None
    caps: tuple[HourlyCap, ...] | None = None
    power: tuple[Daypart, ...] | None = None
    brightness: tuple[HourlyCap, ...] | None = None

    def over(self, above: "BoardHours") -> "BoardHours":
        """Give these with what is not set taken from above."""
        return BoardHours(
            above.quiet if self.quiet is None else self.quiet,
            above.caps if self.caps is None else self.caps,
            above.power if self.power is None else self.power,
            above.brightness if self.brightness is None else self.brightness,
        )

    def to_dict(self) -> dict[str, object]:
        """Write what is set as JSON values."""
        held = {name: getattr(self, name) for name in _FIELDS}
        return {
            name: [one.to_dict() for one in value]
            for name, value in held.items()
            if value is not None
        }

    @classmethod
    def from_dict(cls, value: object) -> "BoardHours":
        """Read what `to_dict` wrote. Raises: InvalidInputError."""
        if not isinstance(value, Mapping) or set(value) - set(_FIELDS):
            raise InvalidInputError("Hours have quiet, caps, power and brightness.", field="hours")
        return cls(
            _dayparts(value.get("quiet"), "quiet"),
            _caps(value.get("caps"), 0, "caps"),
            _dayparts(value.get("power"), "power"),
            _caps(value.get("brightness"), DARKEST, "brightness"),
        )

    def volume_when(self, at: datetime) -> int:
        """Give the most volume, in percent, at an instant; the lowest cap counts."""
        if self.quiet and is_open(self.quiet, at):
            return 0
        return _least(self.caps, at)

    def brightness_when(self, at: datetime) -> int:
        """Give the brightness, in percent, at an instant; the lowest cap counts."""
        return _least(self.brightness, at)

    def is_on(self, at: datetime) -> bool:
        """Tell whether the screen is on at an instant."""
        return is_open(self.power or (), at)

    def volume_list(self, day: date) -> list[list[object]]:
        """Lay the volume over the days around `day`, as in the manifest."""
        parts = [*(self.quiet or ()), *(cap.during for cap in self.caps or ())]
        if not parts:
            return []
        return _laid([(at, self.volume_when(at)) for at in _instants(parts, day)], day, MOST)

    def power_list(self, day: date) -> list[list[object]]:
        """Lay the power over the days around `day`, as in the manifest."""
        if not self.power:
            return []
        return _laid([(at, self.is_on(at)) for at in _instants(self.power, day)], day, True)

    def brightness_list(self, day: date) -> list[list[object]]:
        """Lay the brightness over the days around `day`, as in the manifest."""
        parts = [cap.during for cap in self.brightness or ()]
        if not parts:
            return []
        return _laid([(at, self.brightness_when(at)) for at in _instants(parts, day)], day, MOST)


def volume_at(manifest: Mapping[str, Any], at: datetime) -> int:
    """Give the most volume of notices, in percent, at an instant; 0 is quiet."""
    found = _last(manifest.get("volume") or (), at)
    return MOST if found is None else int(found)


def brightness_at(manifest: Mapping[str, Any], at: datetime) -> int:
    """Give the brightness of notices, in percent, at an instant."""
    found = _last(manifest.get("brightness") or (), at)
    return MOST if found is None else int(found)


def power_at(manifest: Mapping[str, Any], at: datetime) -> bool:
    """Tell whether the screen is to be on at an instant."""
    found = _last(manifest.get("power") or (), at)
    return True if found is None else bool(found)


def _least(caps: Sequence[HourlyCap] | None, at: datetime) -> int:
    return min((cap.percent for cap in caps or () if is_open((cap.during,), at)), default=MOST)


def _last(laid: Sequence[Sequence[Any]], at: datetime) -> Any:
    place = bisect_right(laid, at, key=lambda entry: parse_instant(entry[0])) - 1
    return None if place < 0 else laid[place][1]


def _instants(parts: Sequence[Daypart], day: date) -> list[datetime]:
    start = local_midnight(day - timedelta(days=DAYS_BEFORE))
    found = {start}
    for part in parts:
        found.update(edges((part,), start, _end(day)))
    return sorted(found)


def _end(day: date) -> datetime:
    return local_midnight(day + timedelta(days=DAYS_AHEAD))


def _laid(
    values: Sequence[tuple[datetime, ValueT]], day: date, afterwards: ValueT
) -> list[list[object]]:
    laid: list[list[object]] = []
    for at, value in (*values, (_end(day), afterwards)):
        if not laid or laid[-1][1] != value:
            laid.append([format_instant(at), value])
    return laid


def _listed(value: object, field: str) -> list[object]:
    found = read_list(value, field)
    if len(found) > MOST_WINDOWS:
        raise InvalidInputError("Give at most {most} windows.", field=field, most=MOST_WINDOWS)
    return found


def _dayparts(value: object, field: str) -> tuple[Daypart, ...] | None:
    if value is None:
        return None
    return tuple(Daypart.from_dict(one) for one in _listed(value, field))


def _caps(value: object, least: int, field: str) -> tuple[HourlyCap, ...] | None:
    if value is None:
        return None
    return tuple(_cap(one, least, field) for one in _listed(value, field))


def _cap(value: object, least: int, field: str) -> HourlyCap:
    if not isinstance(value, Mapping):
        raise InvalidInputError("A cap needs hours and a percent.", field=field)
    part = {name: found for name, found in value.items() if name != "percent"}
    percent = read_whole(value.get("percent"), least, MOST, field)
    return HourlyCap(Daypart.from_dict(part), percent)
