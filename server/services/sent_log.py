"""Which alert revisions were handed to which boards: in memory first, written in batches."""

import threading
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from server.services.delivery_rows import upsert
from server.storage.database import Database

DeliveryKey = tuple[str, int, str]


class SentLog:
    """Remember the first time each (alert, revision, board) was handed out."""

    def __init__(self) -> None:
        """Start with nothing handed out."""
        self._sent: dict[DeliveryKey, datetime] = {}
        self._unwritten: dict[DeliveryKey, datetime] = {}
        self._lock = threading.Lock()

    def note(self, alert_id: str, revision: int, boards: Iterable[str], at: datetime) -> None:
        """Note that these boards were handed this revision; the first time counts."""
        with self._lock:
            for board_id in boards:
                key = (alert_id, revision, board_id)
                if self._sent.setdefault(key, at) is at:
                    self._unwritten[key] = at

    def of(self, alert_id: str) -> dict[int, dict[str, datetime]]:
        """Give when boards were handed an alert, by revision and board; as far as memory knows."""
        found: dict[int, dict[str, datetime]] = {}
        with self._lock:
            for (alert, revision, board), at in self._sent.items():
                if alert == alert_id:
                    found.setdefault(revision, {})[board] = at
        return found

    def flush(self, database: Database) -> int:
        """Write what is not written yet, in one transaction; give its number."""
        with self._lock:
            waiting, self._unwritten = self._unwritten, {}
        if not waiting:
            return 0
        rows = [
            {"alert_id": alert, "revision": revision, "board_id": board, "sent_at": at}
            for (alert, revision, board), at in waiting.items()
        ]

        def work(session: Session) -> None:
            upsert(session, rows, "sent_at")

        try:
            database.write(work)
        except Exception:
            with self._lock:
                self._unwritten = waiting | self._unwritten
            raise
        with self._lock:
            self._sent = {key: at for key, at in self._sent.items() if key not in waiting}
            self._sent |= self._unwritten
        return len(rows)
