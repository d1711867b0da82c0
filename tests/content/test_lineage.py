from datetime import date

import pytest

from content.errors import InvalidInputError
from content.lineage import Lineage, Succession
from content.targeting import Targets
from tests.builders import a_notice

JULY = date(2025, 7, 1)
LATER = date(2030, 1, 1)
BEFORE = date(2025, 6, 30)


def merged() -> Lineage:
    """Two communes become one, which is renamed later."""
    return Lineage(
        [Succession(JULY, "a", "new"), Succession(JULY, "b", "new"), Succession(LATER, "new", "x")]
    )


def test_a_merged_unit_is_itself_until_the_day_and_the_new_one_from_it_on() -> None:
    lineage = merged()
    assert lineage.current("a", BEFORE) == ("a",)
    assert lineage.current("a", JULY) == lineage.current("b", JULY) == ("new",)
    assert lineage.current("a", LATER) == ("x",)
    assert lineage.main("a", LATER) == "x"


def test_a_unit_nothing_is_known_of_stands_for_itself() -> None:
    assert Lineage().current("a", JULY) == ("a",)
    assert Lineage().main("a", JULY) == "a"


def test_a_split_unit_is_all_its_successors_the_main_one_first() -> None:
    lineage = Lineage([Succession(JULY, "a", "b", is_main=False), Succession(JULY, "a", "c")])
    assert lineage.current("a", JULY) == ("c", "b")
    assert lineage.main("a", JULY) == "c"


def test_split_and_joined_again_names_a_unit_once() -> None:
    lineage = Lineage(
        [
            Succession(JULY, "a", "b", is_main=False),
            Succession(JULY, "a", "c"),
            Succession(LATER, "b", "d"),
            Succession(LATER, "c", "d"),
        ]
    )
    assert lineage.current("a", LATER) == ("d",)


def test_steps_are_told_in_both_directions() -> None:
    assert [step.from_id for step in merged().before("new")] == ["a", "b"]
    assert [step.to_id for step in merged().after("new")] == ["x"]


def test_targets_and_notices_follow_and_the_rest_stays() -> None:
    lineage = merged()
    targets = Targets(units=("a", "b"), subtrees=("b", "other"), groups=("chợ",))
    carried = lineage.carry_targets(targets, JULY)
    assert (carried.units, carried.subtrees) == (("new",), ("new", "other"))
    assert carried.groups == ("chợ",)
    notice = a_notice(unit_id="a", targets=targets)
    assert lineage.carry(notice, JULY).unit_id == "new"
    assert lineage.carry(notice, JULY).title == notice.title
    assert lineage.carry(notice, BEFORE) is notice


@pytest.mark.parametrize(
    "steps",
    [
        [Succession(JULY, "a", "a")],
        [Succession(JULY, "a", "b"), Succession(LATER, "b", "a")],
        [Succession(JULY, "a", "b"), Succession(JULY, "a", "c")],
        [Succession(JULY, "a", "b", is_main=False)],
    ],
)
def test_a_lineage_that_makes_no_sense_is_refused(steps: list[Succession]) -> None:
    with pytest.raises(InvalidInputError):
        Lineage(steps)
