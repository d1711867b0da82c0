"""Brings a database to the newest tables and says whether it is there."""

import os
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, exc

from server.operator_error import OperatorError
from server.storage import engines
from server.storage.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(url: str) -> str:
    """Bring the database to the newest revision, made first when it is SQLite's; return it.

    Raises: OperatorError when it cannot be reached or is newer than this program.
    """
    engine = engines.make_engine(url)
    try:
        _make_file(engines.sqlite_path(engine))
        with engines.writing(engine).begin() as connection:
            _refuse_unknown(connection)
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except (exc.DBAPIError, OSError) as error:
        raise OperatorError(f"The database cannot be reached: {_first_line(error)}") from error
    finally:
        engine.dispose()
    return newest_revision()


@cache
def newest_revision() -> str:
    """Return the revision this program works with."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def revision_of(database: Database) -> str | None:
    """Return the revision the database is at; None before the first.

    Raises: DatabaseUnavailableError.
    """
    return database.read(lambda session: _revision(session.connection()))


def require_current(database: Database) -> None:
    """Refuse to work on tables of another version. Raises: OperatorError."""
    path = engines.sqlite_path(database.engine)
    if path is not None and not path.exists():
        raise OperatorError(f"{path}: there is no database yet; run: python -m server migrate")
    found, wanted = revision_of(database), newest_revision()
    if found != wanted:
        raise OperatorError(
            f"The database is at revision {found or 'none'}, this program needs {wanted};"
            " run: python -m server migrate"
        )


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _refuse_unknown(connection: Connection) -> None:
    found = _revision(connection)
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if found is not None and found not in known:
        raise OperatorError(
            f"The database is at revision {found}, newer than this program; update the program"
        )


def _make_file(path: Path | None) -> None:
    if path is not None and not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _first_line(error: BaseException) -> str:
    return str(getattr(error, "orig", None) or error).strip().splitlines()[0]
