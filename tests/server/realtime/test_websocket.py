import os
import socket
from typing import Any

import pytest

from server.realtime.websocket import BoardWebSocket, OpenSockets, text_frame


class FakeEngineIo:
    """As much of Engine.IO's server as a WebSocket touches; tasks run when told."""

    max_http_buffer_size = 100

    def __init__(self) -> None:
        self.tasks: list[Any] = []

    def start_background_task(self, work: Any, *arguments: Any) -> None:
        self.tasks.append(lambda: work(*arguments))


class Session:
    """An Engine.IO session that says one thing and listens until the end."""

    sid = "session-1"

    def __init__(self) -> None:
        self.heard: list[str | None] = []
        self.seen: BoardWebSocket | None = None

    def talk(self, opened: BoardWebSocket) -> None:
        self.seen = opened
        opened.send("hello")
        while self.heard[-1:] != [None]:
            self.heard.append(opened.wait())


def a_pair() -> tuple[socket.socket, socket.socket]:
    """Our end and the board's; both wait at most a moment."""
    ours, theirs = socket.socketpair()
    for end in (ours, theirs):
        end.settimeout(5)
    return ours, theirs


def environ(ours: socket.socket, **changes: str) -> dict[str, Any]:
    return {
        "gunicorn.socket": ours,
        "wsgi.url_scheme": "http",
        "HTTP_SEC_WEBSOCKET_KEY": "dGhlIHNhbXBsZSBub25jZQ==",
        "HTTP_SEC_WEBSOCKET_VERSION": "13",
        **changes,
    }


def an_open_one(ours: socket.socket) -> tuple[BoardWebSocket, FakeEngineIo]:
    """A WebSocket after its handshake, with nobody talking."""
    server = FakeEngineIo()
    opened = BoardWebSocket(OpenSockets(), lambda _: None, server)  # type: ignore[arg-type]
    opened._sock, opened._is_plain = ours, True
    return opened, server


def masked(text: str) -> bytes:
    body = text.encode()
    return bytes((0x81, 0x80 | len(body))) + b"\0\0\0\0" + body


@pytest.mark.parametrize(("size", "lead"), [(3, 2), (125, 2), (126, 4), (65_535, 4), (65_536, 10)])
def test_a_frame_carries_its_length_in_as_few_bytes_as_it_can(size: int, lead: int) -> None:
    frame = text_frame("x" * size)
    assert frame[0] == 0x81
    assert len(frame) == lead + size


def test_the_handshake_answers_the_key_and_the_session_talks_until_the_board_goes() -> None:
    ours, theirs = a_pair()
    sockets, session = OpenSockets(), Session()
    theirs.sendall(masked("4hi") + masked("2"))
    theirs.shutdown(socket.SHUT_WR)
    sockets(session.talk, FakeEngineIo())(environ(ours), None)  # type: ignore[arg-type]
    said = theirs.recv(4096)
    assert b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" in said
    assert text_frame("hello") in said
    assert session.heard == ["4hi", "2", None]
    assert sockets.get("session-1") is None
    ours.close()
    theirs.close()


@pytest.mark.parametrize(
    ("changes", "status"),
    [({"HTTP_SEC_WEBSOCKET_VERSION": "8"}, "426"), ({"HTTP_SEC_WEBSOCKET_KEY": ""}, "426")],
)
def test_another_handshake_is_refused(changes: dict[str, str], status: str) -> None:
    answers: list[str] = []
    made = OpenSockets()(Session().talk, FakeEngineIo())  # type: ignore[arg-type]
    made({"HTTP_SEC_WEBSOCKET_VERSION": "13", **changes}, lambda text, _: answers.append(text))
    assert answers[0].startswith(status)


def test_a_stopping_server_lets_nobody_in() -> None:
    answers: list[str] = []
    sockets = OpenSockets()
    sockets.is_closing = True
    sockets(Session().talk, FakeEngineIo())({}, lambda text, _: answers.append(text))  # type: ignore[arg-type]
    assert answers == ["503 Service Unavailable"]


def test_a_frame_is_written_at_once_to_an_idle_socket() -> None:
    ours, theirs = a_pair()
    opened, _ = an_open_one(ours)
    assert opened.write_now(b"frame")
    assert theirs.recv(100) == b"frame"
    opened.close()
    assert not opened.write_now(b"frame")
    ours.close()
    theirs.close()


def test_what_a_full_socket_did_not_take_follows_in_order() -> None:
    ours, theirs = a_pair()
    ours.setblocking(False)
    opened, server = an_open_one(ours)
    large = text_frame("x" * 4_000_000)
    assert opened.write_now(large)
    assert not opened.write_now(b"second")
    opened.send("third")
    ours.settimeout(5)
    got = bytearray()

    import threading

    def read() -> None:
        while len(got) < len(large) + len(text_frame("third")):
            got.extend(theirs.recv(1 << 16))

    reader = threading.Thread(target=read)
    reader.start()
    server.tasks.pop()()
    reader.join(5)
    assert bytes(got) == large + text_frame("third")
    assert opened.write_now(b"fourth")
    ours.close()
    theirs.close()


def test_a_socket_that_takes_nothing_or_is_gone_must_be_queued_for() -> None:
    ours, theirs = a_pair()
    ours.setblocking(False)
    opened, _ = an_open_one(ours)
    try:
        while os.write(ours.fileno(), b"x" * 65_536):
            pass
    except BlockingIOError:
        pass
    assert not opened.write_now(b"frame")
    ours.close()
    assert not opened.write_now(b"frame")
    theirs.close()


def test_under_tls_nothing_is_written_past_the_encryption() -> None:
    ours, theirs = a_pair()
    opened, _ = an_open_one(ours)
    opened._is_plain = False
    assert not opened.write_now(b"frame")
    ours.close()
    theirs.close()


def test_a_message_above_the_limit_ends_the_talk_with_its_reason() -> None:
    ours, theirs = a_pair()
    opened, _ = an_open_one(ours)
    theirs.sendall(bytes((0x01, 0x80 | 90)) + b"\0\0\0\0" + b"4" * 90)
    theirs.sendall(bytes((0x80, 0x80 | 90)) + b"\0\0\0\0" + b"4" * 90)
    assert opened.wait() is None
    assert theirs.recv(100)[2:4] == (1009).to_bytes(2, "big")
    ours.close()
    theirs.close()
