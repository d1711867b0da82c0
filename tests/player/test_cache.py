import shutil
from pathlib import Path

import pytest

from content.trust import digest
from player.cache import RESERVE_BYTES, Folder, require_room
from player.errors import (
    DamagedError,
    FullError,
    PlayerError,
    RejectedError,
    SupersededError,
    UnreachableError,
)


def always() -> bool:
    return True


def test_objects_are_kept_under_their_digest_only(tmp_path: Path) -> None:
    objects = Folder(tmp_path).objects
    name = digest(b"data")
    with pytest.raises(DamagedError):
        objects.put(name, b"other")
    with pytest.raises(DamagedError), objects.receiving(name, 5, always) as target:
        target.write(b"other")
    assert not objects.has(name) and list(objects.path.iterdir()) == []
    with objects.receiving(name, 9, always) as target:
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


def test_an_interrupted_download_goes_on_where_it_broke_off(tmp_path: Path) -> None:
    name = digest(b"first and second")
    with (
        pytest.raises(UnreachableError),
        Folder(tmp_path).objects.receiving(name, 99, always) as it,
    ):
        it.write(b"first ")
        raise UnreachableError("broke off")
    objects = Folder(tmp_path).objects
    assert not objects.has(name) and objects.names() == []
    with objects.receiving(name, 99, always) as target:
        assert target.size == objects.partial(name) == 6
        target.write(b"and second")
    assert objects.get(name) == b"first and second"
    assert objects.names() == [name] and objects.partial(name) == 0


def test_a_download_ends_when_something_else_goes_first_and_keeps_its_part(tmp_path: Path) -> None:
    objects, name = Folder(tmp_path).objects, digest(b"abcdef")
    answers = iter([True, False])
    with pytest.raises(SupersededError), objects.receiving(name, 9, lambda: next(answers)) as it:
        it.write(b"abc")
        it.write(b"def")
    assert objects.partial(name) == 3


def test_more_than_a_file_may_have_is_thrown_away(tmp_path: Path) -> None:
    objects, name = Folder(tmp_path).objects, digest(b"abcdef")
    with pytest.raises(RejectedError), objects.receiving(name, 5, always) as target:
        target.write(b"abcdef")
    assert list(objects.path.iterdir()) == []
    (objects.path / f"{name}.net.part").write_bytes(b"x" * 9)
    with objects.receiving(name, 6, always) as target:
        assert target.size == 0
        target.write(b"abcdef")
    assert objects.has(name)


def test_two_who_fetch_the_same_file_do_not_mix_their_bytes(tmp_path: Path) -> None:
    objects, name = Folder(tmp_path).objects, digest(b"abcdef")
    with objects.receiving(name, 9, always) as slow:
        slow.write(b"abc")
        with objects.receiving(name, 9, always, "stick") as fast:
            fast.write(b"abcdef")
        assert objects.get(name) == b"abcdef"
        slow.write(b"def")
    assert objects.get(name) == b"abcdef"


def test_parts_of_what_is_not_wanted_any_more_are_dropped(tmp_path: Path) -> None:
    objects, name = Folder(tmp_path).objects, digest(b"abcdef")
    for one in (name, digest(b"other")):
        (objects.path / f"{one}.net.part").write_bytes(b"abc")
    with objects.needed(frozenset({digest(b"other")})):
        objects.keep_only(frozenset({name}))
        assert len(list(objects.path.iterdir())) == 2
    objects.keep_only(frozenset({name}))
    assert [path.name for path in objects.path.iterdir()] == [f"{name}.net.part"]
    objects.put(name, b"abcdef")
    objects.keep_only(frozenset({name}))
    assert [path.name for path in objects.path.iterdir()] == [name]


def test_a_file_that_is_shorter_than_it_is_to_be_keeps_its_part(tmp_path: Path) -> None:
    objects, name = Folder(tmp_path).objects, digest(b"abcdef")
    with pytest.raises(UnreachableError), objects.receiving(name, 6, always) as target:
        target.write(b"abc")
    assert objects.partial(name) == 3


def test_a_file_that_the_disk_does_not_give_is_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    objects, name = Folder(tmp_path).objects, digest(b"data")

    def dying(*_: object, **__: object) -> object:
        raise OSError(5, "Input/output error")

    for look in (objects.get, objects.verify):
        objects.put(name, b"data")
        with monkeypatch.context() as patch:
            patch.setattr(Path, "open", dying)
            with pytest.raises(DamagedError, match="Input/output"):
                look(name)
        assert not objects.has(name) and list(objects.path.iterdir()) == []


def test_a_file_that_somebody_else_took_away_is_missing_from_then_on(tmp_path: Path) -> None:
    objects, name = Folder(tmp_path).objects, digest(b"data")
    objects.put(name, b"data")
    (objects.path / name).unlink()
    with pytest.raises(FileNotFoundError):
        objects.get(name)
    assert not objects.has(name)


def test_content_leaves_room_for_what_a_board_has_to_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=RESERVE_BYTES + 10))
    require_room(tmp_path, 10)
    with pytest.raises(FullError, match="plays on what it has"):
        require_room(tmp_path, 11)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=5))
    require_room(tmp_path, 0)


def test_the_key_is_made_once_and_private(tmp_path: Path) -> None:
    first, second = Folder(tmp_path).key(), Folder(tmp_path).key()
    assert first.key_id == second.key_id
    for name in ("key.json", "key.json.old"):
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600


def test_a_key_that_rots_gives_way_to_its_copy(tmp_path: Path) -> None:
    made = Folder(tmp_path).key()
    path = tmp_path / "key.json"
    path.write_bytes(path.read_bytes().replace(b"A", b"B").replace(b"e", b"f"))
    assert Folder(tmp_path).key().key_id == made.key_id
    (tmp_path / "key.json.old").write_bytes(b"")
    with pytest.raises(DamagedError):
        Folder(tmp_path).key()


def test_a_paired_board_whose_key_is_gone_is_given_no_other(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.key()
    folder.write("state", {})
    for path in tmp_path.glob("key.json*"):
        path.unlink()
    with pytest.raises(DamagedError, match="gone"):
        folder.key()
    assert not list(tmp_path.glob("key.json*"))


def test_a_key_that_is_none_is_damaged_and_no_other_is_made(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write("key", {"private": "AAAA"})
    with pytest.raises(DamagedError, match="key"):
        folder.key()


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
