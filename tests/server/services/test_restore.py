import shutil
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from content.root import first_root
from server.operator_error import OperatorError
from server.services import audit
from server.services.backup import make_backup
from server.services.keyring import rotate_root
from server.services.resources import Resources, open_resources
from server.services.restore import restore_backup
from server.services.running_lock import RunningLock
from server.settings import Settings
from server.storage import counters
from server.storage.tables import UnitRow
from tests.server.builders import FixedClock, some_settings

DAY_S = 86_400


@pytest.fixture
def backup(resources: Resources, tmp_path: Path) -> Path:
    """A backup with a nested unit, a picture, an alert and a head."""
    digest = resources.media.put(b"anh")
    assert digest

    def work(session: Session) -> None:
        session.add(a_unit("u2", "u1"))
        session.add(a_unit("u1", None))
        counters.next_alert_sequence(session, resources.clock.now())

    resources.database.write(work)
    resources.head_clock.next("b1")
    resources.witness.note()
    make_backup(resources, tmp_path / "backup")
    return tmp_path / "backup"


def a_unit(key: str, parent: str | None) -> UnitRow:
    return UnitRow(id=key, code=key, name="Xã Ba Tơ", level="xa", parent_id=parent)


def reopened(settings: Settings, clock: FixedClock) -> Resources:
    return open_resources(settings, clock=clock)


def test_a_restored_server_has_the_same_keys_media_and_rows(
    backup: Path, resources: Resources, clock: FixedClock, tmp_path: Path
) -> None:
    settings = some_settings(tmp_path / "new")
    restored = restore_backup(settings, backup, clock)
    assert (restored.media, restored.root_version) == (1, 1)
    new = reopened(settings, clock)
    assert first_root(new.keyring.root()).digest == resources.keyring.trusted.digest
    assert new.keyring.secret("x") == resources.keyring.secret("x")
    assert list(new.media.digests()) == list(resources.media.digests())
    assert new.database.read(lambda session: session.get_one(UnitRow, "u2")).parent_id == "u1"
    assert new.database.read(new.witness.verify).is_good
    new.close()


def test_heads_and_alerts_rise_above_all_given_before_the_restore(
    backup: Path, resources: Resources, clock: FixedClock
) -> None:
    clock.advance(DAY_S)
    head = resources.head_clock.next("b1")
    alert = resources.database.write(
        lambda session: counters.next_alert_sequence(session, clock.now())
    )
    resources.close()
    restore_backup(resources.settings, backup, clock)
    clock.advance(-DAY_S)
    new = reopened(resources.settings, clock)
    assert new.head_clock.next("b1") > head
    assert new.database.read(counters.alerts_as_of) > alert
    new.close()


def test_heads_rise_also_when_the_old_database_is_lost(
    backup: Path, resources: Resources, clock: FixedClock, tmp_path: Path
) -> None:
    clock.advance(DAY_S)
    head = resources.head_clock.next("b1")
    settings = some_settings(tmp_path / "new")
    restore_backup(settings, backup, clock)
    new = reopened(settings, clock)
    assert new.head_clock.next("b1") > head
    new.close()


def test_what_was_there_is_kept_aside(
    backup: Path, resources: Resources, clock: FixedClock
) -> None:
    resources.database.write(lambda session: session.add(a_unit("u3", None)))
    resources.close()
    restore_backup(resources.settings, backup, clock)
    kept = list(resources.settings.data_dir.glob("before-restore-*/bangtin.db"))
    assert len(kept) == 1
    new = reopened(resources.settings, clock)
    assert new.database.read(lambda session: session.get(UnitRow, "u3")) is None
    new.close()


def test_a_restore_leaves_an_audit_row(
    backup: Path, resources: Resources, clock: FixedClock
) -> None:
    rows = resources.database.read(audit.verify).rows
    resources.close()
    restore_backup(resources.settings, backup, clock)
    new = reopened(resources.settings, clock)
    result = new.database.read(new.witness.verify)
    assert result.is_good
    assert result.rows == rows + 1
    new.close()


def test_a_restore_under_a_running_server_is_refused(
    backup: Path, resources: Resources, clock: FixedClock
) -> None:
    before = resources.database.read(audit.latest_hash)
    lock = RunningLock(resources.settings.data_dir, is_alone=False)
    with pytest.raises(OperatorError, match="A server is running"):
        restore_backup(resources.settings, backup, clock)
    assert resources.database.read(audit.latest_hash) == before
    lock.release()
    restore_backup(resources.settings, backup, clock)


def test_a_backup_with_an_older_root_than_boards_follow_is_refused(
    backup: Path, resources: Resources, clock: FixedClock
) -> None:
    rotate_root(resources)
    with pytest.raises(OperatorError, match="boards would refuse it"):
        restore_backup(resources.settings, backup, clock)
    assert reopened(resources.settings, clock).keyring.trusted.version == 2


def test_damaged_media_change_nothing(
    backup: Path, resources: Resources, clock: FixedClock, tmp_path: Path
) -> None:
    for path in (backup / "media").glob("??/*"):
        path.write_bytes(b"khac")
    settings = some_settings(tmp_path / "new")
    with pytest.raises(OperatorError, match="was damaged"):
        restore_backup(settings, backup, clock)
    assert not (tmp_path / "new" / "bangtin.db").exists()
    assert not list((tmp_path / "new").glob(".restore-*"))


def test_a_copied_backup_with_wide_permissions_is_restored_owner_only(
    backup: Path, clock: FixedClock, tmp_path: Path
) -> None:
    (backup / "keys").chmod(0o755)
    shutil.copytree(backup, tmp_path / "usb")
    settings = some_settings(tmp_path / "new")
    restore_backup(settings, tmp_path / "usb", clock)
    assert (tmp_path / "new" / "bangtin.db").stat().st_mode & 0o077 == 0
    reopened(settings, clock).close()
