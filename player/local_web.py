"""Serves the one board page on loopback and answers it; what it answers lies in `local_relay`.

No port but loopback's is opened. Another site in the same browser gets nothing: the name in the
request has to be loopback's own (`loopback`), and no other origin is let in.
"""

import json
import threading
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

import socketio
from flask import Flask, Response, request, send_file
from werkzeug.exceptions import HTTPException
from werkzeug.serving import WSGIRequestHandler, make_server

from player.errors import DamagedError, PlayerError, RejectedError
from player.local_files import files
from player.local_pages import LocalPage, LocalPages
from player.local_relay import Answer, Relay, Waiting
from player.loopback import LOOPBACK, OnlyLoopback

NAMESPACE = "/board"
_LARGEST_BODY = 256 * 1024


class LocalWeb:
    """Serve one screen's page; starts with the pairing code, goes on with what the agent holds."""

    def __init__(self, port: int, key_id: str) -> None:
        """Take the port and the name of the board's key; nothing is opened yet."""
        self.pages = LocalPages()
        self.waiting = Waiting(self.pages, key_id)
        self.relay: Relay | None = None
        # Called with the number of frames that the page painted since it last spoke.
        self.on_beat: Callable[[int], None] = lambda frames: None
        self._sockets = socketio.Server(async_mode="threading", cors_allowed_origins=None)
        self._listen()
        try:
            self._server = make_server(
                LOOPBACK,
                port,
                OnlyLoopback(socketio.WSGIApp(self._sockets, _make_app(self))),
                threaded=True,
                request_handler=_Quiet,
            )
        except (OSError, SystemExit) as error:
            raise PlayerError(f"port {port} on {LOOPBACK} is taken; give another --port") from error
        self.port: int = self._server.server_port

    @property
    def address(self) -> str:
        """Give the page's address, with the secret that lets it report what it painted."""
        return f"http://{LOOPBACK}:{self.port}/board#pair={self.pages.secret}"

    def start(self) -> None:
        """Serve from a thread of its own."""
        threading.Thread(
            target=self._server.serve_forever, args=(0.2,), name="page", daemon=True
        ).start()

    def stop(self) -> None:
        """End serving and close the port."""
        self._server.shutdown()
        self.close()

    def close(self) -> None:
        """Close the port."""
        self._server.server_close()

    def serve(self, relay: Relay) -> None:
        """Go on with what a paired agent holds; a page that shows the code follows by itself."""
        self.relay = relay

    @property
    def watched_address(self) -> str:
        """Give the page's address for a display that is watched: it paints the mark, and beats."""
        return f"{self.address}&mark=1"

    def command(self, name: str) -> None:
        """Have the pages do it: `reload` themselves, or `identify` this board for ten seconds."""
        self._sockets.emit("command", {"id": "local", "name": name}, namespace=NAMESPACE)

    def beat(self, body: Mapping[str, object]) -> Answer:
        """Take a page's heartbeat. Raises: RejectedError."""
        frames, link = body.get("frames"), body.get("link")
        if not self.pages.is_secret(link):
            raise RejectedError("forbidden", 403)
        if not isinstance(frames, int):
            raise RejectedError("malformed", 422)
        self.on_beat(frames)
        return {}

    def announce(self) -> None:
        """Push what is new to all pages; one that misses it finds out with its next status."""
        for event, value in self.paired().news():
            self._sockets.emit(event, value, namespace=NAMESPACE)

    def _listen(self) -> None:
        def connect(sid: str, environ: object, auth: object) -> None:
            fields = auth if isinstance(auth, dict) else {}
            try:
                page = self.pages.page_of(fields.get("token"))
            except RejectedError as error:
                raise socketio.exceptions.ConnectionRefusedError(
                    "no", {"code": error.code}
                ) from error
            self._sockets.save_session(sid, {"page": page}, namespace=NAMESPACE)

        def status(sid: str, said: object) -> Answer:
            page: LocalPage = self._sockets.get_session(sid, namespace=NAMESPACE)["page"]
            return self.paired().take_status(page, said)

        def receipts(sid: str, said: object) -> Answer:
            page: LocalPage = self._sockets.get_session(sid, namespace=NAMESPACE)["page"]
            return self.paired().take_receipts(page, records_of(said, "receipts"))

        for event, work in (("connect", connect), ("status", status), ("receipts", receipts)):
            self._sockets.on(event, work, namespace=NAMESPACE)

    def paired(self) -> Relay:
        """Give the relay. Raises: RejectedError while the board is not paired."""
        if self.relay is None:
            raise RejectedError("token_invalid", 401)
        return self.relay


class _Quiet(WSGIRequestHandler):
    """Say nothing of each request."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:
        """Leave the journal to what matters."""


def records_of(body: object, name: str) -> list[object]:
    """Give the records of a body; they may come bare over the socket."""
    found = body.get(name) if isinstance(body, dict) else body
    if not isinstance(found, list):
        raise RejectedError("malformed", 422)
    return found


def _make_app(web: LocalWeb) -> Flask:
    app = Flask("player", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST_BODY

    @app.after_request
    def guard(answer: Response) -> Response:
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        answer.headers["Cache-Control"] = "no-store"
        return answer

    app.register_error_handler(
        RejectedError, lambda error: _refusal(error.code, error.status or 422)
    )
    for gone in (FileNotFoundError, DamagedError):
        app.register_error_handler(gone, lambda error: _refusal("not_here", HTTPStatus.NOT_FOUND))
    app.register_error_handler(OSError, lambda error: _refusal("disk", 503))
    app.register_error_handler(
        HTTPException, lambda error: _refusal(f"http_{error.code}", error.code or 500)
    )
    app.register_blueprint(files)
    _add_pairing(app, web)
    _add_state(app, web)
    _add_content(app, web)
    return app


def _add_pairing(app: Flask, web: LocalWeb) -> None:
    def add(path: str, work: Callable[[Mapping[str, object]], Answer], status: int = 200) -> None:
        def view() -> Response:
            return _told(work(_body()), status)

        app.add_url_rule(f"/api/v1{path}", path, view, methods=["POST"])

    add("/pairings", lambda body: (web.relay or web.waiting).begin(body), 201)
    add("/pairings/token", lambda body: (web.relay or web.waiting).collect(body))
    add("/board/heartbeat", web.beat)
    add("/board/challenge", lambda body: {"nonce": web.pages.challenge()})
    add("/board/token", lambda body: web.paired().renew(body))


def _add_state(app: Flask, web: LocalWeb) -> None:
    def add(method: str, path: str, work: Callable[[LocalPage, Relay], Answer]) -> None:
        def view() -> Response:
            kind, _, token = request.headers.get("Authorization", "").partition(" ")
            page = web.pages.page_of(token if kind == "Bearer" else None)
            return _told(work(page, web.paired()))

        app.add_url_rule(f"/api/v1/board{path}", path, view, methods=[method])

    add("GET", "/head", lambda page, relay: relay.head())
    add("POST", "/status", lambda page, relay: relay.take_status(page, _body()))
    add("GET", "/alerts", lambda page, relay: relay.alerts())
    add("GET", "/identity", lambda page, relay: relay.identity())
    add("GET", "/roots", lambda page, relay: relay.roots(request.args.get("since", 0, int)))
    add(
        "POST",
        "/receipts",
        lambda page, relay: relay.take_receipts(page, records_of(_body(), "receipts")),
    )
    add("POST", "/heard", lambda page, relay: relay.take_heard(page, records_of(_body(), "heard")))
    add("POST", "/plays", lambda page, relay: relay.take_plays(page, records_of(_body(), "plays")))


def _add_content(app: Flask, web: LocalWeb) -> None:
    @app.get("/manifests/<name>")
    def manifest(name: str) -> Response:
        return Response(web.paired().manifest(name), content_type="application/json")

    @app.get("/items/<name>")
    def item(name: str) -> Response:
        return Response(web.paired().item(name), content_type="application/json")

    @app.get("/media/<name>")
    def media(name: str) -> Response:
        return send_file(
            web.paired().media(name), mimetype="application/octet-stream", conditional=True
        )


def _body() -> Mapping[str, object]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise RejectedError("malformed", 422)
    return body


def _told(value: Answer, status: int = 200) -> Response:
    return Response(json.dumps(value), status, content_type="application/json")


def _refusal(code: str, status: int) -> Response:
    return _told({"code": code, "error": code}, status)
