"""The web on loopback: what a page with a token gets, and no ear for others."""

import socket

import pytest
import socketio

from player.agent import Agent
from player.errors import PlayerError
from player.local_web import LocalWeb
from tests.player.local_builders import PageClient
from tests.player.simulated_server import SimulatedServer, now_alert

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    "path",
    [
        "/items/..%2fstate.json", "/items/" + "A" * 64, "/items/" + "a" * 63, "/media/x",
        "/manifests/..", "/nothing",
    ],
)  # fmt: skip
def test_what_is_not_named_in_the_score_is_not_there(page: PageClient, path: str) -> None:
    assert page.ask("GET", path).status_code == 404


def test_without_a_token_there_is_no_state(web: LocalWeb) -> None:
    for path in ("head", "alerts", "identity", "roots"):
        answer = PageClient(web, token="guess").ask("GET", f"/api/v1/board/{path}")
        assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")


def test_a_token_runs_out_of_memory_and_is_renewed_by_the_pages_key(
    web: LocalWeb, page: PageClient
) -> None:
    web.pages.send_away()
    assert page.ask("GET", "/api/v1/board/head").status_code == 401
    page.token = page.renew().json()["access_token"]
    assert page.ask("GET", "/api/v1/board/head").status_code == 200


@pytest.mark.parametrize("body", [b"", b"[", b"[]", b"7", b'{"receipts": 7}'])
def test_a_body_that_cannot_be_read_is_refused(page: PageClient, body: bytes) -> None:
    answer = page.ask("POST", "/api/v1/board/receipts", data=body, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")


@pytest.mark.parametrize("path", ["receipts", "plays", "heartbeat"])
def test_a_body_that_is_too_large_is_refused_however_good(page: PageClient, path: str) -> None:
    body = b'{"receipts": [], "plays": [], "more": "' + b"x" * 300_000 + b'"}'
    answer = page.ask("POST", f"/api/v1/board/{path}", data=body, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "http_413")


def test_alerts_are_pushed_to_the_page_over_the_socket(
    web: LocalWeb, page: PageClient, agent: Agent, server: SimulatedServer
) -> None:
    client = socketio.SimpleClient()
    client.connect(
        f"http://127.0.0.1:{web.port}",
        namespace="/board",
        auth={"token": page.token, "protocol": 1},
        transports=["websocket"],
    )
    server.fire(now_alert(server))
    web.announce()
    event, envelope = client.receive(timeout=5)
    assert event == "alert" and "payload" in envelope
    assert client.receive(timeout=5)[0] == "changed"
    assert client.call("status", {"sequence": 0}, timeout=5)["manifest"] == server.manifest
    told = client.call("receipts", [page.receipt("flood", "painted")], timeout=5)
    assert told["acknowledged"] == [["page", 1]]
    client.disconnect()


def test_a_socket_without_a_token_is_refused(web: LocalWeb) -> None:
    with pytest.raises(socketio.exceptions.ConnectionError):
        socketio.SimpleClient().connect(
            f"http://127.0.0.1:{web.port}", namespace="/board", auth={"token": "guess"}
        )


def test_a_port_that_is_taken_is_said() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PlayerError, match=f"port {port} on 127.0.0.1 is taken"):
            LocalWeb(port, "key")
