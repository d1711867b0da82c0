import hashlib
import stat
from pathlib import Path

import pytest

from server.storage.media_store import MediaStore


@pytest.fixture
def store(tmp_path: Path) -> MediaStore:
    return MediaStore(tmp_path / "media")


def test_bytes_are_found_by_their_digest(store: MediaStore) -> None:
    digest = store.put(b"phong canh")
    assert digest == hashlib.sha256(b"phong canh").hexdigest()
    assert store.has(digest)
    with store.open(digest) as stream:
        assert stream.read() == b"phong canh"


def test_the_folder_is_its_owners_alone(store: MediaStore) -> None:
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700


def test_a_file_is_copied_and_the_original_stays(store: MediaStore, tmp_path: Path) -> None:
    source = tmp_path / "upload"
    source.write_bytes(b"x" * 3_000_000)
    digest = store.put(source)
    assert store.path(digest).stat().st_size == 3_000_000
    assert source.exists()


def test_the_same_bytes_are_kept_once(store: MediaStore) -> None:
    assert store.put(b"a") == store.put(b"a")
    assert list(store.digests()) == [hashlib.sha256(b"a").hexdigest()]


def test_a_deleted_file_is_gone_and_deleting_again_is_no_error(store: MediaStore) -> None:
    digest = store.put(b"a")
    store.delete(digest)
    store.delete(digest)
    assert not store.has(digest)
    with pytest.raises(FileNotFoundError):
        store.open(digest)


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 65, "a" * 63 + "/"]
)
def test_what_is_not_a_digest_never_becomes_a_path(store: MediaStore, name: str) -> None:
    with pytest.raises(ValueError, match="not a SHA-256 digest"):
        store.path(name)


def test_a_failed_write_leaves_nothing_behind(store: MediaStore, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        store.put(tmp_path / "none")
    assert list(store.folder.iterdir()) == []
