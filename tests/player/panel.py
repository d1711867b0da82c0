"""A panel in memory: a receiver of DDP on loopback that puts frames together."""

import socket
import struct
import threading
from dataclasses import dataclass
from typing import Self

HEADER = struct.Struct(">BBBBLH")


@dataclass(frozen=True)
class Packet:
    """One packet, taken apart."""

    flags: int
    number: int
    kind: int
    target: int
    offset: int
    data: bytes

    @classmethod
    def read(cls, raw: bytes) -> Self:
        *head, length = HEADER.unpack_from(raw)
        assert length == len(raw) - HEADER.size
        return cls(*head, raw[HEADER.size :])

    @property
    def is_push(self) -> bool:
        return bool(self.flags & 1)


class Buffer:
    """What a panel holds: it shows its buffer when it is told to."""

    def __init__(self, size: int) -> None:
        self.held, self.shown = bytearray(size), bytes(size)

    def take(self, packet: Packet) -> None:
        end = packet.offset + len(packet.data)
        assert end <= len(self.held)
        self.held[packet.offset : end] = packet.data
        if packet.is_push:
            self.shown = bytes(self.held)


class LoopbackPanel:
    """Receive on a port of loopback in a thread of its own."""

    def __init__(self, size: int, port: int = 0) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_000_000)
        self._socket.bind(("127.0.0.1", port))
        self._socket.settimeout(0.05)
        self.port = int(self._socket.getsockname()[1])
        self.buffer, self.kinds, self.frames = Buffer(size), set[int](), 0
        self._changed = threading.Condition()
        self._stop = False
        self._thread = threading.Thread(target=self._receive, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop = True
        self._thread.join(5)
        self._socket.close()

    @property
    def shown(self) -> bytes:
        with self._changed:
            return self.buffer.shown

    def waits_for(self, frame: bytes, seconds: float = 20.0) -> bool:
        """Wait until this very frame is on the panel."""
        with self._changed:
            return self._changed.wait_for(lambda: self.buffer.shown == frame, seconds)

    def waits_for_frames(self, count: int, seconds: float = 20.0) -> bool:
        """Wait until so many more frames were shown."""
        with self._changed:
            wanted = self.frames + count
            return self._changed.wait_for(lambda: self.frames >= wanted, seconds)

    def _receive(self) -> None:
        while not self._stop:
            try:
                packet = Packet.read(self._socket.recv(2048))
            except TimeoutError:
                continue
            with self._changed:
                self.buffer.take(packet)
                self.kinds.add(packet.kind)
                if packet.is_push:
                    self.frames += 1
                    self._changed.notify_all()
