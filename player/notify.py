"""Tells systemd that the board is up and that its picture is good. Source: sd_notify(3)."""

import socket
import threading
from collections.abc import Callable

_READY, _ALIVE = b"READY=1", b"WATCHDOG=1"
# What keeps a screen good goes round each second; a start of its browser takes some.
TURNS_S = 60.0


class Notifier:
    """Send to the socket systemd named; outside systemd there is none, and nothing is sent."""

    def __init__(self, address: str) -> None:
        """Take $NOTIFY_SOCKET; a leading @ means an abstract socket."""
        self._address = "\0" + address[1:] if address.startswith("@") else address

    def ready(self) -> None:
        """Say that the board is up."""
        self._send(_READY)

    def turned(self) -> None:
        """Take note that what watches over a screen goes on, be its picture good or not."""

    def alive(self) -> None:
        """Feed the watchdog: the picture is good."""
        self._send(_ALIVE)

    def _send(self, message: bytes) -> None:
        if not self._address:
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
            try:
                out.sendto(message, self._address)
            except OSError:  # systemd will act on the silence, which is what it is for
                return


class JointNotifier:
    """Feed one watchdog for all screens of a box: while one is good and none is left alone.

    One bad picture does not have the others restarted; a thread that stands still does.
    """

    def __init__(self, notifier: Notifier, mono_s: Callable[[], float]) -> None:
        """Take what feeds the watchdog; there is no screen yet."""
        self._notifier, self._mono_s = notifier, mono_s
        self._turned_at_s: dict[Notifier, float] = {}
        self._lock = threading.Lock()

    def part(self) -> Notifier:
        """Give the voice of one more screen."""
        made = _Part(self)
        self.turned(made)
        return made

    def ready(self) -> None:
        """Say that the board is up."""
        self._notifier.ready()

    def turned(self, part: Notifier) -> None:
        """Take note that a screen is watched over."""
        with self._lock:
            self._turned_at_s[part] = self._mono_s()

    def alive(self, part: Notifier) -> None:
        """Feed the watchdog, unless a screen is left alone."""
        self.turned(part)
        with self._lock:
            longest_s = self._mono_s() - min(self._turned_at_s.values())
        if longest_s <= TURNS_S:
            self._notifier.alive()


class _Part(Notifier):
    """The voice of one screen among several."""

    def __init__(self, joint: JointNotifier) -> None:
        super().__init__("")
        self._joint = joint

    def ready(self) -> None:
        self._joint.ready()

    def turned(self) -> None:
        self._joint.turned(self)

    def alive(self) -> None:
        self._joint.alive(self)
