from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.errors import InvalidInputError, NotFoundError, UnitRetiredError
from content.unit import Unit, UnitTree
from tests.builders import MERGER, a_tree, a_unit

BEFORE, AFTER = MERGER - timedelta(days=1), MERGER


def test_a_reused_code_means_another_unit_after_the_day() -> None:
    tree = a_tree()
    assert tree.resolve("21115", BEFORE).name == "Thị trấn Trà Xuân"
    assert tree.resolve("21115", AFTER).name == "Xã Trà Bồng"


def test_a_code_that_was_valid_once_says_until_when() -> None:
    with pytest.raises(UnitRetiredError) as caught:
        a_tree().resolve("525", AFTER)
    assert "01/07/2025" in str(caught.value)
    assert "Huyện Trà Bồng" in str(caught.value)
    assert caught.value.code == "unit_retired"


def test_a_code_of_later_days_says_from_when() -> None:
    with pytest.raises(UnitRetiredError, match="from 01/07/2025"):
        a_tree().resolve("KV-535", BEFORE)


def test_an_unknown_code_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        a_tree().resolve("99999", AFTER)
    with pytest.raises(NotFoundError):
        a_tree().get("nobody")


def test_path_runs_from_the_root_to_the_unit() -> None:
    assert a_tree().path("bato") == ("new", "area", "bato")
    assert a_tree().path("new") == ("new",)


def test_subtree_is_the_unit_and_all_below_of_every_date_or_of_one_day() -> None:
    tree = a_tree()
    assert tree.subtree("area") == {"area", "bato"}
    assert tree.subtree("old") == {"old", "district", "town"}
    assert tree.subtree("old", AFTER) == frozenset()
    assert tree.subtree("new", AFTER) == {"new", "area", "bato", "trabong"}


def test_scope_reaches_down_and_never_sideways_or_up() -> None:
    tree = a_tree()
    assert tree.is_within("bato", "new")
    assert tree.is_within("bato", "bato")
    assert not tree.is_within("new", "bato")
    assert not tree.is_within("bato", "trabong")
    assert not tree.is_within("bato", "old")
    assert not tree.is_within("nobody", "new")


def test_units_of_a_day_stand_by_level_then_by_vietnamese_name() -> None:
    names = ["Xã Đức", "Xã Da", "Xã Ba Tơ", "Xã Ba Tô", "Xã Ăn"]
    units = [a_unit(str(i), name=name) for i, name in enumerate(names)]
    tree = UnitTree([*units, a_unit("p", name="Tỉnh Z", level="tinh")])
    assert [unit.name for unit in tree.valid_on(AFTER)] == [
        "Tỉnh Z",
        "Xã Ăn",
        "Xã Ba Tô",
        "Xã Ba Tơ",
        "Xã Da",
        "Xã Đức",
    ]


def test_children_and_roots_of_a_day() -> None:
    tree = a_tree()
    assert [unit.id for unit in tree.children("new")] == ["area", "trabong"]
    assert tree.children("old", AFTER) == ()
    assert [unit.id for unit in tree.roots(AFTER)] == ["new"]


def test_dates_are_half_open() -> None:
    unit = a_unit(valid_from=date(2025, 1, 1), valid_to=MERGER)
    days = [date(2024, 12, 31), date(2025, 1, 1), BEFORE, MERGER]
    assert [unit.is_valid_on(day) for day in days] == [False, True, True, False]


def test_an_unknown_level_still_has_its_place() -> None:
    tree = UnitTree([a_unit("h", level="hamlet"), a_unit("x")])
    assert [unit.id for unit in tree.valid_on(AFTER)] == ["x", "h"]


@pytest.mark.parametrize(
    "units",
    [
        [a_unit("a"), a_unit("a")],
        [a_unit("a", parent_id="b"), a_unit("b", parent_id="a")],
        [a_unit("a", parent_id="a")],
        [a_unit("a", parent_id="gone")],
    ],
)
def test_double_ids_cycles_and_orphans_are_refused(units: list[Unit]) -> None:
    with pytest.raises(InvalidInputError):
        UnitTree(units)


@given(st.lists(st.integers(min_value=0, max_value=10_000), max_size=40))
def test_in_any_tree_path_subtree_and_scope_agree(choices: list[int]) -> None:
    units = [a_unit("0")]
    for number, choice in enumerate(choices, start=1):
        units.append(a_unit(str(number), parent_id=str(choice % number)))
    tree = UnitTree(units)
    assert tree.subtree("0") == {unit.id for unit in units}
    for unit in units:
        path = tree.path(unit.id)
        assert path[0] == "0" and path[-1] == unit.id
        for above in path:
            assert tree.is_within(unit.id, above)
            assert unit.id in tree.subtree(above)
        assert {u.id for u in units if tree.is_within(u.id, unit.id)} == tree.subtree(unit.id)
