"""What a server process does by the clock: see others' changes, write contacts, time its hub."""

from collections.abc import Callable
from functools import partial

import structlog
from prometheus_client import Gauge

from content.errors import ContentError
from server.realtime.connections import Connections
from server.services.chores import CHORES, run_chore
from server.services.resources import Resources

CHANGES_EVERY_S = 1.0
INBOX_EVERY_S = 0.1
CONTACTS_EVERY_S = 20.0
SENT_EVERY_S = 10.0
STRANGERS_EVERY_S = 15.0
HUB_TICK_S = 0.01
STALL_WINDOW_S = 60.0

log = structlog.get_logger(__name__)
hub_stall = Gauge(
    "bangtin_hub_stall_seconds", "Longest time the event hub served nobody in the last minute"
)
boards_connected = Gauge("bangtin_boards_connected", "Boards with an open socket")


def start(
    resources: Resources,
    spawn: Callable[..., object],
    sleep: Callable[[float], None],
    drain_inbox: Callable[[], None],
    connections: Connections,
) -> None:
    """Start the tasks on the engine; they live as long as the process."""
    spawn(_repeat, sleep, CHANGES_EVERY_S, resources.changes.catch_up)
    spawn(_repeat, sleep, INBOX_EVERY_S, drain_inbox)
    spawn(_repeat, sleep, CONTACTS_EVERY_S, lambda: resources.presence.flush(resources.database))
    spawn(_repeat, sleep, SENT_EVERY_S, lambda: resources.sent.flush(resources.database))
    spawn(_repeat, sleep, STRANGERS_EVERY_S, StrangerWatch(connections).tick)
    spawn(_once, lambda: resources.offload(resources.scores.warm))
    for chore in CHORES:
        spawn(_repeat, sleep, chore.every_s, partial(run_chore, resources, chore))
    boards_connected.set_function(resources.presence.connected_count)
    spawn(HubWatch(resources.clock.monotonic_s, sleep).run)


def _once(work: Callable[[], object]) -> None:
    try:
        work()
    except ContentError as error:
        log.warning("background_work_left_out", reason=str(error))


def _repeat(sleep: Callable[[float], None], every_s: float, work: Callable[[], object]) -> None:
    while True:
        sleep(every_s)
        try:
            work()
        except ContentError as error:
            log.warning("background_work_waits", reason=str(error))


class StrangerWatch:
    """Ends sessions that have not said which board they are from one look to the next."""

    def __init__(self, connections: Connections) -> None:
        """Begin with nobody suspected."""
        self._connections = connections
        self._seen: frozenset[str] = frozenset()

    def tick(self) -> None:
        """Look once."""
        now = self._connections.strangers()
        for session in now & self._seen:
            self._connections.close_session(session)
        self._seen = now


class HubWatch:
    """Sleeps a little, again and again: how late it wakes is how long the hub was stalled."""

    def __init__(self, monotonic_s: Callable[[], float], sleep: Callable[[float], None]) -> None:
        """Take the engine's sleep; the clock must not go back."""
        self._monotonic_s = monotonic_s
        self._sleep = sleep
        self._longest = self._longest_before = 0.0
        self._window_began = monotonic_s()

    def run(self) -> None:
        """Watch for ever."""
        while True:
            self.tick()

    def tick(self) -> None:
        """Sleep once and note by how much it overslept; two half windows make the figure."""
        before = self._monotonic_s()
        self._sleep(HUB_TICK_S)
        now = self._monotonic_s()
        self._longest = max(self._longest, now - before - HUB_TICK_S)
        if now - self._window_began > STALL_WINDOW_S / 2:
            self._longest_before, self._longest = self._longest, 0.0
            self._window_began = now
        hub_stall.set(max(self._longest, self._longest_before))
