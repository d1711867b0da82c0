import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from content.errors import ContentError, ForbiddenError, InvalidInputError, NotFoundError
from server.services import board_changes, pairing, pairing_approval, tokens
from server.services.actor import Role
from server.services.board_places import BoardPlace
from server.services.resources import Resources
from server.services.user_codes import TooManyRequestsError
from server.storage.tables import AuditRow, BoardRow
from tests.server.board_builders import a_board, a_key, start, technician
from tests.server.staff_builders import add_units, an_actor

PLACE = BoardPlace(unit="20857", name="Nhà văn hóa Làng Teng")


@pytest.fixture(autouse=True)
def _units(resources: Resources) -> None:
    add_units(resources)


def count_boards(resources: Resources) -> int:
    return len(resources.database.read(lambda session: session.scalars(select(BoardRow)).all()))


def test_technician_sees_the_number_that_the_screen_shows(resources: Resources) -> None:
    key = a_key()
    started = start(resources, key, width=1080, height=1920, software="player 1")
    waiting = pairing_approval.look_up(resources, technician(), started.user_code.lower())
    let_in = pairing_approval.approve(resources, technician(), started.user_code, PLACE)
    assert waiting.check_number == let_in.check_number
    assert (waiting.width, waiting.height, waiting.software) == (1080, 1920, "player 1")


def test_board_takes_the_screen_it_said_it_has(resources: Resources) -> None:
    started = start(resources, a_key(), width=1080, height=1920)
    let_in = pairing_approval.approve(resources, technician(), started.user_code, PLACE)
    profile = resources.boards.get(let_in.board).profile
    assert (profile.width, profile.height) == (1080, 1920)


def test_used_code_is_refused(resources: Resources) -> None:
    started = start(resources, a_key())
    pairing_approval.approve(resources, technician(), started.user_code, PLACE)
    with pytest.raises(ContentError, check=lambda error: error.code == "code_used"):
        pairing_approval.approve(resources, technician(), started.user_code, PLACE)
    assert count_boards(resources) == 1


@pytest.mark.parametrize("code", ["BCDF-GHJK", "", "'; DROP TABLE boards", "ô" * 100])
def test_wrong_code_is_not_found(resources: Resources, code: str) -> None:
    with pytest.raises(NotFoundError):
        pairing_approval.approve(resources, technician(), code, PLACE)


def test_guessing_is_stopped_after_ten_wrong_codes(resources: Resources) -> None:
    started = start(resources, a_key())
    for _ in range(10):
        with pytest.raises(NotFoundError):
            pairing_approval.look_up(resources, technician(), "BCDF-GHJK")
    with pytest.raises(TooManyRequestsError):
        pairing_approval.approve(resources, technician(), started.user_code, PLACE)
    another = replace(technician(), account_id="another")
    pairing_approval.approve(resources, another, started.user_code, PLACE)


@pytest.mark.parametrize(
    ("role", "unit"),
    [(Role.TECHNICIAN, "sibling"), (Role.AUTHOR, "commune"), (Role.DUTY_OFFICER, "province")],
)
def test_only_those_with_the_right_over_the_unit_let_boards_in(
    resources: Resources, role: Role, unit: str
) -> None:
    started = start(resources, a_key())
    with pytest.raises(ForbiddenError):
        pairing_approval.approve(resources, an_actor(role, unit), started.user_code, PLACE)
    assert count_boards(resources) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"unit": None},
        {"unit": "99999"},
        {"unit": "no such"},
        {"name": None},
        {"name": "  "},
        {"name": "x" * 101},
        {"phone": "call me"},
        {"lat": 14.7},
        {"lat": 91.0, "lon": 0.0},
        {"tags": ["x"] * 51},
        {"groups": [""]},
        {"profile": {"width": 1920, "height": 1080, "far_m": 60}},
        {"profile": {"width": 10}},
        {"replaces": "no such"},
    ],
)
def test_place_that_breaks_a_rule_changes_nothing(
    resources: Resources, wrong: dict[str, Any]
) -> None:
    started = start(resources, a_key())
    with pytest.raises((InvalidInputError, NotFoundError)):
        pairing_approval.approve(
            resources, technician(), started.user_code, replace(PLACE, **wrong)
        )
    assert count_boards(resources) == 0
    pairing_approval.approve(resources, technician(), started.user_code, PLACE)


def test_new_hardware_takes_over_place_and_history(resources: Resources) -> None:
    old = a_board(resources, name="Cổng chợ", phone="0255 000 118", tags=["chợ"])
    old_token, key = old.token(), a_key()
    started = start(resources, key)
    pairing_approval.approve(
        resources, technician(), started.user_code, BoardPlace(replaces=old.id)
    )
    board = resources.boards.get(old.id)
    assert (board.name, board.phone, board.public_key) == ("Cổng chợ", "0255 000 118", key.public)
    assert board.addressee.tags == {"chợ"}
    assert pairing.collect(resources, started.device_code).board_id == old.id
    with pytest.raises(tokens.TokenError, check=lambda error: error.code == "board_revoked"):
        tokens.board_of(resources, old_token)
    with pytest.raises(tokens.TokenError):
        old.token()


def test_device_that_is_a_board_already_is_refused(resources: Resources) -> None:
    board = a_board(resources)
    started = start(resources, board.signer)
    with pytest.raises(ContentError, check=lambda error: error.code == "key_in_use"):
        pairing_approval.approve(resources, technician(), started.user_code, PLACE)


def test_revoked_device_can_be_let_in_again(resources: Resources) -> None:
    board = a_board(resources)
    board_changes.revoke_board(resources, technician(), board.id)
    started = start(resources, board.signer)
    let_in = pairing_approval.approve(resources, technician(), started.user_code, PLACE)
    assert let_in.board == board.id
    assert not resources.boards.get(board.id).is_revoked
    assert board.token()


def test_letting_in_leaves_an_audit_row(resources: Resources) -> None:
    board = a_board(resources)
    rows = resources.database.read(
        lambda session: session.scalars(
            select(AuditRow).where(AuditRow.action == "board.paired")
        ).all()
    )
    assert [(row.subject, row.actor_login) for row in rows] == [(board.id, "technician.province")]
    assert json.loads(rows[0].details)["key_id"] == board.signer.key_id
