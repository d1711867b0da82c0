"""What a board itself says after the stop button: nothing is called shown because it was sent."""

import pytest

from server.services import heads, slates
from server.services.resources import Resources
from server.services.slate_standings import SlateState, standing_of
from server.services.slates import SlateScope
from tests.server.board_builders import ABoard, a_board, technician
from tests.server.builders import FixedClock
from tests.server.staff_builders import add_units


@pytest.fixture
def board(resources: Resources) -> ABoard:
    add_units(resources)
    return a_board(resources)


def state(resources: Resources, board: ABoard) -> SlateState:
    return standing_of(resources, resources.boards.get(board.id), resources.clock.now()).state


def say(resources: Resources, board: ABoard, sequence: int, item: str | None) -> None:
    heads.status_answer(resources, board.id, {"sequence": sequence, "item": item})


def stop(resources: Resources, board: ABoard, text: str | None = "Tạm dừng") -> None:
    slates.set_slate(resources, technician(), SlateScope(board=board.id), text)


def test_sent_is_not_taken_and_taken_is_not_shown(resources: Resources, board: ABoard) -> None:
    before = board.head()
    say(resources, board, before.sequence, "tin-1")
    assert state(resources, board) is SlateState.RUNNING
    stop(resources, board)
    assert state(resources, board) is SlateState.TOLD
    held = board.head()
    assert held.slate is not None and state(resources, board) is SlateState.TOLD, "sent, no more"
    say(resources, board, before.sequence, "stop")
    assert state(resources, board) is SlateState.TOLD, "a word from before the stop proves nothing"
    say(resources, board, held.sequence, "tin-1")
    assert state(resources, board) is SlateState.TAKEN
    say(resources, board, held.sequence, "alert:lu")
    assert state(resources, board) is SlateState.UNDER_ALERT
    say(resources, board, held.sequence, "stop")
    found = standing_of(resources, resources.boards.get(board.id), resources.clock.now())
    assert (found.state, found.is_done) == (SlateState.SHOWN, True)


def test_another_text_is_another_stop(resources: Resources, board: ABoard) -> None:
    stop(resources, board)
    say(resources, board, board.head().sequence, "stop")
    assert state(resources, board) is SlateState.SHOWN
    stop(resources, board, "Đang sửa")
    assert state(resources, board) is SlateState.TOLD
    say(resources, board, board.head().sequence, "stop")
    assert state(resources, board) is SlateState.SHOWN


def test_a_later_head_takes_nothing_back(resources: Resources, board: ABoard) -> None:
    stop(resources, board)
    held = board.head()
    say(resources, board, held.sequence, "stop")
    board.head()
    assert state(resources, board) is SlateState.SHOWN


def test_a_silent_board_is_said_to_be_silent(
    resources: Resources, board: ABoard, clock: FixedClock
) -> None:
    stop(resources, board)
    clock.advance(120)
    assert state(resources, board) is SlateState.SILENT
    say(resources, board, board.head().sequence, "stop")
    assert state(resources, board) is SlateState.SHOWN
    clock.advance(120)
    found = standing_of(resources, resources.boards.get(board.id), clock.now())
    assert (found.state, found.is_done) == (SlateState.LAST_SHOWN, False)


def test_going_on_is_believed_when_the_board_says_so(resources: Resources, board: ABoard) -> None:
    stop(resources, board)
    say(resources, board, board.head().sequence, "stop")
    stop(resources, board, None)
    assert state(resources, board) is SlateState.STILL_STOPPED
    held = board.head()
    say(resources, board, held.sequence, "stop")
    assert state(resources, board) is SlateState.GOES_ON
    say(resources, board, held.sequence, "tin-1")
    assert state(resources, board) is SlateState.RUNNING
