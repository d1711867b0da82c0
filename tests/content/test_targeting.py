import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.errors import InvalidInputError
from content.targeting import (
    Addressee,
    Circle,
    Polygon,
    Targets,
    distance_km,
    matches,
    reaches,
    read_point,
)
from tests.builders import an_addressee

SQUARE = Polygon(((14.0, 108.0), (14.0, 109.0), (15.0, 109.0), (15.0, 108.0)))
IDS = st.sampled_from(["b1", "b2", "bato", "area", "new", "other", "market"])


@pytest.mark.parametrize(
    "targets",
    [
        Targets(units=("bato",)),
        Targets(subtrees=("new",)),
        Targets(subtrees=("bato",)),
        Targets(boards=("b1",)),
        Targets(groups=("market",)),
        Targets(tags=("river",)),
        Targets(areas=(SQUARE,)),
        Targets(areas=(Circle(14.5, 108.5, 1),)),
        Targets(units=("other",), boards=("b1",)),
    ],
)
def test_any_one_match_is_enough(targets: Targets) -> None:
    board = an_addressee(
        groups=frozenset({"market"}), tags=frozenset({"river"}), lat=14.5, lon=108.5
    )
    assert matches(targets, board)


@pytest.mark.parametrize(
    "targets",
    [
        Targets(),
        Targets(units=("area",)),
        Targets(subtrees=("other",)),
        Targets(boards=("bato",)),
        Targets(groups=("b1",), tags=("market",)),
        Targets(areas=(SQUARE,)),
    ],
)
def test_units_mean_exactly_these_and_a_board_without_position_is_in_no_area(
    targets: Targets,
) -> None:
    assert not matches(targets, an_addressee(groups=frozenset({"market"})))


def test_a_message_never_reaches_beyond_the_units_below_its_issuer() -> None:
    board = an_addressee(tags=frozenset({"market"}))
    targets = Targets(tags=("market",))
    assert reaches(targets, "area", board)
    assert reaches(targets, "bato", board)
    assert not reaches(targets, "trabong", board)


def test_a_polygon_may_be_hollowed_in() -> None:
    shape = Polygon(((0, 0), (0, 4), (4, 4), (4, 0), (2, 2)))
    assert shape.covers(1, 2)
    assert not shape.covers(3, 0.5)
    assert not shape.covers(5, 2)


def test_distances_on_the_globe() -> None:
    assert distance_km(0, 0, 0, 0) == 0
    assert distance_km(0, 0, 1, 0) == pytest.approx(111.195, abs=0.01)
    assert distance_km(15.12, 108.8, 21.03, 105.85) == pytest.approx(728, abs=5)
    assert distance_km(0, 0, 0, 180) == pytest.approx(math.pi * 6371.0088)


def test_wire_form_of_areas() -> None:
    wire: dict[str, Any] = {
        "units": ["bato"],
        "areas": [[[14, 108], [14, 109], [15, 109]], {"lat": 14, "lon": 108, "radius_km": 5}],
    }
    targets = Targets.from_dict(wire)
    assert targets.areas == (
        Polygon(((14, 108), (14, 109), (15, 109))),
        Circle(14, 108, 5),
    )
    assert Targets.from_dict(json.loads(json.dumps(targets.to_dict()))) == targets


def test_fields_of_later_versions_are_passed_over_and_doubles_folded() -> None:
    assert Targets.from_dict({"units": ["a", "a"], "rivers": [1]}) == Targets(units=("a",))


def test_nothing_named_is_empty() -> None:
    assert Targets.from_dict({}).is_empty
    assert not Targets(tags=("x",)).is_empty
    assert not Targets(areas=(SQUARE,)).is_empty


@pytest.mark.parametrize(
    "bad",
    [
        None,
        [],
        "bato",
        {"units": "bato"},
        {"units": [1]},
        {"units": [""]},
        {"units": ["x" * 101]},
        {"units": ["x"] * 5001},
        {"areas": {}},
        {"areas": [5]},
        {"areas": [[[1, 2], [3, 4]]]},
        {"areas": [[[1, 2], [3, 4], [5]]]},
        {"areas": [[[1, 2], [3, 4], [91, 6]]]},
        {"areas": [[[1, 2], [3, 4], ["5", 6]]]},
        {"areas": [[[1, 2], [3, 4], [True, 6]]]},
        {"areas": [[[1, 2]] * 1001]},
        {"areas": [{"lat": 1, "lon": 2}]},
        {"areas": [{"lat": 1, "lon": 2, "radius_km": 0}]},
        {"areas": [{"lat": 1, "lon": 2, "radius_km": -5}]},
        {"areas": [{"lat": 1, "lon": 2, "radius_km": 1e9}]},
        {"areas": [{"lat": math.nan, "lon": 2, "radius_km": 1}]},
        {"areas": [{"lat": 1, "lon": math.inf, "radius_km": 1}]},
        {"areas": [{"lat": 1, "lon": 181, "radius_km": 1}]},
    ],
)
def test_targets_of_the_wrong_shape_are_refused(bad: object) -> None:
    with pytest.raises(InvalidInputError) as caught:
        Targets.from_dict(bad)
    assert (caught.value.field or "").startswith("targets")


def test_a_position_is_two_numbers_within_the_globe() -> None:
    assert read_point(14, 108.5, "lat") == (14.0, 108.5)
    with pytest.raises(InvalidInputError):
        read_point(14, None, "lat")


@given(
    st.builds(
        Targets,
        units=st.lists(IDS).map(tuple),
        subtrees=st.lists(IDS).map(tuple),
        boards=st.lists(IDS).map(tuple),
        groups=st.lists(IDS).map(tuple),
        tags=st.lists(IDS).map(tuple),
    ),
    st.builds(Targets, units=st.lists(IDS).map(tuple), areas=st.just((Circle(14, 108, 10),))),
    st.builds(
        an_addressee,
        board=IDS,
        unit=IDS,
        groups=st.frozensets(IDS),
        lat=st.floats(-90, 90),
        lon=st.floats(-180, 180),
    ),
)
def test_targets_are_joined_by_or(first: Targets, second: Targets, board: Addressee) -> None:
    both = Targets(
        units=first.units + second.units,
        subtrees=first.subtrees + second.subtrees,
        boards=first.boards + second.boards,
        groups=first.groups + second.groups,
        tags=first.tags + second.tags,
        areas=first.areas + second.areas,
    )
    assert matches(both, board) == (matches(first, board) or matches(second, board))
    assert matches(Targets.from_dict(both.to_dict()), board) == matches(both, board)
