"""What is known about each board right now: in memory, flushed to the database in batches."""

import math
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import update

from content.errors import InvalidInputError
from server.storage.database import Database
from server.storage.tables.boards import BoardRow

LONGEST_TEXT = 200
MOST_FAULTS = 30


@dataclass(frozen=True, slots=True)
class BoardStatus:
    """What a board last said of itself; each field keeps its value until it is sent again."""

    sequence: int | None = None
    item: str | None = None
    clock_offset_s: float | None = None
    storage_free_mb: float | None = None
    temperature_c: float | None = None
    faults: tuple[str, ...] = ()


@dataclass(slots=True)
class BoardPresence:
    """Hold what memory knows of one board; `sockets` counts its open connections."""

    last_contact_at: datetime | None = None
    sockets: int = 0
    status: BoardStatus = field(default_factory=BoardStatus)


_NEVER_SEEN = BoardPresence()


class Presence:
    """Remember contacts and statuses; the database learns the contact times in batches."""

    def __init__(self) -> None:
        """Start with nobody seen."""
        self._boards: dict[str, BoardPresence] = {}
        self._unwritten: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def of(self, board_id: str) -> BoardPresence:
        """Give what is known of a board since this process started."""
        return self._boards.get(board_id, _NEVER_SEEN)

    def saw(self, board_id: str, at: datetime, status: BoardStatus | None = None) -> None:
        """Note a contact, and what the board said of itself."""
        with self._lock:
            known = self._boards.setdefault(board_id, BoardPresence())
            known.last_contact_at = at
            if status is not None:
                known.status = status
            self._unwritten[board_id] = at

    def connected(self, board_id: str, at: datetime) -> None:
        """Note that a socket of the board was let in."""
        self.saw(board_id, at)
        with self._lock:
            self._boards[board_id].sockets += 1

    def disconnected(self, board_id: str, at: datetime) -> None:
        """Note that a socket of the board went away; it was there until now."""
        self.saw(board_id, at)
        with self._lock:
            known = self._boards[board_id]
            known.sockets = max(0, known.sockets - 1)

    def connected_count(self) -> int:
        """Count the boards with an open socket."""
        with self._lock:
            return sum(1 for known in self._boards.values() if known.sockets)

    def flush(self, database: Database) -> int:
        """Write the contact times not yet written, in one transaction; give their number."""
        with self._lock:
            waiting, self._unwritten = self._unwritten, {}
        if not waiting:
            return 0
        rows = [{"id": board, "last_contact_at": at} for board, at in waiting.items()]
        try:
            database.write(lambda session: session.execute(update(BoardRow), rows))
        except Exception:
            with self._lock:
                self._unwritten = waiting | self._unwritten
            raise
        return len(rows)


def read_status(value: object, held: BoardStatus) -> BoardStatus:
    """Read a status of the wire upon what is held; raises InvalidInputError for junk."""
    if not isinstance(value, Mapping):
        raise InvalidInputError("A status must be an object.", field="status")
    return BoardStatus(
        sequence=_sequence(value.get("sequence")),
        item=_text(value.get("item", held.item), "item"),
        clock_offset_s=_number(value.get("clock_offset_s", held.clock_offset_s), "clock_offset_s"),
        storage_free_mb=_number(
            value.get("storage_free_mb", held.storage_free_mb), "storage_free_mb"
        ),
        temperature_c=_number(value.get("temperature_c", held.temperature_c), "temperature_c"),
        faults=_faults(value.get("faults", list(held.faults))),
    )


def _sequence(value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**63:
        raise InvalidInputError("sequence must be a whole number.", field="sequence")
    return value


def _number(value: object, name: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        value = math.nan
    if not -1e12 <= value <= 1e12:  # NaN, which a socket's JSON may hold, is refused too
        raise InvalidInputError("{name} must be a number.", field=name, name=name)
    return float(value)


def _text(value: object, name: str) -> str | None:
    if value is None:
        return None
    # Staff pages show it: half a character or an override would break or bend them.
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or not value.isprintable():
        raise InvalidInputError("{name} must be a short text.", field=name, name=name)
    return value


def _faults(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > MOST_FAULTS:
        raise InvalidInputError("faults must be a short list of names.", field="faults")
    return tuple(_text(entry, "faults") or "" for entry in value)
