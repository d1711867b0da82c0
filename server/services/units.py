"""The tree of units and its lineage in memory, refreshed when an import or a change alters it."""

import threading
from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from content.lineage import Lineage
from content.unit import UnitTree
from server.services.changes import Change, ChangeFeed
from server.services.unit_rows import read_lineage, read_tree
from server.services.units_import import ImportResult, import_units, read_units_csv
from server.storage.database import Database

__all__ = ["ImportResult", "UnitDirectory", "import_units", "read_units_csv"]


class UnitDirectory:
    """Give the newest committed tree; read again only after a change of units."""

    def __init__(self, database: Database, changes: ChangeFeed) -> None:
        """Load the tree; subscribes before the caches that build on it."""
        self._database = database
        self._lock = threading.Lock()
        self._version = 0
        self._held: tuple[int, UnitTree, Lineage] = (0, *database.read(_read))
        changes.subscribe(self._heed)

    def tree(self) -> UnitTree:
        """Give the whole tree, units of every date."""
        return self._newest()[1]

    def lineage(self) -> Lineage:
        """Tell what became of units, by the changes that were applied."""
        return self._newest()[2]

    def mains(self, day: date) -> Mapping[str, str]:
        """Give, for every unit that is gone by the day, the one that took over what it had."""
        return self.lineage().mains(day)

    def _newest(self) -> tuple[int, UnitTree, Lineage]:
        version, held = self._version, self._held
        if held[0] == version:
            return held
        fresh = (version, *self._database.read(_read))
        with self._lock:
            if self._held[0] <= version:
                self._held = fresh
        return fresh

    def _heed(self, change: Change) -> None:
        if change.action.startswith("unit."):
            with self._lock:
                self._version += 1
            self._newest()


def _read(session: Session) -> tuple[UnitTree, Lineage]:
    return read_tree(session), read_lineage(session)
