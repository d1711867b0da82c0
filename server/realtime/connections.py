"""Which boards hold a socket in this process, and a queue-bounded way to write to them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from engineio import packet as eio_packet
from socketio import Server, packet

NAMESPACE = "/board"
SOCKETS_PER_BOARD = 2
QUEUED_FRAMES_AT_MOST = 8
"""Frames are at most 8 KB: a stalled board never holds more than 64 KB here."""


@dataclass
class Connections:
    """Sockets by board; a board has one, or two for the moment of a reconnect."""

    server: Server
    _sids: dict[str, list[str]] = field(default_factory=dict)
    _boards: dict[str, str] = field(default_factory=dict)

    def add(self, sid: str, board_id: str) -> list[str]:
        """Note a socket; give back the board's oldest ones, which must be dropped."""
        held = self._sids.setdefault(board_id, [])
        held.append(sid)
        self._boards[sid] = board_id
        return held[:-SOCKETS_PER_BOARD]

    def remove(self, sid: str) -> str | None:
        """Forget a socket; return its board when that was the board's last one."""
        board_id = self._boards.pop(sid, None)
        if board_id is None:
            return None
        held = [other for other in self._sids.get(board_id, []) if other != sid]
        if held:
            self._sids[board_id] = held
            return None
        self._sids.pop(board_id, None)
        return board_id

    def board_of(self, sid: str) -> str | None:
        """Return the board a socket belongs to, or None when it was dropped meanwhile."""
        return self._boards.get(sid)

    def boards(self) -> frozenset[str]:
        """Return the ids of all boards with an open socket here."""
        return frozenset(self._sids)

    def drop(self, board_id: str) -> None:
        """Cut every socket of a board."""
        for sid in tuple(self._sids.get(board_id, ())):
            self.server.disconnect(sid, namespace=NAMESPACE)

    def drop_all(self) -> None:
        """Cut every socket, so that a stopping worker need not wait for boards."""
        for board_id in tuple(self._sids):
            self.drop(board_id)

    def broadcast(self, event: str, data: Any, boards: Iterable[str]) -> list[str]:
        """Write one frame, encoded once, to the boards that are here; return those reached.

        A board whose queue is full is left out: its next status answer tells it the same.
        """
        encoded = packet.Packet(packet.EVENT, namespace=NAMESPACE, data=[event, data]).encode()
        frame = eio_packet.Packet(eio_packet.MESSAGE, encoded)
        return [board_id for board_id in boards if self._write(board_id, frame)]

    def _write(self, board_id: str, frame: eio_packet.Packet) -> bool:
        reached = False
        for sid in self._sids.get(board_id, ()):
            eio_sid = self.server.manager.eio_sid_from_sid(sid, NAMESPACE)
            socket = self.server.eio.sockets.get(eio_sid)
            if socket is None or socket.queue.qsize() >= QUEUED_FRAMES_AT_MOST:
                continue
            socket.send(frame)
            reached = True
        return reached
