import shutil
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from server.operator_error import OperatorError
from server.services import audit
from server.services.backup import make_backup
from server.services.resources import open_resources
from server.services.restore import restore_backup
from server.storage import copying, counters
from server.storage.database import Database
from server.storage.tables import StatementRow, UnitRow
from tests.server.builders import START, FixedClock, some_settings


def fill(session: Session) -> None:
    session.add(UnitRow(id="u2", code="2", name="Xã Ba Tơ", level="xa", parent_id="u1"))
    session.add(UnitRow(id="u1", code="1", name="Quảng Ngãi", level="tinh", lat=15.12))
    session.add(StatementRow(digest="d", kind="x", envelope=b"\x00\xff", created_at=START))
    audit.record(session, at=START, actor=None, action="x", subject="y", details={"n": 2**53})
    counters.next_alert_sequence(session, START)


def test_a_copy_of_either_kind_is_one_sound_sqlite_file(database: Database, tmp_path: Path) -> None:
    database.write(fill)
    target = tmp_path / "copy.db"
    copying.copy_to_file(database, target)
    assert copying.is_sound(target)
    assert sorted(path.name for path in tmp_path.glob("copy.db*")) == ["copy.db"]
    assert target.stat().st_mode & 0o077 == 0
    copy = Database(f"sqlite:///{target}")
    assert copy.read(lambda session: session.get_one(UnitRow, "u2")).parent_id == "u1"
    assert copy.read(lambda session: session.get_one(StatementRow, "d")).created_at == START
    assert copy.read(audit.verify).is_good
    copy.close()


def test_a_backup_of_postgresql_is_restored_into_postgresql(
    postgres_url: str, tmp_path: Path
) -> None:
    clock = FixedClock()
    settings = some_settings(tmp_path / "var", database_url=postgres_url)
    (tmp_path / "var").mkdir(mode=0o700)
    resources = open_resources(settings, clock=clock)
    resources.database.write(fill)
    make_backup(resources, tmp_path / "backup")
    resources.database.write(
        lambda session: session.add(UnitRow(id="u9", code="9", name="Sau", level="xa"))
    )
    head = resources.head_clock.next("b1")
    root = resources.keyring.root()
    resources.close()
    shutil.rmtree(tmp_path / "var" / "keys")
    restore_backup(settings, tmp_path / "backup", clock)
    again = open_resources(settings, clock=clock)
    assert again.keyring.root() == root
    assert again.database.read(lambda session: session.get(UnitRow, "u9")) is None
    assert again.database.read(lambda session: session.get_one(UnitRow, "u2")).name == "Xã Ba Tơ"
    assert again.database.read(audit.verify).is_good
    assert again.head_clock.next("b1") > head
    again.close()


@pytest.mark.parametrize("content", [b"SQLite format 3\x00junk", b"x" * 5000])
def test_junk_is_not_a_sound_database(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "junk.db"
    path.write_bytes(content)
    assert not copying.is_sound(path)


def test_a_backup_is_refused_before_postgresql_is_touched(
    postgres_url: str, tmp_path: Path
) -> None:
    with pytest.raises(OperatorError, match="not a backup"):
        restore_backup(
            some_settings(tmp_path, database_url=postgres_url), tmp_path / "none", FixedClock()
        )
