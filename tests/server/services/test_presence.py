from datetime import timedelta
from typing import Any

import pytest

from content.errors import InvalidInputError
from server.services.presence import BoardStatus, read_status
from server.services.resources import Resources
from server.storage.database import DatabaseUnavailableError
from server.storage.tables import BoardRow
from tests.server.board_builders import a_board
from tests.server.builders import START
from tests.server.staff_builders import add_units


def test_contacts_reach_the_database_in_one_batch(resources: Resources) -> None:
    add_units(resources)
    boards = [a_board(resources, name=f"Bảng {number}") for number in range(3)]
    for number, board in enumerate(boards):
        resources.presence.saw(board.id, START + timedelta(seconds=number))
    assert resources.presence.flush(resources.database) == 3
    assert resources.presence.flush(resources.database) == 0
    times = resources.database.read(
        lambda session: [session.get_one(BoardRow, board.id).last_contact_at for board in boards]
    )
    assert times == [START + timedelta(seconds=number) for number in range(3)]


def test_contacts_wait_while_the_database_is_away(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_units(resources)
    board = a_board(resources)
    resources.presence.saw(board.id, START)

    def away(work: object) -> None:
        raise DatabaseUnavailableError

    with monkeypatch.context() as patch:
        patch.setattr(resources.database, "write", away)
        with pytest.raises(DatabaseUnavailableError):
            resources.presence.flush(resources.database)
    assert resources.presence.flush(resources.database) == 1


def test_board_with_two_sockets_is_there_until_the_last_is_gone(resources: Resources) -> None:
    presence = resources.presence
    presence.connected("b", START)
    presence.connected("b", START)
    presence.disconnected("b", START)
    assert presence.connected_count() == 1
    presence.disconnected("b", START)
    assert presence.connected_count() == 0
    assert presence.of("b").last_contact_at == START


def test_status_keeps_what_is_not_sent_again() -> None:
    first = read_status({"sequence": 5, "item": "n1", "faults": ["clock"]}, BoardStatus())
    second = read_status({"sequence": 6, "temperature_c": 41.5}, first)
    assert second == BoardStatus(6, "n1", temperature_c=41.5, faults=("clock",))
    assert read_status({"sequence": 7, "item": None, "faults": []}, second).item is None


@pytest.mark.parametrize(
    "junk",
    [
        None,
        [],
        "status",
        {"sequence": "7"},
        {"sequence": -1},
        {"sequence": True},
        {"sequence": 2**64},
        {"item": 7},
        {"item": "x" * 201},
        {"clock_offset_s": "late"},
        {"item": "a\u202eb"},
        {"clock_offset_s": float("nan")},
        {"clock_offset_s": float("-inf")},
        {"clock_offset_s": 10**400},
        {"temperature_c": 1e300},
        {"faults": "all"},
        {"faults": [1]},
        {"faults": ["a\ud800b"]},
        {"faults": ["a\x00b"]},
        {"faults": ["x"] * 31},
    ],
)
def test_junk_status_is_refused(junk: Any) -> None:
    with pytest.raises(InvalidInputError):
        read_status(junk, BoardStatus())
