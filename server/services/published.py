"""The book of what was ever public by digest: it tells "gone" from "never there"."""

from collections.abc import Mapping
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.storage.database import Database, DatabaseUnavailableError
from server.storage.tables.system import PublishedRow

log = structlog.get_logger(__name__)


class PublishedBook:
    """Write each digest down once; a database that is away is tried again the next time."""

    def __init__(self, database: Database) -> None:
        """Begin with nothing noted."""
        self._database = database
        self._noted: set[str] = set()
        self._waiting: dict[str, str] = {}

    def note(self, kinds: Mapping[str, str], at: datetime) -> None:
        """Note digests with their kinds (manifest, item, media)."""
        fresh = {digest: kind for digest, kind in kinds.items() if digest not in self._noted}
        self._waiting |= fresh
        waiting = dict(self._waiting)
        if not waiting:
            return
        try:
            self._database.write(lambda session: note_published(session, waiting, at))
        except DatabaseUnavailableError as error:
            log.warning("published_not_noted", reason=str(error))
            return
        self._noted |= waiting.keys()
        for digest in waiting:
            self._waiting.pop(digest, None)

    def has(self, digest: str) -> bool:
        """Tell whether the digest was ever public. Raises: DatabaseUnavailableError."""
        if digest in self._noted:
            return True
        return self._database.read(lambda session: session.get(PublishedRow, digest) is not None)


def note_published(session: Session, kinds: Mapping[str, str], at: datetime) -> None:
    """Note digests with their kinds, together with what makes them public."""
    query = select(PublishedRow.digest).where(PublishedRow.digest.in_(sorted(kinds)))
    known = set(session.scalars(query))
    session.add_all(
        PublishedRow(digest=digest, kind=kind, first_at=at)
        for digest, kind in sorted(kinds.items())
        if digest not in known
    )
