import os
from pathlib import Path

import pytest

from server.operator_error import OperatorError
from server.services.key_files import KeyFiles, write_owner_only


def test_a_key_comes_back_as_it_was_made(tmp_path: Path) -> None:
    files = KeyFiles(tmp_path / "keys")
    made = files.create("alert")
    assert files.has("alert", made.key_id)
    assert files.load("alert", made.key_id).public == made.public


def test_the_umask_does_not_decide_who_may_read(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        files = KeyFiles(tmp_path / "keys")
        made = files.create("alert")
        files.secret()
    finally:
        os.umask(before)
    assert files.folder.stat().st_mode & 0o777 == 0o700
    assert files.path("alert", made.key_id).stat().st_mode & 0o777 == 0o600
    assert (files.folder / "server.secret").stat().st_mode & 0o777 == 0o600


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    write_owner_only(tmp_path / "x", b"one")
    write_owner_only(tmp_path / "x", b"two")
    assert (tmp_path / "x").read_bytes() == b"two"
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_a_secret_that_others_may_read_is_refused(tmp_path: Path) -> None:
    files = KeyFiles(tmp_path / "keys")
    files.secret()
    (files.folder / "server.secret").chmod(0o644)
    with pytest.raises(OperatorError, match="chmod 600"):
        files.secret()
