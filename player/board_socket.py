"""The socket to the server's `/board`, through python-socketio by WebSocket alone.

A socket that is half open answers nothing and does not end by itself for more than a minute: it is
cut off at once, and what it still hears counts no more.
"""

import contextlib
import socket
import threading
from collections.abc import Callable
from typing import Any

import socketio
import websocket
from socketio.exceptions import SocketIOError

from player.errors import RejectedError, UnreachableError

NAMESPACE = "/board"
PROTOCOL = 1
PUSHED = ("alert", "head", "changed", "command")
OPEN_S = 10.0
LARGEST_FRAME = 256 * 1024
"""What the server pushes is 8 KB at most."""

# Called with the event's name and what came with it, in a thread of the socket.
Listener = Callable[[str, object], None]


class BoardSocket:
    """Hold one socket at most."""

    def __init__(self, server: str) -> None:
        """Take the server's address; nothing connects yet."""
        self._server = server
        self._client: socketio.Client | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether it is connected."""
        return self._client is not None and NAMESPACE in self._client.namespaces

    def open(self, token: str, listener: Listener) -> None:
        """Connect. Raises: UnreachableError, RejectedError with the code given."""
        self.close()
        client = socketio.Client(
            reconnection=False,
            handle_sigint=False,
            # The token goes to the server that was named, and to no other.
            websocket_extra_options={"redirect_limit": 0, "class_": _SmallWebSocket},
        )
        for event in PUSHED:
            client.on(event, self._telling(client, event, listener), namespace=NAMESPACE)
        closed = self._telling(client, "closed", listener)
        client.on("disconnect", lambda *_: closed(), namespace=NAMESPACE)
        refused: list[object] = []
        client.on("connect_error", refused.append, namespace=NAMESPACE)
        self._client = client
        opening = _Opening(client, self._server, token)
        if not opening.is_done():
            self.close()
            code = _refusal(refused)
            if code is not None:
                raise RejectedError(code)
            raise UnreachableError("the socket cannot be opened") from opening.error

    def call(self, event: str, data: object, timeout_s: float) -> dict[str, object]:
        """Say something and wait for the answer. Raises: UnreachableError."""
        if self._client is None:
            raise UnreachableError("the socket is closed")
        try:
            answer = self._client.call(event, data, namespace=NAMESPACE, timeout=timeout_s)
        except (SocketIOError, OSError) as error:
            raise UnreachableError(f"no answer to {event}") from error
        if not isinstance(answer, dict):
            raise UnreachableError(f"no answer to {event}")
        return answer

    def close(self) -> None:
        """Hang up; never fails, and waits for nobody."""
        client, self._client = self._client, None
        if client is not None:
            threading.Thread(target=_let_go, args=(client,), daemon=True).start()

    def _telling(
        self, client: socketio.Client, event: str, listener: Listener
    ) -> Callable[..., None]:
        def tell(data: object = None, *_: object) -> None:
            if self._client is client:
                listener(event, data)

        return tell


class _Opening:
    """Connect in a thread that may be left behind: a server that falls silent holds it for long."""

    def __init__(self, client: socketio.Client, server: str, token: str) -> None:
        self.error: Exception | None = None
        self._client, self._server, self._token = client, server, token
        self._thread = threading.Thread(target=self._connect, daemon=True)
        self._thread.start()

    def is_done(self) -> bool:
        """Wait until it is connected; tell whether it is."""
        self._thread.join(OPEN_S)
        return not self._thread.is_alive() and self.error is None

    def _connect(self) -> None:
        try:
            self._client.connect(
                self._server,
                namespaces=[NAMESPACE],
                auth={"token": self._token, "protocol": PROTOCOL},
                transports=["websocket"],
                wait_timeout=int(OPEN_S),
            )
        except Exception as error:  # noqa: BLE001 - whatever a strange server makes it raise
            self.error = error


class _SmallFrames(websocket.frame_buffer):
    """Refuse a message by its size before it is read."""

    _message_bytes = 0

    def recv_length(self) -> None:
        super().recv_length()
        self._message_bytes += self.length or 0
        if self._message_bytes > LARGEST_FRAME:
            raise websocket.WebSocketPayloadException("the message is too large")

    def recv_frame(self) -> Any:
        frame = super().recv_frame()
        if frame.fin:
            self._message_bytes = 0
        return frame


class _SmallWebSocket(websocket.WebSocket):
    """A WebSocket that reads no message of more than `LARGEST_FRAME` bytes."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.frame_buffer = _SmallFrames(self._recv, more.get("skip_utf8_validation", False))


def _let_go(client: socketio.Client) -> None:
    """Cut the connection first: a client that hangs up waits until its reading ends."""
    connection = client.eio.ws
    with contextlib.suppress(AttributeError, OSError):
        connection.sock.shutdown(socket.SHUT_RDWR)
    with contextlib.suppress(SocketIOError, OSError):
        client.shutdown()
    with contextlib.suppress(AttributeError, OSError):
        connection.shutdown()


def _refusal(refused: list[object]) -> str | None:
    """Find the code in what came with CONNECT_ERROR."""
    for entry in refused:
        data = entry.get("data") if isinstance(entry, dict) else None
        if isinstance(data, dict) and isinstance(data.get("code"), str):
            return str(data["code"])
    return None
