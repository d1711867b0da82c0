"""Opens Socket.IO on the application and starts what runs beside requests."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask
from flask_socketio import SocketIO

from server.realtime import background
from server.realtime.board_socket import BoardSocket
from server.realtime.connections import Connections
from server.realtime.hub_inbox import HubInbox
from server.realtime.pushes import Pushes
from server.realtime.receipt_queue import ReceiptQueue
from server.services import ledger
from server.services.resources import Resources

LARGEST_MESSAGE_BYTES = 256 * 1024
PING_EVERY_S = 25
PING_TIMEOUT_S = 20

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


def attach(app: Flask, resources: Resources) -> None:
    """Serve boards' sockets from this application on the engine the settings name."""
    socketio = SocketIO(
        app,
        async_mode=resources.settings.engine,
        async_handlers=False,
        manage_session=False,
        max_http_buffer_size=LARGEST_MESSAGE_BYTES,
        ping_interval=PING_EVERY_S,
        ping_timeout=PING_TIMEOUT_S,
        http_compression=False,
    )
    server = socketio.server
    connections = Connections(server)
    receipts = ReceiptQueue(
        lambda batch: resources.offload(lambda: ledger.store_batches(resources, batch)),
        server.eio.create_event,
    )
    BoardSocket(resources, connections, receipts).register(server)
    pushes = Pushes(resources, connections, server.start_background_task, server.sleep)
    inbox = HubInbox(pushes.on_change)
    resources.changes.subscribe(inbox.put)
    background.start(resources, server.start_background_task, server.sleep, inbox.drain)
    app.extensions["bangtin.close_sockets"] = connections.drop_all
    app.wsgi_app = _without_compression(app.wsgi_app)  # type: ignore[method-assign]


def _without_compression(wsgi: Wsgi) -> Wsgi:
    """Offer no WebSocket extension: deflate costs more than its bytes for small frames."""

    def serve(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        return wsgi(environ, start_response)

    return serve
