"""Whole databases: a consistent copy while others write, and rows from one kind to another."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, select

from server.storage import engines, schema
from server.storage.database import Database
from server.storage.tables import Base

BATCH_ROWS = 1000


def copy_to_file(database: Database, target: Path) -> None:
    """Write one snapshot of the database, of either kind, as a new SQLite file."""
    source = engines.sqlite_path(database.engine)
    if source is not None:
        copy_sqlite(source, target)
        return
    schema.migrate(f"sqlite:///{target}")
    engine = engines.make_engine(f"sqlite:///{target}")
    with engine.begin() as sink:
        database.read(lambda session: copy_rows(session.connection(), sink))
    engine.dispose()
    settle(target)


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a SQLite file while others write to it; the copy is one file without a log."""
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new)
    settle(target)


def settle(path: Path) -> None:
    """Fold a SQLite file's log into it and leave it owner-only."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    path.chmod(0o600)


def is_sound(path: Path) -> bool:
    """Return whether SQLite finds no fault in the file."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("PRAGMA quick_check").fetchone() == ("ok",))
    except sqlite3.DatabaseError:
        return False


def copy_rows(source: Connection, target: Connection) -> None:
    """Insert every row of every table of `source` into `target`, parents first."""
    for table in Base.metadata.sorted_tables:
        rows = source.execution_options(yield_per=BATCH_ROWS).execute(select(table)).mappings()
        for batch in rows.partitions(BATCH_ROWS):
            target.execute(table.insert(), [dict(row) for row in batch])


def delete_rows(target: Connection) -> None:
    """Empty every table, children first."""
    for table in reversed(Base.metadata.sorted_tables):
        target.execute(table.delete())
