"""Changes told in a native thread wait here for the hub: sockets are written in its thread only."""

import threading
from collections import deque
from collections.abc import Callable

from server.services.changes import Change


class HubInbox:
    """Hands changes to `heed` in the thread that made the inbox: at once there, else at drain."""

    def __init__(self, heed: Callable[[Change], None]) -> None:
        """Call this in the hub's own thread."""
        self._heed = heed
        self._hub_thread = threading.get_ident()
        self._waiting: deque[Change] = deque()

    def put(self, change: Change) -> None:
        """Take a change from any thread."""
        if threading.get_ident() != self._hub_thread:
            self._waiting.append(change)
            return
        self.drain()
        self._heed(change)

    def drain(self) -> None:
        """Heed what other threads put here, in order; call in the hub's thread."""
        while self._waiting:
            self._heed(self._waiting.popleft())
