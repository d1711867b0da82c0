"""A TCP relay on loopback that gives connections the properties of a link, and its faults.

Whatever a client sends to `Relay.address` goes to one server. A connection costs a round trip
before its first byte moves. While the link is cut, the first packets of new connections are lost
as on a real link, and open ones try again after one, two, four timeouts.
"""

import asyncio
import contextlib
import random
import socket
import struct
import threading
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

from tests.faults import relayed_http as http
from tests.faults.links import LONGEST_TIMEOUT_S, SEGMENT, Lane, Link

_IN_FLIGHT = 64
"""The segments a connection may have under way in each direction: a window of 90 KB."""
_RESET = struct.pack("ii", 1, 0)
Tap = Callable[[int, str, bytes], None]


@dataclass(slots=True)
class Counted:
    """What was sent into the relay since it began: bytes and segments by direction."""

    connections: int = 0
    up_bytes: int = 0
    down_bytes: int = 0
    up_segments: int = 0
    down_segments: int = 0

    def add(self, direction: str, size: int) -> None:
        """Count a segment; the direction is `up`, to the server, or `down`."""
        if direction == "up":
            self.up_bytes, self.up_segments = self.up_bytes + size, self.up_segments + 1
        else:
            self.down_bytes, self.down_segments = self.down_bytes + size, self.down_segments + 1


class _Connection:
    """Two writers, and whether what comes is swallowed."""

    def __init__(self, number: int, opened_s: float, client: asyncio.StreamWriter) -> None:
        self.number, self.opened_s, self.client = number, opened_s, client
        self.is_socket = self.is_deaf = False
        self.server: asyncio.StreamWriter | None = None

    def reset(self) -> None:
        """End it hard on both sides, as a middlebox does."""
        for writer in (self.client, self.server):
            if writer is not None and not writer.transport.is_closing():
                sock = writer.get_extra_info("socket")
                with contextlib.suppress(OSError):
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                writer.transport.abort()


class Relay:
    """Listen on a free port of loopback while entered; its methods may be called from any thread.

    `tap(connection, direction, bytes)` sees all that is sent, in the relay's own thread.
    """

    def __init__(self, port: int, link: Link, *, seed: int = 1, tap: Tap | None = None) -> None:
        """Take the server's port on loopback; nothing is opened yet."""
        chance = random.Random(seed)
        self.link, self.counted, self._port, self._tap = link, Counted(), port, tap
        self._lanes = {"up": Lane(link, chance), "down": Lane(link, chance)}
        self._upgrades, self._bodies, self._portal = http.PASSED, http.WHOLE, ""
        self._open: set[_Connection] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_up = True
        self._stuffing: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._listening.setblocking(False)
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._accepting: asyncio.Task[None] | None = None

    def __enter__(self) -> "Relay":
        self._thread.start()
        self._do(self._start_accepting)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
        for sock in (self._listening, *self._stuffing):
            sock.close()

    @property
    def sockets(self) -> int:
        """Count the WebSockets that are open and heard."""
        return sum(one.is_socket and not one.is_deaf for one in list(self._open))

    # Faults

    def cut(self, reset_after_s: float | None = None) -> None:
        """Let nothing pass; connections are held, or reset after a time in s."""

        def work() -> None:
            self._is_up = False
            self._stop_accepting()
            if reset_after_s is not None:
                self._loop.call_later(reset_after_s, self._reset_if_cut)

        self._do(work)

    def restore(self) -> None:
        """Let all pass again; who tries again gets through."""

        def work() -> None:
            self._is_up = True
            self._start_accepting()

        self._do(work)

    def reset(self) -> None:
        """End all open connections hard."""
        self._do(self._reset)

    def deafen(self) -> None:
        """Swallow from now on what open WebSockets carry; nothing comes back, not even an end."""

        def work() -> None:
            for connection in self._open:
                connection.is_deaf = connection.is_deaf or connection.is_socket

        self._do(work)

    def treat(self, *, upgrades: str = "", bodies: str = "", portal: str | None = None) -> None:
        """Meddle with HTTP on new connections as `relayed_http` says; old ones of it are reset."""

        def work() -> None:
            self._upgrades, self._bodies = upgrades or self._upgrades, bodies or self._bodies
            self._portal = self._portal if portal is None else portal
            for connection in list(self._open):
                is_concerned = upgrades if connection.is_socket else bodies
                if is_concerned or portal is not None:
                    connection.reset()

        self._do(work)

    # Accepting

    def _do(self, work: Callable[[], None]) -> None:
        async def run() -> None:
            work()

        asyncio.run_coroutine_threadsafe(run(), self._loop).result(10)

    def _start_accepting(self) -> None:
        self._listening.listen(128)
        if self._accepting is None:
            self._accepting = self._loop.create_task(self._accept())

    def _stop_accepting(self) -> None:
        """Fill the queue of the listening socket: the kernel then drops whoever calls."""
        if self._accepting is not None:
            self._accepting.cancel()
            self._accepting = None
        self._listening.listen(0)
        for _ in range(4):
            stuffing = socket.socket()
            stuffing.setblocking(False)
            stuffing.connect_ex(self._listening.getsockname())
            self._stuffing.append(stuffing)

    async def _accept(self) -> None:
        while True:
            sock, peer = await self._loop.sock_accept(self._listening)
            if any(peer == stuffing.getsockname() for stuffing in self._stuffing):
                sock.close()
                continue
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._begin(self._serve(sock))

    def _begin(self, work: Any) -> asyncio.Task[None]:
        task: asyncio.Task[None] = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _reset(self) -> None:
        for connection in list(self._open):
            connection.reset()

    def _reset_if_cut(self) -> None:
        if not self._is_up:
            self._reset()

    async def _end(self) -> None:
        self._reset()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    # One connection

    async def _serve(self, sock: socket.socket) -> None:
        reader, writer = await asyncio.open_connection(sock=sock)
        self.counted.connections += 1
        connection = _Connection(self.counted.connections, time.monotonic(), writer)
        self._open.add(connection)
        try:
            with contextlib.suppress(OSError, EOFError):
                await self._relay(connection, reader)
        finally:
            self._open.discard(connection)
            for end in (connection.client, connection.server):
                if end is not None:
                    end.close()

    async def _relay(self, connection: _Connection, reader: asyncio.StreamReader) -> None:
        head = await http.first_head(reader)
        connection.is_socket = http.is_upgrade(head)
        if self._portal:
            await self._answer(connection, http.portal_answer(self._portal))
        elif connection.is_socket and self._upgrades == http.REFUSED:
            await self._answer(connection, http.FORBIDDEN)
        elif connection.is_socket and self._upgrades == http.SWALLOWED:
            while await reader.read(SEGMENT):
                pass
        else:
            back, connection.server = await asyncio.open_connection("127.0.0.1", self._port)
            answers = http.plain(back)
            if self._bodies != http.WHOLE and not connection.is_socket:
                answers = http.meddled(back, self._bodies)
            await asyncio.gather(
                self._pump(connection, "up", http.plain(reader, head), connection.server),
                self._pump(connection, "down", answers, connection.client),
            )

    async def _answer(self, connection: _Connection, answer: bytes) -> None:
        """Answer in the server's place, after two round trips."""
        await asyncio.sleep(self.link.round_trip_ms / 500)
        connection.client.write(answer)
        await connection.client.drain()

    async def _pump(
        self,
        connection: _Connection,
        direction: str,
        segments: AsyncIterator[bytes],
        to: asyncio.StreamWriter,
    ) -> None:
        """Carry one direction until it ends; an end is carried as well."""
        waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(_IN_FLIGHT)
        delivering = asyncio.ensure_future(self._deliver(connection, waiting, to))
        in_order_s = connection.opened_s + self.link.round_trip_ms / 1000
        try:
            with contextlib.suppress(OSError, EOFError):
                async for data in segments:
                    self.counted.add(direction, len(data))
                    if self._tap is not None:
                        self._tap(connection.number, direction, data)
                    sent_s = max(time.monotonic(), in_order_s if direction == "up" else 0.0)
                    arrival_s = self._lanes[direction].arrival_s(len(data), sent_s)
                    in_order_s = max(in_order_s, arrival_s)
                    await waiting.put((in_order_s, data))
            await waiting.put((in_order_s, b""))
            await delivering
        finally:
            delivering.cancel()

    async def _deliver(
        self,
        connection: _Connection,
        waiting: asyncio.Queue[tuple[float, bytes]],
        to: asyncio.StreamWriter,
    ) -> None:
        while True:
            arrival_s, data = await waiting.get()
            await asyncio.sleep(max(0.0, arrival_s - time.monotonic()))
            await self._until_up()
            if connection.is_deaf:
                if not data:
                    await asyncio.Event().wait()
                continue
            if not data:
                with contextlib.suppress(OSError):
                    to.write_eof()
                return
            to.write(data)
            await to.drain()

    async def _until_up(self) -> None:
        """Try again as TCP does: after one timeout, then twice as long each time."""
        wait_s = self.link.timeout_s
        while not self._is_up:
            await asyncio.sleep(wait_s)
            wait_s = min(LONGEST_TIMEOUT_S, 2 * wait_s)
