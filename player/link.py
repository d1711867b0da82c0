"""The only road to the server: HTTP through requests, the socket through python-socketio.

Foreign errors become UnreachableError (try again) or RejectedError (the server said no).
"""

import contextlib
import json
import logging
import threading
from collections.abc import Callable, Mapping
from typing import BinaryIO, Protocol
from urllib.parse import quote

import requests
import socketio
from socketio.exceptions import ConnectionError as RefusedConnection
from socketio.exceptions import SocketIOError

from player.errors import RejectedError, UnreachableError

NAMESPACE = "/board"
PROTOCOL = 1
PUSHED = ("alert", "head", "changed", "command")
CONNECT_S, READ_S, SOCKET_S = 5.0, 10.0, 10.0
ANSWER_LIMIT = 8 * 1024 * 1024
_CHUNK = 1 << 16

# Called with the event's name and what came with it, in a thread of the link.
Listener = Callable[[str, object], None]
log = logging.getLogger(__name__)


class Road(Protocol):
    """What the player needs of a link; tests hand in a simulated server."""

    def get(self, path: str, token: str | None = None) -> dict[str, object]:
        """Get a JSON object. Raises: UnreachableError, RejectedError."""

    def post(
        self, path: str, body: Mapping[str, object], token: str | None = None
    ) -> dict[str, object]:
        """Post a JSON object and get one. Raises: UnreachableError, RejectedError."""

    def fetch(self, path: str, limit: int) -> bytes:
        """Get a public file of `limit` bytes at most. Raises: as `get`, too_large."""

    def download(self, path: str, limit: int, target: BinaryIO) -> None:
        """Get a large public file into an open one. Raises: as `fetch`."""

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

    def __init__(self, server: str) -> None:
        """Take the server's address; nothing connects yet."""
        self._server = server
        self._kept = threading.local()
        self._sessions: list[requests.Session] = []
        self._socket: socketio.Client | None = None

    def get(self, path: str, token: str | None = None) -> dict[str, object]:
        """Get a JSON object."""
        return _json(self._ask("GET", path, token=token))

    def post(
        self, path: str, body: Mapping[str, object], token: str | None = None
    ) -> dict[str, object]:
        """Post a JSON object and get one."""
        return _json(self._ask("POST", path, body=body, token=token))

    def fetch(self, path: str, limit: int) -> bytes:
        """Get a public file."""
        return self._ask("GET", path, limit=limit)

    def download(self, path: str, limit: int, target: BinaryIO) -> None:
        """Get a large public file into an open one."""
        self._ask("GET", path, limit=limit, target=target)

    def open_socket(self, token: str, listener: Listener) -> None:
        """Connect to /board by WebSocket alone."""
        self.close_socket()
        client = socketio.Client(reconnection=False, handle_sigint=False)
        for event in PUSHED:
            client.on(event, _heard(event, listener), namespace=NAMESPACE)
        client.on("disconnect", _gone(listener), namespace=NAMESPACE)
        refused: list[object] = []
        client.on("connect_error", refused.append, namespace=NAMESPACE)
        self._socket = client
        try:
            client.connect(
                self._server,
                namespaces=[NAMESPACE],
                auth={"token": token, "protocol": PROTOCOL},
                transports=["websocket"],
                wait_timeout=int(SOCKET_S),
            )
        except (RefusedConnection, OSError, ValueError) as error:
            self.close_socket()
            code = _refusal(refused)
            if code is not None:
                raise RejectedError(code) from error
            raise UnreachableError("the socket cannot be opened") from error

    def call(self, event: str, data: object, timeout_s: float) -> dict[str, object]:
        """Say something over the socket and wait for the answer."""
        if self._socket is None:
            raise UnreachableError("the socket is closed")
        try:
            answer = self._socket.call(event, data, namespace=NAMESPACE, timeout=timeout_s)
        except (SocketIOError, OSError) as error:
            raise UnreachableError(f"no answer to {event}") from error
        if not isinstance(answer, dict):
            raise UnreachableError(f"no answer to {event}")
        return answer

    @property
    def is_open(self) -> bool:
        """Tell whether the socket is connected."""
        return self._socket is not None and NAMESPACE in self._socket.namespaces

    def close_socket(self) -> None:
        """Hang up; never fails."""
        client, self._socket = self._socket, None
        if client is not None:
            with contextlib.suppress(SocketIOError, OSError):
                client.shutdown()

    def close(self) -> None:
        """Let go of all connections."""
        self.close_socket()
        for session in self._sessions:
            session.close()

    def _session(self) -> requests.Session:
        """Give this thread's session: they are not made to be shared."""
        if not hasattr(self._kept, "session"):
            self._kept.session = requests.Session()
            self._sessions.append(self._kept.session)
        session: requests.Session = self._kept.session
        return session

    def _ask(
        self,
        method: str,
        path: str,
        *,
        body: Mapping[str, object] | None = None,
        token: str | None = None,
        limit: int = ANSWER_LIMIT,
        target: BinaryIO | None = None,
    ) -> bytes:
        headers = {"Accept": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            with self._session().request(
                method,
                self._server + path,
                data=None if body is None else json.dumps(body),
                headers=headers,
                timeout=(CONNECT_S, READ_S),
                allow_redirects=False,
                stream=True,
            ) as answer:
                if answer.status_code >= 300:
                    raise _rejection(answer)
                return _body(answer, limit, target)
        except (requests.RequestException, OSError) as error:
            raise UnreachableError(f"no whole answer from {self._server}{path}") from error


def quoted(part: str) -> str:
    """Write a name as one segment of a path."""
    return quote(part, safe="")


def _body(answer: requests.Response, limit: int, target: BinaryIO | None) -> bytes:
    """Read no more than `limit` bytes."""
    parts, size = [], 0
    for chunk in answer.iter_content(_CHUNK):
        size += len(chunk)
        if size > limit:
            raise RejectedError("too_large", answer.status_code)
        if target is None:
            parts.append(chunk)
        else:
            target.write(chunk)
    return b"".join(parts)


def _json(raw: bytes) -> dict[str, object]:
    try:
        value = json.loads(raw)
    except ValueError as error:
        raise UnreachableError("the answer is not JSON") from error
    if not isinstance(value, dict):
        raise UnreachableError("the answer is not a JSON object")
    return value


def _rejection(answer: requests.Response) -> UnreachableError | RejectedError:
    """Read the code of a refusal; the server's own trouble counts as not reached."""
    try:
        value = _json(_body(answer, 65536, None))
    except (UnreachableError, RejectedError):
        value = {}
    code = value.get("code") or value.get("error")
    if answer.status_code >= 500 or (answer.status_code == 429 and not isinstance(code, str)):
        return UnreachableError(f"the server answers {answer.status_code}")
    named = code if isinstance(code, str) else f"http_{answer.status_code}"
    return RejectedError(named, answer.status_code)


def _refusal(refused: list[object]) -> str | None:
    """Find the code in what came with CONNECT_ERROR."""
    for entry in refused:
        data = entry.get("data") if isinstance(entry, dict) else None
        if isinstance(data, dict) and isinstance(data.get("code"), str):
            return str(data["code"])
    return None


def _heard(event: str, listener: Listener) -> Callable[..., None]:
    def hear(data: object = None, *_: object) -> None:
        listener(event, data)

    return hear


def _gone(listener: Listener) -> Callable[..., None]:
    def go(*_: object) -> None:
        listener("closed", None)

    return go
