import pytest

from content.priority import (
    LABELS,
    Priority,
    is_for_notices,
    is_in_ticker,
    may_decline,
    may_reorder,
    takes_the_screen,
    weight_factor,
)


@pytest.mark.parametrize(
    ("priority", "decline", "reorder", "takes"),
    [
        (Priority.NORMAL, True, True, False),
        (Priority.PRIORITY, False, True, False),
        (Priority.EMERGENCY, False, False, True),
    ],
)
def test_rights_below_shrink_as_the_priority_rises(
    priority: Priority, decline: bool, reorder: bool, takes: bool
) -> None:
    assert may_decline(priority) is decline
    assert may_reorder(priority) is reorder
    assert takes_the_screen(priority) is takes


def test_an_emergency_is_no_notice() -> None:
    assert [p for p in Priority if is_for_notices(p)] == [Priority.NORMAL, Priority.PRIORITY]


def test_priority_notices_weigh_more_and_run_in_the_ticker() -> None:
    assert weight_factor(Priority.PRIORITY) > weight_factor(Priority.NORMAL)
    assert [p for p in Priority if is_in_ticker(p)] == [Priority.PRIORITY]


def test_every_priority_has_a_label() -> None:
    assert set(LABELS) == set(Priority)
