"""The conversation with the server: socket, status every 20 s, heads, alerts, receipts, plays.

One `step` does what is due and says when the next is; a failure waits with full jitter.
"""

import logging
import random
import threading
from collections.abc import Callable, Mapping

from player.calls import Calls
from player.clock import Clock
from player.errors import RejectedError, UnreachableError
from player.holding import Holding
from player.play_log import PlayLog
from player.proof_log import ProofLog
from player.sync import Sync

STATUS_S, STATUS_SPREAD_S = 20.0, 2.0
_RECEIPTS_WITHIN_S = 0.8
_PLAYS_AFTER_START_S, _PLAYS_EVERY_S, _PLAYS_AGAIN_S = 30.0, 60.0, 120.0
_FIRST_WAIT_S, _LONGEST_WAIT_S = 1.0, 4.0
_LONGEST_SOCKET_WAIT_S = 20.0
_REFUSED_WAIT_S = 60.0
_GONE_CODES = frozenset({"board_revoked", "board_unknown"})
log = logging.getLogger(__name__)


class Courier:
    """Talk to the server from one thread; `heard` is called from the socket's."""

    def __init__(
        self,
        calls: Calls,
        sync: Sync,
        proof: ProofLog,
        plays: PlayLog,
        holding: Holding,
        status: Callable[[], Mapping[str, object]],
        chance: random.Random,
    ) -> None:
        """Take the parts; nothing is said yet. `status` gives all fields of a status."""
        self._calls, self._sync, self._proof, self._plays = calls, sync, proof, plays
        self._holding, self._status, self._chance = holding, status, chance
        self._clock: Clock = holding.clock
        self._said: dict[str, object] = {}
        self._next_status_s = self._next_socket_s = self._hold_until_s = 0.0
        self._pull_at_s: float | None = None
        self._receipts_at_s: float | None = None
        self._plays_at_s = holding.clock.mono_s() + chance.uniform(0, _PLAYS_AFTER_START_S)
        self._failures = self._socket_failures = 0
        self.wake = threading.Event()

    def heard(self, event: str, data: object) -> None:
        """Take what the server pushes; alerts and heads act at once, in this thread."""
        try:
            if event == "alert":
                self._sync.take_alert(data)
            elif event == "head":
                self._sync.take_head(data)
            elif event == "changed":
                self._pull_within(data)
            elif event == "command":
                self._obey(data)
            elif event == "closed":
                self._next_status_s = 0.0
        finally:
            self.wake.set()

    def step(self) -> float:
        """Do what is due; give the seconds until something is. Never raises for the server."""
        wait_s = self._hold_until_s - self._clock.mono_s()
        if wait_s > 0:
            return wait_s
        try:
            self._converse()
            self._failures = 0
        except UnreachableError as error:
            self._wait_after(error, _LONGEST_WAIT_S)
        except RejectedError as error:
            if error.code in _GONE_CODES:
                self._calls.road.close_socket()
                self._hold(_REFUSED_WAIT_S, error)
            else:
                self._wait_after(error, _LONGEST_SOCKET_WAIT_S)
        return self._until_next()

    def hang_up(self) -> None:
        """Close the socket for good."""
        self._calls.road.close_socket()

    def _converse(self) -> None:
        now_s = self._clock.mono_s()
        if not self._calls.road.is_open and now_s >= self._next_socket_s:
            self._open_socket()
        if self._clock.mono_s() >= self._next_status_s:
            self._exchange_status()
        if self._sync.due.head or self._is_pull_due():
            self._pull_at_s = None
            self._sync.pull_head()
        if self._sync.due.roots:
            self._sync.follow_roots()
        self._sync.pull_wanted()
        self._send_receipts()
        self._send_plays()

    def _open_socket(self) -> None:
        """Try the socket; without it the status goes over HTTP."""
        try:
            self._calls.open_socket(self.heard)
            self._socket_failures = 0
            self._said, self._next_status_s = {}, 0.0
            log.info("connected")
        except UnreachableError as error:
            self._socket_failures += 1
            wait_s = self._jitter(self._socket_failures, _LONGEST_SOCKET_WAIT_S)
            self._next_socket_s = self._clock.mono_s() + wait_s
            log.info("no socket (%s), the next try in %.1f s", error, wait_s)

    def _exchange_status(self) -> None:
        status = dict(self._status())
        changed = {name: value for name, value in status.items() if self._said.get(name) != value}
        changed["sequence"] = status["sequence"]
        answer = self._answer(changed)
        self._said = status
        spread_s = self._chance.uniform(-STATUS_SPREAD_S, STATUS_SPREAD_S)
        self._next_status_s = self._clock.mono_s() + STATUS_S + spread_s
        if answer.get("head") is not None:
            self._sync.take_head(answer["head"], answer.get("now"))

    def _answer(self, status: Mapping[str, object]) -> dict[str, object]:
        """Ask over the socket; one that does not answer within 5 s is given up."""
        if self._calls.road.is_open:
            try:
                return self._calls.status_by_socket(status)
            except UnreachableError as error:
                log.info("the socket is dead: %s", error)
                self._calls.road.close_socket()
        return self._calls.status(status)

    def _send_receipts(self) -> None:
        batch = self._proof.batch()
        if not batch:
            self._receipts_at_s = None
            return
        now_s = self._clock.mono_s()
        if self._receipts_at_s is None:
            self._receipts_at_s = now_s + self._chance.uniform(0, _RECEIPTS_WITHIN_S)
        if now_s >= self._receipts_at_s:
            self._receipts_at_s = None
            self._proof.settle(self._calls.receipts(batch))

    def _send_plays(self) -> None:
        """Send what was shown, batch after batch; trouble with it holds nothing else up."""
        now_s = self._clock.mono_s()
        if now_s < self._plays_at_s:
            return
        self._plays_at_s = now_s + _PLAYS_EVERY_S
        batch = self._plays.batch()
        if not batch:
            return
        try:
            settled = self._plays.settle(self._calls.plays(batch))
        except (UnreachableError, RejectedError, OSError) as error:
            log.info("plays are not taken: %s", error)
            settled = 0
        self._plays_at_s = now_s if settled else now_s + _PLAYS_AGAIN_S

    def _pull_within(self, data: object) -> None:
        """Fetch the head after a random part of the seconds the server allows."""
        spread = data.get("spread_s") if isinstance(data, dict) else 0
        spread_s = min(10.0, max(0.0, float(spread))) if isinstance(spread, int | float) else 0.0
        at_s = self._clock.mono_s() + self._chance.uniform(0, spread_s)
        self._pull_at_s = at_s if self._pull_at_s is None else min(at_s, self._pull_at_s)

    def _is_pull_due(self) -> bool:
        return self._pull_at_s is not None and self._clock.mono_s() >= self._pull_at_s

    def _obey(self, data: object) -> None:
        name = data.get("name") if isinstance(data, dict) else None
        log.info("command: %s", name)
        if name == "reload":
            self._next_status_s, self._said = 0.0, {}

    def _wait_after(self, error: Exception, longest_s: float) -> None:
        self._failures += 1
        self._hold(self._jitter(self._failures, longest_s), error)

    def _hold(self, wait_s: float, error: Exception) -> None:
        log.info("%s; the next try in %.1f s", error, wait_s)
        self._next_status_s = 0.0
        self._said = {}
        self._hold_until_s = self._clock.mono_s() + wait_s

    def _jitter(self, failures: int, longest_s: float) -> float:
        """Wait anywhere between nothing and twice as long each time: full jitter."""
        return self._chance.uniform(0, min(longest_s, _FIRST_WAIT_S * 2.0 ** min(failures, 10)))

    def _until_next(self) -> float:
        now_s = self._clock.mono_s()
        if self._hold_until_s > now_s:
            return self._hold_until_s - now_s
        due = [self._next_status_s, self._plays_at_s]
        if not self._calls.road.is_open:
            due.append(self._next_socket_s)
        due += [at_s for at_s in (self._pull_at_s, self._receipts_at_s) if at_s is not None]
        return max(0.0, min(due) - now_s)
