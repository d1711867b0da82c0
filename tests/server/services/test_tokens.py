import base64

import pytest

from content import trust
from server.services import board_changes, tokens
from server.services.resources import Resources
from server.services.tokens import TokenError, UsedNonces
from tests.server.board_builders import a_board, a_key, technician
from tests.server.builders import FixedClock
from tests.server.staff_builders import add_units


@pytest.fixture(autouse=True)
def _units(resources: Resources) -> None:
    add_units(resources)


def refused(code: str) -> "pytest.RaisesExc[TokenError]":
    return pytest.raises(TokenError, check=lambda error: error.code == code)


def test_signed_challenge_buys_a_token_that_names_its_board(resources: Resources) -> None:
    board = a_board(resources)
    assert tokens.board_of(resources, board.token()).id == board.id


def test_challenge_is_answered_once_only(resources: Resources) -> None:
    board = a_board(resources)
    nonce = tokens.make_challenge(resources, board.id)
    tokens.make_token(resources, board.id, nonce, board.sign_nonce(nonce))
    with refused("token_invalid"):
        tokens.make_token(resources, board.id, nonce, board.sign_nonce(nonce))


def test_challenge_runs_out_after_a_minute(resources: Resources, clock: FixedClock) -> None:
    board = a_board(resources)
    nonce = tokens.make_challenge(resources, board.id)
    clock.advance(60)
    with refused("token_expired"):
        tokens.make_token(resources, board.id, nonce, board.sign_nonce(nonce))


def test_another_boards_challenge_is_refused(resources: Resources) -> None:
    board, other = a_board(resources), a_board(resources, name="Chợ")
    nonce = tokens.make_challenge(resources, other.id)
    with refused("token_invalid"):
        tokens.make_token(resources, board.id, nonce, board.sign_nonce(nonce))


def test_signature_by_another_key_is_refused(resources: Resources) -> None:
    board = a_board(resources)
    nonce = tokens.make_challenge(resources, board.id)
    forged = base64.b64encode(a_key().sign(trust.token_message(board.id, nonce))).decode()
    for sig in (forged, "", "no base64", "AAAA"):
        with refused("token_invalid"):
            tokens.make_token(resources, board.id, nonce, sig)


def test_token_runs_out_after_a_quarter_of_an_hour(resources: Resources, clock: FixedClock) -> None:
    token = a_board(resources).token()
    clock.advance(899)
    tokens.board_of(resources, token)
    clock.advance(1)
    with refused("token_expired"):
        tokens.board_of(resources, token)


@pytest.mark.parametrize("junk", [None, 7, "", "a.b.c.d", "a" * 500, "ô.ô.ô.ô", {"a": 1}])
def test_junk_is_no_token(resources: Resources, junk: object) -> None:
    with refused("token_invalid"):
        tokens.board_of(resources, junk)


def test_token_cannot_be_made_to_last_or_to_name_another_board(resources: Resources) -> None:
    board, other = a_board(resources), a_board(resources, name="Chợ")
    board_id, key, expires, mac = board.token().split(".")
    for forged in (
        f"{other.id}.{key}.{expires}.{mac}",
        f"{board_id}.{key}.{int(expires) + 999}.{mac}",
    ):
        with refused("token_invalid"):
            tokens.board_of(resources, forged)


def test_revoked_board_is_refused_with_its_old_token_too(resources: Resources) -> None:
    board = a_board(resources)
    token = board.token()
    board_changes.revoke_board(resources, technician(), board.id)
    with refused("board_revoked"):
        tokens.board_of(resources, token)
    with refused("board_revoked"):
        tokens.make_challenge(resources, board.id)


def test_unknown_board_gets_no_challenge(resources: Resources) -> None:
    with refused("token_invalid"):
        tokens.make_challenge(resources, "0" * 16)


def test_of_very_many_challenges_each_is_answered_once_and_forgotten_when_it_is_over() -> None:
    used = UsedNonces()
    first = [f"first {number}" for number in range(5_000)]
    assert all(used.use(nonce, 60.0, 0.0) for nonce in first)
    assert not any(used.use(nonce, 60.0, 59.0) for nonce in first)
    assert all(used.use(f"second {number}", 160.0, 100.0) for number in range(9_000))
    assert all(used.use(nonce, 160.0, 100.0) for nonce in first), "they had been over"
