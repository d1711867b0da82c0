"""The last good state of this board: in memory for all threads, on disk before it is used."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from content.alert import Alert
from content.board_record import state_from_dict, state_to_dict
from content.board_state import BoardState, alerts_now
from content.envelope import payload_of
from content.errors import ContentError
from content.manifest_check import check_shape
from content.trust import Envelope
from content.trusted_time import Moment, TrustedTime
from player.cache import STATE, Folder
from player.clock import Clock
from player.errors import DamagedError, NotPairedError

# Takes into the clock what a new state's statements say of the time.
Learn = Callable[[TrustedTime, BoardState], TrustedTime]
SCORE = "score"
_CHECKPOINT_S = 60.0
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Score:
    """Hold the manifest that is played, by digest."""

    digest: str
    manifest: Mapping[str, Any]
    envelope: Envelope


class Holding:
    """Hold verified state; every change is synced to disk before anyone sees it."""

    def __init__(self, folder: Folder, clock: Clock, state: BoardState, time: TrustedTime) -> None:
        """Take a state that is on the disk already."""
        self.folder, self.clock = folder, clock
        self._lock = threading.RLock()
        self._state, self._time = state, time
        self._saved_at_s = clock.mono_s()
        self._score = _load_score(folder)
        # Held by whoever swaps scores and drops the files of the one before.
        self.swapping = threading.Lock()
        self.changed = threading.Event()
        self.is_stored = True

    @property
    def state(self) -> BoardState:
        """Give the state; it never changes in place."""
        return self._state

    @property
    def time(self) -> TrustedTime:
        """Give the trusted clock's memory."""
        return self._time

    @property
    def score(self) -> Score | None:
        """Give the score that is played."""
        return self._score

    def now(self) -> Moment:
        """Tell the time as this board believes it."""
        return self._time.now(self.clock.reading())

    def alerts_now(self) -> tuple[Alert, ...]:
        """Give the alerts in force now, the gravest and newest first."""
        return alerts_now(self._state, self.now().at)

    def change(
        self,
        work: Callable[[BoardState], BoardState],
        learn: Learn,
    ) -> bool:
        """Do one change of the state, whole or not at all; tell whether anything changed.

        A disk that takes nothing is a fault, but no reason to withhold an alert.
        Raises: what `work` raises, and then nothing has changed.
        """
        with self._lock:
            state = work(self._state)
            if state is self._state:
                return False
            time = learn(self._time, state)
            if state.mark != self._state.mark:
                # The head itself may have told the time: it was accepted at that time.
                state = replace(state, head_at=time.now(self.clock.reading()).at)
            self._save(state, time)
            self._state, self._time = state, time
        self.changed.set()
        return True

    def take_score(self, score: Score) -> None:
        """Play another score from now on."""
        with self._lock:
            self.folder.write(SCORE, {"envelope": score.envelope.to_dict()})
            self._score = score
        self.changed.set()

    def checkpoint(self) -> None:
        """Write down the time now and then, so that a power cut costs little of it."""
        if self.clock.mono_s() - self._saved_at_s < _CHECKPOINT_S:
            return
        with self._lock:
            time = self._time.checkpoint(self.clock.reading())
            self._save(self._state, time)
            self._time = time

    def _save(self, state: BoardState, time: TrustedTime) -> None:
        try:
            save(self.folder, state, time, self.clock)
            self.is_stored = True
        except OSError as error:
            log.error("the state cannot be written to disk: %s", error)
            self.is_stored = False
        self._saved_at_s = self.clock.mono_s()


def save(folder: Folder, state: BoardState, time: TrustedTime, clock: Clock) -> None:
    """Write the state to disk, synced."""
    record = {"state": state_to_dict(state), "time": time.to_dict(), "boot": clock.boot}
    folder.write(STATE, record)


def load(folder: Folder, clock: Clock) -> Holding:
    """Open what is on the disk. Raises: NotPairedError, DamagedError."""
    try:
        record = folder.read(STATE)
    except FileNotFoundError as error:
        raise NotPairedError("this board is not paired yet") from error
    try:
        state = state_from_dict(_object(record, "state"))
        time = TrustedTime.from_dict(_object(record, "time"))
    except ContentError as error:
        raise DamagedError(f"the state in {folder.path} is damaged") from error
    if record.get("boot") != clock.boot or not clock.boot:
        time = time.after_power_on(clock.mono_s())
    return Holding(folder, clock, state, time)


def head_time(clock: Clock, server_now: datetime | None) -> Learn:
    """Learn the time from the head of the new state and the server's now beside it."""

    def learn(time: TrustedTime, state: BoardState) -> TrustedTime:
        if state.head is None:
            return time
        head = state.head
        return time.after_head(clock.reading(), head.issued_at, head.epoch, server_now)

    return learn


def _load_score(folder: Folder) -> Score | None:
    """Read the score last played; without one the board shows its slate until one comes."""
    try:
        envelope = Envelope.from_dict(folder.read(SCORE).get("envelope"), "manifest")
        manifest = payload_of(envelope)
        check_shape(manifest)
    except FileNotFoundError:
        return None
    except (DamagedError, ContentError) as error:
        log.warning("the score on the disk is not played: %s", error)
        return None
    return Score(envelope.digest, manifest, envelope)


def _object(record: Mapping[str, object], name: str) -> dict[str, object]:
    value = record.get(name)
    if not isinstance(value, dict):
        raise DamagedError(f"the record has no {name}")
    return value
