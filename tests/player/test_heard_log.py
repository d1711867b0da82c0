"""What was called out is remembered on disk: player.heard_log."""

from pathlib import Path

import pytest

from player.cache import Folder
from player.heard_log import RECORD, HeardLog


def test_each_revision_is_new_once_across_restarts(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    assert [HeardLog(folder).note(("flood", number)) for number in (1, 1, 2, 1)] == [
        True, False, True, False,
    ]  # fmt: skip
    assert HeardLog(folder).all() == {("flood", 1), ("flood", 2)}


def test_a_damaged_list_falls_back_and_at_worst_begins_anew(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    heard = HeardLog(folder)
    heard.note(("flood", 1))
    heard.note(("storm", 1))
    (tmp_path / f"{RECORD}.json").write_bytes(b"rotten")
    assert HeardLog(folder).all() == {("flood", 1)}
    (tmp_path / f"{RECORD}.json.old").write_bytes(b"rotten")
    assert HeardLog(folder).all() == frozenset()
    folder.write(RECORD, {"heard": ["x", [1, 2], ["a"], ["flood", 3]]})
    assert HeardLog(folder).all() == {("flood", 3)}


def test_a_disk_that_takes_nothing_is_no_reason_to_call_out_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = HeardLog(Folder(tmp_path))

    def full(*args: object) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(Folder, "write", full)
    assert heard.note(("flood", 1)) and not heard.note(("flood", 1))


def test_the_oldest_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("player.heard_log._MOST_REMEMBERED", 2)
    heard = HeardLog(Folder(tmp_path))
    for number in (1, 2, 3):
        heard.note(("flood", number))
    assert heard.all() == {("flood", 2), ("flood", 3)}
