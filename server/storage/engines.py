"""How each kind of database is opened: SQLite with WAL and full syncs, PostgreSQL by psycopg."""

import errno
import os
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, exc, make_url

from server.operator_error import OperatorError

BUSY_TIMEOUT_MS = 10_000
CONNECTIONS = 20
POSTGRES_TIMEOUT_S = 5
WRITER_LOCK = 0x62616E67  # one number for every process of this system: "bang"


def make_engine(url: str) -> Engine:
    """Return an engine that connects on first use.

    Raises: OperatorError when the address is neither SQLite's nor PostgreSQL's.
    """
    try:
        kind = make_url(url).get_backend_name()
    except exc.ArgumentError as error:
        raise OperatorError("BANGTIN_DATABASE_URL is not a database address") from error
    if kind == "sqlite":
        return _sqlite(url)
    if kind == "postgresql":
        return _postgresql(url)
    raise OperatorError("BANGTIN_DATABASE_URL: only sqlite and postgresql are supported")


def reading(engine: Engine) -> Engine:
    """Return a view of the engine whose transactions read one snapshot."""
    if engine.dialect.name == "sqlite":
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def writing(engine: Engine) -> Engine:
    """Return a view of the engine whose transactions hold the writer's lock until they end."""
    return engine.execution_options(writer=True)


def sqlite_path(engine: Engine) -> Path | None:
    """Return the database file; None for PostgreSQL."""
    name = engine.url.database
    return Path(name) if engine.dialect.name == "sqlite" and name else None


def file_id(engine: Engine) -> int | None:
    """Return which file a SQLite database is, so that an exchanged one is noticed.

    Raises: OSError when the file is not there.
    """
    path = sqlite_path(engine)
    return None if path is None else os.stat(path).st_ino


def is_outage(error: exc.DBAPIError) -> bool:
    """Return whether the database is at fault and not the statement."""
    # a damaged SQLite file is a plain DatabaseError, all statements' faults are subclasses
    return (
        error.connection_invalidated
        or isinstance(error, exc.OperationalError | exc.InterfaceError)
        or type(error) is exc.DatabaseError
    )


def is_full(error: Exception) -> bool:
    """Return whether there is no room left on the database's disk."""
    cause = error.orig if isinstance(error, exc.DBAPIError) else error
    if isinstance(cause, OSError):
        return cause.errno in (errno.ENOSPC, errno.EDQUOT)
    return (
        getattr(cause, "sqlite_errorname", None) == "SQLITE_FULL"
        or getattr(cause, "sqlstate", None) == "53100"
    )


def _sqlite(url: str) -> Engine:
    path = Path(make_url(url).database or "")

    def connect() -> sqlite3.Connection:
        # mode=rw: a database that is not there is an error, never a new empty one
        connection = sqlite3.connect(
            f"file:{quote(str(path.resolve()))}?mode=rw",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        return connection

    engine = create_engine(
        url,
        creator=connect,
        hide_parameters=True,  # errors are logged, and parameters are people's words and hashes
        pool_size=CONNECTIONS,
        max_overflow=CONNECTIONS,
        pool_timeout=10,
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        is_writer = connection.get_execution_options().get("writer", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writer else "BEGIN")

    return engine


def _postgresql(url: str) -> Engine:
    address = make_url(url).set(drivername="postgresql+psycopg")
    arguments: dict[str, Any] = {"connect_timeout": POSTGRES_TIMEOUT_S}
    engine = create_engine(
        address,
        connect_args=arguments,
        hide_parameters=True,
        pool_size=CONNECTIONS,
        max_overflow=CONNECTIONS,
        pool_timeout=10,
        pool_pre_ping=True,
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("writer", False):
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")

    return engine
