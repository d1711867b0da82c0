"""Sequence numbers of heads: rising per board across restarts, without a write per head."""

import threading

from sqlalchemy.orm import Session

from server.clock import Clock, unix_ms
from server.storage import counters
from server.storage.database import Database

BLOCK_MS = 10_000
WAIT_S = 0.002


class HeadClock:
    """Gives each head max(the board's previous + 1, Unix milliseconds).

    Blocks are reserved in the database before their numbers are given, so that a clock that was
    set back, or a restored backup, never makes a head older than one a board holds.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        """Begin above everything ever reserved."""
        self._database, self._clock = database, clock
        self._lock = threading.Lock()
        self._given: dict[str, int] = {}
        self._limit = self._floor = database.read(_reserved)
        self._is_reserving = False

    def next(self, board_id: str) -> int:
        """Return the next sequence for this board. Raises: DatabaseUnavailableError."""
        while True:
            with self._lock:
                previous = self._given.get(board_id, self._floor)
                value = max(previous + 1, unix_ms(self._clock.now()))
                if value <= self._limit:
                    self._given[board_id] = value
                    return value
                is_mine = not self._is_reserving
                self._is_reserving = True
            if is_mine:
                self._reserve(value + BLOCK_MS)
            else:
                self._clock.sleep(WAIT_S)

    def _reserve(self, limit: int) -> None:
        try:
            self._limit = self._database.write(
                lambda session: counters.raise_to(session, counters.HEAD, limit)
            )
        finally:
            self._is_reserving = False


def _reserved(session: Session) -> int:
    return counters.value_of(session, counters.HEAD)
