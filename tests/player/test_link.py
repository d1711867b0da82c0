"""The link against real HTTP and a real Socket.IO server on a free port."""

import io
import json
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import socketio
from werkzeug.serving import make_server

from player.errors import RejectedError, UnreachableError
from player.link import NAMESPACE, ServerLink, quoted

PAGES: dict[str, tuple[str, bytes]] = {
    "/ok": ("200 OK", b'{"a": 1}'),
    "/list": ("200 OK", b"[]"),
    "/text": ("200 OK", b"hello"),
    "/problem": ("403 Forbidden", b'{"code": "board_revoked", "title": "x"}'),
    "/pending": ("400 Bad Request", b'{"error": "authorization_pending"}'),
    "/plain": ("404 Not Found", b"<p>nothing</p>"),
    "/broken": ("500 Internal Server Error", b'{"code": "internal"}'),
    "/busy": ("503 Service Unavailable", b"{}"),
    "/moved": ("302 Found", b""),
    "/large": ("200 OK", b"x" * 5000),
}


class RealServer:
    """A small server in a thread of this process."""

    def __init__(self) -> None:
        self.sockets = socketio.Server(async_mode="threading")
        self.heard: list[object] = []
        self.sockets.on("connect", self._connect, namespace=NAMESPACE)
        self.sockets.on("status", self._status, namespace=NAMESPACE)
        app = socketio.WSGIApp(self.sockets, self._page)
        self.http = make_server("127.0.0.1", 0, app, threaded=True)
        self.address = f"http://127.0.0.1:{self.http.server_port}"
        self.thread = threading.Thread(target=self.http.serve_forever, daemon=True)
        self.thread.start()

    def _page(self, environ: dict[str, Any], start: Any) -> list[bytes]:
        path = environ["PATH_INFO"]
        if path == "/echo":
            size = int(environ.get("CONTENT_LENGTH") or 0)
            sent = json.loads(environ["wsgi.input"].read(size))
            body = json.dumps([sent, environ.get("HTTP_AUTHORIZATION")])
            start("200 OK", [("Content-Type", "application/json")])
            return [b'{"echo": ' + body.encode() + b"}"]
        status, raw = PAGES[path]
        start(status, [("Content-Type", "application/json"), ("Location", "/ok")])
        return [raw]

    def _connect(self, sid: str, environ: object, auth: dict[str, object]) -> None:
        self.heard.append(auth)
        if auth["token"] != "good":
            raise socketio.exceptions.ConnectionRefusedError("no", {"code": "token_expired"})

    def _status(self, sid: str, data: object) -> object:
        return None if data == "junk" else {"now": "x", "heard": data}

    def stop(self) -> None:
        self.http.shutdown()
        self.thread.join()
        self.http.server_close()


@pytest.fixture(scope="module")
def real() -> Iterator[RealServer]:
    made = RealServer()
    yield made
    made.stop()


@pytest.fixture
def link(real: RealServer) -> Iterator[ServerLink]:
    made = ServerLink(real.address)
    yield made
    made.close_socket()
    made.close()


def test_objects_are_got_and_posted_with_the_token(link: ServerLink) -> None:
    assert link.get("/ok") == {"a": 1}
    assert link.post("/echo", {"x": "Ba Tơ"}, "t") == {"echo": [{"x": "Ba Tơ"}, "Bearer t"]}


@pytest.mark.parametrize(
    ("path", "code", "status"),
    [("/problem", "board_revoked", 403), ("/pending", "authorization_pending", 400),
     ("/plain", "http_404", 404), ("/moved", "http_302", 302)],
)  # fmt: skip
def test_a_refusal_keeps_its_code(link: ServerLink, path: str, code: str, status: int) -> None:
    with pytest.raises(RejectedError) as caught:
        link.get(path)
    assert (caught.value.code, caught.value.status) == (code, status)


@pytest.mark.parametrize("path", ["/broken", "/busy", "/list", "/text"])
def test_trouble_of_the_server_is_worth_another_try(link: ServerLink, path: str) -> None:
    with pytest.raises(UnreachableError):
        link.get(path)


def test_more_bytes_than_allowed_are_not_read(link: ServerLink) -> None:
    assert len(link.fetch("/large", 5000)) == 5000
    with pytest.raises(RejectedError) as caught:
        link.fetch("/large", 4999)
    assert caught.value.code == "too_large"
    target = io.BytesIO()
    link.download("/large", 5000, target)
    assert len(target.getvalue()) == 5000


def test_nobody_there_is_unreachable() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        link = ServerLink(f"http://127.0.0.1:{probe.getsockname()[1]}")
        with pytest.raises(UnreachableError):
            link.get("/ok")
        with pytest.raises(UnreachableError):
            link.open_socket("good", lambda event, data: None)
        assert not link.is_open
        link.close()


def test_the_socket_says_hears_and_hangs_up(link: ServerLink, real: RealServer) -> None:
    heard: list[tuple[str, object]] = []
    pushed, gone = threading.Event(), threading.Event()

    def listen(event: str, data: object) -> None:
        heard.append((event, data))
        (gone if event == "closed" else pushed).set()

    link.open_socket("good", listen)
    assert link.is_open
    assert real.heard[-1:] == [{"token": "good", "protocol": 1}]
    assert link.call("status", {"sequence": 1}, 5)["heard"] == {"sequence": 1}
    real.sockets.emit("alert", {"payload": "Lũ"}, namespace=NAMESPACE)
    assert pushed.wait(5)
    assert heard == [("alert", {"payload": "Lũ"})]
    with pytest.raises(UnreachableError):
        link.call("status", "junk", 5)
    sid = next(iter(real.sockets.manager.rooms[NAMESPACE][None]))
    real.sockets.disconnect(sid, namespace=NAMESPACE)
    assert gone.wait(5)
    assert not link.is_open
    with pytest.raises(UnreachableError):
        link.call("status", {}, 1)


def test_a_refused_socket_says_why(link: ServerLink) -> None:
    with pytest.raises(RejectedError) as caught:
        link.open_socket("bad", lambda event, data: None)
    assert caught.value.code == "token_expired"
    assert not link.is_open


def test_a_name_is_one_segment_of_a_path() -> None:
    assert quoted("../x?y") == "..%2Fx%3Fy"
