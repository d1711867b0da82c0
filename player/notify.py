"""Tells systemd that the board is up and that its picture is good. Source: sd_notify(3)."""

import socket

_READY, _ALIVE = b"READY=1", b"WATCHDOG=1"


class Notifier:
    """Send to the socket systemd named; outside systemd there is none, and nothing is sent."""

    def __init__(self, address: str) -> None:
        """Take $NOTIFY_SOCKET; a leading @ means an abstract socket."""
        self._address = "\0" + address[1:] if address.startswith("@") else address

    def ready(self) -> None:
        """Say that the board is up."""
        self._send(_READY)

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
