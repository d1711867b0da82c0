"""player.link, player.answers against real HTTP and a real Socket.IO server on a free port."""

import gzip
import json
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
import socketio
from werkzeug.serving import make_server

import player.answers
import player.link
from player.board_socket import NAMESPACE
from player.errors import RejectedError, UnreachableError
from player.link import ServerLink, quoted
from tests.faults.links import LAN
from tests.faults.relay import Relay

PAGES: dict[str, tuple[str, bytes]] = {
    "/ok": ("200 OK", b'{"a": 1}'),
    "/list": ("200 OK", b"[]"),
    "/text": ("200 OK", b"hello"),
    "/problem": ("403 Forbidden", b'{"code": "board_revoked", "title": "x"}'),
    "/detail": (
        "422 Unprocessable Entity",
        b'{"code": "invalid_input", "detail": "height must be\\n a whole number\\u202e."}',
    ),
    "/wordy": ("422 Unprocessable Entity", b'{"code": "no", "detail": "%s"}' % (b"y" * 300)),
    "/pending": ("400 Bad Request", b'{"error": "authorization_pending"}'),
    "/nameless": ("401 Unauthorized", b""),
    "/plain": ("404 Not Found", b"<p>nothing</p>"),
    "/broken": ("500 Internal Server Error", b'{"code": "internal"}'),
    "/busy": ("503 Service Unavailable", b"{}"),
    "/moved": ("302 Found", b""),
    "/portal": ("200 OK", b"\xef\xbb\xbf\n<!DOCTYPE html><title>Log in</title>"),
    "/empty": ("200 OK", b""),
    "/large": ("200 OK", b"x" * 5000),
}


FILE = bytes(range(256)) * 8


def file_in_parts(environ: dict[str, Any], start: Any) -> list[bytes]:
    begins = int(environ["HTTP_RANGE"].removeprefix("bytes=").rstrip("-"))
    if begins >= len(FILE):
        start("416 Range Not Satisfiable", [("Content-Range", f"bytes */{len(FILE)}")])
        return [b""]
    given = f"bytes {begins}-{len(FILE) - 1}/{len(FILE)}"
    start("206 Partial Content", [("Content-Range", given)])
    return [FILE[begins:]]


def another_part(environ: dict[str, Any], start: Any) -> list[bytes]:
    start("206 Partial Content", [("Content-Range", "bytes 0-3/4")])
    return [b"data"]


def cut(environ: dict[str, Any], start: Any) -> list[bytes]:
    start("200 OK", [("Content-Length", "8")])
    return [b"half"]


def drip(environ: dict[str, Any], start: Any) -> Iterator[bytes]:
    start("200 OK", [])
    for _ in range(50):
        yield b"."
        time.sleep(0.05)


def packed(environ: dict[str, Any], start: Any) -> list[bytes]:
    start("200 OK", [("Content-Encoding", "gzip")])
    return [gzip.compress(b"z" * 100_000)]


STRANGE: dict[str, Callable[[dict[str, Any], Any], Iterable[bytes]]] = {
    "/file": file_in_parts, "/another-part": another_part, "/cut": cut, "/drip": drip,
    "/packed": packed,
}  # fmt: skip


class Received:
    """A file that comes in parts."""

    def __init__(self, data: bytes = b"") -> None:
        self.data, self.restarts = data, 0

    @property
    def size(self) -> int:
        return len(self.data)

    def restart(self) -> None:
        self.data, self.restarts = b"", self.restarts + 1

    def write(self, chunk: bytes) -> None:
        self.data += chunk


class RealServer:
    """A small server in a thread of this process."""

    def __init__(self) -> None:
        self.sockets = socketio.Server(async_mode="threading")
        self.heard: list[object] = []
        self.lengths: list[int] = []
        self.sockets.on("connect", self._connect, namespace=NAMESPACE)
        self.sockets.on("status", self._status, namespace=NAMESPACE)
        app = socketio.WSGIApp(self.sockets, self._page)
        self.http = make_server("127.0.0.1", 0, app, threaded=True)
        self.address = f"http://127.0.0.1:{self.http.server_port}"
        self.thread = threading.Thread(target=self.http.serve_forever, daemon=True)
        self.thread.start()

    def _page(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/echo":
            size = int(environ.get("CONTENT_LENGTH") or 0)
            raw = environ["wsgi.input"].read(size)
            self.lengths.append(len(raw))
            sent = json.loads(
                gzip.decompress(raw) if environ.get("HTTP_CONTENT_ENCODING") == "gzip" else raw
            )
            body = json.dumps([sent, environ.get("HTTP_AUTHORIZATION")])
            start("200 OK", [("Content-Type", "application/json")])
            return [b'{"echo": ' + body.encode() + b"}"]
        if path == "/kind":
            sent = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            start("200 OK", [("Content-Type", "application/json")])
            return [json.dumps({"kind": environ["CONTENT_TYPE"], "bytes": list(sent)}).encode()]
        if path in STRANGE:
            return STRANGE[path](environ, start)
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


def test_what_is_long_goes_packed(link: ServerLink, real: RealServer) -> None:
    plays = [{"seq": number} for number in range(200)]
    assert link.post("/echo", {"plays": plays}) == {"echo": [{"plays": plays}, None]}
    assert real.lengths[-1] < len(json.dumps(plays)) / 2


def test_bytes_are_posted_as_they_are_with_their_kind(link: ServerLink) -> None:
    got = link.post_bytes("/kind", b"\xff\xd8\x00", "image/jpeg", "t")
    assert got == {"kind": "image/jpeg", "bytes": [255, 216, 0]}


@pytest.mark.parametrize(
    ("path", "code", "status"),
    [("/problem", "board_revoked", 403), ("/pending", "authorization_pending", 400),
     ("/nameless", "http_401", 401)],
)  # fmt: skip
def test_a_refusal_keeps_its_code(link: ServerLink, path: str, code: str, status: int) -> None:
    with pytest.raises(RejectedError) as caught:
        link.get(path)
    assert (caught.value.code, caught.value.status) == (code, status)


def test_a_refusal_says_why_in_the_servers_words(link: ServerLink) -> None:
    with pytest.raises(RejectedError) as caught:
        link.get("/detail")
    assert str(caught.value) == "the server refused: invalid_input (height must be a whole number)"
    with pytest.raises(RejectedError) as caught:
        link.get("/wordy")
    assert str(caught.value) == f"the server refused: no ({'y' * 200})"
    with pytest.raises(RejectedError) as caught:
        link.get("/problem")
    assert str(caught.value) == "the server refused: board_revoked"


@pytest.mark.parametrize(
    "path", ["/broken", "/busy", "/list", "/text", "/moved", "/portal", "/plain"]
)
def test_trouble_of_the_server_is_worth_another_try(link: ServerLink, path: str) -> None:
    with pytest.raises(UnreachableError):
        link.get(path)


def test_more_bytes_than_allowed_are_not_read(link: ServerLink) -> None:
    assert len(link.fetch("/large", 5000)) == 5000
    with pytest.raises(RejectedError) as caught:
        link.fetch("/large", 4999)
    assert caught.value.code == "too_large"
    target = Received()
    link.download("/large", target)
    assert target.data == b"x" * 5000


@pytest.mark.parametrize("path", ["/moved", "/portal", "/plain", "/empty"])
def test_a_portal_in_the_servers_place_is_a_network_that_is_away(
    link: ServerLink, path: str
) -> None:
    target = Received(b"half")
    for ask in (lambda: link.fetch(path, 5000), lambda: link.download(path, target)):
        with pytest.raises(UnreachableError):
            ask()
    assert (target.data, target.restarts) == (b"half", 0)


def test_a_download_goes_on_where_it_broke_off(link: ServerLink) -> None:
    target = Received(FILE[:700])
    link.download("/file", target)
    assert (target.data, target.restarts) == (FILE, 0)


def test_a_server_that_knows_no_parts_gives_the_whole(link: ServerLink) -> None:
    target = Received(b"y" * 10)
    link.download("/large", target)
    assert (target.data, target.restarts) == (b"x" * 5000, 1)


@pytest.mark.parametrize("path", ["/file", "/another-part"])
def test_a_part_that_fits_nothing_is_thrown_away(link: ServerLink, path: str) -> None:
    target = Received(b"y" * (len(FILE) if path == "/file" else 10))
    with pytest.raises(UnreachableError):
        link.download(path, target)
    assert (target.data, target.restarts) == (b"", 1)


def test_a_file_that_breaks_off_leaves_its_part(link: ServerLink) -> None:
    target = Received()
    with pytest.raises(UnreachableError):
        link.download("/cut", target)
    assert target.data == b"half"


def test_an_answer_that_drips_holds_no_thread(
    link: ServerLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(player.answers, "STALL_S", 0.3)
    with pytest.raises(UnreachableError, match="hardly comes"):
        link.download("/drip", Received())
    with pytest.raises(UnreachableError, match="hardly comes"):
        link.fetch("/drip", 10_000)


def test_a_conversation_is_not_waited_for_without_end(
    link: ServerLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(player.link, "ANSWER_S", 0.3)
    with pytest.raises(UnreachableError, match="too long"):
        link.get("/drip")


def test_a_packed_answer_counts_with_what_is_in_it(link: ServerLink) -> None:
    assert link.fetch("/packed", 100_000) == b"z" * 100_000
    with pytest.raises(RejectedError):
        link.fetch("/packed", 99_999)


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


def test_a_half_open_socket_is_cut_off_at_once_and_heard_no_more(real: RealServer) -> None:
    heard: list[str] = []
    with Relay(real.http.server_port, LAN) as relay:
        link = ServerLink(relay.address)
        link.open_socket("good", lambda event, data: heard.append(event))
        relay.deafen()
        with pytest.raises(UnreachableError):
            link.call("status", {"sequence": 1}, 0.5)
        closing = threading.Thread(target=link.close_socket)
        closing.start()
        closing.join(5)
        assert not closing.is_alive() and not link.is_open
        link.close()
    real.sockets.emit("alert", {}, namespace=NAMESPACE)
    assert heard == []


def test_a_refused_socket_says_why(link: ServerLink) -> None:
    with pytest.raises(RejectedError) as caught:
        link.open_socket("bad", lambda event, data: None)
    assert caught.value.code == "token_expired"
    assert not link.is_open


def test_a_name_is_one_segment_of_a_path() -> None:
    assert quoted("../x?y") == "..%2Fx%3Fy"
