"""Most minutes a day: showings of limited entries spread over their open hours, never above.

A local day is cut into slices; a limited entry gets in each its part of the day's seconds, by
the hours it is open there. It plays in turn with the others until that part is used up, then
leaves the round; what a slice did not use goes to the next. A showing begins only while it
fits whole. After a change of content, what was given out in the slice it falls into counts
as used, so that new scores of one day never add up to more.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from content.schedule import TIMEZONE

SLICES = ((4, 2), (16, 4))
LONGEST_SLICE_H = 12
SECOND = timedelta(seconds=1)
Places = frozenset[int]
Phase = tuple[datetime, Places]


@dataclass(frozen=True, slots=True)
class Limit:
    """Hold an entry's seconds a day and of one showing, and since when it was never shown."""

    most_s: int
    showing_s: int
    first_from: datetime | None = None


@dataclass(slots=True)
class _Segment:
    """Hold a stretch in which nothing opens or closes, and the slice it lies in."""

    start: datetime
    end: datetime
    here: Places
    slice_start: datetime

    @property
    def length_s(self) -> int:
        return (self.end - self.start) // SECOND


@dataclass
class Rationing:
    """Lay a plan's phases again so that no limit is passed; `round_of` gives a set's turns."""

    limits: Mapping[int, Limit]
    origin: datetime
    round_of: Callable[[Places], Sequence[tuple[int, int]]]
    _known: dict[object, list[tuple[int, Places, dict[int, int]]]] = field(default_factory=dict)

    def phases(self, phases: Iterable[Phase], end: datetime) -> Iterator[tuple[datetime, Places]]:
        """Give (instant, who is shown from it on); each entry begins a round anew."""
        for day in _days(_segments(list(phases), end, self._slice_h)):
            yield from self._day(day)

    @property
    def _slice_h(self) -> int:
        fitting = (hours for most, hours in SLICES if len(self.limits) <= most)
        return next(fitting, LONGEST_SLICE_H)

    def _day(self, day: list[_Segment]) -> Iterator[Phase]:
        open_s = {place: _open_s(day, place) for place in self.limits}
        passed = dict.fromkeys(self.limits, 0)
        left = dict.fromkeys(self.limits, 0)
        for segment in day:
            if segment.start == self.origin != segment.slice_start:
                left = dict.fromkeys(self.limits, 0)
            for place in segment.here & self.limits.keys():
                before = passed[place]
                passed[place] += segment.length_s
                if self._may_gain(place, segment):
                    most, whole = self.limits[place].most_s, open_s[place]
                    left[place] += most * passed[place] // whole - most * before // whole
            room_s = -((segment.start - segment.end) // SECOND)  # rounded up: never above
            for offset_s, shown, spent in self._play(segment.here, left, room_s):
                yield segment.start + offset_s * SECOND, shown
                for place, seconds in spent.items():
                    left[place] -= seconds

    def _may_gain(self, place: int, segment: _Segment) -> bool:
        """Tell whether the slice may still give its part: an older score may have given it."""
        is_after_change = segment.slice_start < self.origin <= segment.start
        first = self.limits[place].first_from
        return not is_after_change or (first is not None and first > segment.slice_start)

    def _play(
        self, here: Places, left: Mapping[int, int], room_s: int
    ) -> list[tuple[int, Places, dict[int, int]]]:
        ration = {place: left[place] for place in sorted(here & self.limits.keys())}
        key = (here, tuple(ration.items()), room_s)
        if key not in self._known:
            self._known[key] = list(self._rounds(here, ration, room_s))
        return self._known[key]

    def _rounds(
        self, here: Places, ration: dict[int, int], length_s: int
    ) -> Iterator[tuple[int, Places, dict[int, int]]]:
        """Play until each limited entry is used up or the stretch is over."""
        at_s = 0
        while at_s < length_s:
            active = {p: s for p, s in ration.items() if s >= self.limits[p].showing_s}
            shown = frozenset((here - ration.keys()) | active.keys())
            if not active:
                yield at_s, shown, {}
                return
            passed_s, spent = self._until_used_up(shown, active, length_s - at_s)
            yield at_s, shown, spent
            for place, seconds in spent.items():
                ration[place] -= seconds
            at_s += passed_s

    def _until_used_up(
        self, shown: Places, active: Mapping[int, int], room_s: int
    ) -> tuple[int, dict[int, int]]:
        """Walk the round until one of `active` has no whole showing left, or the room ends."""
        turns = self.round_of(shown)
        length_s = sum(seconds for _, seconds in turns)
        often = {place: sum(1 for known, _ in turns if known == place) for place in active}
        showings = {place: left // self.limits[place].showing_s for place, left in active.items()}
        rounds = min(room_s // length_s, *(showings[p] // often[p] for p in active))
        spent = {p: rounds * often[p] * self.limits[p].showing_s for p in active}
        passed_s = rounds * length_s
        for place, seconds in turns:
            if passed_s >= room_s or any(
                active[p] - spent[p] < self.limits[p].showing_s for p in active
            ):
                break
            seconds = min(seconds, room_s - passed_s)
            if place in spent:
                spent[place] += seconds
            passed_s += seconds
        return passed_s, spent


def _segments(phases: list[Phase], end: datetime, slice_h: int) -> Iterator[_Segment]:
    ends = [at for at, _ in phases[1:]] + [end]
    for (start, here), stop in zip(phases, ends, strict=True):
        while start < stop:
            slice_start, slice_end = _slice(start, slice_h)
            last = min(stop, slice_end)
            yield _Segment(start, last, here, slice_start)
            start = last


def _slice(at: datetime, slice_h: int) -> tuple[datetime, datetime]:
    local = at.astimezone(TIMEZONE)
    hour = local.hour - local.hour % slice_h
    start = local.replace(hour=hour, minute=0, second=0, microsecond=0).astimezone(at.tzinfo)
    return start, start + timedelta(hours=slice_h)


def _days(segments: Iterable[_Segment]) -> Iterator[list[_Segment]]:
    day: list[_Segment] = []
    for segment in segments:
        if day and _local_day(day[0]) != _local_day(segment):
            yield day
            day = []
        day.append(segment)
    if day:
        yield day


def _local_day(segment: _Segment) -> object:
    return segment.start.astimezone(TIMEZONE).date()


def _open_s(day: Iterable[_Segment], place: int) -> int:
    return sum(segment.length_s for segment in day if place in segment.here)
