"""The tree of administrative units with dated codes: subtree and scope questions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from content.areas import Box
from content.errors import InvalidInputError, NotFoundError, UnitRetiredError
from content.text import sort_key

LEVELS = (
    "tinh",
    "thanh_pho",
    "thi_xa",
    "huyen",
    "khu_vuc",
    "phuong",
    "xa",
    "thi_tran",
    "dac_khu",
)


@dataclass(frozen=True, slots=True)
class Unit:
    """Describe a unit; its code counts from `valid_from` until before `valid_to`.

    None is open on that side; codes are reused, so identity is (code, valid_from) or `id`.
    `lat`, `lon` are its centroid, `box` what it lies in.
    """

    id: str
    code: str
    name: str
    level: str
    parent_id: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    lat: float | None = None
    lon: float | None = None
    box: Box | None = None

    def is_valid_on(self, day: date) -> bool:
        """Tell whether the unit exists on this local day."""
        started = self.valid_from is None or self.valid_from <= day
        return started and (self.valid_to is None or day < self.valid_to)


class UnitTree:
    """Answer questions about units of every date; immutable once built."""

    def __init__(self, units: Iterable[Unit]) -> None:
        """Index the units; raise InvalidInputError for double ids, orphans and cycles."""
        self._units: dict[str, Unit] = {}
        self._by_code: dict[str, list[Unit]] = {}
        self._children: dict[str | None, list[Unit]] = {}
        for unit in units:
            if unit.id in self._units:
                raise InvalidInputError("Unit {unit} is listed twice.", field="id", unit=unit.code)
            self._units[unit.id] = unit
            self._by_code.setdefault(unit.code, []).append(unit)
            self._children.setdefault(unit.parent_id, []).append(unit)
        for rows in self._children.values():
            rows.sort(key=order_key)
        self._paths: dict[str, tuple[str, ...]] = {}
        self._subtrees: dict[str, frozenset[str]] = {}
        self._walk_paths()

    def _walk_paths(self) -> None:
        waiting: list[tuple[Unit, tuple[str, ...]]] = [
            (unit, ()) for unit in self._children.get(None, [])
        ]
        while waiting:
            unit, above = waiting.pop()
            path = (*above, unit.id)
            self._paths[unit.id] = path
            waiting.extend((child, path) for child in self._children.get(unit.id, []))
        for unit in self._units.values():
            if unit.id not in self._paths:
                raise InvalidInputError(
                    "Unit {unit} hangs from no root.", field="parent_code", unit=unit.code
                )

    def __len__(self) -> int:
        """Count the units of every date."""
        return len(self._units)

    def __contains__(self, unit_id: object) -> bool:
        """Tell whether a unit with this id exists."""
        return unit_id in self._units

    def get(self, unit_id: str) -> Unit:
        """Give the unit with this id. Raises: NotFoundError."""
        try:
            return self._units[unit_id]
        except KeyError:
            raise NotFoundError("There is no unit {unit}.", unit=unit_id) from None

    def resolve(self, code: str, day: date) -> Unit:
        """Give the unit whose code is `code` on this day.

        Raises: NotFoundError for a code never used, UnitRetiredError for one used on
        other days only.
        """
        rows = self._by_code.get(code)
        if not rows:
            raise NotFoundError("There is no unit with code {unit}.", field="unit", unit=code)
        for unit in rows:
            if unit.is_valid_on(day):
                return unit
        raise _retired(code, rows, day)

    def path(self, unit_id: str) -> tuple[str, ...]:
        """Give the ids from the root down to the unit itself. Raises: NotFoundError."""
        self.get(unit_id)
        return self._paths[unit_id]

    def subtree(self, unit_id: str, day: date | None = None) -> frozenset[str]:
        """Give the ids of the unit and all below, on `day` only where one is given."""
        if day is None:
            if unit_id not in self._subtrees:
                self._subtrees[unit_id] = self._below(unit_id, None)
            return self._subtrees[unit_id]
        return self._below(unit_id, day)

    def _below(self, unit_id: str, day: date | None) -> frozenset[str]:
        found: set[str] = set()
        waiting = [self.get(unit_id)]
        while waiting:
            unit = waiting.pop()
            if day is None or unit.is_valid_on(day):
                found.add(unit.id)
            waiting.extend(self._children.get(unit.id, []))
        return frozenset(found)

    def is_within(self, unit_id: str, ancestor_id: str) -> bool:
        """Tell whether the unit is the ancestor or below it; unknown ids are not."""
        return ancestor_id in self._paths.get(unit_id, ())

    def valid_on(self, day: date) -> tuple[Unit, ...]:
        """List the units of a day, by level, then in Vietnamese name order."""
        return tuple(unit for unit in self._ordered if unit.is_valid_on(day))

    @cached_property
    def _ordered(self) -> tuple[Unit, ...]:
        """Every unit in order: sorting names by Vietnamese letters costs more than keeping them."""
        return tuple(sorted(self._units.values(), key=order_key))

    def children(self, unit_id: str, day: date | None = None) -> tuple[Unit, ...]:
        """List the units right below, on `day` only where one is given."""
        self.get(unit_id)
        rows = self._children.get(unit_id, [])
        return tuple(unit for unit in rows if day is None or unit.is_valid_on(day))

    def roots(self, day: date | None = None) -> tuple[Unit, ...]:
        """List the units with nothing above them."""
        rows = self._children.get(None, [])
        return tuple(unit for unit in rows if day is None or unit.is_valid_on(day))

    def units(self) -> tuple[Unit, ...]:
        """List every unit of every date."""
        return tuple(self._units.values())


def order_key(unit: Unit) -> tuple[object, ...]:
    """Sort by level, then Vietnamese name, then code and first day."""
    rank = LEVELS.index(unit.level) if unit.level in LEVELS else len(LEVELS)
    return (rank, unit.level, sort_key(unit.name), unit.code, unit.valid_from or date.min)


def _retired(code: str, rows: list[Unit], day: date) -> UnitRetiredError:
    ended = [unit for unit in rows if unit.valid_to is not None and unit.valid_to <= day]
    if not ended:
        first = min(unit.valid_from for unit in rows if unit.valid_from is not None)
        return UnitRetiredError(
            "The code {unit} is valid from {date} only.", field="unit", unit=code, date=_say(first)
        )
    last = max(ended, key=lambda unit: unit.valid_to or date.min)
    return UnitRetiredError(
        "The code {unit} ({name}) was valid until before {date}.",
        field="unit",
        unit=code,
        name=last.name,
        date=_say(last.valid_to or date.min),
    )


def _say(day: date) -> str:
    return day.strftime("%d/%m/%Y")
