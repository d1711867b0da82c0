"""Where the boards of an alert stand, for a map: single boards, or one spot for each unit.

Thousands of marks would hide each other, so many boards are drawn together by the lowest level
of units that leaves few enough spots.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.services.boards import BoardRecord
from server.services.delivery_states import DeliveryState

if TYPE_CHECKING:
    from server.services.resources import Resources

MOST_SPOTS = 120
MOST_NAMES = 6


@dataclass(frozen=True, slots=True)
class Spot:
    """Show boards at one place, or those below one unit at their middle."""

    lat: float
    lon: float
    unit: str
    names: tuple[str, ...]
    counts: Mapping[DeliveryState, int]

    @property
    def boards(self) -> int:
        """Count the boards."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Places:
    """Hold what is drawn; `unplaced` boards have no position, nor has their unit."""

    spots: tuple[Spot, ...]
    units: tuple[str, ...]
    is_by_unit: bool
    unplaced: int


def places_of(resources: "Resources", states: Mapping[str, DeliveryState]) -> Places:
    """Put boards with their states into spots; takes long for a country: run it off the hub."""
    known = [resources.boards.get(board) for board in states]
    placed = [board for board in known if board.addressee.lat is not None]
    by_place: dict[object, list[BoardRecord]] = {}
    for board in placed:
        by_place.setdefault((board.addressee.lat, board.addressee.lon), []).append(board)
    is_by_unit = len(by_place) > MOST_SPOTS
    groups = [(boards[0].unit_id, boards) for boards in by_place.values()]
    if is_by_unit:
        groups = _by_unit(placed)
    spots = tuple(_spot(states, unit, boards) for unit, boards in groups)
    units = tuple(sorted({spot.unit for spot in spots}))
    return Places(spots, units, is_by_unit, len(known) - len(placed))


def _by_unit(boards: Sequence[BoardRecord]) -> list[tuple[str, list[BoardRecord]]]:
    """Group by the lowest level that leaves few enough spots, the topmost if none does."""
    depth = max(len(board.addressee.path) for board in boards)
    while depth > 1 and len({board.addressee.path[:depth] for board in boards}) > MOST_SPOTS:
        depth -= 1
    groups: dict[tuple[str, ...], list[BoardRecord]] = {}
    for board in boards:
        groups.setdefault(board.addressee.path[:depth], []).append(board)
    return [(path[-1], found) for path, found in groups.items()]


def _spot(states: Mapping[str, DeliveryState], unit: str, boards: Sequence[BoardRecord]) -> Spot:
    counts = Counter(states[board.id] for board in boards)
    lats = [board.addressee.lat or 0.0 for board in boards]
    lons = [board.addressee.lon or 0.0 for board in boards]
    names = tuple(board.name for board in boards[:MOST_NAMES])
    return Spot(sum(lats) / len(lats), sum(lons) / len(lons), unit, names, counts)
