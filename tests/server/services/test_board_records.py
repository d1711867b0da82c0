from datetime import datetime

import pytest

from server.services.board_records import (
    BadRecordError,
    Batch,
    parts,
    read_at,
    read_batch,
    read_log,
)
from server.services.boards import BoardRecord
from server.services.resources import Resources
from server.storage.tables import PlayRow
from tests.server.board_builders import ABoard, a_board
from tests.server.builders import START
from tests.server.staff_builders import add_units


@pytest.fixture
def board(resources: Resources) -> ABoard:
    add_units(resources)
    return a_board(resources)


def read_nothing(board: BoardRecord, record: object, now: datetime) -> PlayRow:
    raise BadRecordError("No.", code="no")


def test_a_board_learns_which_record_was_refused(resources: Resources, board: ABoard) -> None:
    records = [{"log": "a" * 99, "seq": 7}, {"log": 1, "seq": 2**70}, {"seq": True}, 7]
    batch = read_batch(resources, board.id, records, read_nothing, START)
    assert batch.answer() == {
        "acknowledged": [],
        "rejected": [
            {"log": "a" * 64, "seq": 7, "code": "no"},
            {"log": 1, "seq": None, "code": "no"},
            {"log": None, "seq": None, "code": "no"},
            {"log": None, "seq": None, "code": "malformed"},
        ],
    }


def test_a_record_can_be_refused_after_it_was_read(resources: Resources, board: ABoard) -> None:
    batch = Batch[PlayRow](resources.boards.get(board.id))
    for seq in (1, 2):
        batch.rows["a", seq] = PlayRow(log="a", seq=seq)
        batch.acknowledged.append(["a", seq])
    batch.refuse("a", 1, "no")
    assert list(batch.rows) == [("a", 2)]
    assert batch.answer() == {
        "acknowledged": [["a", 2]],
        "rejected": [{"log": "a", "seq": 1, "code": "no"}],
    }


def test_fields_that_cannot_be_read_are_refused() -> None:
    for log in ("x" * 65, "", 7):
        with pytest.raises(Exception, match=r"log"):
            read_log({"log": log})
    with pytest.raises(BadRecordError):
        read_at({"at": "yesterday"}, "at")


def test_long_lists_are_cut_for_the_database() -> None:
    assert [len(part) for part in parts(list(range(4001)))] == [2000, 2000, 1]
