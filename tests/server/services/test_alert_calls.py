"""Calls to caretakers: written down for all, and who was called comes last."""

import pytest

from content.errors import ForbiddenError, InvalidInputError, NotFoundError
from server.services import alert_calls, ledger
from server.services.actor import Role
from server.services.alert_calls import note_call
from server.services.deliveries import deliveries
from server.services.resources import Resources
from tests.server.board_builders import ABoard, a_board, fire, officer, technician
from tests.server.builders import FixedClock
from tests.server.staff_builders import add_units, an_actor


@pytest.fixture
def boards(resources: Resources) -> list[ABoard]:
    add_units(resources)
    return [a_board(resources, name=name, phone="0905 000 118") for name in ("An", "Bình")]


def to_call(resources: Resources, alert_id: str) -> list[str]:
    found = deliveries(resources, officer(), alert_id, most_to_call=9)
    return [one.name for one in found.to_call]


def test_who_was_reached_or_is_being_rung_up_comes_last(
    resources: Resources, boards: list[ABoard], clock: FixedClock
) -> None:
    alert = fire(resources)
    clock.advance(60)
    assert to_call(resources, alert.id) == ["An", "Bình"]
    note_call(resources, officer(), alert.id, boards[0].id, "ringing")
    assert to_call(resources, alert.id) == ["Bình", "An"]
    clock.advance(alert_calls.RINGS_FOR.total_seconds())
    assert to_call(resources, alert.id) == ["An", "Bình"]
    note_call(resources, officer(number=2), alert.id, boards[0].id, "mending", " Ra xem ngay ")
    found = deliveries(resources, officer(), alert.id, most_to_call=9)
    assert [one.name for one in found.to_call] == ["Bình", "An"]
    assert (found.to_call_total, found.called_total) == (2, 1)
    (call,) = [one.call for one in found.to_call if one.call]
    assert (call.outcome, call.said, call.at) == ("mending", "Ra xem ngay", clock.now())
    note_call(resources, officer(), alert.id, boards[1].id, "no_answer")
    assert to_call(resources, alert.id) == ["Bình", "An"]
    assert len(resources.database.read(lambda s: alert_calls.all_calls(s, alert.id))) == 3


def test_a_board_that_shows_the_alert_is_no_longer_called(
    resources: Resources, boards: list[ABoard], clock: FixedClock
) -> None:
    alert = fire(resources)
    clock.advance(60)
    note_call(resources, officer(), alert.id, boards[0].id, "mending")
    for state in ("received", "painted"):
        ledger.store_receipts(resources, boards[0].id, [boards[0].receipt(alert, state)])
    found = deliveries(resources, officer(), alert.id, most_to_call=9)
    assert [one.name for one in found.to_call] == ["Bình"]
    assert (found.to_call_total, found.called_total) == (1, 0)


def test_a_call_is_refused_without_alert_board_right_or_outcome(
    resources: Resources, boards: list[ABoard]
) -> None:
    alert, board = fire(resources), boards[0].id
    with pytest.raises(NotFoundError):
        note_call(resources, officer(), "no such", board, "shows")
    with pytest.raises(NotFoundError):
        note_call(resources, officer(), alert.id, "no such", "shows")
    with pytest.raises(NotFoundError):
        note_call(resources, technician("elsewhere"), alert.id, board, "shows")
    with pytest.raises(ForbiddenError):
        note_call(resources, an_actor(Role.APPROVER, "province"), alert.id, board, "shows")
    with pytest.raises(InvalidInputError):
        note_call(resources, officer(), alert.id, board, "gone")
    with pytest.raises(InvalidInputError):
        note_call(resources, officer(), alert.id, board, "shows", "x" * 301)
    assert resources.database.read(lambda s: alert_calls.calls_of(s, alert.id)) == {}
