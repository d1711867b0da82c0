"""A real server process, the same data opened beside it, and boards that speak to it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import requests

from content.instant import format_instant
from server.services.resources import Resources, open_resources
from server.storage import schema
from tests.server.board_builders import ABoard, a_board
from tests.server.builders import some_settings
from tests.server.realtime.board_client import WITHIN_S, BoardClient
from tests.server.running_server import RunningServer
from tests.server.staff_builders import a_token, add_units

COMMUNE = "20857"


def until(true: Callable[[], Any]) -> Any:
    """Ask again and again; the first true answer."""
    deadline = time.monotonic() + WITHIN_S
    while not (answer := true()):
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.05)
    return answer


@dataclass
class SocketWorld:
    server: RunningServer
    resources: Resources
    tokens: dict[str, str] = field(default_factory=dict)
    clients: list[BoardClient] = field(default_factory=list)

    @classmethod
    def start(cls, data_dir: Path, **settings: str) -> "SocketWorld":
        data_dir.mkdir(mode=0o700)
        own = some_settings(data_dir)
        schema.migrate(own.database_address)
        resources = open_resources(own)
        add_units(resources)
        server = RunningServer(data_dir, **settings)
        server.start()
        return cls(server, resources)

    def stop(self) -> int:
        for client in self.clients:
            client.close()
        self.resources.close()
        return self.server.stop()

    def a_board(self, unit: str = COMMUNE) -> ABoard:
        """Pair a board beside the server and wait until the server knows it."""
        board = a_board(self.resources, unit)
        until(lambda: self.server.status("/api/v1/board/head", board.token()) == 200)
        return board

    def connected(self, board: ABoard, **options: Any) -> BoardClient:
        client = self.client(**options)
        assert "sid" in client.connect(board.token())
        return client

    def client(self, **options: Any) -> BoardClient:
        made = BoardClient(self.server.address, **options)
        self.clients.append(made)
        return made

    def post(self, role: str, path: str, body: object = None, unit: str = "51") -> Any:
        """Post as somebody with this role; "" is nobody."""
        return self._call("POST", path, role, unit, body or {})

    def get(self, role: str, path: str, unit: str = "51") -> Any:
        return self._call("GET", path, role, unit)

    def cancel(self, alert: str) -> None:
        self.post("duty_officer", f"/alerts/{alert}/cancel", {"reason": "Nước đã rút"})

    def fire(self, **changes: object) -> dict[str, Any]:
        """Fire an alert at once over the API."""
        body = {
            "event": "Lũ quét",
            "category": "Met",
            "urgency": "Immediate",
            "severity": "Extreme",
            "certainty": "Observed",
            "status": "Actual",
            "break_glass": True,
            "expires": self.in_minutes(30),
            "targets": {"subtrees": [COMMUNE]},
            "info": [{"language": "vi", "headline": "LŨ QUÉT", "instruction": "Lên chỗ cao"}],
            **changes,
        }
        fired: dict[str, Any] = self.post("duty_officer", "/alerts", body)
        return fired

    def in_minutes(self, minutes: int) -> str:
        return format_instant(self.resources.clock.now() + timedelta(minutes=minutes))

    def token(self, role: str, unit: str) -> str:
        """An API token of somebody with this role, made beside the server."""
        login = f"{role}.{unit}".lower()
        if login not in self.tokens:
            self.tokens[login] = a_token(self.resources, login, role, unit)
        return self.tokens[login]

    def _call(self, method: str, path: str, role: str, unit: str, body: object = None) -> Any:
        headers = {"Authorization": f"Bearer {self.token(role, unit)}"} if role else {}
        url = f"{self.server.address}/api/v1{path}"
        answer = requests.request(method, url, json=body, headers=headers, timeout=20)
        assert answer.ok, (method, path, answer.text)
        return answer.json()
