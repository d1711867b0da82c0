"""A page's side of loopback, a web that serves an agent of the tests, and screens that run."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests

from content.trust import encode_base64, receipt_message, token_message
from player.agent import Agent
from player.board_key import BoardKey
from player.local_relay import Relay
from player.local_web import LocalWeb
from player.screens import Screen


def serve(web: LocalWeb, agent: Agent) -> Relay:
    objects = agent.holding.folder.objects
    relay = Relay(web.pages, agent.holding, objects, agent.proof, agent.plays, agent.heard)
    web.serve(relay)
    return relay


@contextmanager
def running(*screens: Screen) -> Iterator[None]:
    """Run screens, each in a thread of its own, and stop them at the end."""
    threads = [threading.Thread(target=screen.run) for screen in screens]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for screen, thread in zip(screens, threads, strict=True):
            screen.stop()
            thread.join(timeout=20)
    assert not any(thread.is_alive() for thread in threads)


@dataclass
class PageClient:
    """What a page does over HTTP."""

    web: LocalWeb
    key: BoardKey = field(default_factory=BoardKey.create)
    token: str = ""
    board: str = ""

    def ask(self, method: str, path: str, body: object = None, **more: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}"} | more.pop("headers", {})
        url = f"http://127.0.0.1:{self.web.port}{path}"
        return requests.request(method, url, json=body, headers=headers, timeout=10, **more)

    def begin(self, link: str | None = None) -> dict[str, Any]:
        answer = self.ask("POST", "/api/v1/pairings", {"public_key": self.key.public, "link": link})
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def pair(self, link: str | None = None) -> dict[str, Any]:
        body = {"device_code": self.begin(link)["device_code"]}
        answer: dict[str, Any] = self.ask("POST", "/api/v1/pairings/token", body).json()
        self.token, self.board = answer["access_token"], answer["board_id"]
        return answer

    def renew(self) -> requests.Response:
        nonce = self.ask("POST", "/api/v1/board/challenge", {}).json()["nonce"]
        sig = self.key.signer.sign(token_message(self.board, nonce))
        return self.ask("POST", "/api/v1/board/token", {"nonce": nonce, "sig": encode_base64(sig)})

    def receipt(self, alert: str, state: str, seq: int = 1, revision: int = 1) -> dict[str, Any]:
        at = "2026-11-26T03:00:00Z"
        message = receipt_message(self.board, "page", seq, alert, revision, state, at, True)
        return {
            "log": "page", "seq": seq, "alert": alert, "revision": revision, "state": state,
            "at": at, "clock_trusted": True, "sig": encode_base64(self.key.signer.sign(message)),
        }  # fmt: skip

    def tell(self, *receipts: dict[str, Any]) -> dict[str, Any]:
        answer = self.ask("POST", "/api/v1/board/receipts", {"receipts": list(receipts)})
        found: dict[str, Any] = answer.json()
        return found
