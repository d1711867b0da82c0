"""The other engine: gunicorn's gevent worker, threads left native."""

from types import FrameType
from typing import Any

import gevent
from gevent import socket
from gunicorn.workers.ggevent import GeventWorker as GunicornGeventWorker

from server.realtime import engine


class GeventWorker(GunicornGeventWorker):  # type: ignore[misc]  # gunicorn ships no types
    """Patch as the eventlet worker does and close boards' sockets on stop."""

    def patch(self) -> None:
        """Patch the standard library and rebuild the listeners as gevent's sockets."""
        engine.patch("gevent")
        self.sockets: list[Any] = [
            socket.socket(listener.FAMILY, socket.SOCK_STREAM, fileno=listener.sock.detach())
            for listener in self.sockets
        ]

    def is_already_handled(self, respiter: Any) -> bool:
        """End the connection after a WebSocket, which has answered by itself."""
        if super().is_already_handled(respiter):
            raise StopIteration
        return False

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop accepting, and let the application drop its open sockets first."""
        super().handle_exit(sig, frame)
        gevent.spawn(engine.close_sockets, self.wsgi)
