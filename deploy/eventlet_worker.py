"""A gunicorn worker on eventlet: gunicorn 26 dropped its own, the board sockets need one.

One greenlet accepts per listener, one serves each connection. On stop the worker first lets
the application close its sockets, for open boards would eat the whole graceful timeout.
"""

import os
import sys
from types import FrameType
from typing import Any

import eventlet
from eventlet import greenio, hubs
from gunicorn.sock import ssl_wrap_socket
from gunicorn.workers.base_async import AsyncWorker

from server.realtime import engine, fair_hub

ACCEPT_ERRORS_PAUSE_S = 0.1


class EventletWorker(AsyncWorker):  # type: ignore[misc]  # gunicorn ships no types
    """Serve every connection in a greenlet of one event hub."""

    def init_process(self) -> None:
        """Choose the hub and patch before the application is loaded."""
        hubs.use_hub(fair_hub)
        engine.patch("eventlet")
        super().init_process()

    def is_already_handled(self, respiter: Any) -> bool:
        """End the connection after a WebSocket, which has answered by itself."""
        if super().is_already_handled(respiter):
            raise StopIteration
        return False

    def timeout_ctx(self) -> Any:
        """Bound the wait for the next request of a kept connection."""
        return eventlet.Timeout(self.cfg.keepalive or None, False)

    def handle_quit(self, sig: int, frame: FrameType | None) -> None:
        """Leave the signal handler before anything may switch."""
        eventlet.spawn(super().handle_quit, sig, frame)

    def handle_usr1(self, sig: int, frame: FrameType | None) -> None:
        """Reopen logs outside the signal handler."""
        eventlet.spawn(super().handle_usr1, sig, frame)

    def _accept(self, listener: Any, pool: Any) -> None:
        while self.alive:
            try:
                client, address = listener.accept()
            except eventlet.StopServe:
                return
            except OSError as error:
                if not self.alive:
                    return
                self.log.warning("Cannot accept a connection: %s", error)
                eventlet.sleep(ACCEPT_ERRORS_PAUSE_S)
                continue
            pool.spawn_n(self._serve, listener, client, address)

    def _serve(self, listener: Any, client: Any, address: Any) -> None:
        try:
            if self.cfg.is_ssl:
                client = ssl_wrap_socket(client, self.cfg)
        except OSError as error:
            self.log.debug("TLS handshake failed: %s", error)
            client.close()
            return
        self.handle(listener, client, address)

    def run(self) -> None:
        """Accept until told to stop, then close boards' sockets and drain."""
        pool = eventlet.GreenPool(self.worker_connections)
        acceptors = []
        for sock in self.sockets:
            listener = greenio.GreenSocket(sock.sock)
            listener.setblocking(True)
            acceptors.append(eventlet.spawn(self._accept, listener, pool))
        while self.alive:
            self.notify()
            if self.ppid != os.getppid():
                self.log.info("Parent changed, shutting down: %s", self)
                sys.exit(0)
            eventlet.sleep(1.0)
        self.notify()
        for acceptor in acceptors:
            acceptor.kill()
        engine.close_sockets(self.wsgi)
        with eventlet.Timeout(self.cfg.graceful_timeout, False):
            while pool.running():
                self.notify()
                eventlet.sleep(0.1)
