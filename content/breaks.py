"""Choosing where pages end: few pages, and cuts that hurt reading least.

Deterministic: of two equal plans the one found first stands.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from content.runs import Run

PAGE = 30.0
EMPTY = 3.0
EMPTY_WHEN_CUT = 40.0
LONE_LAST_LINE = 18.0


class Spot(NamedTuple):
    """Say what is done before a page: pages, pictures, the rumour, runs and places in a run."""

    page: int = 0
    pictures: int = 0
    is_quoted: bool = False
    run: int = 0
    place: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """Measure one page for text: `alone` is the cost of leaving it empty, None for never."""

    width_u: float
    room_u: float
    gap_u: float
    alone: float | None
    pictures: int
    is_quoted: bool


@dataclass(frozen=True, slots=True)
class Leaf:
    """Say that a page holds what lies between two spots."""

    start: Spot
    end: Spot


@dataclass(frozen=True, slots=True)
class Plan:
    """Hold the leaves from a spot to the end and what they cost."""

    cost: float
    leaves: tuple[Leaf, ...] = ()


class Press(Protocol):
    """What the chooser asks about the pages; a run of None is a table with pages of its own."""

    pitch_u: float

    @property
    def runs(self) -> Sequence[Run | None]:
        """Give the runs in order."""

    def sheet(self, page: int, pictures: int, is_quoted: bool) -> Sheet:
        """Measure a page."""

    def table_pages(self, run: int, page: int) -> int:
        """Count a table's pages when its first is `page`."""

    def is_done(self, spot: Spot) -> bool:
        """Tell whether nothing is left to show."""


class Chooser:
    """Find the best plan; when cut, the last page may end anywhere."""

    def __init__(self, press: Press, most_pages: int, *, is_cut: bool) -> None:
        """Ask `press` about the pages, at most so many."""
        self._press = press
        self._most = most_pages
        self._is_cut = is_cut
        self._pitch_u = press.pitch_u
        self._known: dict[Spot, Plan | None] = {}

    def best(self, spot: Spot) -> Plan | None:
        """Give the best way on from a spot; None when the pages do not suffice."""
        if spot not in self._known:
            self._known[spot] = self._find(spot)
        return self._known[spot]

    def _find(self, spot: Spot) -> Plan | None:
        if self._press.is_done(spot):
            return Plan(0.0)
        if spot.page >= self._most:
            return Plan(0.0) if self._is_cut else None
        found: Plan | None = None
        for end, cost in self._ends(spot):
            rest = self.best(end)
            if rest is None:
                continue
            total = PAGE * (end.page - spot.page) + cost + rest.cost
            if found is None or total < found.cost:
                found = Plan(total, (Leaf(spot, end), *rest.leaves))
        return found

    def _ends(self, spot: Spot) -> Iterator[tuple[Spot, float]]:
        runs = self._press.runs
        if spot.run < len(runs) and runs[spot.run] is None:
            count = self._press.table_pages(spot.run, spot.page)
            yield spot._replace(page=spot.page + count, run=spot.run + 1), 0.0
            return
        sheet = self._press.sheet(spot.page, spot.pictures, spot.is_quoted)
        after = spot._replace(
            page=spot.page + 1, pictures=sheet.pictures, is_quoted=sheet.is_quoted
        )
        alone = EMPTY_WHEN_CUT if self._is_cut and sheet.alone is None else sheet.alone
        if alone is not None:
            yield after, alone if spot.run < len(runs) else 0.0
        next_u = self._press.sheet(after.page, after.pictures, after.is_quoted).width_u
        for run, place, lines, used_u, cost in self._fills(spot, sheet, next_u):
            end = after._replace(run=run, place=place)
            yield end, cost + self._looks(end, lines, used_u / sheet.room_u)

    def _fills(
        self, spot: Spot, sheet: Sheet, next_u: float
    ) -> Iterator[tuple[int, int, int, float, float]]:
        """Give what fits: next run and place, lines, height and the cost of the cut."""
        index, start, lines, used_u = spot.run, spot.place, 0, 0.0
        while index < len(self._press.runs):
            run = self._press.runs[index]
            if run is None:
                return
            top_u = used_u + (sheet.gap_u if lines else 0.0)
            room = math.floor((sheet.room_u - top_u) / self._pitch_u + 1e-6)
            ends = run.ends(start, sheet.width_u, room)
            for end in ends:
                if end.place < run.length:
                    cost = run.damage(start, end.place, sheet.width_u, next_u)
                    high_u = top_u + end.lines * self._pitch_u
                    yield index, end.place, lines + end.lines, high_u, cost
            if not ends or ends[-1].place < run.length:
                return
            lines += ends[-1].lines
            used_u = top_u + ends[-1].lines * self._pitch_u
            index, start = index + 1, 0
            yield index, 0, lines, used_u, run.parting

    def _looks(self, end: Spot, lines: int, filled: float) -> float:
        """Give the cost of an ill filled page, and of a last one that holds a single line."""
        empty = max(0.0, 1.0 - filled) ** 2
        if self._is_cut:
            return EMPTY_WHEN_CUT * empty
        if not self._press.is_done(end):
            return EMPTY * empty
        return EMPTY / 2 * empty + (LONE_LAST_LINE if lines == 1 and end.page > 1 else 0.0)
