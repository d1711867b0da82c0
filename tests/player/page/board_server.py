"""A small server that speaks the board protocol over real HTTP and Socket.IO, for browser tests.

It can vanish and come back on the same port, corrupt a file, refuse sockets, revoke the board.
"""

import json
import secrets
import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import socketio
from flask import Flask, Response, abort, request, send_from_directory
from werkzeug.serving import BaseWSGIServer, make_server

from content.alert import Alert
from content.instant import format_instant
from content.trust import (
    Envelope,
    canonical,
    check_number,
    decode_base64,
    digest,
    is_signed,
    key_id,
    token_message,
)
from server.board_api.board_page import WORKER, WORKER_HEADERS, page_policy
from server.board_api.content import media_type
from tests.player.page.record_taker import RecordTaker, add_records
from tests.vectors.statements import BOARD, Authority, unix_ms

DIST = Path(__file__).resolve().parents[3] / "player/page/dist"
FONTS = Path("/usr/share/fonts/truetype/noto")
FOREVER = {"from": "2026-01-01T00:00:00Z", "until": "9999-12-31T23:59:59Z"}
FRAME = '<!doctype html><body style="margin:0"><iframe src="/board?preview=1" \
style="border:0;width:100vw;height:100vh"></iframe>'


def now() -> datetime:
    return datetime.now(UTC)


class BoardServer(RecordTaker):
    """What a test does to the server and what the board did to it."""

    def __init__(self) -> None:
        super().__init__()
        self.authority = Authority(expires=now().replace(year=now().year + 1))
        self.device, self.check_number, self.link = "", "", "one-time-link"
        self.is_approved = self.is_revoked = self.is_socket_refused = False
        self.user_codes: list[str] = []
        self.expires_in = 600
        self.files: dict[str, bytes] = {}
        self.corrupt: set[str] = set()
        self.manifest: str | None = None
        self.slate: str | None = None
        self.alerts: dict[str, tuple[Alert, Envelope]] = {}
        self.alert_list: object = None
        self.sequence, self.statuses, self.heads = 0, 0, 0
        self.faults: object = []
        self.item: object = None
        self.ahead = timedelta(0)
        self.asked: list[str] = []
        self.identity: Envelope | None = None
        self._born = now()
        self._server: BaseWSGIServer | None = None
        self._port = 0
        self._sockets = socketio.Server(async_mode="threading", cors_allowed_origins=None)
        self._app = _make_app(self)

    # The life of it.

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def is_connected(self) -> bool:
        return bool(self._sids())

    def start(self) -> None:
        application = socketio.WSGIApp(self._sockets, self._app)
        self._sockets.on("connect", self._connect, namespace="/board")
        self._sockets.on("status", self.take_status, namespace="/board")
        self._sockets.on("receipts", self._receipts, namespace="/board")
        self._server = make_server("127.0.0.1", self._port, application, threaded=True)
        self._server.daemon_threads = True
        self._port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        if self._server is not None:
            self.cut()
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    # What is on the boards.

    def publish(
        self,
        items: Mapping[str, Mapping[str, object]],
        *,
        ticker: tuple[str, ...] = (),
        shape: str = "landscape",
        seconds: int | None = None,
        media: tuple[bytes, ...] = (),
        until: Mapping[str, str] | None = None,
        **hours: object,
    ) -> str:
        listed, cycle, lines = {}, [], []
        for name, item in items.items():
            raw = canonical(item)
            self.files[digest(raw)] = raw
            listed[name] = {"digest": digest(raw), **FOREVER}
            listed[name]["until"] = (until or {}).get(name, FOREVER["until"])
            pages = item["pages"]
            assert isinstance(pages, list)
            slots = [[name, at, seconds or page["seconds"]] for at, page in enumerate(pages)]
            (lines if name in ticker else cycle).extend(slots)
        for data in media:
            self.files[digest(data)] = data
        start = format_instant(self._born.replace(microsecond=0))
        value = {
            "issued_at": start, "timezone": "Asia/Ho_Chi_Minh",
            "items": listed,
            "layout": {"shape": shape, "em_u": 8.8, "far_m": 8},
            "zones": {
                "main": {"cycles": {"c": cycle}, "timeline": [[start, "c"]] if cycle else []},
                "ticker": {"cycles": {"c": lines}, "timeline": [[start, "c"]] if lines else []},
            },
            "media": {
                digest(data): {
                    "bytes": len(data),
                    "type": media_type(data),
                    "width": 1,
                    "height": 1,
                    "seconds": None,
                }
                for data in media
            },
            "power": [], "volume": [], "slate": {}, **hours,
        }  # fmt: skip
        envelope = self.authority.manifest(value)
        self.files[envelope.digest] = envelope.to_bytes()
        self.manifest = envelope.digest
        self.announce()
        return envelope.digest

    def fire(self, alert: Alert, *, role: str | None = None, push: bool = True) -> Envelope:
        envelope = self.authority.alert(alert, role=role)
        self.sequence = max(self.sequence, alert.sequence)
        self.alerts[alert.id] = (alert, envelope)
        if push:
            self.push("alert", envelope.to_dict())
        return envelope

    def announce(self) -> None:
        self.push("changed", {"spread_s": 0})

    def push(self, event: str, value: object) -> None:
        for sid in list(self._sids()):
            self._sockets.emit(event, value, to=sid, namespace="/board")

    def cut(self) -> None:
        """End all sockets; boards come back and say how they are."""
        for sid in list(self._sids()):
            self._sockets.disconnect(sid, namespace="/board")

    # The protocol.

    def head(self) -> Envelope:
        assert self.identity is not None
        listed = [
            envelope
            for alert, envelope in self.alerts.values()
            if str(alert.state) == "in_force" and alert.expires > self.now()
        ]
        self.heads += 1
        return self.authority.head(
            self.identity,
            at=self.now(),
            manifest=self.manifest,
            alerts=listed,
            as_of=self.sequence,
            sequence=unix_ms(self.now()) + self.heads,
            slate=self.slate,
        )

    def answer(self) -> dict[str, object]:
        head = self.head()
        return {"head": head.to_dict(), "now": format_instant(self.now())}

    def now(self) -> datetime:
        """The time as this server tells it, `ahead` of what it is."""
        return now() + self.ahead

    def pair(self, public: bytes) -> None:
        self.public = public
        self.device = secrets.token_hex(8)
        self.user_codes.append("HBTN-XKR" + "CDFGHJKLMNPQ"[len(self.user_codes) % 12])
        self.check_number = check_number(key_id(public), self.authority.root().digest)

    def approve(self, rotation: int = 0) -> None:
        self.identity = self.authority.identity(
            issued_at=now(), public_key=self.public, rotation=rotation
        )
        self.is_approved = True

    def _connect(self, sid: str, environ: object, auth: Mapping[str, object]) -> None:
        if self.is_socket_refused or self.is_revoked or auth.get("token") != "token":
            code = "board_revoked" if self.is_revoked else "token_invalid"
            raise socketio.exceptions.ConnectionRefusedError("no", {"code": code})

    def take_status(self, sid: str, status: Mapping[str, object]) -> dict[str, object]:
        self.statuses += 1
        self.faults, self.item = status.get("faults", self.faults), status.get("item", self.item)
        return self.answer()

    def _receipts(self, sid: str, message: object) -> dict[str, object]:
        records = message["receipts"] if isinstance(message, dict) else message
        assert isinstance(records, list)
        return self.store_receipts(records)

    def _sids(self) -> list[str]:
        rooms = self._sockets.manager.rooms.get("/board", {}).get(None, {})
        return list(rooms)


def _make_app(board: BoardServer) -> Flask:
    app = Flask(__name__)

    def told(value: object, status: int = 200) -> Response:
        return Response(json.dumps(value), status, content_type="application/json")

    @app.before_request
    def note() -> Response | None:
        board.asked.append(f"{request.method} {request.path}")
        if request.path.startswith("/api/v1/board/") and board.is_revoked:
            return told({"code": "board_revoked"}, 401)
        return None

    _add_files(app, board)
    _add_pairing(app, board, told)
    _add_state(app, board, told)
    add_records(app, board)
    return app


def _add_files(app: Flask, board: BoardServer) -> None:
    @app.get("/board")
    def page() -> Response:
        made = send_from_directory(DIST, "board.html")
        made.headers["Content-Security-Policy"] = page_policy(request.host)
        return made

    @app.get("/frame")
    def frame() -> str:
        return FRAME

    @app.get("/board/static/<name>")
    def static_file(name: str) -> Response:
        made = send_from_directory(DIST, name)
        if name == WORKER:
            made.headers.update(WORKER_HEADERS)
        return made

    @app.get("/fonts/<name>")
    def font(name: str) -> Response:
        return send_from_directory(FONTS, name)

    @app.get("/<any(items, manifests, media):kind>/<name>")
    def content(kind: str, name: str) -> Response:
        if name not in board.files:
            abort(404)
        data = board.files[name]
        return Response(data[:-1] + b"!" if name in board.corrupt else data)


def _add_pairing(app: Flask, board: BoardServer, told) -> None:  # type: ignore[no-untyped-def]
    @app.post("/api/v1/pairings")
    def start() -> Response:
        body = request.get_json()
        board.pair(decode_base64(body["public_key"]))
        if body.get("link") == board.link:
            board.approve()
        return told(
            {
                "device_code": board.device,
                "user_code": board.user_codes[-1],
                "verification_uri": "https://bangtin.example/ghep",
                "expires_in": board.expires_in,
                "interval": 1,
                "root": board.authority.root().to_dict(),
            },
            201,
        )

    @app.post("/api/v1/pairings/token")
    def collect() -> Response:
        if request.get_json()["device_code"] != board.device:
            return told({"error": "expired_token"}, 400)
        if not board.is_approved or board.identity is None:
            return told({"error": "authorization_pending"}, 400)
        return told(
            {
                "board_id": BOARD,
                "access_token": "token",
                "expires_in": 900,
                "root": board.authority.root().to_dict(),
                "identity": board.identity.to_dict(),
            }
        )

    @app.post("/api/v1/board/challenge")
    def challenge() -> Response:
        return told({"nonce": "nonce"})

    @app.post("/api/v1/board/token")
    def token() -> Response:
        sig = decode_base64(request.get_json()["sig"])
        assert is_signed(board.public, token_message(BOARD, "nonce"), sig)
        return told({"access_token": "token", "expires_in": 900})


def _add_state(app: Flask, board: BoardServer, told) -> None:  # type: ignore[no-untyped-def]
    @app.post("/api/v1/board/status")
    def status() -> Response:
        return told(board.take_status("", request.get_json()))

    @app.get("/api/v1/board/head")
    def head() -> Response:
        return told(board.answer())

    @app.get("/api/v1/board/alerts")
    def alerts() -> Response:
        listed = [envelope.to_dict() for _, envelope in board.alerts.values()]
        return told({"alerts": listed if board.alert_list is None else board.alert_list})

    @app.get("/api/v1/board/identity")
    def identity() -> Response:
        assert board.identity is not None
        return told(board.identity.to_dict())

    @app.get("/api/v1/board/roots")
    def roots() -> Response:
        return told({"roots": []})
