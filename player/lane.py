"""Who goes first on the road to the server: conversations, then an alert's files, then others.

An alert that is fetched, or a status, does not queue behind a film: its parts stop coming while
anybody talks, and little of it is ever under way, for its connections have small windows.
"""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection

_WINDOW_BYTES = 32 * 1024
"""At 128 kbit/s, 2 s of a file are under way at most; at 300 ms there and back, 870 kbit/s come."""
_LONGEST_WAIT_S = 10.0


class Lane:
    """Let files give way to conversations, and keep them below a rate."""

    def __init__(self, most_bytes_s: int = 0) -> None:
        """Take the most bytes of files a second; 0 is no limit."""
        self._most_bytes_s = most_bytes_s
        self._talks = 0
        self._quiet = threading.Condition()

    @contextlib.contextmanager
    def talking(self) -> Iterator[None]:
        """Go before all files."""
        with self._quiet:
            self._talks += 1
        try:
            yield
        finally:
            with self._quiet:
                self._talks -= 1
                self._quiet.notify_all()

    def give_way(self, size_bytes: int) -> None:
        """Wait until nobody talks, and as long as a part of that size is to take."""
        if self._most_bytes_s:
            time.sleep(size_bytes / self._most_bytes_s)
        with self._quiet:
            self._quiet.wait_for(lambda: self._talks == 0, _LONGEST_WAIT_S)

    def let_talk(self, size_bytes: int) -> None:
        """Wait until nobody talks; for a file of an alert, which keeps to no rate."""
        with self._quiet:
            self._quiet.wait_for(lambda: self._talks == 0, _LONGEST_WAIT_S)

    def session(self) -> requests.Session:
        """Give a session whose connections take in little at a time."""
        session = requests.Session()
        for scheme in ("http://", "https://"):
            session.mount(scheme, _SmallWindow())
        return session


class _SmallWindow(HTTPAdapter):
    """Ask for a small receive buffer before the connection is made. Source: tcp(7)."""

    def init_poolmanager(self, *args: object, **more: object) -> None:
        options = [
            *HTTPConnection.default_socket_options,
            (socket.SOL_SOCKET, socket.SO_RCVBUF, _WINDOW_BYTES),
        ]
        super().init_poolmanager(*args, socket_options=options, **more)  # type: ignore[arg-type]
