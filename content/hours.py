"""Sound and power of a board by the hour: quiet hours, volume caps, when the screen is on.

In the manifest `volume` is a list of [instant, percent] and `power` one of [instant, true or
false], laid over the same days as the timeline: the last entry not after an instant holds;
with none the volume is 100 and the power on. Quiet hours are a volume of 0. Both speak of
notices: an alert is heard and shown whatever they say.
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

LOUDEST = 100
MOST_WINDOWS = 10
ValueT = TypeVar("ValueT", int, bool)


@dataclass(frozen=True, slots=True)
class VolumeCap:
    """Cap the volume, in percent, while a daypart is open."""

    during: Daypart
    percent: int

    def to_dict(self) -> dict[str, object]:
        """Write it as JSON: a daypart with `percent`."""
        return {**self.during.to_dict(), "percent": self.percent}


@dataclass(frozen=True, slots=True)
class BoardHours:
    """Hold what is set for a unit or a board; None is not set: what is set above holds.

    An empty tuple is set: no quiet hours, no caps, power always on.
    """

    quiet: tuple[Daypart, ...] | None = None
    caps: tuple[VolumeCap, ...] | None = None
    power: tuple[Daypart, ...] | None = None

    def over(self, above: "BoardHours") -> "BoardHours":
        """Give these with what is not set taken from above."""
        return BoardHours(
            above.quiet if self.quiet is None else self.quiet,
            above.caps if self.caps is None else self.caps,
            above.power if self.power is None else self.power,
        )

    def to_dict(self) -> dict[str, object]:
        """Write what is set as JSON values."""
        return {
            name: [one.to_dict() for one in value]
            for name, value in (("quiet", self.quiet), ("caps", self.caps), ("power", self.power))
            if value is not None
        }

    @classmethod
    def from_dict(cls, value: object) -> "BoardHours":
        """Read what `to_dict` wrote. Raises: InvalidInputError."""
        if not isinstance(value, Mapping) or set(value) - {"quiet", "caps", "power"}:
            raise InvalidInputError("Hours have quiet, caps and power.", field="hours")
        caps = value.get("caps")
        return cls(
            _dayparts(value.get("quiet"), "quiet"),
            None if caps is None else tuple(map(_cap, _listed(caps, "caps"))),
            _dayparts(value.get("power"), "power"),
        )

    def volume_when(self, at: datetime) -> int:
        """Give the most volume, in percent, at an instant; the lowest cap counts."""
        if self.quiet and is_open(self.quiet, at):
            return 0
        open_caps = [cap.percent for cap in self.caps or () if is_open((cap.during,), at)]
        return min(open_caps, default=LOUDEST)

    def is_on(self, at: datetime) -> bool:
        """Tell whether the screen is on at an instant."""
        return is_open(self.power or (), at)

    def volume_list(self, day: date) -> list[list[object]]:
        """Lay the volume over the days around `day`, as in the manifest."""
        parts = [*(self.quiet or ()), *(cap.during for cap in self.caps or ())]
        if not parts:
            return []
        return _laid([(at, self.volume_when(at)) for at in _instants(parts, day)])

    def power_list(self, day: date) -> list[list[object]]:
        """Lay the power over the days around `day`, as in the manifest."""
        if not self.power:
            return []
        return _laid([(at, self.is_on(at)) for at in _instants(self.power, day)])


def volume_at(manifest: Mapping[str, Any], at: datetime) -> int:
    """Give the most volume of notices, in percent, at an instant; 0 is quiet."""
    found = _last(manifest.get("volume") or (), at)
    return LOUDEST if found is None else int(found)


def power_at(manifest: Mapping[str, Any], at: datetime) -> bool:
    """Tell whether the screen is to be on at an instant."""
    found = _last(manifest.get("power") or (), at)
    return True if found is None else bool(found)


def _last(laid: Sequence[Sequence[Any]], at: datetime) -> Any:
    place = bisect_right(laid, at, key=lambda entry: parse_instant(entry[0])) - 1
    return None if place < 0 else laid[place][1]


def _instants(parts: Sequence[Daypart], day: date) -> list[datetime]:
    start = local_midnight(day - timedelta(days=DAYS_BEFORE))
    end = local_midnight(day + timedelta(days=DAYS_AHEAD))
    found = {start}
    for part in parts:
        found.update(edges((part,), start, end))
    return sorted(found)


def _laid(values: Sequence[tuple[datetime, ValueT]]) -> list[list[object]]:
    laid: list[list[object]] = []
    for at, value in values:
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


def _cap(value: object) -> VolumeCap:
    if not isinstance(value, Mapping):
        raise InvalidInputError("A volume cap needs hours and a percent.", field="caps")
    part = {name: found for name, found in value.items() if name != "percent"}
    return VolumeCap(Daypart.from_dict(part), read_whole(value.get("percent"), 0, LOUDEST, "caps"))
