"""Under which names loopback's pages and socket are answered."""

import socket

import pytest

from player.local_web import LocalWeb
from tests.player.local_builders import PageClient


@pytest.mark.parametrize("host", ["bangtin.example", "127.0.0.1", "127.0.0.1:1", "0.0.0.0:80", ""])
def test_another_name_gets_nothing(web: LocalWeb, host: str) -> None:
    for path in ("/board", "/socket.io/?EIO=4&transport=polling", "/nothing"):
        answer = PageClient(web).ask("GET", path, headers={"Host": host})
        assert (answer.status_code, answer.json()["code"]) == (403, "not_loopback"), path


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_loopbacks_own_names_are_answered(web: LocalWeb, name: str) -> None:
    for path in ("/board", "/socket.io/?EIO=4&transport=polling"):
        answer = PageClient(web).ask("GET", path, headers={"Host": f"{name}:{web.port}"})
        assert answer.status_code == 200, path


@pytest.mark.parametrize(("name", "status"), [("127.0.0.1", 101), ("bangtin.example", 403)])
def test_a_socket_is_opened_under_loopbacks_own_name_alone(
    web: LocalWeb, name: str, status: int
) -> None:
    with socket.create_connection(("127.0.0.1", web.port), timeout=10) as asking:
        asking.sendall(
            b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n"
            b"Host: %b:%d\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
            % (name.encode(), web.port)
        )
        assert asking.recv(12) == b"HTTP/1.1 %d" % status
