import json
import shutil
import threading
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from server.clock import unix_ms
from server.operator_error import OperatorError
from server.services import audit
from server.services.backup import make_backup, read_index
from server.services.resources import Resources
from server.storage import counters
from server.storage.database import Database
from server.storage.tables import UnitRow
from tests.server.builders import START


def a_unit_row(number: int, parent: str | None = None) -> UnitRow:
    return UnitRow(
        id=f"u{number}", code=str(number), name=f"Xã {number}", level="xa", parent_id=parent
    )


def test_a_backup_holds_database_media_keys_and_the_audit_heads(
    resources: Resources, tmp_path: Path
) -> None:
    resources.media.put(b"anh")
    resources.witness.note()
    index = make_backup(resources, tmp_path / "backup")
    assert index == read_index(tmp_path / "backup")
    assert index.media == 1
    assert index.root_version == 1
    assert {"bangtin.db", "audit.heads", "keys/server.secret"} <= set(index.files)
    assert len(index.files) == 8


def test_a_backup_is_owner_only(resources: Resources, tmp_path: Path) -> None:
    make_backup(resources, tmp_path / "backup")
    assert (tmp_path / "backup").stat().st_mode & 0o077 == 0
    keys = list((tmp_path / "backup" / "keys").iterdir())
    assert keys
    assert all(path.stat().st_mode & 0o077 == 0 for path in keys)


def test_a_backup_taken_while_others_write_is_one_snapshot(
    resources: Resources, tmp_path: Path
) -> None:
    is_over = threading.Event()

    def write() -> None:
        number = 0
        while not is_over.is_set():
            number += 1

            def work(session: Session, number: int = number) -> None:
                counters.raise_to(session, "written", number)
                audit.record(session, at=START, actor=None, action="x", subject=str(number))

            resources.database.write(work)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        make_backup(resources, tmp_path / "backup")
    finally:
        is_over.set()
        writer.join()
    copy = Database(f"sqlite:///{tmp_path / 'backup' / 'bangtin.db'}")
    result = copy.read(audit.verify)
    written = copy.read(lambda session: counters.value_of(session, "written"))
    assert result.is_good
    assert result.rows == written + 1
    copy.close()


def test_a_folder_that_holds_something_is_not_written_into(
    resources: Resources, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter").write_text("x")
    with pytest.raises(OperatorError, match="not empty"):
        make_backup(resources, tmp_path / "mine")
    with pytest.raises(OperatorError, match="not empty"):
        make_backup(resources, tmp_path / "mine" / "letter")
    assert (tmp_path / "mine" / "letter").read_text() == "x"


def test_what_is_not_a_backup_or_was_damaged_is_named(resources: Resources, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    with pytest.raises(OperatorError, match="not a backup"):
        read_index(folder)
    make_backup(resources, folder)
    secret = folder / "keys" / "server.secret"
    secret.write_text("00" * 32)
    with pytest.raises(OperatorError, match=r"server\.secret: was changed or damaged"):
        read_index(folder)
    secret.unlink()
    with pytest.raises(OperatorError, match=r"server\.secret: is missing"):
        read_index(folder)


@pytest.mark.parametrize("text", ["", "[]", '{"format": 1}', "\xff"])
def test_a_broken_index_is_refused(resources: Resources, tmp_path: Path, text: str) -> None:
    (tmp_path / "backup.json").write_text(text, "latin-1")
    with pytest.raises(OperatorError, match="not a backup"):
        read_index(tmp_path)


def test_an_index_never_reaches_outside_its_folder(resources: Resources, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    make_backup(resources, folder)
    shutil.copy(folder / "backup.json", tmp_path / "outside")
    index = json.loads((folder / "backup.json").read_text())
    index["files"]["../outside"] = "0" * 64
    (folder / "backup.json").write_text(json.dumps(index))
    with pytest.raises(OperatorError, match="missing from the backup"):
        read_index(folder)


def test_heads_and_alerts_of_the_backup_are_not_ahead_of_the_clock(resources: Resources) -> None:
    resources.head_clock.next("b")
    value = resources.database.read(lambda session: counters.value_of(session, counters.HEAD))
    assert value <= unix_ms(START) + 10_000
