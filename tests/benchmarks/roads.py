"""How a simulated board reaches the server: a link that delays what passes, and HTTP calls."""

import asyncio
import json
import random
from collections.abc import Callable, Mapping
from typing import Any

from tests.faults.links import SEGMENT, Lane, Link


class Road:
    """The link of one board: what passes comes later, in order, as slowly as the link is."""

    def __init__(self, link: Link, chance: random.Random) -> None:
        """Take the link's properties."""
        self._lanes = {name: Lane(link, chance) for name in ("up", "down")}
        self._last_s = dict.fromkeys(self._lanes, 0.0)

    def down(self, data: bytes, deliver: Callable[[bytes], None]) -> None:
        """Hand over later what the server sent."""
        self._pass("down", data, deliver)

    def up(self, data: bytes, deliver: Callable[[bytes], None]) -> None:
        """Hand over later what the board sends."""
        self._pass("up", data, deliver)

    def _pass(self, name: str, data: bytes, deliver: Callable[[bytes], None]) -> None:
        loop = asyncio.get_running_loop()
        for start in range(0, len(data), SEGMENT):
            part = data[start : start + SEGMENT]
            at_s = self._lanes[name].arrival_s(len(part), loop.time())
            # Of two timers for one instant either may go first.
            self._last_s[name] = max(at_s, self._last_s[name] + 1e-6)
            loop.call_at(self._last_s[name], deliver, part)


async def call(
    host: str,
    port: int,
    method: str,
    path: str,
    body: Mapping[str, str] | None,
    token: str = "",
) -> Any:
    """Call the server over a connection of its own. Raises: OSError, ValueError."""
    reader, writer = await asyncio.open_connection(host, port)
    raw = b"" if body is None else json.dumps(body).encode()
    lines = [
        f"{method} {path} HTTP/1.1", f"Host: {host}:{port}", "Connection: close",
        "Content-Type: application/json", f"Content-Length: {len(raw)}",
        *([f"Authorization: Bearer {token}"] if token else []),
    ]  # fmt: skip
    writer.write("\r\n".join([*lines, "", ""]).encode() + raw)
    answer = await reader.read()
    writer.close()
    return json.loads(answer.partition(b"\r\n\r\n")[2])
