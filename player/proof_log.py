"""Receipts: each state of each alert revision once, signed, on disk until the server has it."""

import logging
import secrets
import threading
from collections.abc import Mapping, Sequence

from content.instant import format_instant
from content.trusted_time import Moment
from player.board_key import BoardKey
from player.cache import Folder
from player.errors import DamagedError

log = logging.getLogger(__name__)
RECORD = "receipts"
BATCH = 50
_MOST_WAITING = 10_000
_MOST_REMEMBERED = 2_000

# An alert revision: its id and number.
Revision = tuple[str, int]


class ProofLog:
    """Keep what is to be told of alerts; safe to use from several threads."""

    def __init__(self, folder: Folder, key: BoardKey, board: str) -> None:
        """Read what was waiting; a lost or damaged log begins anew under another name."""
        self._folder, self._key, self._board = folder, key, board
        self._lock = threading.RLock()
        self._is_refused = False
        try:
            value = folder.read(RECORD)
        except (FileNotFoundError, DamagedError):
            value = {}
        if value.get("board") != board:
            value = {}
        self._log = str(value.get("log") or secrets.token_hex(8))
        self._next = int(str(value.get("next") or 1))
        self._waiting: list[dict[str, object]] = _objects(value.get("waiting"))
        self._told: dict[Revision, list[str]] = _told(value.get("told"))

    def note(
        self, revision: Revision, state: str, moment: Moment, reason: str | None = None
    ) -> bool:
        """Write down a state that was reached, synced; False when it was told before.

        Raises: OSError when the disk takes nothing, and then it has not been told.
        """
        with self._lock:
            told = self._told.setdefault(revision, [])
            if state in told:
                return False
            receipt = self._key.receipt(
                self._board,
                self._log,
                self._next,
                alert=revision[0],
                revision=revision[1],
                state=state,
                at=format_instant(moment.at),
                clock_trusted=moment.trusted,
                reason=reason,
            )
            before = self._waiting
            told.append(state)
            self._next += 1
            self._waiting = [*before, receipt][-_MOST_WAITING:]
            try:
                self._save()
            except OSError:
                told.remove(state)
                self._next -= 1
                self._waiting = before
                raise
            return True

    def note_if_kept(
        self, revision: Revision, state: str, moment: Moment, reason: str | None = None
    ) -> None:
        """Write down a state if the disk takes it; else whoever looks again tells it then.

        A number that went out unkept would be given to another receipt after a power cut.
        """
        try:
            self.note(revision, state, moment, reason)
            self._is_refused = False
        except OSError as error:
            if not self._is_refused:
                log.error("receipts cannot be written to disk: %s", error)
            self._is_refused = True

    def has(self, revision: Revision, state: str) -> bool:
        """Tell whether this was told before, across restarts."""
        with self._lock:
            return state in self._told.get(revision, ())

    def on_glass(self) -> frozenset[Revision]:
        """Give the revisions that were painted and have not ended."""
        with self._lock:
            return frozenset(
                revision
                for revision, states in self._told.items()
                if "painted" in states and "ended" not in states
            )

    def batch(self) -> list[dict[str, object]]:
        """Give the oldest receipts that wait, at most `BATCH`."""
        with self._lock:
            return self._waiting[:BATCH]

    def waiting(self) -> Sequence[dict[str, object]]:
        """Give all receipts that wait, the oldest first."""
        with self._lock:
            return self._waiting

    def settle(self, answer: Mapping[str, object]) -> int:
        """Drop what the server has stored or refused for good; give how many that were."""
        done = settled(answer)
        with self._lock:
            kept = [entry for entry in self._waiting if (entry["log"], entry["seq"]) not in done]
            gone = len(self._waiting) - len(kept)
            if gone:
                self._waiting = kept
                self._save()
            return gone

    def _save(self) -> None:
        kept = list(self._told.items())[-_MOST_REMEMBERED:]
        self._told = dict(kept)
        self._folder.write(
            RECORD,
            {
                "board": self._board,
                "log": self._log,
                "next": self._next,
                "waiting": self._waiting,
                "told": [[alert, number, states] for (alert, number), states in kept],
            },
        )


def settled(answer: Mapping[str, object]) -> set[tuple[object, object]]:
    """Name the records, by log and number, that the server has stored or refused for good."""
    done = set(_pairs(answer.get("acknowledged")))
    return done | {
        (entry.get("log"), entry.get("seq")) for entry in _objects(answer.get("rejected"))
    }


def _objects(value: object) -> list[dict[str, object]]:
    entries: Sequence[object] = value if isinstance(value, list) else ()
    return [entry for entry in entries if isinstance(entry, dict)]


def _pairs(value: object) -> list[tuple[object, object]]:
    entries: Sequence[object] = value if isinstance(value, list) else ()
    found = (entry for entry in entries if isinstance(entry, list | tuple) and len(entry) == 2)
    return [(entry[0], entry[1]) for entry in found]


def _told(value: object) -> dict[Revision, list[str]]:
    entries: Sequence[object] = value if isinstance(value, list) else ()
    return {
        (str(entry[0]), int(entry[1])): [str(state) for state in entry[2]]
        for entry in entries
        if isinstance(entry, list) and len(entry) == 3
    }
