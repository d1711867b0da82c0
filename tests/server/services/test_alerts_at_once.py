"""Two officers at one alert at the same moment: one deed counts, the other is told."""

import pytest

from content.errors import ConflictError
from server.services import alerting
from server.services.resources import Resources
from tests.server.alert_races import (
    actions,
    approval,
    approve_and_cancel_together,
    approve_together,
    at_once,
    cancellation,
    sequences,
    waiting_alert,
)
from tests.server.board_builders import ABoard, a_board, fire, officer, own_words
from tests.server.staff_builders import add_units


@pytest.fixture
def board(resources: Resources) -> ABoard:
    add_units(resources)
    return a_board(resources)


def test_officers_who_approve_together_approve_it_once(resources: Resources, board: ABoard) -> None:
    approve_together(resources, board, people=4)


@pytest.mark.parametrize("turn", range(3))
def test_approving_and_cancelling_together_ends_it(
    resources: Resources, board: ABoard, turn: int
) -> None:
    approve_and_cancel_together(resources, board)


def test_officers_who_cancel_together_cancel_it_once(resources: Resources, board: ABoard) -> None:
    view = fire(resources)
    answers = at_once(*(cancellation(resources, view, number) for number in (2, 3, 4)))
    assert sorted(answers) == ["alert_state", "alert_state", "done"]
    assert actions(resources) == ["alert.in_force", "alert.cancelled"]
    assert alerting.get_alert(resources, officer(), view.id).revision == 2


def test_officers_who_change_it_together_make_a_revision_each(
    resources: Resources, board: ABoard
) -> None:
    view = waiting_alert(resources)
    words = [own_words(resources.clock.now(), event=event) for event in ("Lũ ống", "Lũ lớn")]
    answers = at_once(
        *(
            lambda request=request: alerting.update_alert(resources, officer(), view.id, request)
            for request in words
        )
    )
    assert answers == ["done", "done"]
    newest = alerting.get_alert(resources, officer(), view.id)
    assert (newest.revision, newest.state) == (3, "pending")
    assert sequences(resources, view) == [None, None, None]
    with pytest.raises(ConflictError, check=lambda error: error.code == "changed_meanwhile"):
        approval(resources, view, 2)()


def test_approving_what_is_changed_at_that_moment_sends_the_words_that_were_read(
    resources: Resources, board: ABoard
) -> None:
    view = waiting_alert(resources)
    request = own_words(resources.clock.now(), event="Lũ ống")
    approved, changed = at_once(
        approval(resources, view, 2),
        lambda: alerting.update_alert(resources, officer(), view.id, request),
    )
    assert changed == "done"
    assert approved in ("done", "changed_meanwhile")
    shown = alerting.get_alert(resources, officer(), view.id)
    if approved == "done":
        assert (shown.state, shown.alert.event) == ("in_force", "Lũ quét")
        assert shown.pending is not None and shown.pending.alert.event == "Lũ ống"
    else:
        assert (shown.state, shown.alert.event) == ("pending", "Lũ ống")


@pytest.mark.parametrize(
    ("deed", "told"),
    [("approve", "approved"), ("reject", "turned this alert down"), ("cancel", "cancelled")],
)
def test_whoever_comes_later_is_told_what_was_decided(
    resources: Resources, board: ABoard, deed: str, told: str
) -> None:
    view = waiting_alert(resources)
    second = officer(number=2)
    if deed == "approve":
        alerting.approve_alert(resources, second, view.id, view.revision, view.digest)
    elif deed == "reject":
        alerting.reject_alert(resources, second, view.id, view.revision, "Chưa đủ căn cứ")
    else:
        alerting.cancel_alert(resources, second, view.id, "Phát nhầm")
    with pytest.raises(ConflictError, match=told, check=lambda one: one.code == "alert_state"):
        approval(resources, view, 3)()


def test_what_went_out_without_a_second_officer_was_approved_by_nobody(
    resources: Resources, board: ABoard
) -> None:
    view = fire(resources)
    with pytest.raises(ConflictError) as refused:
        approval(resources, view, 2)()
    assert "Another officer" not in str(refused.value)
