"""The tree of units in memory, refreshed when an import changes it."""

import threading

from content.unit import UnitTree
from server.services.changes import Change, ChangeFeed
from server.services.unit_rows import read_tree
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
        self._held: tuple[int, UnitTree] = (0, database.read(read_tree))
        changes.subscribe(self._heed)

    def tree(self) -> UnitTree:
        """Give the whole tree, units of every date."""
        version = self._version
        held_version, tree = self._held
        if held_version == version:
            return tree
        fresh = self._database.read(read_tree)
        with self._lock:
            if self._held[0] <= version:
                self._held = (version, fresh)
        return fresh

    def _heed(self, change: Change) -> None:
        if change.action.startswith("unit."):
            with self._lock:
                self._version += 1
            self.tree()
