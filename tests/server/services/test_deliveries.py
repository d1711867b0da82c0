from datetime import timedelta
from typing import Any

import pytest

from content.errors import NotFoundError
from server.services import alerting, heads, ledger
from server.services.actor import Role
from server.services.deliveries import DeliveryState, Ending, Times, deliveries, state_of
from server.services.resources import Resources
from tests.server.board_builders import ABoard, a_board, a_request, fire, officer
from tests.server.builders import START, FixedClock
from tests.server.staff_builders import add_units, an_actor

SOON = START + timedelta(seconds=5)
LATE = START + timedelta(minutes=5)
NONE, EXPIRED, TAKEN_BACK = Ending.NONE, Ending.EXPIRED, Ending.TAKEN_BACK


@pytest.fixture
def board(resources: Resources) -> ABoard:
    add_units(resources)
    return a_board(resources, phone="0255 000 118")


def times(**reached: Any) -> Times:
    return Times(**{f"{name}_at": START for name in reached})


@pytest.mark.parametrize(
    ("reached", "ending", "now", "state"),
    [
        ({}, NONE, SOON, "accepted"),
        ({"sent": 1}, NONE, SOON, "sent"),
        ({}, NONE, LATE, "unreachable"),
        ({"sent": 1}, NONE, LATE, "unreachable"),
        ({"received": 1}, NONE, LATE, "received"),
        ({"received": 1, "painted": 1}, NONE, LATE, "painted"),
        ({"received": 1, "failed": 1}, NONE, LATE, "failed"),
        ({"failed": 1, "painted": 1}, NONE, LATE, "painted"),
        ({"painted": 1, "ended": 1}, TAKEN_BACK, LATE, "ended"),
        ({"painted": 1}, EXPIRED, LATE, "painted"),
        ({"received": 1}, TAKEN_BACK, LATE, "withdrawn"),
        ({}, TAKEN_BACK, LATE, "withdrawn"),
        ({"failed": 1}, TAKEN_BACK, LATE, "withdrawn"),
        ({}, EXPIRED, SOON, "unreachable"),
        ({"sent": 1}, EXPIRED, LATE, "unreachable"),
        ({"received": 1}, EXPIRED, LATE, "failed"),
        ({"failed": 1}, EXPIRED, LATE, "failed"),
    ],
)
def test_state_follows_from_times_and_ending(
    reached: dict[str, Any], ending: Ending, now: Any, state: str
) -> None:
    assert state_of(times(**reached), ending, START, now) is DeliveryState(state)


def test_ledger_fills_as_the_board_reports(
    resources: Resources, board: ABoard, clock: FixedClock
) -> None:
    silent = a_board(resources, name="Bảng im", phone="0255 000 121")
    alert = fire(resources)

    def states() -> dict[str, str]:
        found = deliveries(resources, officer(), alert.id)
        assert found.targeted == 2 and sum(found.counts.values()) == 2
        return {one.board: str(one.state) for one in found.boards}

    assert states() == {board.id: "accepted", silent.id: "accepted"}
    heads.alerts_for(resources, board.id)
    assert states()[board.id] == "sent"
    for state in ("received", "painted"):
        ledger.store_receipts(resources, board.id, [board.receipt(alert, state)])
        assert states()[board.id] == state
    clock.advance(60)
    assert states()[silent.id] == "unreachable"
    alerting.cancel_alert(resources, officer(), alert.id, "Hết")
    ledger.store_receipts(resources, board.id, [board.receipt(alert, "ended")])
    assert states() == {board.id: "ended", silent.id: "withdrawn"}


def test_each_board_is_shown_with_its_phone(resources: Resources, board: ABoard) -> None:
    alert = fire(resources)
    (one,) = deliveries(resources, officer(), alert.id).boards
    assert (one.name, one.unit, one.phone) == ("Nhà văn hóa", "commune", "0255 000 118")


def test_updated_alert_shows_each_board_for_the_newest_revision_meant_for_it(
    resources: Resources, board: ABoard
) -> None:
    other = a_board(resources, "20860", "Ba Tô")
    alert = fire(resources)
    alerting.update_alert(
        resources, officer(), alert.id, a_request(START, targets={"units": ["20860"]})
    )
    found = {one.board: one for one in deliveries(resources, officer(), alert.id).boards}
    assert (found[board.id].revision, found[board.id].state) == (1, "withdrawn")
    assert (found[other.id].revision, found[other.id].state) == (2, "accepted")


def test_board_paired_during_the_alert_comes_into_the_ledger_with_its_receipt(
    resources: Resources, board: ABoard
) -> None:
    alert = fire(resources)
    late = a_board(resources, name="Bảng mới")
    ledger.store_receipts(resources, late.id, [late.receipt(alert)])
    found = {one.board: str(one.state) for one in deliveries(resources, officer(), alert.id).boards}
    assert found == {board.id: "accepted", late.id: "received"}


def test_expired_alert_leaves_one_final_state_per_board(
    resources: Resources, board: ABoard, clock: FixedClock
) -> None:
    a_board(resources, name="Bảng im")
    alert = fire(resources)
    for state in ("received", "painted", "ended"):
        ledger.store_receipts(resources, board.id, [board.receipt(alert, state)])
    clock.advance(3600)
    assert deliveries(resources, officer(), alert.id).counts == {"ended": 1, "unreachable": 1}


def test_waiting_alert_targets_nobody_yet(resources: Resources, board: ABoard) -> None:
    from tests.server.board_builders import own_words

    view = alerting.issue_alert(resources, officer(), own_words(START))
    assert deliveries(resources, officer(), view.id).targeted == 0


def test_ledger_is_for_those_who_may_see_the_alert(resources: Resources, board: ABoard) -> None:
    alert = fire(resources)
    with pytest.raises(NotFoundError):
        deliveries(resources, an_actor(Role.VIEWER, "elsewhere"), alert.id)
    with pytest.raises(NotFoundError):
        deliveries(resources, officer(), "no such")
