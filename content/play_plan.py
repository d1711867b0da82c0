"""Plan against fact: the seconds that scores give each item by the hour, and what boards showed."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from content.hours import power_at
from content.instant import parse_instant
from content.manifest import MAIN

HOUR = timedelta(hours=1)
REPORTED_WITHIN = timedelta(minutes=10)
"""Boards report some minutes after the hour."""
_SLACK_S, _SLACK_PART = 60, 5
# Seconds by hour (its first instant) and item.
Seconds = dict[tuple[datetime, str], float]
Span = tuple[datetime, datetime]


class HourState(StrEnum):
    """Say how an hour of a board went, in one word."""

    MET = "met"
    DEVIATES = "deviates"
    MISSING = "missing"
    COVERED = "covered"
    IDLE = "idle"
    OPEN = "open"


class DeviationKind(StrEnum):
    """Name how what was shown of an item differs from the plan."""

    NOT_SHOWN = "not_shown"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NOT_PLANNED = "not_planned"


@dataclass(frozen=True, slots=True)
class Deviation:
    """Hold an item that was shown longer or shorter than the plan allows for."""

    item: str
    kind: DeviationKind
    planned_s: int
    shown_s: int


@dataclass(frozen=True, slots=True)
class PlayHour:
    """Hold an hour of a board; `covered_s` is time under alerts and the waiting screen."""

    start: datetime
    state: HourState
    planned_s: int
    shown_s: int
    covered_s: int
    deviations: tuple[Deviation, ...]


def planned_seconds(manifest: Mapping[str, Any], start: datetime, end: datetime) -> Seconds:
    """Add up what a score shows in the main zone from one instant to another, power off left out.

    Where an item is not valid the next that is takes its time, as on a board.
    """
    found: Seconds = defaultdict(float)
    zone = manifest["zones"].get(MAIN) or {"cycles": {}, "timeline": []}
    windows = {
        item: (parse_instant(listed["from"]), parse_instant(listed["until"]))
        for item, listed in manifest["items"].items()
    }
    for first, last in _powered(manifest, start, end):
        for at, until, cycle, offset in _rounds(zone, first, last):
            for item, begins, ends in _walk(cycle, at, until, offset, windows):
                _spread(found, item, begins, ends)
    return dict(found)


def hour_of(at: datetime) -> datetime:
    """Give the first instant of the hour that an instant lies in."""
    return at.replace(minute=0, second=0, microsecond=0)


def hours_between(start: datetime, end: datetime) -> Iterator[datetime]:
    """Give the first instant of each hour that a span touches."""
    at = hour_of(start)
    while at < end:
        yield at
        at += HOUR


def covered_seconds(spans: Iterable[Span], hour: datetime) -> int:
    """Count the seconds of an hour that lie in any of the spans."""
    clipped = sorted((max(a, hour), min(b, hour + HOUR)) for a, b in spans)
    total, reached = timedelta(0), hour
    for begins, ends in clipped:
        total += max(timedelta(0), ends - max(begins, reached))
        reached = max(reached, ends)
    return round(total.total_seconds())


def compare(
    planned: Seconds,
    shown: Seconds,
    reported: Iterable[datetime],
    covers: Sequence[Span],
    span: Span,
    now: datetime,
) -> tuple[PlayHour, ...]:
    """Hold each hour of a span against the plan; `reported` names hours that any record is of."""
    heard = frozenset(reported)
    return tuple(
        _hour(hour, planned, shown, covered_seconds(covers, hour), now, is_heard=hour in heard)
        for hour in hours_between(*span)
    )


def _hour(
    hour: datetime, planned: Seconds, shown: Seconds, covered_s: int, now: datetime,
    *, is_heard: bool,
) -> PlayHour:  # fmt: skip
    wanted = {item: seconds for (at, item), seconds in planned.items() if at == hour}
    seen = {item: seconds for (at, item), seconds in shown.items() if at == hour}
    planned_s, shown_s = round(sum(wanted.values())), round(sum(seen.values()))
    deviations: tuple[Deviation, ...] = ()
    if now < hour + HOUR + REPORTED_WITHIN and not is_heard:
        state = HourState.OPEN
    elif not is_heard:
        state = _silent(planned_s, covered_s)
    else:
        deviations = tuple(_deviations(wanted, seen, covered_s))
        state = HourState.DEVIATES if deviations else HourState.MET
    return PlayHour(hour, state, planned_s, shown_s, covered_s, deviations)


def _silent(planned_s: int, covered_s: int) -> HourState:
    if planned_s <= _SLACK_S:
        return HourState.IDLE
    return HourState.COVERED if planned_s - covered_s <= _SLACK_S else HourState.MISSING


def _deviations(
    wanted: Mapping[str, float], seen: Mapping[str, float], covered_s: int
) -> Iterator[Deviation]:
    """What lay under an alert may be missing of any item, in whole."""
    for item in sorted({*wanted, *seen}):
        planned_s, shown_s = round(wanted.get(item, 0)), round(seen.get(item, 0))
        slack_s = max(_SLACK_S, planned_s // _SLACK_PART)
        if shown_s > planned_s + slack_s:
            kind = DeviationKind.TOO_LONG if planned_s else DeviationKind.NOT_PLANNED
        elif shown_s < planned_s - slack_s - covered_s:
            kind = DeviationKind.TOO_SHORT if shown_s else DeviationKind.NOT_SHOWN
        else:
            continue
        yield Deviation(item, kind, planned_s, shown_s)


def _powered(manifest: Mapping[str, Any], start: datetime, end: datetime) -> Iterator[Span]:
    """Cut a span where the power is switched, and give the parts with it on."""
    switches = (parse_instant(at) for at, _ in manifest.get("power") or ())
    edges = [start, *(at for at in switches if start < at < end), end]
    for first, last in zip(edges, edges[1:], strict=False):
        if power_at(manifest, first):
            yield first, last


def _rounds(
    zone: Mapping[str, Any], start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime, Sequence[Sequence[Any]], float]]:
    """Give each stretch of one cycle: from, until, its slots, and the seconds into a round."""
    timeline = [(parse_instant(at), name) for at, name in zone["timeline"]]
    place = max(0, bisect_right(timeline, start, key=lambda entry: entry[0]) - 1)
    for index in range(place, len(timeline)):
        begun, name = timeline[index]
        until = timeline[index + 1][0] if index + 1 < len(timeline) else end
        first, last = max(begun, start), min(until, end)
        cycle = zone["cycles"][name]
        length_s = sum(seconds for _, _, seconds in cycle)
        if first < last and length_s > 0:
            yield first, last, cycle, (first - begun).total_seconds() % length_s
        if until >= end:
            return


def _walk(
    cycle: Sequence[Sequence[Any]],
    at: datetime,
    until: datetime,
    offset_s: float,
    windows: Mapping[str, Span],
) -> Iterator[tuple[str, datetime, datetime]]:
    index = 0
    while offset_s >= cycle[index][2]:
        offset_s -= cycle[index][2]
        index += 1
    while at < until:
        ends = min(until, at + timedelta(seconds=cycle[index][2] - offset_s))
        item = _valid(cycle, index, at, windows)
        if item is not None:
            yield item, at, ends
        at, offset_s, index = ends, 0.0, (index + 1) % len(cycle)


def _valid(
    cycle: Sequence[Sequence[Any]], index: int, at: datetime, windows: Mapping[str, Span]
) -> str | None:
    for step in range(len(cycle)):
        item = str(cycle[(index + step) % len(cycle)][0])
        first, last = windows.get(item, (at, at))
        if first <= at < last:
            return item
    return None


def _spread(found: Seconds, item: str, begins: datetime, ends: datetime) -> None:
    for hour in hours_between(begins, ends):
        part = min(ends, hour + HOUR) - max(begins, hour)
        found[hour, item] = found.get((hour, item), 0.0) + part.total_seconds()
