from pathlib import Path

import pytest

from player.play_sheets import PlaySheets

RECORDS: list[dict[str, object]] = [{"log": "x", "seq": seq} for seq in (1, 2)]


@pytest.fixture
def sheets(tmp_path: Path) -> PlaySheets:
    return PlaySheets(tmp_path / "plays")


def test_sheets_are_read_as_they_were_put_the_oldest_first(sheets: PlaySheets) -> None:
    for number in (10, 9):
        sheets.put(number, "board-1", 480, RECORDS)
    assert sheets.numbers() == [9, 10]
    assert (sheets.read(9), sheets.before(9)) == (RECORDS, 480)


def test_a_sheet_goes_with_its_last_record(sheets: PlaySheets, tmp_path: Path) -> None:
    sheets.put(1, "board-1", 480, RECORDS)
    sheets.replace(1, RECORDS[1:])
    assert sheets.read(1) == RECORDS[1:]
    sheets.replace(1, [])
    assert list((tmp_path / "plays").iterdir()) == []


def test_sheets_of_another_board_are_forgotten(sheets: PlaySheets) -> None:
    sheets.put(1, "board-1", 480, RECORDS)
    sheets.put(2, "board-2", 480, RECORDS)
    sheets.keep_only_of("board-2")
    assert sheets.numbers() == [2]


def test_a_damaged_sheet_is_empty_and_a_missing_one_too(sheets: PlaySheets, tmp_path: Path) -> None:
    sheets.put(1, "board-1", 480, RECORDS)
    (tmp_path / "plays" / "0000000001.json").write_text("{}")
    assert sheets.read(1) == sheets.read(2) == []
    assert sheets.numbers() == []
