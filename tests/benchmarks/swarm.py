"""Thousands of boards in one process, speaking the real protocol over bare sockets.

Driven by lines on standard input, answers with JSON lines: see `tests/benchmarks/crowd.py`.
Arrival is stamped when the bytes are read; verifying and signing follow, receipts spread
over 2 s as the protocol asks.
"""

import asyncio
import base64
import json
import os
import random
import struct
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from content import trust
from tests.benchmarks.roads import Road, call
from tests.faults.links import LINKS

RECEIPT_SPREAD_S = 2.0
LONGEST_WAIT_S, ADMITTED_WITHIN_S = 4.0, 20.0
"""A page waits for 4 s at the longest before it asks anew, by whichever road; an agent for 2.5."""
UPGRADE = (
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {host}\r\n"
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
)


class Board(asyncio.Protocol):
    """One board: its key, its token, its socket."""

    def __init__(self, swarm: "Swarm", board_id: str, key: bytes) -> None:
        self.swarm, self.id, self.key = swarm, board_id, Ed25519PrivateKey.from_private_bytes(key)
        self.token = ""
        self.sequence = 0
        self.buffer = b""
        self.log = os.urandom(8).hex()
        self.receipts = self.unanswered = 0
        self.transport: asyncio.Transport | None = None
        self.is_upgraded = False
        self.road = swarm.road()
        self.admitted: asyncio.Future[None] | None = None
        self.arrivals: dict[tuple[str, int], float] = {}
        self.pushed_head: tuple[bytes, float] | None = None

    async def connect(self) -> None:
        loop = asyncio.get_running_loop()
        self.admitted, self.buffer, self.is_upgraded = loop.create_future(), b"", False
        await loop.create_connection(lambda: self, self.swarm.host, self.swarm.port)
        await self.admitted

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]
        host = f"{self.swarm.host}:{self.swarm.port}"
        self._write(UPGRADE.format(host=host).encode())

    def connection_lost(self, error: Exception | None) -> None:
        self.swarm.open -= self.transport is not None and self.is_upgraded
        self.transport = None
        if self.admitted is not None and not self.admitted.done():
            self.admitted.set_exception(ConnectionError("closed before it was admitted"))

    def data_received(self, data: bytes) -> None:
        if self.road is None:
            self._received(data)
        else:
            self.road.down(data, self._received)

    def _received(self, data: bytes) -> None:
        at = time.monotonic()
        if self.transport is None:
            return
        self.buffer += data
        if not self.is_upgraded:
            head, found, rest = self.buffer.partition(b"\r\n\r\n")
            if not found:
                return
            if b" 101 " not in head.split(b"\r\n", 1)[0]:
                self.transport.abort()  # type: ignore[union-attr]
                return
            self.is_upgraded, self.buffer = True, rest
            self.swarm.open += 1
        while (frame := self._frame()) is not None:
            self.heard(frame, at)

    def _frame(self) -> bytes | None:
        held = self.buffer
        if len(held) < 2:
            return None
        size, start = held[1] & 127, 2
        if size == 126:
            if len(held) < 4:
                return None
            size, start = struct.unpack("!H", held[2:4])[0], 4
        elif size == 127:
            if len(held) < 10:
                return None
            size, start = struct.unpack("!Q", held[2:10])[0], 10
        if len(held) < start + size:
            return None
        self.buffer = held[start + size :]
        return held[start : start + size] if held[0] & 15 == 1 else b""

    def say(self, text: str) -> None:
        if self.transport is None:
            return
        body = text.encode()
        mask = b"\x00\x00\x00\x00"
        size = len(body)
        lead = bytes([0x81, 0x80 | size]) if size < 126 else b"\x81\xfe" + struct.pack("!H", size)
        self._write(lead + mask + body)

    def _write(self, data: bytes) -> None:
        transport = self.transport
        if transport is not None and self.road is None:
            transport.write(data)
        elif transport is not None and self.road is not None:
            self.road.up(data, transport.write)

    def heard(self, frame: bytes, at: float) -> None:
        if frame.startswith(b'42/board,["'):
            self._pushed(frame, at)
        elif frame == b"2":
            self.say("3")
        elif frame.startswith(b"0"):
            self.say("40/board," + json.dumps({"token": self.token, "protocol": 1}))
        elif frame.startswith(b"40/board,"):
            self.say(f'42/board,1["status",{{"sequence":{self.sequence}}}]')
        elif frame.startswith(b"43/board,2["):
            self.unanswered -= 1
            answer = json.loads(frame[len(b"43/board,2") :])[0]
            self.swarm.acknowledged += len(answer.get("acknowledged", ()))
        elif frame.startswith(b"43/board,1["):
            self._answered(json.loads(frame[len(b"43/board,1") :])[0])
        elif frame.startswith(b"44/board,"):
            self.admitted.set_exception(ConnectionError(frame.decode()))  # type: ignore[union-attr]

    def _pushed(self, frame: bytes, at: float) -> None:
        if frame.startswith(b'42/board,["alert"'):
            self.swarm.arrived(self, frame, at)
        elif frame.startswith(b'42/board,["head"'):
            self.pushed_head = frame, at

    def _answered(self, answer: dict[str, object]) -> None:
        head = answer.get("head")
        if isinstance(head, dict):
            payload = json.loads(base64.b64decode(head["payload"]))
            self.sequence = payload["sequence"]
            listed = {(one["id"], one["revision"]) for one in payload["alerts"]}
            if listed - self.arrivals.keys():
                self.swarm.begin_to_pull(self)
        if self.admitted is not None and not self.admitted.done():
            self.admitted.set_result(None)

    def acknowledge(self, alert: str, revision: int) -> None:
        """Send received and painted, signed, as the protocol says."""
        self.unanswered += 1
        records = []
        for state in ("received", "painted"):
            self.receipts += 1
            at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            message = trust.receipt_message(
                self.id, self.log, self.receipts, alert, revision, state, at, True
            )
            records.append(
                {
                    "log": self.log, "seq": self.receipts, "alert": alert, "revision": revision,
                    "state": state, "at": at, "clock_trusted": True,
                    "sig": base64.b64encode(self.key.sign(message)).decode(),
                }
            )  # fmt: skip
        self.say('42/board,2["receipts",' + json.dumps(records) + "]")
        self.swarm.last_receipt_at = time.monotonic()


class Swarm:
    """All boards of the process and what arrived at them."""

    def __init__(self, host: str, port: int, rows: list[tuple[str, str]], link: str = "") -> None:
        self.host, self.port = host, port
        self._link = next((one for one in LINKS if one.name == link), None)
        self._chance = random.Random(1)
        self.boards = [Board(self, board_id, bytes.fromhex(key)) for board_id, key in rows]
        self.open = self.acknowledged = 0
        self._pulling: set[asyncio.Task[None]] = set()
        self.last_receipt_at = 0.0

    def arrived(self, board: Board, frame: bytes, at: float) -> None:
        """Note the instant; what it was is read later, so that reading delays no arrival."""
        delay = random.uniform(0, RECEIPT_SPREAD_S)
        asyncio.get_running_loop().call_later(delay, self._read, board, frame, at)

    def _read(self, board: Board, frame: bytes, at: float) -> None:
        envelope = json.loads(frame[len(b"42/board,") :])[1]
        payload = json.loads(base64.b64decode(envelope["payload"]))
        key = (payload["id"], payload["revision"])
        board.arrivals.setdefault(key, at)
        board.acknowledge(*key)

    async def sign_in(self, board: Board) -> None:
        nonce = (await self._post("/api/v1/board/challenge", {"board_id": board.id}))["nonce"]
        sig = board.key.sign(trust.token_message(board.id, nonce))
        body = {"board_id": board.id, "nonce": nonce, "sig": base64.b64encode(sig).decode()}
        board.token = (await self._post("/api/v1/board/token", body))["access_token"]

    def road(self) -> Road | None:
        """Give one more board its link."""
        return Road(self._link, self._chance) if self._link else None

    def begin_to_pull(self, board: Board) -> None:
        """Pull from a task; the loop alone would let go of it while it waits."""
        task = asyncio.get_running_loop().create_task(self.pull(board))
        self._pulling.add(task)
        task.add_done_callback(self._pulling.discard)

    async def pull(self, board: Board) -> None:
        """Fetch what a head lists and no push has brought; as boards do, again until it came."""
        path = "/api/v1/board/alerts"
        while True:
            try:
                found = await call(self.host, self.port, "GET", path, None, board.token)
                break
            except (OSError, ValueError):
                await asyncio.sleep(random.uniform(0, LONGEST_WAIT_S))
        at = time.monotonic()
        for envelope in found.get("alerts", ()):
            payload = json.loads(base64.b64decode(envelope["payload"]))
            if (payload["id"], payload["revision"]) not in board.arrivals:
                board.arrivals[payload["id"], payload["revision"]] = at
                board.acknowledge(payload["id"], payload["revision"])

    async def _post(self, path: str, body: dict[str, str]) -> dict[str, str]:
        return await call(self.host, self.port, "POST", path, body)

    async def come_back(self, board: Board) -> None:
        """Try again, as boards do, with full jitter from 1 s on, until the server lets it in."""
        tries = 0
        while board.transport is None:
            await asyncio.sleep(random.uniform(0, min(LONGEST_WAIT_S, 2.0**tries)))
            tries += 1
            try:
                await asyncio.wait_for(board.connect(), ADMITTED_WITHIN_S)
            except (OSError, TimeoutError):
                if board.transport is not None:
                    board.transport.abort()
                    board.transport = None

    async def obey(self, do: str, **order: object) -> object:
        """Follow one order."""
        deeds: dict[str, Callable[..., object]] = {
            "sign_in": lambda: self.each(self.sign_in, at_once=64),
            "connect": lambda: self.each(Board.connect, at_once=256),
            "storm": self.storm,
            "outlive": self._begin_to_outlive,
            "back_at": lambda: self._returning,
            "arrivals": self.arrivals,
            "acknowledged": lambda: self.acknowledged,
            "unanswered": self.unanswered,
            "last_receipt_at": lambda: self.last_receipt_at,
            "stopped": self.stopped,
            "open": lambda: self.open,
        }
        answer = deeds[do](**order)
        return await answer if isinstance(answer, Awaitable) else answer

    def _begin_to_outlive(self) -> None:
        self._returning = asyncio.get_running_loop().create_task(self.outlive())

    async def outlive(self) -> float:
        """Wait until the server has gone, then come back; give when the last was back."""
        while self.open:
            await asyncio.sleep(0.02)
        await self.each(self.come_back, at_once=len(self.boards))
        return time.monotonic()

    async def each(self, work: object, at_once: int) -> float:
        """Run `work(board)` for every board; return the seconds it took."""
        gate = asyncio.Semaphore(at_once)

        async def one(board: Board) -> None:
            async with gate:
                await work(board)  # type: ignore[operator]

        began = time.monotonic()
        await asyncio.gather(*(one(board) for board in self.boards))
        return time.monotonic() - began

    async def storm(self) -> float:
        """Cut every socket at once and let all come back; return the seconds until the last."""
        for board in self.boards:
            if board.transport is not None:
                board.transport.abort()
        await asyncio.sleep(0.2)
        return await self.each(Board.connect, at_once=len(self.boards))

    def unanswered(self) -> int:
        """Count the messages with receipts that the server has not acknowledged yet."""
        return sum(board.unanswered for board in self.boards if board.transport is not None)

    def stopped(self) -> list[float]:
        """Return when the head with the slate came to each board whose newest push is one."""
        return [
            board.pushed_head[1]
            for board in self.boards
            if board.pushed_head is not None and _has_slate(board.pushed_head[0])
        ]

    def arrivals(self, alert: str, revision: int) -> list[float]:
        """Return when each board that got it had it, on the machine's monotonic clock."""
        times = (board.arrivals.get((alert, revision)) for board in self.boards)
        return [at for at in times if at is not None]


def _has_slate(frame: bytes) -> bool:
    envelope = json.loads(frame[len(b"42/board,") :])[1]
    return json.loads(base64.b64decode(envelope["payload"])).get("slate") is not None


async def main() -> None:
    """Obey the lines on standard input until it closes."""
    first = json.loads(sys.stdin.readline())
    swarm = Swarm(first["host"], first["port"], first["boards"], first["link"])
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        answer = await swarm.obey(**json.loads(line))
        sys.stdout.write(json.dumps({"answer": answer}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
