from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.category import CategoryKey
from content.errors import InvalidInputError
from content.shares import (
    LARGEST_CYCLE,
    MOST_TOGETHER,
    TOLERANCE,
    CategoryShares,
    Turn,
    measured,
    turns_in_a_round,
)

NAMES = ("policy", "news", "market", "security")
turns = st.lists(
    st.builds(
        Turn,
        st.just(""),
        st.sampled_from(NAMES),
        st.integers(8, 60),
        st.integers(1, 4),
        st.integers(1, 20),
    ),
    min_size=1,
    max_size=12,
).map(
    lambda found: [
        Turn(f"n{place}", one.category, one.seconds, one.pages, one.weight)
        for place, one in enumerate(found)
    ]
)
cuts = st.lists(st.integers(0, 100), min_size=4, max_size=4)


def shares_of(cut: list[int]) -> CategoryShares:
    ends = sorted(cut)
    parts = [ends[0], *(after - before for before, after in pairwise(ends))]
    return CategoryShares.from_dict(dict(zip(NAMES, parts, strict=True)))


def slots(found: list[Turn], counts: dict[str, int]) -> int:
    return sum(one.pages * counts[one.name] for one in found)


@given(turns, cuts)
def test_floors_are_held_and_nobody_starves(found: list[Turn], cut: list[int]) -> None:
    shares = shares_of(cut)
    counts = turns_in_a_round(found, shares)
    assert set(counts) == {one.name for one in found}
    assert min(counts.values()) >= 1
    assert slots(found, counts) <= LARGEST_CYCLE
    longest = max(one.pages for one in found)
    if slots(found, counts) + longest <= LARGEST_CYCLE // 2:  # not stopped by a full round
        part = measured(found, counts)
        for name, floor in shares.floors(found).items():
            assert part[name] >= floor - TOLERANCE - 0.001


@given(turns, cuts)
def test_the_same_gives_the_same_whatever_the_order(found: list[Turn], cut: list[int]) -> None:
    shares = shares_of(cut)
    assert turns_in_a_round(found, shares) == turns_in_a_round(list(found), shares)


@given(turns)
def test_without_shares_weights_alone_count(found: list[Turn]) -> None:
    counts = turns_in_a_round(found, CategoryShares())
    for one in found:
        for other in found:
            assert counts[one.name] * other.weight == counts[other.name] * one.weight


def test_a_third_for_policy_is_a_third_of_the_seconds() -> None:
    crowd = [Turn(f"m{n}", "market", 12, 1, 2) for n in range(20)]
    found = [Turn("p", "policy", 10, 1, 1), *crowd]
    counts = turns_in_a_round(found, CategoryShares.from_dict({"policy": 30}))
    assert 30 <= measured(found, counts)["policy"] < 32
    assert len({counts[one.name] for one in crowd}) == 1


def test_a_whole_for_one_leaves_the_others_a_turn() -> None:
    found = [Turn("p", "policy", 10, 1, 1), Turn("m", "market", 10, 1, 1)]
    shares = CategoryShares.from_dict({"policy": 100})
    assert shares.floors(found) == {"policy": MOST_TOGETHER}
    assert turns_in_a_round(found, shares)["m"] == 1


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ({"policy": 60, "news": 41}, "shares_above_whole"),
        ({"policy": 101}, "invalid_input"),
        ({"policy": -1}, "invalid_input"),
        ({"policy": True}, "invalid_input"),
        ({"policy": 1.5}, "invalid_input"),
        ({"weather": 5}, "invalid_input"),
        ([], "invalid_input"),
    ],
)
def test_impossible_shares_are_refused(bad: object, code: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        CategoryShares.from_dict(bad)
    assert (caught.value.code, caught.value.field) == (code, "shares")


def test_shares_come_back_from_json_in_one_order() -> None:
    shares = CategoryShares.from_dict({"news": 5, "policy": 30, "market": 0})
    assert shares.percents == ((CategoryKey.POLICY, 30), (CategoryKey.NEWS, 5))
    assert CategoryShares.from_dict(shares.to_dict()) == shares
