"""A WebSocket server of a few lines that says what a test puts into its mouth."""

import base64
import contextlib
import hashlib
import socket
import threading
from collections.abc import Iterator

_MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
OPEN = b'0{"sid":"a","upgrades":[],"pingInterval":50000,"pingTimeout":20000,"maxPayload":1000000}'
ENTERED = b'40/board,{"sid":"b"}'


def text(message: bytes) -> bytes:
    """Write a short message as one frame. Source: RFC 6455, 5.2."""
    assert len(message) < 126
    return bytes([0x81, len(message)]) + message


def announced(size: int) -> bytes:
    """Begin a message of so many bytes, and send none of them."""
    return bytes([0x81, 127]) + size.to_bytes(8, "big")


@contextlib.contextmanager
def speaking(*frames: bytes, instead: bytes = b"") -> Iterator[str]:
    """Accept one connection, shake hands, send the frames, then say nothing; gives the address.

    `instead` answers the handshake itself.
    """
    with socket.create_server(("127.0.0.1", 0)) as listening:
        held: list[socket.socket] = []

        def serve() -> None:
            with contextlib.suppress(OSError):
                connection, _ = listening.accept()
                held.append(connection)
                asked = b""
                while b"\r\n\r\n" not in asked:
                    asked += connection.recv(4096)
                connection.sendall(instead or _welcome(asked))
                for frame in () if instead else frames:
                    connection.sendall(frame)

        serving = threading.Thread(target=serve, daemon=True)
        serving.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            for connection in held:
                connection.close()


def _welcome(asked: bytes) -> bytes:
    lines = (line.partition(b":") for line in asked.split(b"\r\n"))
    key = next(value.strip() for name, _, value in lines if name.lower() == b"sec-websocket-key")
    accept = base64.b64encode(hashlib.sha1(key + _MAGIC, usedforsecurity=False).digest())
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
    )
