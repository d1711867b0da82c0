"""The other engine: gunicorn's gevent worker with gevent-websocket, threads left native."""

from typing import Any

from gevent import socket
from geventwebsocket.gunicorn.workers import GeventWebSocketWorker

from server.realtime import engine


class GeventWorker(GeventWebSocketWorker):  # type: ignore[misc]  # ships no types
    """Patch as the eventlet worker does and close boards' sockets on stop."""

    def patch(self) -> None:
        """Patch the standard library and rebuild the listeners as gevent's sockets."""
        engine.patch("gevent")
        self.sockets = [
            socket.socket(listener.FAMILY, socket.SOCK_STREAM, fileno=listener.sock.detach())
            for listener in self.sockets
        ]

    def handle_exit(self, sig: int, frame: Any) -> None:
        """Stop accepting, and let the application drop its open sockets first."""
        super().handle_exit(sig, frame)
        close_sockets = getattr(self.wsgi, "extensions", {}).get("bangtin.close_sockets")
        if close_sockets is not None:
            close_sockets()
