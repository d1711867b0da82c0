from pathlib import Path

import pytest

from content.trust import digest
from player.cache import Folder, read_record, replacing, write_file, write_record
from player.errors import DamagedError, PlayerError


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


def test_objects_are_kept_under_their_digest_only(tmp_path: Path) -> None:
    objects = Folder(tmp_path).objects
    name = digest(b"data")
    with pytest.raises(DamagedError):
        objects.put(name, b"other")
    with pytest.raises(DamagedError), objects.receiving(name) as target:
        target.write(b"other")
    assert not objects.has(name) and list(objects.path.iterdir()) == []
    with objects.receiving(name) as target:
        target.write(b"data")
    assert objects.get(name) == b"data"
    objects.verify(name)


def test_a_rotten_object_is_dropped_when_opened(tmp_path: Path) -> None:
    objects = Folder(tmp_path).objects
    for open_it in (objects.get, objects.verify):
        objects.put(digest(b"data"), b"data")
        (objects.path / digest(b"data")).write_bytes(b"rot")
        with pytest.raises(DamagedError):
            open_it(digest(b"data"))
        assert not objects.has(digest(b"data"))


def test_only_what_is_named_is_kept(tmp_path: Path) -> None:
    objects = Folder(tmp_path).objects
    for data in (b"a", b"b"):
        objects.put(digest(data), data)
    objects.keep_only(frozenset({digest(b"a")}))
    assert [entry.name for entry in objects.path.iterdir()] == [digest(b"a")]


def test_an_interrupted_download_is_cleared_away_at_start(tmp_path: Path) -> None:
    objects = Folder(tmp_path).objects
    (objects.path / "x.part").write_bytes(b"half")
    # A command that only looks must not take a running player's download away.
    assert len(list(Folder(tmp_path).objects.path.iterdir())) == 1
    folder = Folder(tmp_path)
    folder.lock()
    assert list(objects.path.iterdir()) == []
    folder.unlock()


def test_the_key_is_made_once_and_private(tmp_path: Path) -> None:
    first, second = Folder(tmp_path).key(), Folder(tmp_path).key()
    assert first.key_id == second.key_id
    assert (tmp_path / "board.key").stat().st_mode & 0o777 == 0o600


def test_two_players_cannot_share_a_folder(tmp_path: Path) -> None:
    first, second = Folder(tmp_path), Folder(tmp_path)
    first.lock()
    with pytest.raises(PlayerError):
        second.lock()
    first.unlock()
    second.lock()
    second.unlock()


def test_a_folder_that_cannot_be_made_is_told_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(PlayerError):
        Folder(tmp_path / "file" / "inside")
