"""Who decides what of a notice from above."""

from datetime import UTC, datetime, timedelta

import pytest

from content.choosing import (
    Choice,
    Decision,
    Offer,
    Standing,
    below,
    check_choice,
    check_subscription,
    verdict,
)
from content.errors import ConflictError, InvalidInputError
from content.priority import Priority

START = datetime(2026, 11, 24, 6, tzinfo=UTC)
PATH = ("province", "area", "commune")
BEFORE, AFTER = START - timedelta(hours=1), START + timedelta(hours=1)
NORMAL = Offer("province", Priority.NORMAL, START)
PRIORITY = Offer("province", Priority.PRIORITY, START)
POOLED = Offer("province", Priority.NORMAL, START, by_pool=True)
SHOWN, DECLINED = Decision(Choice.SHOWN), Decision(Choice.DECLINED)


def test_own_notice_needs_nobodys_choice() -> None:
    own = Offer("commune", Priority.NORMAL, START)
    found = verdict(own, PATH, {"commune": DECLINED}, {"commune": BEFORE})
    assert (found.standing, found.is_shown) == (Standing.OWN, True)


def test_normal_notice_from_above_waits_where_somebody_chooses() -> None:
    found = verdict(NORMAL, PATH, {}, {"commune": BEFORE})
    assert (found.standing, found.is_shown) == (Standing.WAITING, False)


def test_somebody_between_the_board_and_the_issuer_makes_it_wait_the_issuer_does_not() -> None:
    assert not verdict(NORMAL, PATH, {}, {"area": BEFORE}).is_shown
    assert verdict(NORMAL, PATH, {}, {"province": BEFORE}).is_shown


def test_where_nobody_chooses_it_is_shown() -> None:
    found = verdict(NORMAL, PATH, {}, {})
    assert (found.standing, found.is_shown) == (Standing.UNATTENDED, True)


def test_what_was_there_before_the_first_chooser_goes_on_being_shown() -> None:
    assert verdict(NORMAL, PATH, {}, {"commune": AFTER}).is_shown


@pytest.mark.parametrize(
    ("decisions", "is_shown", "by"),
    [
        ({"area": SHOWN}, True, "area"),
        ({"area": SHOWN, "commune": DECLINED}, False, "commune"),
        ({"area": DECLINED, "commune": SHOWN}, True, "commune"),
    ],
)
def test_decision_nearest_to_the_board_counts(
    decisions: dict[str, Decision], is_shown: bool, by: str
) -> None:
    found = verdict(NORMAL, PATH, decisions, {"commune": BEFORE})
    assert (found.is_shown, found.decided_by) == (is_shown, by)


def test_decisions_of_the_issuer_and_of_siblings_do_not_count() -> None:
    found = verdict(NORMAL, PATH, {"province": SHOWN, "sibling": SHOWN}, {"commune": BEFORE})
    assert found.standing is Standing.WAITING


def test_priority_notice_is_shown_by_itself_and_may_be_reordered() -> None:
    light = {"commune": Decision(Choice.SHOWN, 1)}
    assert verdict(PRIORITY, PATH, {}, {"commune": BEFORE}).is_shown
    found = verdict(PRIORITY, PATH, light, {"commune": BEFORE})
    assert (found.standing, found.weight) == (Standing.BY_ITSELF, 1)
    assert verdict(PRIORITY, PATH, {"commune": DECLINED}, {}).is_shown


def test_what_lies_in_the_pool_is_shown_only_where_it_was_adopted() -> None:
    assert verdict(POOLED, PATH, {}, {}).standing is Standing.IN_POOL
    assert verdict(POOLED, PATH, {"commune": SHOWN}, {}).is_shown
    assert not verdict(POOLED, PATH, {"area": SHOWN, "commune": DECLINED}, {}).is_shown
    pressing = Offer("province", Priority.PRIORITY, START, by_pool=True)
    assert not verdict(pressing, PATH, {}, {}).is_shown
    assert not verdict(POOLED, ("province",), {"province": SHOWN}, {}).is_shown


def test_declining_is_refused_for_priority_alone() -> None:
    check_choice(NORMAL, Choice.DECLINED)
    check_choice(PRIORITY, Choice.SHOWN)
    check_choice(Offer("province", Priority.PRIORITY, START, by_pool=True), Choice.DECLINED)
    with pytest.raises(ConflictError) as refused:
        check_choice(PRIORITY, Choice.DECLINED)
    assert refused.value.code == "priority_is_shown"


def test_only_a_unit_above_can_be_subscribed_to() -> None:
    check_subscription("commune", None, PATH)
    check_subscription("commune", "province", PATH)
    for source, code in (("commune", "own_source"), ("sibling", "source_not_above")):
        with pytest.raises(InvalidInputError) as refused:
            check_subscription("commune", source, PATH)
        assert refused.value.code == code


def test_below_leaves_the_issuer_out() -> None:
    assert below("province", PATH) == ("area", "commune")
    assert below("commune", PATH) == ()
    assert below("elsewhere", PATH) == ()
