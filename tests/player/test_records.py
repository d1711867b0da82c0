"""Files that are there whole or not at all, and records that know it."""

from pathlib import Path

import pytest

from player.errors import DamagedError
from player.records import read_record, replacing, write_file, write_record


def test_a_write_that_breaks_off_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "x"
    write_file(path, b"old")
    with pytest.raises(RuntimeError), replacing(path) as file:
        file.write(b"half")
        raise RuntimeError
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["x"]


def test_a_damaged_record_falls_back_to_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    write_record(path, {"n": 1})
    write_record(path, {"n": 2})
    assert read_record(path) == {"n": 2}
    path.write_bytes(path.read_bytes()[:-3])
    assert read_record(path) == {"n": 1}


def test_a_record_that_is_damaged_twice_says_so(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    with pytest.raises(FileNotFoundError):
        read_record(path)
    path.write_bytes(b"\xff\xfe nothing")
    with pytest.raises(DamagedError):
        read_record(path)


def test_a_record_that_the_disk_does_not_give_gives_way_to_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "state.json"
    for number in (1, 2):
        write_record(path, {"n": number})
    real = Path.read_bytes

    def dying(one: Path) -> bytes:
        if one == path:
            raise OSError(5, "Input/output error")
        return real(one)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", dying)
        assert read_record(path) == {"n": 1}
        write_record(path, {"n": 3})
    assert read_record(path) == {"n": 3}


def test_a_damaged_record_never_takes_the_place_of_the_good_one_before(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    for number in (1, 2):
        write_record(path, {"n": number})
    path.write_bytes(b"rotten")
    write_record(path, {"n": 3})
    assert read_record(path) == {"n": 3}
    path.write_bytes(b"rotten again")
    assert read_record(path) == {"n": 1}
