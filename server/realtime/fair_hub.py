"""Eventlet's hub in short turns, so that no flood of messages keeps timers and pages waiting.

epoll hands out up to 1,023 ready sockets, and all their handlers run before any timer does:
10,000 boards that acknowledge an alert within 2 s would hold everything else up for a third of
a second, again and again. What is not handed out now comes first in the next turn.
"""

from eventlet.hubs import epolls

SOCKETS_PER_TURN = 32
"""About 10 ms of handlers."""

is_available = epolls.is_available


class Hub(epolls.Hub):  # type: ignore[misc]  # eventlet ships no types
    """What `eventlet.hubs.use_hub` takes."""

    def do_poll(self, seconds: float | None) -> list[tuple[int, int]]:
        """Wait so long for sockets that are ready; give a few of them."""
        ready: list[tuple[int, int]] = self.poll.poll(seconds, SOCKETS_PER_TURN)
        return ready
