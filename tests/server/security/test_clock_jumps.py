"""The server's clock is set back or forward: nothing that was given out lasts longer for it."""

import pytest

from content.errors import ContentError
from server.services import sessions, tokens
from server.services.board_views import BoardState, view_board
from server.services.pairing_approval import look_up
from server.services.resources import Resources
from server.services.user_codes import TooManyRequestsError
from tests.server.board_builders import ABoard, a_board, technician
from tests.server.builders import FixedClock
from tests.server.staff_builders import add_units
from tests.server.staff_web.conftest import Staff

DAY_S, CENTURY_S = 86_400, 73 * 365 * 86_400


@pytest.fixture
def board(resources: Resources) -> ABoard:
    add_units(resources)
    return a_board(resources)


@pytest.mark.parametrize("jump_s", [-DAY_S, -CENTURY_S, DAY_S])
def test_a_session_ends_when_the_clock_jumps(
    staff: Staff, clock: FixedClock, jump_s: float
) -> None:
    browser = staff.person("duty_officer")
    clock.advance(jump_s)
    assert browser.get("/staff/").status_code == 303


def test_a_small_correction_of_the_clock_ends_nothing(staff: Staff, clock: FixedClock) -> None:
    browser = staff.person("duty_officer")
    clock.advance(-5)
    assert browser.get("/staff/").status_code == 200
    assert browser.get("/staff/alerts/new").status_code == 200


def test_proof_of_who_is_at_the_keys_does_not_last_over_a_jump(
    staff: Staff, clock: FixedClock
) -> None:
    browser = staff.person("duty_officer")
    clock.advance(-60)
    cookie = browser.client.get_cookie("bangtin")
    assert cookie is not None
    assert not sessions.has_stepped_up(staff.resources, cookie.value)


@pytest.mark.parametrize("jump_s", [-DAY_S, -CENTURY_S, 901])
def test_a_boards_token_and_challenge_end_when_the_clock_jumps(
    resources: Resources, board: ABoard, clock: FixedClock, jump_s: float
) -> None:
    token, nonce = board.token(), tokens.make_challenge(resources, board.id)
    clock.advance(jump_s)
    for deed in (
        lambda: tokens.board_of(resources, token),
        lambda: tokens.make_token(resources, board.id, nonce, board.sign_nonce(nonce)),
    ):
        with pytest.raises(tokens.TokenError) as refused:
            deed()
        assert refused.value.code == "token_expired"
    assert tokens.board_of(resources, board.token()).id == board.id


def test_a_technician_who_guessed_wrong_may_go_on_after_the_clock_was_put_right(
    resources: Resources, board: ABoard, clock: FixedClock
) -> None:
    for _ in range(10):
        with pytest.raises(ContentError):
            look_up(resources, technician(), "BCDF-GHJK")
    with pytest.raises(TooManyRequestsError):
        look_up(resources, technician(), "BCDF-GHJK")
    clock.advance(-CENTURY_S)
    with pytest.raises(ContentError) as refused:
        look_up(resources, technician(), "BCDF-GHJK")
    assert refused.value.code == "unknown_code"


def test_a_board_heard_in_times_to_come_is_not_taken_for_one_that_is_there(
    resources: Resources, board: ABoard, clock: FixedClock
) -> None:
    resources.presence.saw(board.id, clock.now())
    assert view_board(resources, resources.boards.get(board.id)).state is BoardState.ONLINE
    clock.advance(-DAY_S)
    assert view_board(resources, resources.boards.get(board.id)).state is BoardState.OFFLINE


def test_heads_and_alerts_never_go_back_with_the_clock(
    resources: Resources, board: ABoard, clock: FixedClock
) -> None:
    first = board.head().sequence
    clock.advance(-CENTURY_S)
    assert board.head().sequence > first
    clock.advance(2 * CENTURY_S)
    assert board.head().sequence > first
