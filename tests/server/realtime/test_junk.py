"""What no board should send: it is cut or told so, and the others notice nothing."""

import json
import socket
import struct
from collections.abc import Iterator

import pytest

from server.realtime.board_socket import EVENTS_PER_WINDOW
from server.realtime.wiring import LARGEST_MESSAGE_BYTES
from tests.server.board_builders import ABoard
from tests.server.realtime.board_client import CutError
from tests.server.realtime.socket_world import SocketWorld

DEEP = "[" * 20_000
KEY = "MDEyMzQ1Njc4OWFiY2RlZg=="


@pytest.fixture(autouse=True)
def others_are_served(world: SocketWorld, board: ABoard) -> Iterator[None]:
    """A well-behaved board is answered before and after each piece of junk."""
    good = world.connected(board)
    yield
    assert "now" in good.call("status", {"sequence": 0})
    good.close()


@pytest.mark.parametrize("message", [None, 7, "text", [], [1], {"sequence": "x"}, {"faults": 1}])
def test_a_status_that_is_none_is_told_so(
    world: SocketWorld, board: ABoard, message: object
) -> None:
    client = world.connected(board)
    assert client.call("status", message)["error"] in ("malformed", "invalid_input")
    assert "now" in client.call("status", {"sequence": 0})


@pytest.mark.parametrize("message", [None, "text", {"receipts": 1}, {}])
def test_receipts_that_are_none_are_told_so(
    world: SocketWorld, board: ABoard, message: object
) -> None:
    assert world.connected(board).call("receipts", message) == {"error": "malformed"}


def test_single_bad_receipts_are_rejected_one_by_one(world: SocketWorld, board: ABoard) -> None:
    answer = world.connected(board).call("receipts", [None, 1, {}, {"log": "l", "seq": -1}])
    assert answer["acknowledged"] == []
    assert len(answer["rejected"]) == 4


def test_too_many_receipts_at_once_are_told_so(world: SocketWorld, board: ABoard) -> None:
    assert world.connected(board).call("receipts", [{}] * 101) == {"error": "too_large"}


def test_an_unknown_event_is_told_so(world: SocketWorld, board: ABoard) -> None:
    client = world.connected(board)
    assert client.call("launch", {"all": True}) == {"error": "unknown_event"}
    assert client.call("connect", {}, {"token": board.token(), "protocol": 1}) is None
    assert "now" in client.call("status", {"sequence": 0})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "9",
        "4",
        "4x",
        "42/board,",
        "42/board,[]",
        '42/board,[{"a":1}]',
        '42/board,["status",1,2,3]',
        "42/board,not json",
        "42/board," + DEEP,
        '42/board,1111111111["status"' + "x" * 500,
        '451-/board,["status",{"_placeholder":true,"num":0}]',
        '45999999999-/board,["status"]',
        "44/board,",
        "49/board,",
    ],
)
def test_what_is_no_socket_io_is_cut(world: SocketWorld, board: ABoard, text: str) -> None:
    client = world.connected(board)
    client.say(text)
    client.wait_until_cut()


def test_bytes_are_cut(world: SocketWorld, board: ABoard) -> None:
    client = world.connected(board)
    client.socket.send_binary(b"\x00\xff")
    client.wait_until_cut()


def test_a_huge_message_is_cut(world: SocketWorld, board: ABoard) -> None:
    client = world.connected(board)
    with pytest.raises(CutError):
        client.say("42/board," + json.dumps(["status", "x" * LARGEST_MESSAGE_BYTES]))
        client.wait_until_cut()
        raise CutError


def test_a_flood_is_cut(world: SocketWorld, board: ABoard) -> None:
    client = world.connected(board)
    try:
        for _ in range(EVENTS_PER_WINDOW + 1):
            client.say('42/board,["anything"]')
    except OSError:
        return
    client.wait_until_cut()


@pytest.mark.parametrize(
    "frame",
    [
        b"\x81\x02hi",  # not masked
        b"\x91\x80\x00\x00\x00\x00",  # a reserved bit
        b"\x83\x80\x00\x00\x00\x00",  # a reserved kind
        b"\x80\x80\x00\x00\x00\x00",  # goes on with nothing
        b"\x09\x80\x00\x00\x00\x00",  # a ping in parts
        b"\x81\x82\x00\x00\x00\x00\xc3\x28",  # not UTF-8
        b"\x81\xff" + struct.pack("!Q", 2**63 - 1) + b"\x00" * 4 + b"4" * 300_000,
    ],
)
def test_what_is_no_websocket_is_cut(world: SocketWorld, frame: bytes) -> None:
    raw = upgraded(world)
    with raw:
        raw.sendall(frame)
        assert read_to_the_end(raw)


def test_a_message_may_come_in_pieces_between_pings(world: SocketWorld, board: ABoard) -> None:
    client = world.connected(board)
    text = b'42/board,1["status",{"sequence":0}]'
    masked = [bytes([kind, 0x80 | len(part)]) + b"\0\0\0\0" + part for kind, part in (
        (0x01, text[:5]), (0x89, b"hi"), (0x00, text[5:9]), (0x80, text[9:]),
    )]  # fmt: skip
    for piece in masked:
        client.socket.sock.sendall(piece)
    assert "now" in client._until(("43/board,1",))[0]


def upgraded(world: SocketWorld) -> socket.socket:
    """A bare connection after the handshake and Engine.IO's greeting."""
    raw = socket.create_connection(("127.0.0.1", world.server.port), timeout=10)
    raw.sendall(
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: here\r\n"
        f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {KEY}\r\n"
        "Sec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    assert raw.recv(4096).startswith(b"HTTP/1.1 101 ")
    return raw


def read_to_the_end(raw: socket.socket) -> bool:
    """Read until the server hangs up."""
    try:
        while raw.recv(4096):
            pass
    except ConnectionError:
        pass
    return True
