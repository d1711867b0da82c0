"""The loop: one thread decides what is on the glass, one talks, one fetches."""

import logging
import random
import threading
from collections.abc import Callable

from player.bundle import Logs
from player.cache import Folder
from player.calls import Calls
from player.clock import Clock
from player.courier import Courier
from player.errors import DamagedError, RejectedError, UnreachableError
from player.health import status_of
from player.holding import Holding, load
from player.inbox import LOOK_EVERY_S, Inbox
from player.link import Road
from player.play_log import PlayLog
from player.proof_log import ProofLog
from player.score_files import ScoreFiles
from player.show import Glass
from player.stick import serve
from player.sync import Sync

GLASS_S = 0.25
_FETCH_S, _LONGEST_FETCH_S = 1.0, 60.0
_LONGEST_IDLE_S = 5.0
log = logging.getLogger(__name__)


class Agent:
    """Run one paired board until it is stopped."""

    def __init__(self, folder: Folder, clock: Clock, road: Road, chance: random.Random) -> None:
        """Open what is on the disk. Raises: NotPairedError, DamagedError."""
        self.holding: Holding = load(folder, clock)
        key, board = folder.key(), self.holding.state.board
        calls = Calls(road, clock, key, board)
        self.proof = ProofLog(folder, key, board)
        self.plays = PlayLog(folder, key, board, chance)
        self.files = ScoreFiles(folder.objects, calls)
        self.sync = Sync(self.holding, calls, self.proof, self.files)
        self.glass = Glass(self.holding, self.files, self.proof, self.plays)
        self.courier = Courier(
            calls,
            self.sync,
            self.proof,
            self.plays,
            self.holding,
            lambda: status_of(self.holding, self.glass.shown.name),
            chance,
        )
        logs: Logs = {"receipts": self.proof, "plays": self.plays}
        self.inbox = Inbox(
            folder.path, lambda bundle: serve(self.holding, self.proof, logs, bundle)
        )
        self._chance = chance
        self._stop = threading.Event()
        self._fetch_now, self._talk_now = threading.Event(), self.courier.wake
        self._fetch_failures = 0
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
        self.glass.tick()
        self.holding.checkpoint()
        for work in self.after_look:
            work()

    def fetch_once(self) -> float:
        """Fetch what the score needs; give the seconds until the next try."""
        if not self._is_fetch_due():
            return _LONGEST_IDLE_S
        try:
            self.sync.pull_score()
            self._fetch_failures = 0
            return _LONGEST_IDLE_S
        except (UnreachableError, RejectedError, DamagedError) as error:
            self._fetch_failures += 1
            longest_s = min(_LONGEST_FETCH_S, _FETCH_S * 2.0 ** min(self._fetch_failures, 10))
            log.info("the score is not whole yet: %s", error)
            return self._chance.uniform(0, longest_s)

    def _is_fetch_due(self) -> bool:
        head, score = self.holding.state.head, self.holding.score
        if head is None or head.manifest is None:
            return False
        is_other = score is None or score.digest != head.manifest
        return is_other or (score is not None and bool(self.files.missing(score.manifest)))

    def _show(self) -> None:
        self.show_once()
        due = self.sync.due
        if self.proof.batch() or due.head or due.alerts or due.roots:
            self._talk_now.set()
        if self._is_fetch_due():
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
            self._stop.wait(wait_s)

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
