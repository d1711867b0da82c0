"""What went over the wire, by what it was for."""

import re
import threading
from collections import defaultdict
from dataclasses import dataclass

HEADERS = 52
"""IPv4 and TCP with timestamps, in bytes a segment."""
HANDSHAKE_SEGMENTS = 7
"""To open and to close a connection."""
TLS_RECORD = 22
"""TLS 1.3: header, kind and tag of a record; every segment is taken for one."""
TLS_HANDSHAKE = 4_500
"""A full TLS 1.3 handshake with a chain of two certificates, both directions."""
_PING_AT_MOST = 12
_DIGEST = re.compile(r"/[0-9a-f]{64}|\?.*")


@dataclass(slots=True)
class Part:
    """How often something was asked, its bytes up and down, and what carried them."""

    times: int = 0
    up: int = 0
    down: int = 0
    segments: int = 0
    connections: int = 0


Parts = dict[str, Part]


class Wire:
    """Take a relay's tap apart: one exchange of HTTP after the other, or a socket's frames."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._now: dict[int, str] = {}
        self._parts: Parts = defaultdict(Part)

    def tap(self, connection: int, direction: str, data: bytes) -> None:
        """Take a segment; its direction is `up`, to the server, or `down`."""
        with self._lock:
            found = re.match(rb"(GET|POST) (\S+) HTTP", data) if direction == "up" else None
            is_new = connection not in self._now
            if found:
                self._now[connection] = _DIGEST.sub("", found[2].decode())
            what = self._now.get(connection, "?")
            if what.startswith("/socket.io") and not found:
                what = "socket: ping" if len(data) <= _PING_AT_MOST else "socket: messages"
            part = self._parts[what]
            part.times += bool(found) or what.startswith("socket")
            part.segments += 1
            part.connections += is_new
            if direction == "up":
                part.up += len(data)
            else:
                part.down += len(data)

    def take(self) -> Parts:
        """Give what came since the last time, the largest first."""
        with self._lock:
            parts, self._parts = self._parts, defaultdict(Part)
        return dict(sorted(parts.items(), key=lambda one: -one[1].up - one[1].down))


def size_of(parts: Parts) -> int:
    """Add up the bytes that HTTP and WebSocket sent and got."""
    return sum(part.up + part.down for part in parts.values())


def overhead_bytes(parts: Parts) -> tuple[int, int]:
    """Estimate what TCP/IP, and what TLS would add.

    What is asked is acknowledged by its answer; the answer needs an ACK of its own.
    """
    segments = sum(part.segments for part in parts.values())
    connections = sum(part.connections for part in parts.values())
    tcp = HEADERS * (3 * segments // 2 + HANDSHAKE_SEGMENTS * connections)
    return tcp, TLS_RECORD * segments + TLS_HANDSHAKE * connections


def shown(parts: Parts) -> str:
    """Write parts in one line."""
    return "; ".join(
        f"{what} {part.times}x {part.up:,} up {part.down:,} down" for what, part in parts.items()
    )
