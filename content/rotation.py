"""Weights -> cycle -> timeline: what comes how often, and which cycle runs from when.

Smooth and deterministic: the same entries give the same order, everybody appears in each
cycle, and repeats are spread as evenly as the weights allow.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from math import gcd

from content.limits import Limit, Rationing
from content.schedule import TIMEZONE, Daypart, edges, is_open
from content.shares import LARGEST_CYCLE, CategoryShares, Turn, turns_in_a_round

Slot = tuple[str, int, int]

NO_SHARES = CategoryShares()
DAYS_BEFORE = 1
DAYS_AHEAD = 47


@dataclass(frozen=True, slots=True)
class Entry:
    """Describe what takes part: its pages' seconds, its weight and when it may be shown.

    `shown_from` orders entries: the newest begins each cycle, so that what was just approved is
    seen at once; those that `lead` come right behind it. `until` None never ends.
    `most_s` limits its seconds a day; `first_from` tells since when it was never shown before.
    """

    item: str
    seconds: tuple[int, ...]
    shown_from: datetime
    valid_from: datetime
    until: datetime | None = None
    weight: int = 1
    dayparts: tuple[Daypart, ...] = ()
    category: str = ""
    leads: bool = False
    most_s: int | None = None
    first_from: datetime | None = None

    @property
    def turn(self) -> Turn:
        """Give its part in a round."""
        seconds, pages = sum(self.seconds), len(self.seconds)
        return Turn(self.item, self.category, seconds, pages, self.weight)


@dataclass(frozen=True, slots=True)
class Plan:
    """Hold one zone's cycles by name and its timeline of (instant, cycle name)."""

    cycles: Mapping[str, tuple[Slot, ...]]
    timeline: tuple[tuple[datetime, str], ...]


def order(weights: Mapping[str, int]) -> tuple[str, ...]:
    """Spread names by weight, ties in the order given: smooth weighted round robin.

    Each name comes weight / (greatest common divisor) times.
    """
    shares = _shares(weights)
    total = sum(shares.values())
    credit = dict.fromkeys(shares, 0)
    found: list[str] = []
    for _ in range(total):
        for name, share in shares.items():
            credit[name] += share
        chosen = max(credit, key=lambda name: credit[name])
        credit[chosen] -= total
        found.append(chosen)
    return tuple(found)


def cycle(entries: Iterable[Entry], shares: CategoryShares = NO_SHARES) -> tuple[Slot, ...]:
    """Give the slots (item, page, seconds) of one round; the newest entry comes first."""
    return tuple(
        (entry.item, page, seconds)
        for entry in _round(entries, shares)
        for page, seconds in enumerate(entry.seconds)
    )


def plan(
    entries: Sequence[Entry], day: date, origin: datetime, shares: CategoryShares = NO_SHARES
) -> Plan:
    """Lay cycles over the local days around `day`: one before it, 46 whole ones after it.

    A cycle starts at each local midnight, at each change of what is open, and at `origin`,
    the last change of content.
    """
    start = local_midnight(day - timedelta(days=DAYS_BEFORE))
    end = local_midnight(day + timedelta(days=DAYS_AHEAD))
    restarts = {local_midnight(day + timedelta(days=n)) for n in range(-DAYS_BEFORE, DAYS_AHEAD)}
    restarts.add(min(max(origin, start), end))
    rounds = _Rounds(entries, shares)
    phases: Iterable[tuple[datetime, frozenset[int]]] = _phases(entries, start, end, restarts)
    limits = _limits(entries)
    if limits:
        phases = list(Rationing(limits, origin, rounds.turns).phases(phases, end))
        restarts |= {at for at, here in phases if here & limits.keys()}
    names: dict[frozenset[int], str] = {}
    timeline: list[tuple[datetime, str]] = []
    for at, here in phases:
        name = names.setdefault(here, f"c{len(names)}")
        if at in restarts or timeline[-1][1] != name:
            timeline.append((at, name))
    cycles = {name: rounds.slots(here) for here, name in names.items()}
    return Plan(cycles, tuple(timeline)) if any(cycles.values()) else Plan({}, ())


def local_midnight(day: date) -> datetime:
    """Give the instant (aware UTC) a local day begins."""
    return datetime.combine(day, time(0), tzinfo=TIMEZONE).astimezone(UTC)


class _Rounds:
    """Make the round of each set of entries once."""

    def __init__(self, entries: Sequence[Entry], shares: CategoryShares) -> None:
        self._entries, self._shares = entries, shares
        self._made: dict[frozenset[int], tuple[Entry, ...]] = {}
        self._places = {entry.item: place for place, entry in enumerate(entries)}

    def slots(self, here: frozenset[int]) -> tuple[Slot, ...]:
        return tuple(
            (entry.item, page, seconds)
            for entry in self._of(here)
            for page, seconds in enumerate(entry.seconds)
        )

    def turns(self, here: frozenset[int]) -> list[tuple[int, int]]:
        return [(self._places[entry.item], sum(entry.seconds)) for entry in self._of(here)]

    def _of(self, here: frozenset[int]) -> tuple[Entry, ...]:
        if here not in self._made:
            chosen = (self._entries[place] for place in sorted(here))
            self._made[here] = _round(chosen, self._shares)
        return self._made[here]


def _round(entries: Iterable[Entry], shares: CategoryShares) -> tuple[Entry, ...]:
    newest_first = sorted(entries, key=_newest_first)
    if not newest_first:
        return ()
    known = [newest_first[0], *sorted(newest_first[1:], key=lambda entry: not entry.leads)]
    by_name = {entry.item: entry for entry in known}
    names = order(turns_in_a_round([entry.turn for entry in known], shares))
    start = names.index(known[0].item)
    return tuple(by_name[name] for name in names[start:] + names[:start])


def _limits(entries: Sequence[Entry]) -> dict[int, Limit]:
    return {
        place: Limit(entry.most_s, sum(entry.seconds), entry.first_from)
        for place, entry in enumerate(entries)
        if entry.most_s is not None and sum(entry.seconds) > 0
    }


def _shares(weights: Mapping[str, int]) -> dict[str, int]:
    total = sum(weights.values())
    shares = dict(weights)
    if total > LARGEST_CYCLE:
        shares = {name: max(1, weight * LARGEST_CYCLE // total) for name, weight in weights.items()}
    divisor = gcd(*shares.values()) or 1
    return {name: share // divisor for name, share in shares.items()}


def _newest_first(entry: Entry) -> tuple[float, str]:
    return -entry.shown_from.timestamp(), entry.item


def _phases(
    entries: Sequence[Entry], start: datetime, end: datetime, restarts: Iterable[datetime]
) -> Iterable[tuple[datetime, frozenset[int]]]:
    """Walk the instants in order, each with the places of the entries shown from it on."""
    changes: dict[datetime, list[tuple[int, bool]]] = {at: [] for at in restarts}
    for place, entry in enumerate(entries):
        for at, shown in _switches(entry, start, end):
            changes.setdefault(at, []).append((place, shown))
    here: set[int] = set()
    for at in sorted(changes):
        for place, shown in changes[at]:
            (here.add if shown else here.discard)(place)
        yield at, frozenset(here)


def _switches(entry: Entry, start: datetime, end: datetime) -> Iterable[tuple[datetime, bool]]:
    first = max(entry.valid_from, start)
    last = end if entry.until is None else min(entry.until, end)
    if first >= last:
        return
    yield first, is_open(entry.dayparts, first)
    for at, shown in _openings(entry.dayparts, start, end):
        if first < at < last:
            yield at, shown
    if last < end:
        yield last, False


@lru_cache(maxsize=512)
def _openings(
    dayparts: tuple[Daypart, ...], start: datetime, end: datetime
) -> tuple[tuple[datetime, bool], ...]:
    return tuple((at, is_open(dayparts, at)) for at in edges(dayparts, start, end))
