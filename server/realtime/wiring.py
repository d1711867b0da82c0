"""Opens Socket.IO on the application and starts what runs beside requests."""

from typing import Any

import structlog
from flask import Flask
from flask_socketio import SocketIO

from server.realtime import background
from server.realtime.board_socket import BoardSocket
from server.realtime.connections import NAMESPACE, Connections
from server.realtime.engine import CLOSE_SOCKETS
from server.realtime.fair_input import fair
from server.realtime.hub_inbox import HubInbox
from server.realtime.lean_socketio import RoomlessManager, TextPacket
from server.realtime.pushes import Pushes
from server.realtime.receipt_queue import ReceiptQueue
from server.services import ledger
from server.services.resources import Resources

LARGEST_MESSAGE_BYTES = 256 * 1024
# Boards speak every 20 s themselves; each ping is two packets on a link that may be metered.
PING_EVERY_S = 50
PING_TIMEOUT_S = 20

log = structlog.get_logger(__name__)


def attach(app: Flask, resources: Resources) -> None:
    """Serve boards' sockets from this application on the engine the settings name."""
    socketio = SocketIO(
        app,
        async_mode=resources.settings.engine,
        async_handlers=False,
        manage_session=False,
        client_manager=RoomlessManager(),
        serializer=TextPacket,
        namespaces=[NAMESPACE],
        max_http_buffer_size=LARGEST_MESSAGE_BYTES,
        ping_interval=PING_EVERY_S,
        ping_timeout=PING_TIMEOUT_S,
        http_compression=False,
    )
    server = socketio.server
    app.wsgi_app = fair(app.wsgi_app, lambda: server.sleep(0))  # type: ignore[method-assign, assignment]
    connections = Connections(server)
    # Engine.IO has no other door for a WebSocket of one's own.
    server.eio._async = {**server.eio._async, "websocket": connections.open}
    _cut_who_sends_junk(server, connections)
    receipts = ReceiptQueue(
        lambda batch: resources.offload(lambda: ledger.store_batches(resources, batch)),
        server.eio.create_event,
        server.sleep,
    )
    BoardSocket(resources, connections, receipts).register(server)
    pushes = Pushes(resources, connections, server.start_background_task, server.sleep)
    inbox = HubInbox(pushes.on_change)
    resources.changes.subscribe(inbox.put)
    background.start(
        resources, server.start_background_task, server.sleep, inbox.drain, connections
    )
    app.extensions[CLOSE_SOCKETS] = connections.close_all


def _cut_who_sends_junk(server: Any, connections: Connections) -> None:
    """End a session whose message is no Socket.IO: it costs one line in the log, not a trace."""
    understand = server.eio.handlers["message"]

    def heed(session: str, data: Any) -> None:
        try:
            understand(session, data)
        except Exception as error:  # noqa: BLE001  whatever it was, it came from outside
            log.warning("junk_on_socket", reason=f"{type(error).__name__}: {error}"[:200])
            connections.close_session(session)

    server.eio.on("message", heed)
