"""Which alert revisions were called out on this board: on disk, so that each begins once."""

import logging
import threading

from player.cache import Folder
from player.errors import DamagedError
from player.proof_log import Revision

RECORD = "heard"
_MOST_REMEMBERED = 1_000
log = logging.getLogger(__name__)


class HeardLog:
    """Remember them; safe to use from several threads."""

    def __init__(self, folder: Folder) -> None:
        """Read what was kept; a damaged list begins anew: then an alert is called out again."""
        self._folder, self._lock = folder, threading.Lock()
        try:
            found = folder.read(RECORD).get("heard")
        except (FileNotFoundError, DamagedError):
            found = []
        self._heard: dict[Revision, None] = dict.fromkeys(_revisions(found))

    def note(self, revision: Revision) -> bool:
        """Write down that a revision was called out; False when it was before."""
        with self._lock:
            if revision in self._heard:
                return False
            self._heard[revision] = None
            for old in list(self._heard)[:-_MOST_REMEMBERED]:
                del self._heard[old]
            try:
                self._folder.write(RECORD, {"heard": [list(one) for one in self._heard]})
            except OSError as error:
                log.error("what was heard cannot be written to disk: %s", error)
        return True

    def all(self) -> frozenset[Revision]:
        """Give all that are remembered."""
        with self._lock:
            return frozenset(self._heard)


def _revisions(value: object) -> list[Revision]:
    entries = value if isinstance(value, list) else []
    return [
        (entry[0], entry[1])
        for entry in entries
        if isinstance(entry, list)
        and len(entry) == 2
        and isinstance(entry[0], str)
        and isinstance(entry[1], int)
    ]
