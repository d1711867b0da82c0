"""The only road to the server: HTTP through requests, the socket through python-socketio.

Foreign errors become UnreachableError (try again) or RejectedError (the server said no).
"""

import contextlib
import gzip
import json
from collections.abc import Iterator, Mapping
from typing import Protocol
from urllib.parse import quote

import requests

from player.answers import ANSWER_S, Target, check_origin, read_all, read_into, read_object
from player.board_socket import BoardSocket, Listener
from player.errors import RejectedError, UnreachableError
from player.lane import Lane

# With a wait of 2.5 s at most, a network that is back is used within 5 s.
CONNECT_S, READ_S = 3.0, 10.0
ANSWER_LIMIT = 8 * 1024 * 1024
# What is longer goes packed: a day of plays is a megabyte in full.
PACKED_FROM = 1000


class Road(Protocol):
    """What the player needs of a link; tests hand in a simulated server."""

    def get(self, path: str, token: str | None = None) -> dict[str, object]:
        """Get a JSON object. Raises: UnreachableError, RejectedError."""

    def post(
        self, path: str, body: Mapping[str, object], token: str | None = None
    ) -> dict[str, object]:
        """Post a JSON object and get one. Raises: UnreachableError, RejectedError."""

    def post_bytes(
        self, path: str, data: bytes, kind: str, token: str | None = None
    ) -> dict[str, object]:
        """Post a file of a media type and get a JSON object. Raises: as `post`."""

    def fetch(self, path: str, limit: int) -> bytes:
        """Get a public file of `limit` bytes at most. Raises: as `get`, too_large."""

    def download(self, path: str, target: Target, *, is_urgent: bool = False) -> None:
        """Get a large public file, or the rest of it. Raises: as `get`, and what it raises."""

    def open_socket(self, token: str, listener: Listener) -> None:
        """Connect to /board. Raises: UnreachableError, RejectedError with the code given."""

    def call(self, event: str, data: object, timeout_s: float) -> dict[str, object]:
        """Say something over the socket and wait for the answer. Raises: UnreachableError."""

    @property
    def is_open(self) -> bool:
        """Tell whether the socket is connected."""

    def close_socket(self) -> None:
        """Hang up; never fails."""


class ServerLink:
    """Reach a real server."""

    def __init__(self, server: str, most_bytes_s: int = 0) -> None:
        """Take the server's address, and how fast files may come (0: as fast as it goes)."""
        self._server = server
        # A session is not made to be shared: each call takes one and puts it back.
        self._idle: list[requests.Session] = []
        self._socket = BoardSocket(server)
        self._lane = Lane(most_bytes_s)

    def get(self, path: str, token: str | None = None) -> dict[str, object]:
        """Get a JSON object."""
        with self._lane.talking(), self._answer("GET", path, token=token) as answer:
            return read_object(read_all(answer, ANSWER_LIMIT, ANSWER_S))

    def post(
        self, path: str, body: Mapping[str, object], token: str | None = None
    ) -> dict[str, object]:
        """Post a JSON object and get one."""
        data = json.dumps(body).encode()
        return self._send(path, data, "application/json", token, is_packed=len(data) > PACKED_FROM)

    def post_bytes(
        self, path: str, data: bytes, kind: str, token: str | None = None
    ) -> dict[str, object]:
        """Post a file of a media type and get a JSON object."""
        return self._send(path, data, kind, token)

    def _send(
        self, path: str, data: bytes, kind: str, token: str | None, is_packed: bool = False
    ) -> dict[str, object]:
        headers = {"Content-Encoding": "gzip"} if is_packed else {}
        data = gzip.compress(data) if is_packed else data
        asked = self._answer("POST", path, body=data, kind=kind, token=token, headers=headers)
        with self._lane.talking(), asked as answer:
            return read_object(read_all(answer, ANSWER_LIMIT, ANSWER_S))

    def fetch(self, path: str, limit: int) -> bytes:
        """Get a public file."""
        with self._lane.talking(), self._answer("GET", path) as answer:
            return read_all(answer, limit, None)

    def download(self, path: str, target: Target, *, is_urgent: bool = False) -> None:
        """Get a large public file, or the rest of it; conversations go before it.

        What is urgent keeps to no rate.
        """
        headers = {"Accept-Encoding": "identity"}
        if target.size:
            headers["Range"] = f"bytes={target.size}-"
        try:
            with self._answer("GET", path, headers=headers) as answer:
                pause = self._lane.let_talk if is_urgent else self._lane.give_way
                read_into(answer, target, pause)
        except RejectedError as error:
            if error.status == 416:
                target.restart()
                raise UnreachableError("the file is shorter than what is here of it") from error
            raise

    def open_socket(self, token: str, listener: Listener) -> None:
        """Connect to /board by WebSocket alone."""
        self._socket.open(token, listener)

    def call(self, event: str, data: object, timeout_s: float) -> dict[str, object]:
        """Say something over the socket and wait for the answer."""
        return self._socket.call(event, data, timeout_s)

    @property
    def is_open(self) -> bool:
        """Tell whether the socket is connected."""
        return self._socket.is_open

    def close_socket(self) -> None:
        """Hang up; never fails, and waits for nobody."""
        self._socket.close()

    def close(self) -> None:
        """Let go of all connections."""
        self.close_socket()
        while self._idle:
            self._idle.pop().close()

    @contextlib.contextmanager
    def _session(self) -> Iterator[requests.Session]:
        try:
            session = self._idle.pop()
        except IndexError:
            session = self._lane.session()
        try:
            yield session
        finally:
            self._idle.append(session)

    @contextlib.contextmanager
    def _answer(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        kind: str = "",
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Iterator[requests.Response]:
        """Ask, and hand over an answer that the server itself gave."""
        sent = {"Accept": "application/json", **(headers or {})}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        if kind:
            sent["Content-Type"] = kind
        with self._session() as session:
            try:
                answer = session.request(
                    method,
                    self._server + path,
                    data=body,
                    headers=sent,
                    timeout=(CONNECT_S, READ_S),
                    allow_redirects=False,
                    stream=True,
                )
            except OSError as error:  # all that requests raises is one
                raise UnreachableError(f"no answer from {self._server}{path}") from error
            with answer:
                check_origin(answer)
                yield answer


def quoted(part: str) -> str:
    """Write a name as one segment of a path."""
    return quote(part, safe="")
