"""Stopping, a worker that dies, https and push switched off, on both engines."""

import base64
import json
import os
import signal
from pathlib import Path

import pytest
import requests

from content.trust import Envelope
from tests.server.board_builders import ABoard, a_key, fire, read_head
from tests.server.certificates import self_made_certificate
from tests.server.realtime.board_client import BoardClient
from tests.server.realtime.conftest import ENGINES
from tests.server.realtime.socket_world import SocketWorld, until
from tests.server.running_server import RunningServer

each_engine = pytest.mark.parametrize("engine", ENGINES)


@each_engine
def test_a_killed_worker_is_replaced_and_a_stop_with_open_sockets_is_clean(
    engine: str, tmp_path: Path
) -> None:
    world = SocketWorld.start(tmp_path / "var", engine=engine)
    board = world.a_board()
    before = world.connected(board)
    killed = worker_of(world)
    os.kill(killed, signal.SIGKILL)
    before.wait_until_cut()
    until(lambda: world.server.status("/readyz") == 200)
    assert worker_of(world) != killed
    after = world.connected(board)
    assert "head" in after.call("status", {"sequence": 0})
    silent = world.client()
    world.resources.close()
    assert world.server.stop() == 0
    after.wait_until_cut()
    assert "graceful timeout" not in world.server.log.read_text()
    for client in (before, after, silent):
        client.close()


@each_engine
def test_over_https_with_push_switched_off_the_status_alone_delivers(
    engine: str, tmp_path: Path
) -> None:
    certificate, key = self_made_certificate(tmp_path)
    world = SocketWorld.start(
        tmp_path / "var", engine=engine, push="false", tls_cert=str(certificate), tls_key=str(key)
    )
    board = world.a_board()
    client = BoardClient(world.server.address, sslopt={"ca_certs": str(certificate)})
    world.clients.append(client)
    assert "sid" in client.connect(board.token())
    sequence = listed(world, board, client, 0)[0]
    alert = fire(world.resources)
    until(lambda: "head" in client.call("status", {"sequence": sequence}))
    assert listed(world, board, client, 0)[1] == [alert.id]
    assert not client.events
    assert world.stop() == 0


def test_samples_loaded_beside_a_running_server_are_there_at_once(tmp_path: Path) -> None:
    server = RunningServer(tmp_path / "var")
    server.start()
    said = server.command("demo").stdout
    link = next(line for line in said.splitlines() if "#pair=" in line).split()[1]
    key = {"public_key": base64.b64encode(a_key().public).decode(), "width": 1920, "height": 1080}
    url = f"{server.address}/api/v1/pairings"
    begun = requests.post(url, json=key | {"link": link.partition("#pair=")[2]}, timeout=20)
    code = {"device_code": begun.json()["device_code"]}
    paired = requests.post(f"{url}/token", json=code, timeout=20).json()
    client = BoardClient(server.address)
    assert "sid" in client.connect(paired["access_token"])
    head = Envelope.from_dict(client.call("status", {"sequence": 0})["head"], "head")
    manifest = json.loads(head.payload)["manifest"]
    assert server.status(f"/manifests/{manifest}") == 200
    client.close()
    assert server.stop() == 0


def listed(
    world: SocketWorld, board: ABoard, client: BoardClient, sequence: int
) -> tuple[int, list[str]]:
    """The sequence and the alerts of the head that a status brings."""
    answer = client.call("status", {"sequence": sequence})
    head = read_head(world.resources, Envelope.from_dict(answer["head"], "head"))
    assert head.board == board.id
    return head.sequence, [alert.id for alert in head.alerts]


def worker_of(world: SocketWorld) -> int:
    """The process that holds the sockets."""
    master = world.server.pid
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    assert len(children) == 1
    return int(children[0])
