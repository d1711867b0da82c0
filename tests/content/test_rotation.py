from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from content.rotation import (
    DAYS_AHEAD,
    Entry,
    cycle,
    local_midnight,
    order,
    plan,
)
from content.schedule import Daypart
from content.shares import LARGEST_CYCLE

DAY = date(2026, 11, 24)
START = local_midnight(DAY)

weights = st.dictionaries(
    st.sampled_from("abcdefghijkl"), st.integers(1, 20), min_size=1, max_size=12
)


def an_entry(item: str = "a", **overrides: object) -> Entry:
    values: dict[str, object] = {
        "seconds": (8,),
        "shown_from": START,
        "valid_from": START - timedelta(days=3),
        **overrides,
    }
    return Entry(item, **values)  # type: ignore[arg-type]


@given(weights)
def test_everybody_comes_as_often_as_the_weights_say(given_weights: dict[str, int]) -> None:
    names = order(given_weights)
    for one in given_weights:
        for other in given_weights:
            here, there = names.count(one), names.count(other)
            assert here * given_weights[other] == there * given_weights[one]


@given(weights)
def test_same_weights_give_the_same_order(given_weights: dict[str, int]) -> None:
    assert order(given_weights) == order(dict(given_weights))


@given(weights)
def test_repeats_are_spread_over_the_round(given_weights: dict[str, int]) -> None:
    """In any stretch of the endless round an entry's share is off by at most two turns."""
    names = order(given_weights)
    twice = names * 2
    for name in given_weights:
        share = names.count(name) / len(names)
        for length in (2, 3, len(names) // 2, len(names)):
            for start in range(len(names)):
                seen = twice[start : start + length].count(name)
                assert abs(seen - share * length) < 2


@given(weights)
def test_nobody_waits_much_longer_than_its_share(given_weights: dict[str, int]) -> None:
    names = order(given_weights)
    for name in given_weights:
        places = [place for place, found in enumerate(names) if found == name]
        gaps = [
            (after - before) % len(names) or len(names)
            for before, after in zip(places, places[1:] + places[:1], strict=True)
        ]
        assert max(gaps) <= 2 * len(names) / len(places)


def test_crowd_of_heavy_entries_stays_a_cycle_of_bearable_length() -> None:
    names = order({f"n{place}": 10 if place % 2 else 7 for place in range(200)})
    assert len(names) <= LARGEST_CYCLE
    assert len(set(names)) == 200


def test_cycle_begins_with_the_newest_and_keeps_pages_together() -> None:
    old = an_entry("old", seconds=(8, 9), weight=3)
    new = an_entry("new", seconds=(10,), shown_from=START + timedelta(hours=1))
    slots = cycle([old, new])
    assert slots[0] == ("new", 0, 10)
    assert slots[1:] == (("old", 0, 8), ("old", 1, 9)) * 3


def test_nothing_to_show_gives_no_timeline() -> None:
    assert plan([], DAY, START).timeline == ()
    over = an_entry(until=START - timedelta(days=2))
    assert plan([over], DAY, START).timeline == ()


def test_timeline_covers_more_than_45_days_with_a_start_each_midnight() -> None:
    timeline = plan([an_entry()], DAY, START).timeline
    days = [local_midnight(DAY + timedelta(days=n)) for n in range(-1, DAYS_AHEAD)]
    assert [at for at, _ in timeline] == days
    assert DAYS_AHEAD > 46


def test_change_of_content_starts_the_cycle_anew_at_that_instant() -> None:
    changed = START + timedelta(hours=9, seconds=7)
    assert (changed, "c0") in plan([an_entry()], DAY, changed).timeline


def test_daypart_opens_and_closes_an_entry() -> None:
    morning = an_entry("b", dayparts=(Daypart(time(6), time(8, 30)),))
    found = plan([an_entry(), morning], DAY, START)
    here = {at: {slot[0] for slot in found.cycles[name]} for at, name in found.timeline}
    assert here[START] == {"a"}
    assert here[START + timedelta(hours=6)] == {"a", "b"}
    assert here[START + timedelta(hours=8, minutes=30)] == {"a"}


def test_end_and_beginning_of_validity_change_the_cycle() -> None:
    first = an_entry("a", until=START + timedelta(hours=5))
    second = an_entry("b", valid_from=START + timedelta(hours=7))
    found = plan([first, second], DAY, START)
    shown = [{slot[0] for slot in found.cycles[name]} for at, name in found.timeline if at >= START]
    assert shown[:3] == [{"a"}, set(), {"b"}]


@given(
    st.lists(
        st.tuples(st.integers(-50, 50), st.integers(1, 60), st.integers(1, 5), st.booleans()),
        max_size=6,
    )
)
def test_timeline_shows_what_is_open_and_nothing_else(
    drawn: list[tuple[int, int, int, bool]],
) -> None:
    entries = [
        an_entry(
            f"n{place}",
            valid_from=START + timedelta(hours=begin),
            until=START + timedelta(hours=begin + length),
            weight=weight,
            dayparts=(Daypart(time(20), time(4)),) if at_night else (),
        )
        for place, (begin, length, weight, at_night) in enumerate(drawn)
    ]
    found = plan(entries, DAY, START)
    for at, name in found.timeline:
        shown = {slot[0] for slot in found.cycles[name]}
        local = (at + timedelta(hours=7)).time()
        open_now = local >= time(20) or local < time(4)
        assert shown == {
            entry.item
            for entry in entries
            if entry.valid_from <= at < (entry.until or datetime.max.replace(tzinfo=UTC))
            and (open_now or not entry.dayparts)
        }


SOME = (an_entry("a"), an_entry("b", weight=2), an_entry("c", seconds=(8, 9)))


@given(st.permutations(SOME))
def test_order_of_asking_changes_nothing(entries: list[Entry]) -> None:
    assert cycle(entries) == cycle(SOME)


def test_a_correction_comes_right_behind_the_newest_before_all_others() -> None:
    old = an_entry("correction", shown_from=START, leads=True)
    newer = an_entry("news", shown_from=START + timedelta(hours=3))
    newest = an_entry("policy", shown_from=START + timedelta(hours=4))
    assert [slot[0] for slot in cycle([newer, old, newest])] == ["policy", "correction", "news"]
    assert cycle([old])[0][0] == "correction"
