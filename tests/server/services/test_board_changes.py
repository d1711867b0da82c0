from dataclasses import replace
from datetime import timedelta

import pytest

from content.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from content.instant import format_instant
from server.services import board_changes
from server.services.actor import Role
from server.services.board_places import BoardPlace
from server.services.changes import Change
from server.services.resources import Resources
from tests.server.board_builders import a_board, technician
from tests.server.staff_builders import add_units, an_actor


@pytest.fixture(autouse=True)
def _units(resources: Resources) -> None:
    add_units(resources)


def test_moved_board_gets_a_new_identity_and_keeps_the_rest(resources: Resources) -> None:
    board = a_board(resources, phone="0255 000 118")
    before = resources.boards.get(board.id)
    board_changes.move_board(
        resources, technician(), board.id, BoardPlace(unit="20860", tags=["chợ"])
    )
    after = resources.boards.get(board.id)
    assert after.addressee.path == ("province", "area", "sibling")
    assert after.addressee.tags == {"chợ"}
    assert after.identity_digest != before.identity_digest
    assert (after.name, after.phone, after.key_id) == (before.name, before.phone, before.key_id)


def test_move_needs_the_right_on_both_ends(resources: Resources) -> None:
    board = a_board(resources)
    for actor in (technician("commune"), technician("sibling")):
        with pytest.raises(ForbiddenError):
            board_changes.move_board(resources, actor, board.id, BoardPlace(unit="20860"))
    assert resources.boards.get(board.id).unit_id == "commune"


def test_board_is_revoked_once(resources: Resources) -> None:
    board = a_board(resources)
    board_changes.revoke_board(resources, technician(), board.id)
    with pytest.raises(ConflictError):
        board_changes.revoke_board(resources, technician(), board.id)


def test_operator_moves_and_revokes_without_a_right(resources: Resources) -> None:
    board = a_board(resources)
    moved = board_changes.move_board(resources, None, board.id, BoardPlace(unit="20860"))
    assert moved.unit_id == "sibling"
    board_changes.revoke_board(resources, None, board.id)
    assert resources.boards.get(board.id).is_revoked


def test_command_is_announced_with_its_id(resources: Resources) -> None:
    board = a_board(resources)
    heard: list[Change] = []
    resources.changes.subscribe(heard.append)
    command_id = board_changes.send_command(resources, technician(), board.id, "identify")
    assert [(one.action, one.subject) for one in heard] == [("board.command", board.id)]
    assert dict(heard[0].details) == {"id": command_id, "name": "identify"}


def test_a_power_command_says_on_or_off_and_until_when(resources: Resources) -> None:
    board, now = a_board(resources), resources.clock.now()
    heard: list[Change] = []
    resources.changes.subscribe(heard.append)
    until = now + timedelta(hours=3)
    who = technician()
    board_changes.send_command(resources, who, board.id, "power", on=False, until=until)
    board_changes.send_command(resources, who, board.id, "power", on=True)
    board_changes.send_command(resources, who, board.id, "power")
    told = [{k: v for k, v in one.details.items() if k != "id"} for one in heard]
    assert told == [
        {"name": "power", "on": False, "until": format_instant(until)},
        {"name": "power", "on": True},
        {"name": "power"},
    ]


@pytest.mark.parametrize(
    ("name", "on", "hours"),
    [("reload", True, None), ("power", None, 1), ("power", True, 0), ("power", False, 24.01)],
)
def test_a_power_command_that_makes_no_sense_is_refused(
    resources: Resources, name: str, on: bool | None, hours: float | None
) -> None:
    board = a_board(resources)
    heard: list[Change] = []
    resources.changes.subscribe(heard.append)
    until = None if hours is None else resources.clock.now() + timedelta(hours=hours)
    with pytest.raises(InvalidInputError):
        board_changes.send_command(resources, technician(), board.id, name, on=on, until=until)
    assert heard == []


def test_unknown_command_board_and_right_are_refused(resources: Resources) -> None:
    board = a_board(resources)
    with pytest.raises(InvalidInputError):
        board_changes.send_command(resources, technician(), board.id, "explode")
    with pytest.raises(NotFoundError):
        board_changes.send_command(resources, technician(), "no such", "reload")
    viewer = replace(an_actor(Role.VIEWER, "province"))
    with pytest.raises(ForbiddenError):
        board_changes.send_command(resources, viewer, board.id, "reload")
