"""What a board says over Socket.IO: connect, status, receipts (board protocol, /board)."""

from typing import Any

import structlog
from socketio import Server
from socketio.exceptions import ConnectionRefusedError

from content.errors import ContentError
from server.realtime.connections import NAMESPACE, Connections
from server.realtime.receipt_queue import ReceiptQueue
from server.services import heads, tokens
from server.services.resources import Resources

PROTOCOL = 1
EVENTS_PER_WINDOW = 60
WINDOW_S = 20.0
RECEIPTS_PER_MESSAGE = 100

log = structlog.get_logger(__name__)


class BoardSocket:
    """The handlers of one server process; hot ones run in the socket's own greenlet."""

    def __init__(
        self, resources: Resources, connections: Connections, receipts: ReceiptQueue
    ) -> None:
        """Take the doors this process opened; nothing is registered yet."""
        self._resources = resources
        self._connections = connections
        self._receipts = receipts
        self._spent: dict[str, tuple[float, int]] = {}

    def register(self, server: Server) -> None:
        """Put the handlers on the namespace; they answer as acknowledgements."""
        server.on("connect", self.connect, namespace=NAMESPACE)
        server.on("disconnect", self.disconnect, namespace=NAMESPACE)
        server.on("status", self.status, namespace=NAMESPACE)
        server.on("receipts", self.receipts, namespace=NAMESPACE)
        server.on("*", self.unknown, namespace=NAMESPACE)

    def connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        """Let a board in by its access token, or refuse it with a code it can act on."""
        if not isinstance(auth, dict) or auth.get("protocol") != PROTOCOL:
            raise _refused("protocol", "This server speaks board protocol 1.")
        if self._connections.board_of(sid) is not None:
            return  # an event called connect, from a socket that is in already
        try:
            board_id = tokens.board_of(self._resources, auth.get("token")).id
        except ContentError as error:
            raise _refused(error.code, str(error)) from error
        for old in self._connections.add(sid, board_id):
            self._connections.cut(old)
        self._resources.presence.connected(board_id, self._resources.clock.now())

    def disconnect(self, sid: str, reason: Any = None) -> None:
        """Forget the socket."""
        self._spent.pop(sid, None)
        board_id = self._connections.remove(sid)
        if board_id is not None:
            self._resources.presence.disconnected(board_id, self._resources.clock.now())

    def status(self, sid: str, message: Any = None) -> dict[str, Any]:
        """Answer a status with the time and, when the board's is old, its head."""
        board_id = self._admitted(sid)
        if board_id is None or not isinstance(message, dict):
            return {"error": "malformed"}
        try:
            return heads.status_answer(self._resources, board_id, message)
        except ContentError as error:
            return {"error": error.code}

    def receipts(self, sid: str, message: Any = None) -> dict[str, Any]:
        """Store receipts; acknowledged only after commit."""
        board_id = self._admitted(sid)
        if isinstance(message, dict):
            message = message.get("receipts")
        if board_id is None or not isinstance(message, list):
            return {"error": "malformed"}
        if len(message) > RECEIPTS_PER_MESSAGE:
            return {"error": "too_large"}
        try:
            return self._receipts.put(board_id, message)
        except ContentError as error:
            return {"error": error.code}

    def unknown(self, event: str, sid: str, *message: Any) -> dict[str, Any]:
        """Answer what this protocol does not know; it counts like the rest."""
        self._admitted(sid)
        return {"error": "unknown_event"}

    def _admitted(self, sid: str) -> str | None:
        """Return the sender's board; cut a socket that talks far more than the protocol asks."""
        board_id = self._connections.board_of(sid)
        now = self._resources.clock.now().timestamp()
        since, spent = self._spent.get(sid, (now, 0))
        if now - since > WINDOW_S:
            since, spent = now, 0
        self._spent[sid] = (since, spent + 1)
        if spent < EVENTS_PER_WINDOW:
            return board_id
        log.warning("board_talks_too_much", board=board_id)
        self._connections.cut(sid)
        return None


def _refused(code: str, message: str) -> ConnectionRefusedError:
    return ConnectionRefusedError(message, {"code": code})
