"""Which boards hold a socket in this process, and a bounded way to write to them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from engineio import packet as eio_packet
from socketio import Server

from server.realtime.lean_socketio import TextPacket
from server.realtime.websocket import OpenSockets, text_frame

NAMESPACE = "/board"
SOCKETS_PER_BOARD = 2
QUEUED_FRAMES_AT_MOST = 8
"""Frames are at most 8 KB: a stalled board never holds more than 64 KB here."""
WRITES_AT_A_TIME = 250
"""After so many the hub serves others; 1,000 writes take about 10 ms."""
GOODBYE_S = 1.0
"""How long a board that is cut may take to read its goodbye."""


@dataclass
class Connections:
    """Sockets by board; a board has one, or two for the moment of a reconnect."""

    server: Server
    open: OpenSockets = field(default_factory=OpenSockets)
    _sids: dict[str, list[str]] = field(default_factory=dict)
    _boards: dict[str, str] = field(default_factory=dict)
    _sessions: dict[str, str] = field(default_factory=dict)

    def add(self, sid: str, board_id: str) -> list[str]:
        """Note a socket; give back the board's oldest ones, which must be cut."""
        held = self._sids.setdefault(board_id, [])
        held.append(sid)
        self._boards[sid] = board_id
        self._sessions[sid] = self.server.manager.eio_sid_from_sid(sid, NAMESPACE)
        return held[:-SOCKETS_PER_BOARD]

    def remove(self, sid: str) -> str | None:
        """Forget a socket; return its board, or None when it was none of ours."""
        self._sessions.pop(sid, None)
        board_id = self._boards.pop(sid, None)
        if board_id is None:
            return None
        held = [other for other in self._sids.get(board_id, []) if other != sid]
        if held:
            self._sids[board_id] = held
        else:
            self._sids.pop(board_id, None)
        return board_id

    def board_of(self, sid: str) -> str | None:
        """Return the board a socket belongs to, or None when it was dropped meanwhile."""
        return self._boards.get(sid)

    def boards(self) -> frozenset[str]:
        """Return the ids of all boards with an open socket here."""
        return frozenset(self._sids)

    def cut(self, sid: str) -> None:
        """Say goodbye to one socket and hang up, whether or not it listens."""
        session = self._sessions.get(sid)
        self.server.disconnect(sid, namespace=NAMESPACE)
        if session is not None:
            self.close_session(session)

    def drop(self, board_id: str) -> None:
        """Cut every socket of a board."""
        for sid in tuple(self._sids.get(board_id, ())):
            self.cut(sid)

    def close_session(self, session: str) -> None:
        """End an Engine.IO session, in a namespace or not."""
        socket = self.server.eio.sockets.get(session)
        if socket is not None:
            socket.close(wait=False)
        opened = self.open.get(session)
        if opened is not None:
            self.server.start_background_task(self._hang_up, opened)

    def close_all(self) -> None:
        """Let nobody in any more and end every session: a stopping worker waits for none."""
        self.open.is_closing = True
        for board_id in tuple(self._sids):
            self.drop(board_id)
        for session in tuple(self.server.eio.sockets):
            self.close_session(session)

    def strangers(self) -> frozenset[str]:
        """Return the Engine.IO sessions that have not said which board they are."""
        return frozenset(self.server.eio.sockets) - frozenset(self._sessions.values())

    def broadcast(self, event: str, data: Any, boards: Iterable[str]) -> list[str]:
        """Write one frame, encoded once, to the boards that are here; return those reached.

        An idle socket gets the bytes at once, others through their queue. A board whose queue
        is full is left out: its next status answer tells it the same.
        """
        text = TextPacket(data=[event, data], namespace=NAMESPACE).encode()
        packet = eio_packet.Packet(eio_packet.MESSAGE, text)
        frame = text_frame(packet.encode())
        reached = []
        for number, board_id in enumerate(boards, 1):
            if self._write(board_id, packet, frame):
                reached.append(board_id)
            if number % WRITES_AT_A_TIME == 0:
                self.server.sleep(0)
        return reached

    def _write(self, board_id: str, packet: eio_packet.Packet, frame: bytes) -> bool:
        is_reached = False
        for sid in self._sids.get(board_id, ()):
            session = self._sessions[sid]
            socket = self.server.eio.sockets.get(session)
            if socket is None or socket.closing or socket.closed:
                continue
            queued, opened = socket.queue.qsize(), self.open.get(session)
            if not queued and opened is not None and opened.write_now(frame):
                is_reached = True
            elif queued < QUEUED_FRAMES_AT_MOST:
                socket.send(packet)
                is_reached = True
        return is_reached

    def _hang_up(self, opened: Any) -> None:
        self.server.sleep(GOODBYE_S)
        opened.close()
