"""The loop: one thread decides what is on the glass, one talks, one fetches."""

import logging
import random
import threading
from collections.abc import Callable, Sequence

from player.alert_files import AlertFiles
from player.backoff import jitter
from player.bundle import Logs
from player.cache import Folder
from player.calls import Calls
from player.clock import Clock
from player.courier import Courier
from player.errors import PlayerError
from player.health import status_of
from player.heard_log import HeardLog
from player.holding import Holding, load
from player.inbox import LOOK_EVERY_S, Inbox
from player.link import Road
from player.play_log import PlayLog
from player.proof_log import ProofLog
from player.score_files import ScoreFiles
from player.show import Glass, Kind
from player.stick import serve
from player.sync import Sync

GLASS_S = 0.25
_LONGEST_FETCH_S = 60.0
_LONGEST_IDLE_S = 5.0
_LOOK_EVERY_S = 60.0
_ITEMS_AT_ONCE = 4
log = logging.getLogger(__name__)


class Agent:
    """Run one paired board until it is stopped."""

    def __init__(self, folder: Folder, clock: Clock, road: Road, chance: random.Random) -> None:
        """Open what is on the disk. Raises: NotPairedError, DamagedError."""
        self.holding: Holding = load(folder, clock)
        key, board = folder.key(), self.holding.state.board
        self.calls = calls = Calls(road, clock, key, board)
        self.proof = ProofLog(folder, key, board)
        self.plays = PlayLog(folder, key, board, chance)
        self.files = ScoreFiles(folder.objects, calls, clock.mono_s, chance, at_once=_ITEMS_AT_ONCE)
        self.sync = Sync(self.holding, calls, self.proof, self.files)
        self.voices = AlertFiles(self.holding, self.proof, calls.voice, chance)
        self.sync.scores.gives_way = self.voices.is_due
        self.heard = HeardLog(folder)
        self.glass = Glass(self.holding, self.files, self.proof, self.plays)
        self.courier = Courier(
            calls,
            self.sync,
            self.proof,
            self.plays,
            self.holding,
            lambda: status_of(self.holding, self.glass.told, self._faults()),
            chance,
        )
        logs: Logs = {"receipts": self.proof, "plays": self.plays}
        self.inbox = Inbox(
            folder.path, lambda bundle: serve(self.holding, self.proof, logs, bundle)
        )
        # What is wrong with the display; whoever has one puts it here.
        self.display_faults: Callable[[], Sequence[str]] = lambda: ()
        self._chance = chance
        self._stop = threading.Event()
        self._fetch_now, self._talk_now = threading.Event(), self.courier.wake
        self._fetch_failures, self._has_stopped = 0, False
        self._look_at_s = clock.mono_s() + _LOOK_EVERY_S
        # Called after each look at what is on, several times a second.
        self.after_look: list[Callable[[], None]] = []

    def run(self) -> None:
        """Play until `stop` is called."""
        log.info("board %s", self.holding.state.board)
        threads = [
            threading.Thread(target=self._repeat, args=(self._talk,), name="courier", daemon=True),
            threading.Thread(target=self._repeat, args=(self._fetch,), name="fetcher", daemon=True),
            threading.Thread(target=self._repeat, args=(self._ask,), name="inbox", daemon=True),
        ]
        for thread in threads:
            thread.start()
        self._repeat(self._show)
        self.courier.hang_up()
        for thread in threads:
            thread.join(timeout=2.0)

    def stop(self) -> None:
        """End `run` soon; may be called from a signal handler."""
        self._stop.set()
        for event in (self._talk_now, self._fetch_now, self.holding.changed):
            event.set()

    def show_once(self) -> None:
        """Decide what is on the glass, and wake whoever has to tell or fetch."""
        self.holding.changed.clear()
        try:
            self.glass.tick()
            self._tell_stop()
            self.holding.checkpoint()
        finally:  # the page is told of alerts whatever became of this look
            for work in self.after_look:
                work()

    def _tell_stop(self) -> None:
        """Tell the server soon that the stop slate is on the glass, or off it again."""
        has_stopped = self.glass.told == Kind.STOP
        if has_stopped != self._has_stopped:
            self._has_stopped = has_stopped
            self.courier.tell_soon()

    def fetch_once(self) -> float:
        """Fetch the voices of alerts, then what the score needs; give the seconds until the next.

        With nothing to fetch, one file that is here is verified again each minute.
        """
        self.voices.fetch()
        if not self.sync.scores.is_due():
            self._look_at_one()
            return _LONGEST_IDLE_S
        try:
            self.sync.scores.pull()
            self._fetch_failures = 0
            return _LONGEST_IDLE_S
        except (PlayerError, OSError) as error:
            self._fetch_failures += 1
            log.info("the score is not whole yet: %s", error)
            return jitter(self._chance, self._fetch_failures, _LONGEST_FETCH_S)

    def _look_at_one(self) -> None:
        now_s = self.holding.clock.mono_s()
        if now_s >= self._look_at_s:
            self._look_at_s = now_s + _LOOK_EVERY_S
            self.files.look_at_one()

    def _faults(self) -> list[str]:
        unapproved = self.sync.refusals.faults(self.holding.state)
        of_files = dict.fromkeys((*self.files.faults(), *self.voices.faults()))
        return [*of_files, *unapproved, *self.display_faults()]

    def _show(self) -> None:
        self.show_once()
        due = self.sync.due
        if self.proof.batch() or due.head or due.alerts or due.roots:
            self._talk_now.set()
        if self.sync.scores.is_due() or self.voices.is_due():
            self._fetch_now.set()
        self.holding.changed.wait(GLASS_S)

    def _talk(self) -> None:
        wait_s = self.courier.step()
        self._talk_now.wait(min(wait_s, _LONGEST_IDLE_S))
        self._talk_now.clear()

    def _fetch(self) -> None:
        self._fetch_now.wait(_LONGEST_IDLE_S)
        self._fetch_now.clear()
        if self._stop.is_set():
            return
        wait_s = self.fetch_once()
        if wait_s < _LONGEST_IDLE_S or self._fetch_failures:
            self._wait_to_fetch(wait_s)

    def _wait_to_fetch(self, wait_s: float) -> None:
        """Wait, but not for what failed before once something else is to be fetched."""
        is_urgent = self.voices.is_due
        mono_s, named = self.holding.clock.mono_s, self.sync.scores.named()
        until_s = mono_s() + wait_s
        while mono_s() < until_s and self.sync.scores.named() == named and not is_urgent():
            if self._stop.wait(min(GLASS_S, wait_s)):
                return

    def _ask(self) -> None:
        self.inbox.step()
        self._stop.wait(LOOK_EVERY_S)

    def _repeat(self, work: Callable[[], None]) -> None:
        """Go on whatever happens: a board is never dark because of a mistake in its program."""
        while not self._stop.is_set():
            try:
                work()
            except Exception:
                log.exception("going on after an unforeseen error")
                self._stop.wait(1.0)
