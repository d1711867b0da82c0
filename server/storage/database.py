"""The only road to the database: short units of work, read in a snapshot, written one at a time.

Both run through `offload`, so the event hub never waits for a disk, a lock or a network.
"""

import threading
from collections.abc import Callable
from typing import TypeVar

import structlog
from sqlalchemy import Engine, exc
from sqlalchemy.orm import Session

from content.errors import ContentError, InvalidInputError
from server.locale import N_
from server.storage import engines
from server.storage.offload import Offload, run_here

ANNOUNCE = "announce"
ResultT = TypeVar("ResultT")
log = structlog.get_logger(__name__)


class DatabaseUnavailableError(ContentError):
    """The database is not there, is full or is locked for too long; nothing was changed."""

    code = "unavailable"

    def __init__(self, *, is_full: bool = False) -> None:
        """Say so in one sentence."""
        if is_full:
            super().__init__(
                N_("The server's disk is full; nothing was changed. Tell whoever runs the server.")
            )
        else:
            super().__init__(N_("The database cannot be reached. Try again in a moment."))


class Database:
    """One database, SQLite or PostgreSQL."""

    def __init__(self, url: str, *, offload: Offload = run_here) -> None:
        """Prepare; connects on the first use."""
        self.url = url
        self.after_commit: list[Callable[[], None]] = []
        self._offload = offload
        self._engine = engines.make_engine(url)
        self._reading, self._writing = engines.reading(self._engine), engines.writing(self._engine)
        self._writer = threading.Lock()
        self._file_id: int | None = None

    @property
    def engine(self) -> Engine:
        """Return the engine, for migrations and backups only."""
        return self._engine

    @property
    def is_sqlite(self) -> bool:
        """Return whether this is SQLite."""
        return self._engine.dialect.name == "sqlite"

    def read(self, work: Callable[[Session], ResultT]) -> ResultT:
        """Run `work` on one snapshot and give back its result.

        Raises: DatabaseUnavailableError, InvalidInputError for what the database cannot hold.
        """
        return self._offload(lambda: self._run(self._reading, work)[0])

    def write(self, work: Callable[[Session], ResultT]) -> ResultT:
        """Run `work` as the one writer and commit; then tell whoever waits for changes.

        Whatever `work` raises rolls everything back. Raises: DatabaseUnavailableError,
        InvalidInputError for what the database cannot hold.
        """
        result, announce = self._offload(lambda: self._write(work))
        if announce:
            self._announce()
        return result

    def close(self) -> None:
        """Give back all connections."""
        self._engine.dispose()

    def _write(self, work: Callable[[Session], ResultT]) -> tuple[ResultT, bool]:
        with self._writer:
            return self._run(self._writing, work)

    def _run(self, engine: Engine, work: Callable[[Session], ResultT]) -> tuple[ResultT, bool]:
        try:
            self._require_same_file()
            with Session(engine, expire_on_commit=False) as session:
                result = work(session)
                session.commit()
                return result, bool(session.info.get(ANNOUNCE))
        except exc.IntegrityError:
            raise
        except exc.DataError as error:  # PostgreSQL keeps no NUL
            raise InvalidInputError("A character in this text cannot be kept.") from error
        except (exc.DBAPIError, exc.TimeoutError, OSError) as error:
            if isinstance(error, exc.DBAPIError) and not engines.is_outage(error):
                raise
            log.error("database_unavailable", reason=str(error))
            raise DatabaseUnavailableError(is_full=engines.is_full(error)) from error

    def _require_same_file(self) -> None:
        found = engines.file_id(self._engine)
        if found != self._file_id:
            self._engine.dispose()
            self._file_id = found

    def _announce(self) -> None:
        for hook in self.after_commit:
            try:
                hook()
            except Exception:  # what is committed stays committed
                log.exception("after_commit_failed")


def announce(session: Session) -> None:
    """Have the after-commit hooks run once this session's work is committed."""
    session.info[ANNOUNCE] = True
