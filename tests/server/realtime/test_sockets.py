"""What a board and a really started server say over the socket, on both engines."""

import base64
import http.client
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import requests
import socketio
import websocket

from content.trust import Envelope
from server.services import board_changes, tokens
from tests.server.board_builders import ABoard, a_key, read_head, technician
from tests.server.builders import FixedClock
from tests.server.realtime.board_client import PATH
from tests.server.realtime.socket_world import COMMUNE, SocketWorld, until


def test_a_board_pairs_over_http_and_enters_with_the_token_of_its_challenge(
    world: SocketWorld,
) -> None:
    signer = a_key()
    public = base64.b64encode(signer.public).decode()
    begun = world.post("", "/pairings", {"public_key": public, "width": 1920, "height": 1080})
    place = {"unit": COMMUNE, "name": "Cổng chợ"}
    world.post("technician", f"/pairings/{begun['user_code']}/approve", place)
    paired = world.post("", "/pairings/token", {"device_code": begun["device_code"]})
    me = ABoard(world.resources, paired["board_id"], signer)
    nonce = world.post("", "/board/challenge", {"board_id": me.id})["nonce"]
    answer = {"board_id": me.id, "nonce": nonce, "sig": me.sign_nonce(nonce)}
    token = world.post("", "/board/token", answer)["access_token"]
    client = world.client()
    assert "sid" in client.connect(token)
    assert head_of(world, client.call("status", {"sequence": 0})).board == me.id


def test_the_metrics_count_the_boards_that_are_connected(world: SocketWorld) -> None:
    def connected() -> float:
        told = requests.get(f"{world.server.address}/metrics", timeout=20).text
        return float(told.split("\nbangtin_boards_connected ")[1].split("\n")[0])

    before = connected()
    client = world.connected(world.a_board())
    until(lambda: connected() == before + 1)
    client.close()
    until(lambda: connected() == before)


def test_a_status_brings_the_head_once_and_then_only_the_time(
    world: SocketWorld, board: ABoard
) -> None:
    client = world.connected(board)
    sequence = head_of(world, client.call("status", {"sequence": 0})).sequence
    assert set(client.call("status", {"sequence": sequence})) == {"now"}


@pytest.mark.parametrize("wrong", ["", "x", "a.b.1.c", 7, None, "x" * 100_000])
def test_a_wrong_token_is_told_so(world: SocketWorld, wrong: object) -> None:
    assert world.client().connect(wrong)["data"] == {"code": "token_invalid"}


def test_an_old_token_is_told_so(world: SocketWorld, board: ABoard) -> None:
    earlier = FixedClock(world.resources.clock.now() - timedelta(minutes=16))
    old = tokens.token_of(
        replace(world.resources, clock=earlier), world.resources.boards.get(board.id)
    )
    assert world.client().connect(old.token)["data"] == {"code": "token_expired"}


@pytest.mark.parametrize("other", [0, 2, "1", None, [1]])
def test_another_protocol_is_told_so(world: SocketWorld, board: ABoard, other: object) -> None:
    refused = world.client().connect(board.token(), other)
    assert refused["data"] == {"code": "protocol"}
    assert refused["message"]


def test_a_revoked_board_is_cut_and_not_let_in_again(world: SocketWorld) -> None:
    gone = world.a_board()
    token = gone.token()
    client = world.connected(gone)
    board_changes.revoke_board(world.resources, technician(), gone.id)
    client.wait_until_cut()
    assert world.client().connect(token)["data"] == {"code": "board_revoked"}


def test_a_foreign_page_gets_no_socket_and_our_own_does(world: SocketWorld, board: ABoard) -> None:
    with pytest.raises(websocket.WebSocketBadStatusException):
        world.client(origin="https://evil.example")
    own = world.client(origin=world.server.address)
    assert "sid" in own.connect(board.token())


def test_no_compression_is_agreed_to(world: SocketWorld, board: ABoard) -> None:
    offer = ["Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"]
    client = world.connected(board, header=offer)
    assert "sec-websocket-extensions" not in client.socket.getheaders()


def test_a_socket_io_client_that_polls_first_is_upgraded(world: SocketWorld, board: ABoard) -> None:
    kept = requests.Session()
    client = socketio.Client(reconnection=False, http_session=kept)
    pushed: list[Any] = []
    client.on("alert", pushed.append, namespace="/board")
    auth = {"token": board.token(), "protocol": 1}
    client.connect(world.server.address, namespaces=["/board"], auth=auth, wait_timeout=10)
    until(lambda: client.transport() == "websocket")
    assert "head" in client.call("status", {"sequence": 0}, namespace="/board")
    alert = world.fire()
    until(lambda: pushed)
    client.disconnect()
    kept.close()
    world.cancel(alert["id"])


def test_a_client_that_only_polls_is_served_too(world: SocketWorld, board: ABoard) -> None:
    kept = requests.Session()
    client = socketio.Client(reconnection=False, http_session=kept)
    pushed: list[Any] = []
    client.on("alert", pushed.append, namespace="/board")
    auth = {"token": board.token(), "protocol": 1}
    client.connect(world.server.address, namespaces=["/board"], auth=auth, transports=["polling"])
    assert "head" in client.call("status", {"sequence": 0}, namespace="/board")
    alert = world.fire()
    until(lambda: pushed)
    client.disconnect()
    kept.close()
    world.cancel(alert["id"])


def test_a_third_socket_of_a_board_cuts_its_oldest(world: SocketWorld, board: ABoard) -> None:
    first = world.connected(board)
    second = world.connected(board)
    third = world.connected(board)
    first.wait_until_cut()
    for kept in (second, third):
        assert "now" in kept.call("status", {"sequence": 0})


@pytest.mark.parametrize("missing", ["Sec-WebSocket-Key", "Sec-WebSocket-Version"])
def test_half_a_handshake_is_refused(world: SocketWorld, missing: str) -> None:
    headers = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": "MDEyMzQ1Njc4OWFiY2RlZg==",
        "Sec-WebSocket-Version": "13",
    }
    del headers[missing]
    caller = http.client.HTTPConnection("127.0.0.1", world.server.port, timeout=10)
    caller.request("GET", PATH, headers=headers)
    assert caller.getresponse().status == 426
    caller.close()


def head_of(world: SocketWorld, answer: dict[str, Any]) -> Any:
    """The head in an answer, verified."""
    return read_head(world.resources, Envelope.from_dict(answer["head"], "head"))
