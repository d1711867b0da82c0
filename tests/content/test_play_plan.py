from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from content.manifest import slot_at
from content.play_plan import (
    DeviationKind,
    HourState,
    Seconds,
    compare,
    covered_seconds,
    hour_of,
    hours_between,
    planned_seconds,
)

NOON = datetime(2026, 11, 25, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
LATER = NOON + 5 * HOUR
SPAN = (NOON, NOON + HOUR)


def instant(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def a_manifest(**fields: Any) -> dict[str, Any]:
    window = {"digest": "", "from": "2026-01-01T00:00:00Z", "until": "9999-12-31T23:59:59Z"}
    ends = {**window, "until": instant(NOON + timedelta(minutes=90))}
    cycles = {"day": [["a", 0, 10], ["b", 0, 7], ["a", 1, 5]], "late": [["b", 0, 9]], "none": []}
    timeline = [
        [instant(NOON - timedelta(minutes=13, seconds=4)), "day"],
        [instant(NOON + 2 * HOUR + timedelta(seconds=3)), "late"],
        [instant(NOON + 3 * HOUR), "none"],
    ]
    return {
        "items": {"a": ends, "b": window},
        "zones": {"main": {"cycles": cycles, "timeline": timeline}},
        **fields,
    }


def by_slots(manifest: dict[str, Any], start: datetime, end: datetime) -> dict[Any, float]:
    """The same, second by second, as boards look it up."""
    found: dict[Any, float] = {}
    at = start
    while at < end:
        slot = slot_at(manifest, "main", at, lambda item, page: True)
        if slot is not None:
            key = (at.replace(minute=0, second=0), slot.item)
            found[key] = found.get(key, 0) + 1
        at += timedelta(seconds=1)
    return found


def test_the_plan_is_what_boards_look_up_second_by_second() -> None:
    start, end = NOON + timedelta(minutes=7, seconds=31), NOON + 4 * HOUR
    planned = planned_seconds(a_manifest(), start, end)
    assert planned == pytest.approx(by_slots(a_manifest(), start, end), abs=12)
    assert sum(planned.values()) == (3 * HOUR - timedelta(minutes=7, seconds=31)).total_seconds()


def test_nothing_is_planned_before_the_timeline_nor_with_the_power_off() -> None:
    assert planned_seconds(a_manifest(), NOON - 3 * HOUR, NOON - HOUR) == {}
    off, on = NOON + timedelta(minutes=20), NOON + timedelta(minutes=50)
    manifest = a_manifest(power=[[instant(off), False], [instant(on), True]])
    assert sum(planned_seconds(manifest, *SPAN).values()) == 30 * 60


def test_an_instant_lies_in_the_hour_that_began_last() -> None:
    late = NOON + timedelta(minutes=59, seconds=59, microseconds=7)
    assert hour_of(late) == hour_of(NOON) == NOON
    assert list(hours_between(late, NOON + HOUR)) == [NOON]
    assert list(hours_between(late, late + HOUR)) == [NOON, NOON + HOUR]


def test_overlapping_covers_count_once() -> None:
    spans = [
        (NOON - HOUR, NOON + timedelta(minutes=5)),
        (NOON + timedelta(minutes=3), NOON + timedelta(minutes=10)),
        (NOON + timedelta(minutes=58), LATER),
        (LATER, LATER + HOUR),
    ]
    assert covered_seconds(spans, NOON) == 12 * 60


def the_hour(
    planned: Seconds,
    shown: Seconds,
    *,
    heard: bool = True,
    covers: list[tuple[datetime, datetime]] | None = None,
    now: datetime = LATER,
) -> Any:
    (hour,) = compare(planned, shown, [NOON] if heard else [], covers or [], SPAN, now)
    return hour


@pytest.mark.parametrize(
    ("planned", "shown", "kind"),
    [
        (1000, 1000, None),
        (1000, 801, None),
        (1000, 799, DeviationKind.TOO_SHORT),
        (1000, 1201, DeviationKind.TOO_LONG),
        (1000, 0, DeviationKind.NOT_SHOWN),
        (0, 61, DeviationKind.NOT_PLANNED),
        (60, 0, None),
        (61, 0, DeviationKind.NOT_SHOWN),
    ],
)
def test_a_minute_or_a_fifth_is_no_deviation(
    planned: int, shown: int, kind: DeviationKind | None
) -> None:
    hour = the_hour({(NOON, "a"): planned}, {(NOON, "a"): shown})
    assert [one.kind for one in hour.deviations] == ([kind] if kind else [])
    assert hour.state is (HourState.DEVIATES if kind else HourState.MET)


def test_time_under_an_alert_is_no_deviation_and_no_missing_report() -> None:
    covers = [(NOON, NOON + timedelta(minutes=50))]
    short = the_hour({(NOON, "a"): 3600}, {(NOON, "a"): 600}, covers=covers)
    assert (short.state, short.covered_s) == (HourState.MET, 3000)
    whole = [(NOON - HOUR, LATER)]
    silent = the_hour({(NOON, "a"): 3600}, {}, heard=False, covers=whole)
    assert silent.state is HourState.COVERED


def test_an_hour_without_any_record_is_missing_once_it_had_time_to_come() -> None:
    planned: Seconds = {(NOON, "a"): 3600}
    assert the_hour(planned, {}, heard=False).state is HourState.MISSING
    soon = NOON + HOUR + timedelta(minutes=9)
    assert the_hour(planned, {}, heard=False, now=soon).state is HourState.OPEN
    assert the_hour({}, {}, heard=False).state is HourState.IDLE
