"""`server restore`: puts a backup in place so that every board goes on accepting."""

import os
import secrets
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import exc
from sqlalchemy.orm import Session

from content.errors import ContentError
from server.clock import Clock, unix_ms
from server.operator_error import OperatorError
from server.services import audit
from server.services.backup import DATABASE, KEYS, MEDIA, WITNESS, read_index, sha256_of
from server.services.key_files import KeyFiles, write_owner_only
from server.services.keyring import Keyring, newest_root_version
from server.services.running_lock import RunningLock
from server.settings import Settings
from server.storage import copying, counters, engines, schema
from server.storage.database import Database
from server.storage.durable import take_name
from server.storage.media_store import MediaStore

# Boards may hold numbers given out until the moment of the restore, and a block beyond it.
AHEAD_MS = 60_000


@dataclass(frozen=True)
class Restored:
    """What was put in place."""

    made_at: str
    media: int
    root_version: int


@dataclass(frozen=True)
class _Known:
    """Numbers that boards may have seen from the data that stand here now."""

    alert: int = 0
    head: int = 0
    root_version: int = 0


def restore_backup(settings: Settings, folder: Path, clock: Clock) -> Restored:
    """Put the backup in `folder` in the place of what the settings name.

    Nothing is changed before the whole backup was found good. The database and the signed audit
    heads that were there stay beside it in `before-restore-…`; media and keys are only added to.
    Raises: OperatorError.
    """
    index = read_index(folder)
    data_dir = settings.data_dir.resolve()
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = RunningLock(data_dir, is_alone=True)
    staged = data_dir / f".restore-{secrets.token_hex(4)}"
    try:
        known = _known_numbers(settings)
        if known.root_version > index.root_version:
            raise OperatorError(
                f"The data here follow root {known.root_version}, the backup only root"
                f" {index.root_version}: boards would refuse it; take a backup made since"
            )
        _stage(folder, staged, known, clock.now())
        _add_media(folder, settings)
        _add_keys(folder, settings.keys_dir)
        _put_in_place(settings, staged)
        return Restored(index.made_at, index.media, index.root_version)
    except (OSError, ContentError) as error:
        raise OperatorError(f"The backup could not be restored: {error}") from error
    finally:
        shutil.rmtree(staged, ignore_errors=True)
        lock.release()


def _known_numbers(settings: Settings) -> _Known:
    """Read what is here now; a database that is gone or broken knows nothing."""
    database = Database(settings.database_address)
    try:
        schema.require_current(database)
        return database.read(
            lambda session: _Known(
                counters.value_of(session, counters.ALERT),
                counters.value_of(session, counters.HEAD),
                newest_root_version(session),
            )
        )
    except (OperatorError, ContentError, exc.DBAPIError):
        return _Known()
    finally:
        database.close()


def _stage(folder: Path, staged: Path, known: _Known, now: datetime) -> None:
    """Make the database ready beside the old one: newest tables, counters raised, chain good."""
    staged.mkdir(mode=0o700)
    shutil.copy(folder / DATABASE, staged / DATABASE)
    if (folder / WITNESS).is_file():
        shutil.copy(folder / WITNESS, staged / WITNESS)
    shutil.copytree(folder / KEYS, staged / KEYS)
    (staged / KEYS).chmod(0o700)
    schema.migrate(f"sqlite:///{staged / DATABASE}")
    database = Database(f"sqlite:///{staged / DATABASE}")
    Keyring(KeyFiles(staged / KEYS), database)
    chain = database.read(audit.verify)
    if not chain.is_good:
        raise OperatorError(f"The backup's audit row {chain.first_bad} is bad: {chain.reason}")
    database.write(lambda session: _raise_counters(session, known, now))
    database.close()
    copying.settle(staged / DATABASE)


def _raise_counters(session: Session, known: _Known, now: datetime) -> None:
    ahead = unix_ms(now) + AHEAD_MS
    alert = counters.raise_to(session, counters.ALERT, max(ahead, known.alert + 1))
    counters.raise_to(session, counters.RESTORED, alert)
    head = counters.raise_to(session, counters.HEAD, max(ahead, known.head + 1))
    audit.record(
        session,
        at=now,
        actor=None,
        action="backup.restored",
        subject="server",
        details={"alert_sequence": alert, "head_sequence": head},
    )


def _add_media(folder: Path, settings: Settings) -> None:
    source, target = MediaStore(folder / MEDIA), MediaStore(settings.media_dir)
    for digest in source.digests():
        if target.has(digest):
            continue
        if sha256_of(source.path(digest)) != digest:
            raise OperatorError(f"{source.path(digest)}: was damaged since the backup was made")
        target.put(source.path(digest))


def _add_keys(folder: Path, keys_dir: Path) -> None:
    KeyFiles(keys_dir)
    for path in sorted((folder / KEYS).iterdir()):
        write_owner_only(keys_dir / path.name, path.read_bytes())


def _put_in_place(settings: Settings, staged: Path) -> None:
    current = Database(settings.database_address)
    path = engines.sqlite_path(current.engine)
    try:
        _keep_old(settings, path)
        if path is not None:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copy(staged / DATABASE, path.with_suffix(".new"))
            take_name(path.with_suffix(".new"), path)
        else:
            _fill(settings.database_address, current, staged / DATABASE)
    finally:
        current.close()
    if (staged / WITNESS).is_file():
        take_name(staged / WITNESS, settings.witness_path)


def _keep_old(settings: Settings, path: Path | None) -> None:
    old = settings.data_dir.resolve() / f"before-restore-{secrets.token_hex(4)}"
    files = [settings.witness_path]
    if path is not None:
        files += [path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")]
    for file in files:
        if file.exists():
            old.mkdir(mode=0o700, exist_ok=True)
            os.replace(file, old / file.name)


def _fill(address: str, current: Database, staged: Path) -> None:
    schema.migrate(address)
    source = Database(f"sqlite:///{staged}")

    def work(session: Session) -> None:
        copying.delete_rows(session.connection())
        source.read(lambda rows: copying.copy_rows(rows.connection(), session.connection()))

    current.write(work)
    source.close()
