import pytest

from content.errors import NotFoundError
from server.services import alerting, heads, ledger
from server.services.actor import Role
from server.services.deliveries import BoardDelivery, deliveries
from server.services.resources import Resources
from tests.server.board_builders import ABoard, a_board, a_request, fire, officer
from tests.server.builders import START, FixedClock
from tests.server.staff_builders import add_units, an_actor
from tests.server.statements import statements


@pytest.fixture
def board(resources: Resources) -> ABoard:
    add_units(resources)
    return a_board(resources, phone="0255 000 118")


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


def names(boards: tuple[BoardDelivery, ...]) -> list[str]:
    return [one.name for one in boards]


def test_of_many_boards_those_that_do_not_show_it_come_first(
    resources: Resources, board: ABoard, clock: FixedClock
) -> None:
    ana, cam, binh = [a_board(resources, name=name) for name in ("An", "Cam", "Bình")]
    alert = fire(resources)
    for one, states in ((ana, ("received", "painted")), (cam, ("received", "failed"))):
        for state in states:
            ledger.store_receipts(resources, one.id, [one.receipt(alert, state)])
    clock.advance(60)

    def listed(most: int | None) -> list[str]:
        return names(deliveries(resources, officer(), alert.id, most=most).boards)

    assert listed(None) == listed(4) == ["An", "Bình", "Cam", "Nhà văn hóa"]
    assert listed(3) == ["Cam", "Bình", "Nhà văn hóa"]
    assert listed(2) == ["Cam", "Bình"]
    few = deliveries(resources, officer(), alert.id, most=1)
    assert (few.targeted, few.counts) == (4, {"painted": 1, "failed": 1, "unreachable": 2})
    (first,) = few.boards
    assert (first.board, first.times.received_at) == (cam.id, START)


def test_boards_to_call_are_counted_and_the_worst_named(
    resources: Resources, board: ABoard, clock: FixedClock
) -> None:
    other = a_board(resources, name="An")
    alert = fire(resources)
    ledger.store_receipts(resources, other.id, [other.receipt(alert)])

    def called(most: int) -> tuple[list[str], int]:
        found = deliveries(resources, officer(), alert.id, most_to_call=most)
        return names(found.to_call), found.to_call_total

    clock.advance(14)
    assert called(5) == ([], 0)
    clock.advance(1)
    assert called(5) == (["An"], 1)
    clock.advance(30)
    assert called(5) == (["Nhà văn hóa", "An"], 2)
    assert called(1) == (["Nhà văn hóa"], 2)


def test_a_board_that_was_handed_it_shows_when_before_that_is_written(
    resources: Resources, board: ABoard
) -> None:
    alert = fire(resources)
    resources.sent.note(alert.id, 1, [board.id], START)
    found = deliveries(resources, officer(), alert.id)
    assert found.counts == {"sent": 1} and found.boards[0].times.sent_at == START
    resources.sent.flush(resources.database)
    assert deliveries(resources, officer(), alert.id) == found


def test_the_ledger_asks_as_often_for_one_board_as_for_many(
    resources: Resources, board: ABoard
) -> None:
    alert = fire(resources)
    with statements(resources) as few:
        deliveries(resources, officer(), alert.id, most=1)
    for number in range(3):
        ledger.note_sent(
            resources, alert.id, 1, [a_board(resources, name=f"Bảng {number}").id], START
        )
    with statements(resources) as more:
        deliveries(resources, officer(), alert.id, most=1)
    assert len(more) == len(few)
