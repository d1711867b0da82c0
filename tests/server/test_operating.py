"""Operator commands beside a real server on the real engine."""

import base64
import json
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from content.root import first_root
from content.trust import Envelope
from tests.server.board_builders import a_key
from tests.server.running_server import ROOT, RunningServer

TAKEN_OVER_WITHIN_S = 30


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    running = RunningServer(tmp_path_factory.mktemp("operating") / "var")
    running.start()
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="module")
def token(server: RunningServer) -> str:
    units = str(ROOT / "server" / "demo" / "units.csv")
    assert server.command("units", "import", units).returncode == 0
    made = server.command(
        "account", "create", "--login", "lan", "--role", "author", "--unit", "21484",
        "--password-stdin", said="Bánh-xèo-tôm-nhảy-9\n",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return server.command("token", "create", "--login", "lan").stdout.splitlines()[-1]


def root_version(server: RunningServer) -> int:
    """The version of the root that the running server hands to a new board."""
    asked = {"public_key": base64.b64encode(a_key().public).decode(), "width": 1920, "height": 1080}
    request = urllib.request.Request(
        f"{server.address}/api/v1/pairings",
        json.dumps(asked).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        root = json.load(answer)["root"]
    return first_root(Envelope.from_bytes(json.dumps(root).encode(), "root")).version


def a_notice(title: str) -> dict[str, object]:
    return {
        "title": title, "body": "Sáng thứ Bảy tại trạm y tế.", "category": "news",
        "language": "vi", "unit": "21484", "targets": {"subtrees": ["21484"]},
    }  # fmt: skip


def test_what_commands_make_is_known_to_the_running_server(
    server: RunningServer, token: str
) -> None:
    assert server.status("/api/v1/units/21484", token) == 200


def test_rotated_keys_are_taken_over_by_the_running_server(server: RunningServer) -> None:
    assert root_version(server) == 1
    rotated = server.command("keys", "rotate")
    assert rotated.returncode == 0, rotated.stderr
    deadline = time.monotonic() + TAKEN_OVER_WITHIN_S
    while root_version(server) == 1:
        assert time.monotonic() < deadline
        time.sleep(0.5)
    assert root_version(server) == 2
    assert server.command("audit", "verify").returncode == 0


def test_a_revoked_token_is_nobody_to_the_running_server(server: RunningServer, token: str) -> None:
    made = server.command("token", "create", "--login", "lan").stdout.splitlines()
    assert server.status("/api/v1/units/21484", made[-1]) == 200
    assert server.command("token", "revoke", made[-2].removeprefix("id ")).returncode == 0
    assert server.status("/api/v1/units/21484", made[-1]) == 401
    assert server.status("/api/v1/units/21484", token) == 200


def test_a_backup_beside_the_server_is_good_and_a_restore_is_refused(
    server: RunningServer, token: str, tmp_path: Path
) -> None:
    folder = str(tmp_path / "backup")
    assert server.command("backup", folder).returncode == 0
    refused = server.command("restore", folder)
    assert refused.returncode == 1
    assert refused.stderr.startswith("A server is running on ")
    assert server.command("audit", "verify").returncode == 0


def test_without_its_database_the_server_answers_503_and_comes_back(
    server: RunningServer, token: str
) -> None:
    database = Path(server.environment["BANGTIN_DATA_DIR"]) / "bangtin.db"
    hidden = database.rename(database.with_suffix(".away"))
    assert server.status("/healthz") == 200
    assert server.status("/readyz") == 503
    assert server.status("/api/v1/notices", token, a_notice("Tiêm chủng")) == 503
    hidden.rename(database)
    assert server.status("/readyz") == 200
    assert server.status("/api/v1/units/21484", token) == 200


def test_a_second_server_on_the_port_says_so_in_one_line(server: RunningServer) -> None:
    second = server.command("run", "--port", str(server.port))
    assert second.returncode == 1
    assert second.stderr.startswith("Cannot listen on")
    assert second.stderr.count("\n") == 1
