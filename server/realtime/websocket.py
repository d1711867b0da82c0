"""One board's WebSocket under Engine.IO: RFC 6455 by wsproto, on whatever socket the engine made.

It offers no extension (deflate costs more than it saves on small frames), takes text only and
can write a ready frame without waiting, which is what makes an alert quick.
"""

import base64
import contextlib
import hashlib
import os
import socket
import struct
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

from engineio import Server
from gunicorn.workers.base_async import ALREADY_HANDLED
from wsproto.connection import Connection, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Event, Ping, TextMessage
from wsproto.frame_protocol import CloseReason
from wsproto.utilities import ProtocolError

READ_BYTES = 16 * 1024
PACKET_TYPES = frozenset("0123456")
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_CLOSING = CloseConnection(code=CloseReason.GOING_AWAY)


def text_frame(text: str) -> bytes:
    """Return the whole unmasked frame of a text message."""
    body = text.encode()
    size = len(body)
    if size < 126:
        return bytes((0x81, size)) + body
    if size < 1 << 16:
        return b"\x81\x7e" + struct.pack("!H", size) + body
    return b"\x81\x7f" + struct.pack("!Q", size) + body


class OpenSockets:
    """The WebSockets of this process by Engine.IO session; makes them for Engine.IO."""

    def __init__(self) -> None:
        """Begin with none, letting new ones in."""
        self._open: dict[str, BoardWebSocket] = {}
        self.is_closing = False

    def __call__(self, handler: Callable[[Any], Any], server: Server) -> "BoardWebSocket":
        """Make the WebSocket of the session that `handler` belongs to."""
        return BoardWebSocket(self, handler, server)

    def get(self, session: str) -> "BoardWebSocket | None":
        """Return the session's WebSocket; None while it polls, or when it is gone."""
        return self._open.get(session)

    def note(self, session: str, opened: "BoardWebSocket") -> None:
        """Remember an open one."""
        self._open[session] = opened

    def forget(self, session: str) -> None:
        """Drop one that has ended."""
        self._open.pop(session, None)


class BoardWebSocket:
    """What Engine.IO calls a WebSocket: `wait`, `send`, `close`; it is its own WSGI answer."""

    def __init__(self, sockets: OpenSockets, handler: Callable[[Any], Any], server: Server) -> None:
        """`handler` is the session's own method that talks until the end."""
        self._sockets = sockets
        self._handler = handler
        self._largest = int(server.max_http_buffer_size)
        self._spawn = server.start_background_task
        self._protocol = Connection(ConnectionType.SERVER)
        self._heard: deque[str | None] = deque()
        self._parts: list[str] = []
        self._size = 0
        self._unsent: deque[bytes] = deque()
        self._is_writing = self._is_closed = False

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Switch protocols, then talk until either side has gone."""
        key = environ.get("HTTP_SEC_WEBSOCKET_KEY", "")
        if self._sockets.is_closing:
            return _refused(start_response, "503 Service Unavailable")
        if environ.get("HTTP_SEC_WEBSOCKET_VERSION") != "13" or not key:
            return _refused(start_response, "426 Upgrade Required")
        self._sock = environ["gunicorn.socket"]
        self._is_plain = environ["wsgi.url_scheme"] == "http"
        session: str = self._handler.__self__.sid  # type: ignore[attr-defined]
        self._sock.sendall(_switch(key))
        self._sockets.note(session, self)
        try:
            self._handler(self)
        finally:
            self._sockets.forget(session)
            self.close()
        return ALREADY_HANDLED  # type: ignore[no-any-return]

    def wait(self) -> str | None:
        """Return the next message, or None after the last. Raises: OSError."""
        while not self._heard:
            if self._is_closed:
                return None
            data = self._sock.recv(READ_BYTES)
            if not data:
                return None
            self._take(data)
        return self._heard.popleft()

    def send(self, message: str) -> None:
        """Write a message, behind what is being written. Raises: OSError."""
        self._write(text_frame(message))

    def write_now(self, frame: bytes) -> bool:
        """Write a whole frame without waiting; False when that cannot be: then queue it."""
        if self._is_writing or self._is_closed or not self._is_plain:
            return False
        try:
            written = os.write(self._sock.fileno(), frame)
        except OSError:
            return False
        if written < len(frame):
            self._is_writing = True
            self._spawn(self._finish, frame[written:])
        return True

    def close(self) -> None:
        """Hang up; whoever waits for the board wakes."""
        if self._is_closed:
            return
        with contextlib.suppress(ProtocolError):
            self.write_now(self._protocol.send(_CLOSING))
        self._is_closed = True
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)

    def _write(self, frame: bytes) -> None:
        if self._is_writing:
            self._unsent.append(frame)
            return
        self._is_writing = True
        try:
            self._sock.sendall(frame)
            while self._unsent:
                self._sock.sendall(self._unsent.popleft())
        except OSError:
            self.close()
            raise
        finally:
            self._is_writing = False

    def _finish(self, rest: bytes) -> None:
        """Write what a full socket did not take at once."""
        self._is_writing = False
        with contextlib.suppress(OSError):
            self._write(rest)

    def _take(self, data: bytes) -> None:
        try:
            self._protocol.receive_data(data)
            for event in self._protocol.events():
                self._heed(event)
        except ProtocolError:
            self._end(CloseReason.PROTOCOL_ERROR)

    def _heed(self, event: Event) -> None:
        if isinstance(event, TextMessage):
            self._hear(event)
        elif isinstance(event, Ping):
            self._write(self._protocol.send(event.response()))
        elif isinstance(event, BytesMessage):
            self._end(CloseReason.UNSUPPORTED_DATA)
        elif isinstance(event, CloseConnection):
            self._write(self._protocol.send(event.response()))
            self._heard.append(None)

    def _hear(self, event: TextMessage) -> None:
        self._parts.append(event.data)
        self._size += len(event.data)
        if self._size > self._largest:
            self._end(CloseReason.MESSAGE_TOO_BIG)
        elif event.message_finished:
            message = "".join(self._parts)
            self._parts, self._size = [], 0
            if message[:1] in PACKET_TYPES:
                self._heard.append(message)
            else:
                self._end(CloseReason.PROTOCOL_ERROR)

    def _end(self, why: CloseReason) -> None:
        """Stop listening to somebody who does not speak the protocol."""
        self._parts.clear()
        with contextlib.suppress(ProtocolError):
            self._write(self._protocol.send(CloseConnection(code=why)))
        self.close()
        self._heard.append(None)


def _switch(key: str) -> bytes:
    accept = base64.b64encode(hashlib.sha1(key.encode() + _GUID).digest()).decode()
    return (
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {accept}\r\n\r\n"
    ).encode()


def _refused(start_response: Any, status: str) -> Iterable[bytes]:
    start_response(status, [("Sec-WebSocket-Version", "13"), ("Content-Length", "0")])
    return iter((b"",))
