"""The conversation with the server: socket, status every 20 s, heads, alerts, receipts, plays.

One `step` does what is due and says when the next is; a failure waits with full jitter.
"""

import logging
import random
import threading
from collections.abc import Callable, Mapping

from player.backoff import Backoff, jitter
from player.calls import Calls
from player.clock import Clock
from player.commands import Orders
from player.errors import RejectedError, UnreachableError
from player.holding import Holding
from player.play_log import PlayLog
from player.proof_log import ProofLog
from player.sync import Sync

STATUS_S, STATUS_SPREAD_S = 20.0, 2.0
_RECEIPTS_WITHIN_S = 0.8
_STATUS_SOON_S = 2.0
_PLAYS_AFTER_START_S, _PLAYS_EVERY_S, _PLAYS_AGAIN_S = 30.0, 60.0, 120.0
_LONGEST_WAIT_S, _LONGEST_SOCKET_WAIT_S = 2.5, 30.0
"""Over HTTP the wait stays short, for nothing else finds out that the network is back (C3, C4)."""
_LONGEST_REFUSED_WAIT_S, _GONE_WAIT_S = 20.0, 60.0
_GONE_CODES = frozenset({"board_revoked", "board_unknown"})
log = logging.getLogger(__name__)


class Courier:
    """Talk to the server from one thread; `heard` is called from threads of the socket."""

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
        self._put_off = Backoff(holding.clock.mono_s, chance, _LONGEST_REFUSED_WAIT_S)
        self._wanted_by: str | None = None
        self.wake = threading.Event()
        # What the server may command, by name; whoever has a display adds to it.
        self._orders = Orders(self._clock.mono_s)
        self.commands = self._orders.table
        self.commands["reload"] = lambda command: self._say_all()

    def heard(self, event: str, data: object) -> None:
        """Take what the server pushes; alerts and heads act at once, in the caller's thread."""
        try:
            if event == "alert":
                self._sync.take_alert(data)
            elif event == "head":
                self._sync.take_head(data)
            elif event == "changed":
                self._pull_within(data)
            elif event == "command":
                self._orders.take(data)
            elif event == "closed":
                self._put_off_socket()
                self._next_status_s = 0.0
        finally:
            self.wake.set()

    def tell_soon(self) -> None:
        """Send the next status within 2 s: a person waits to hear what is on the glass."""
        soon_s = self._clock.mono_s() + self._chance.uniform(0, _STATUS_SOON_S)
        self._next_status_s = min(self._next_status_s, soon_s)
        self.wake.set()

    def step(self) -> float:
        """Do what is due; give the seconds until something is. Never raises for the server."""
        self._orders.step()
        if self._hold_until_s > self._clock.mono_s():
            return self._until_next()
        heads = self._sync.verified_heads
        try:
            self._converse()
        except UnreachableError as error:
            self._failures += 1
            self._hold(jitter(self._chance, self._failures, _LONGEST_WAIT_S), error)
        except RejectedError as error:
            self._calls.road.close_socket()
            self._hold(_GONE_WAIT_S, error)
        if self._sync.verified_heads > heads:
            # Whatever else failed: this server is there, and it is the right one.
            self._failures = 0
            if self._calls.road.is_open:
                self._socket_failures = 0
        return self._until_next()

    def hang_up(self) -> None:
        """Close the socket for good."""
        self._calls.road.close_socket()

    def _converse(self) -> None:
        """Do all that is due; what the server refuses keeps nothing else from being said."""
        now_s = self._clock.mono_s()
        if not self._calls.road.is_open and now_s >= self._next_socket_s:
            self._open_socket()
        for name, work in (
            ("status", self._exchange_status),
            ("head", self._pull_head),
            ("roots", self._follow_roots),
            ("wanted", self._pull_wanted),
            ("proof", self._sync.prove_received),
            ("receipts", self._send_receipts),
            ("plays", self._send_plays),
        ):
            if self._put_off.is_off(name) and not (name == "wanted" and self._sync.due.alerts):
                continue
            try:
                if work():
                    self._put_off.works(name)
            except RejectedError as error:
                if error.code in _GONE_CODES:
                    raise
                log.info("%s: %s", name, error)
                self._put_off.fails(name)
                # What the status would have brought is asked for by itself.
                self._sync.due.head = self._sync.due.head or name == "status"
            except OSError as error:
                log.error("the disk takes nothing: %s", error)

    def _pull_head(self) -> bool:
        is_due = self._sync.due.head or self._is_pull_due()
        if is_due:
            self._pull_at_s = None
            self._sync.pull_head()
        return is_due

    def _pull_wanted(self) -> bool:
        """Fetch what the head names; what the server then does not give is put off."""
        head = self._holding.state.head
        named = head.digest if head else None
        if named != self._wanted_by:
            self._wanted_by = named
            self._put_off.works("wanted")
        is_all_here = self._sync.pull_wanted()
        if not is_all_here:
            self._put_off.fails("wanted")
        return is_all_here

    def _follow_roots(self) -> bool:
        is_due = self._sync.are_roots_due()
        if is_due:
            self._sync.follow_roots()
        return is_due

    def _open_socket(self) -> None:
        """Try the socket; without it the status goes over HTTP."""
        try:
            self._calls.open_socket(self.heard)
            self._said, self._next_status_s = {}, 0.0
            log.info("connected")
        except (UnreachableError, RejectedError) as error:
            if isinstance(error, RejectedError) and error.code in _GONE_CODES:
                raise
            log.info("no socket: %s", error)
            self._put_off_socket()

    def _put_off_socket(self) -> None:
        """Wait before the next try; it counts as failed until a head has come over it."""
        self._socket_failures += 1
        wait_s = jitter(self._chance, self._socket_failures, _LONGEST_SOCKET_WAIT_S)
        self._next_socket_s = self._clock.mono_s() + wait_s

    def _exchange_status(self) -> bool:
        if self._clock.mono_s() < self._next_status_s:
            return False
        status = dict(self._status())
        changed = {name: value for name, value in status.items() if self._said.get(name) != value}
        changed["sequence"] = status["sequence"]
        spread_s = self._chance.uniform(-STATUS_SPREAD_S, STATUS_SPREAD_S)
        self._next_status_s = self._clock.mono_s() + STATUS_S + spread_s
        answer = self._answer(changed)
        self._said = status
        if answer.get("head") is not None:
            self._sync.take_head(answer["head"], answer.get("now"))
        return True

    def _answer(self, status: Mapping[str, object]) -> dict[str, object]:
        """Ask over the socket; one that does not answer within 5 s is given up."""
        if self._calls.road.is_open:
            try:
                return self._calls.status_by_socket(status)
            except UnreachableError as error:
                log.info("the socket is dead: %s", error)
                self._calls.road.close_socket()
                self._put_off_socket()
        return self._calls.status(status)

    def _send_receipts(self) -> bool:
        """Send the oldest that wait; if the server settles none of them, later again."""
        batch = self._proof.batch()
        if not batch:
            self._receipts_at_s = None
            return False
        now_s = self._clock.mono_s()
        if self._receipts_at_s is None:
            self._receipts_at_s = now_s + self._chance.uniform(0, _RECEIPTS_WITHIN_S)
        if now_s < self._receipts_at_s:
            return False
        self._receipts_at_s = None
        if self._proof.settle(self._calls.receipts(batch)):
            return True
        self._put_off.fails("receipts")
        return False

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

    def _say_all(self) -> None:
        self._next_status_s, self._said = 0.0, {}

    def _hold(self, wait_s: float, error: Exception) -> None:
        """Say nothing for a while; then begin with a head, for that alone proves the server."""
        log.info("%s; the next try in %.1f s", error, wait_s)
        self._sync.due.head = True
        self._say_all()
        self._hold_until_s = self._clock.mono_s() + wait_s

    def _until_next(self) -> float:
        now_s = self._clock.mono_s()
        due = self._orders.due_at_s()
        if self._hold_until_s > now_s:
            return max(0.0, min([self._hold_until_s, *due]) - now_s)
        due += [max(self._next_status_s, self._put_off.until_s("status")), self._plays_at_s]
        if not self._calls.road.is_open:
            due.append(self._next_socket_s)
        if self._pull_at_s is not None:
            due.append(max(self._pull_at_s, self._put_off.until_s("head")))
        if self._receipts_at_s is not None:
            due.append(max(self._receipts_at_s, self._put_off.until_s("receipts")))
        return max(0.0, min(due) - now_s)
