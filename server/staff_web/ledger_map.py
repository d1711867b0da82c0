"""The map of an alert's boards by state: a shape and a colour for each, many drawn by unit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from server.locale import gettext, ngettext
from server.services.deliveries import Deliveries
from server.services.delivery_states import DeliveryState
from server.services.ledger_places import Places, Spot, places_of
from server.staff_web.alert_map import Frame, UnitShape, frame_of, shape_of
from server.staff_web.places import unit_name
from server.staff_web.site import resources
from server.staff_web.words import LEDGER_STATES, StateWord, ledger_short

WORST_FIRST = (
    DeliveryState.FAILED,
    DeliveryState.UNREACHABLE,
    DeliveryState.ACCEPTED,
    DeliveryState.SENT,
    DeliveryState.RECEIVED,
    DeliveryState.PAINTED,
    DeliveryState.WITHDRAWN,
    DeliveryState.ENDED,
)
FEW = 40
LARGE, SMALL = 52.0, 34.0
# So much room a figure has to itself, in the map's units; on a phone those of a few are large.
FIGURE_OF_FEW, FIGURE_OF_MANY = (130.0, 44.0), (100.0, 30.0)


@dataclass(frozen=True)
class Mark:
    """A spot as it is drawn: the worst state's shape, how many show it where not all do."""

    x: float
    y: float
    icon: str
    label: str
    told: str


@dataclass(frozen=True)
class LegendRow:
    """A state's shape, word and number of boards."""

    state: StateWord
    short: str
    number: int


@dataclass(frozen=True)
class LedgerMap:
    """All that is drawn; `size` is that of a mark."""

    height: float
    units: list[UnitShape]
    marks: list[Mark]
    size: float
    legend: list[LegendRow]
    is_by_unit: bool
    is_dense: bool
    unplaced: int


def ledger_map(found: Deliveries, *, is_live: bool) -> LedgerMap | None:
    """Return the map; None where no board has a place."""
    held = resources()
    places = held.offload(lambda: places_of(held, found.states))
    frame = _frame(places)
    if frame is None:
        return None
    tree = resources().units.tree()
    boxed = [tree.get(unit) for unit in places.units if unit in tree]
    drawn = [_mark(frame, spot, is_live) for spot in _worst_last(places)]
    marks = legible(drawn, *(FIGURE_OF_FEW if len(drawn) <= FEW else FIGURE_OF_MANY))
    return LedgerMap(
        height=frame.height,
        units=[shape_of(frame, unit) for unit in boxed if unit.box is not None],
        marks=marks,
        size=LARGE if len(marks) <= FEW else SMALL,
        legend=[
            LegendRow(
                LEDGER_STATES[state],
                gettext(ledger_short(state, is_live=is_live)),
                found.counts[state],
            )
            for state in reversed(WORST_FIRST)
            if found.counts.get(state)
        ],
        is_by_unit=places.is_by_unit,
        is_dense=len(marks) > FEW,
        unplaced=places.unplaced,
    )


def legible(marks: Sequence[Mark], width: float, height: float) -> list[Mark]:
    """Leave out figures that would stand on that of a worse spot; the worst are last, as drawn."""
    taken: set[tuple[int, int]] = set()
    kept: list[Mark] = []
    for mark in reversed(marks):
        column, row = int(mark.x // width), int(mark.y // height)
        around = {(column + right, row + down) for right in (-1, 0, 1) for down in (-1, 0, 1)}
        if mark.label and taken & around:
            mark = replace(mark, label="")
        elif mark.label:
            taken.add((column, row))
        kept.append(mark)
    return kept[::-1]


def _frame(places: Places) -> Frame | None:
    tree = resources().units.tree()
    boxes = [tree.get(unit).box for unit in places.units if unit in tree]
    corners = [corner for box in boxes if box for corner in box.corners]
    return frame_of([*corners, *((spot.lat, spot.lon) for spot in places.spots)])


def _worst_last(places: Places) -> list[Spot]:
    """Order spots so that the worst lie on top."""
    return sorted(places.spots, key=lambda spot: -WORST_FIRST.index(_worst(spot)))


def _worst(spot: Spot) -> DeliveryState:
    return next(state for state in WORST_FIRST if spot.counts.get(state))


def _mark(frame: Frame, spot: Spot, is_live: bool) -> Mark:
    x, y = frame.at(spot.lat, spot.lon)
    shown = spot.counts.get(DeliveryState.PAINTED, 0)
    if not is_live:
        shown += spot.counts.get(DeliveryState.ENDED, 0)
    label = f"{shown}/{spot.boards}" if shown < spot.boards > 1 else ""
    return Mark(x, y, LEDGER_STATES[_worst(spot)].icon, label, _told(spot, is_live))


def _told(spot: Spot, is_live: bool) -> str:
    counts = ", ".join(
        f"{gettext(ledger_short(state, is_live=is_live))}: {spot.counts[state]}"
        for state in reversed(WORST_FIRST)
        if spot.counts.get(state)
    )
    if spot.boards == 1:
        return f"{spot.names[0]} ({unit_name(spot.unit)}). {counts}"
    number = ngettext("%(num)d board", "%(num)d boards", spot.boards)
    return f"{unit_name(spot.unit)}: {number}. {counts}"
