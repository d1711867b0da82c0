import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.errors import InvalidInputError
from content.instant import format_instant, parse_instant
from content.schedule import TIMEZONE, Daypart, edges, is_live, is_open, is_valid, opens_within

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "schedule.json").read_text())
MONDAY = date(2026, 11, 23)


def local(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=TIMEZONE)


def part(start: str, end: str, *days: int) -> Daypart:
    return Daypart.from_dict({"from": start, "to": end, **({"days": days} if days else {})})


def test_a_daypart_is_open_from_its_start_and_before_its_end() -> None:
    morning = [part("06:00", "08:30")]
    clocks = ["05:59:59.999", "06:00", "08:29:59.999", "08:30"]
    assert [is_open(morning, local(MONDAY, clock)) for clock in clocks] == [
        False,
        True,
        True,
        False,
    ]


def test_a_daypart_over_midnight_belongs_to_the_day_it_starts_on() -> None:
    night = [part("22:00", "05:00", 1)]
    tuesday = MONDAY + timedelta(days=1)
    assert is_open(night, local(MONDAY, "23:00"))
    assert is_open(night, local(tuesday, "04:59"))
    assert not is_open(night, local(tuesday, "05:00"))
    assert not is_open(night, local(tuesday, "23:00"))
    assert not is_open(night, local(MONDAY, "04:00"))


def test_no_dayparts_are_always_open_and_several_are_joined() -> None:
    assert is_open([], local(MONDAY, "03:00"))
    both = [part("06:00", "07:00"), part("17:00", "18:00")]
    assert is_open(both, local(MONDAY, "17:30"))
    assert not is_open(both, local(MONDAY, "12:00"))


def test_the_whole_day_may_be_written_to_24_00() -> None:
    whole = part("00:00", "24:00", 1)
    assert is_open([whole], local(MONDAY, "00:00"))
    assert is_open([whole], local(MONDAY, "23:59:59"))
    assert not is_open([whole], local(MONDAY + timedelta(days=1), "00:00"))
    assert whole == part("00:00", "00:00", 1)
    assert whole.to_dict() == {"from": "00:00", "to": "24:00", "days": [1]}


def test_validity_is_half_open_and_may_be_unbounded() -> None:
    start, end = local(MONDAY, "06:00"), local(MONDAY, "07:00")
    assert is_valid(start, end, start) and not is_valid(start, end, end)
    assert is_valid(None, None, start)
    assert is_valid(None, end, start) and is_valid(start, None, end)
    assert not is_valid(start, None, start - timedelta(microseconds=1))


def test_live_needs_validity_and_an_open_daypart() -> None:
    end = local(MONDAY, "07:00")
    morning = [part("06:00", "08:30")]
    assert is_live(None, end, morning, local(MONDAY, "06:30"))
    assert not is_live(None, end, morning, local(MONDAY, "07:30"))
    assert not is_live(None, end, morning, local(MONDAY, "05:30"))


def test_hours_that_miss_all_days_of_a_validity_are_found() -> None:
    sunday = [part("05:00", "08:00", 7)]
    start = local(MONDAY, "00:00")
    assert not opens_within(sunday, start, start + timedelta(days=2))
    assert opens_within(sunday, start, start + timedelta(days=7))
    assert opens_within(sunday, start, None) and opens_within([], start, start)


def test_edges_that_change_nothing_are_left_out() -> None:
    touching = [part("06:00", "08:00"), part("08:00", "10:00"), part("07:00", "09:00")]
    start = local(MONDAY, "00:00")
    found = edges(touching, start, start + timedelta(days=1))
    assert found == [local(MONDAY, "06:00"), local(MONDAY, "10:00")]
    assert all(edge.tzinfo is UTC for edge in found)
    assert edges([part("00:00", "24:00")], start, start + timedelta(days=3)) == []
    assert edges([], start, start + timedelta(days=3)) == []


@pytest.mark.parametrize(
    "bad",
    [
        None,
        [],
        {"from": "06:00"},
        {"from": "6:00", "to": "08:00"},
        {"from": "06:00", "to": "25:00"},
        {"from": "24:00", "to": "08:00"},
        {"from": "06:60", "to": "08:00"},
        {"from": 6, "to": 8},
        {"from": "06:00", "to": "06:00"},
        {"from": "06:00", "to": "08:00", "days": []},
        {"from": "06:00", "to": "08:00", "days": [0]},
        {"from": "06:00", "to": "08:00", "days": [8]},
        {"from": "06:00", "to": "08:00", "days": [True]},
        {"from": "06:00", "to": "08:00", "days": ["1"]},
        {"from": "06:00", "to": "08:00", "days": 1},
        {"from": "06:00", "to": "08:00", "until": "x"},
    ],
)
def test_dayparts_of_the_wrong_shape_are_refused(bad: object) -> None:
    with pytest.raises(InvalidInputError) as caught:
        Daypart.from_dict(bad)
    assert caught.value.field == "dayparts"


@st.composite
def dayparts(draw: st.DrawFn) -> Daypart:
    clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
    start, end = draw(clocks), draw(clocks)
    if start == end:
        start = end = time(0, 0)
    return Daypart(start, end, draw(st.frozensets(st.integers(1, 7), min_size=1)))


INSTANTS = st.timedeltas(timedelta(0), timedelta(days=7300)).map(
    lambda since: datetime(2020, 1, 1, tzinfo=UTC) + since
)


@given(dayparts())
def test_dayparts_come_back_from_json(one: Daypart) -> None:
    assert Daypart.from_dict(json.loads(json.dumps(one.to_dict()))) == one


@given(st.lists(dayparts(), max_size=4), INSTANTS, st.integers(0, 10 * 24))
def test_between_two_edges_nothing_opens_or_closes(
    parts: list[Daypart], start: datetime, hours: int
) -> None:
    end = start + timedelta(hours=hours)
    found = edges(parts, start, end)
    assert found == sorted(set(found))
    assert all(start <= edge < end for edge in found)
    cuts = [start, *found, end]
    for first, last in zip(cuts, cuts[1:], strict=False):
        if first < last:
            inside = [first, first + (last - first) / 2, last - timedelta(microseconds=1)]
            assert len({is_open(parts, at) for at in inside}) == 1
    for edge in found:
        assert is_open(parts, edge) != is_open(parts, edge - timedelta(microseconds=1))


@given(st.lists(dayparts(), min_size=1, max_size=3), INSTANTS)
def test_a_week_repeats_itself(parts: list[Daypart], at: datetime) -> None:
    assert is_open(parts, at) == is_open(parts, at + timedelta(days=7))


@pytest.mark.parametrize("case", VECTORS["open"], ids=lambda case: case["about"])
def test_vectors_of_openness(case: dict[str, Any]) -> None:
    parts = [Daypart.from_dict(value) for value in case["dayparts"]]
    assert is_open(parts, parse_instant(case["at"])) is case["expect"]


@pytest.mark.parametrize("case", VECTORS["edges"], ids=lambda case: case["about"])
def test_vectors_of_edges(case: dict[str, Any]) -> None:
    parts = [Daypart.from_dict(value) for value in case["dayparts"]]
    found = edges(parts, parse_instant(case["start"]), parse_instant(case["end"]))
    assert [format_instant(edge) for edge in found] == case["expect"]
