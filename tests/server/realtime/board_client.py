"""A board's end of the socket, frame by frame: it can also say what no board should."""

import base64
import json
import time
from collections import deque
from typing import Any

import websocket

WITHIN_S = 60.0
PATH = "/socket.io/?EIO=4&transport=websocket"


class CutError(Exception):
    """The server hung up."""


class BoardClient:
    def __init__(self, address: str, **options: Any) -> None:
        if "origin" not in options:
            options["suppress_origin"] = True
        self.socket = websocket.create_connection(
            address.replace("http", "ws", 1) + PATH, timeout=WITHIN_S, **options
        )
        self.events: deque[tuple[str, Any]] = deque()
        self._asked = 0

    def close(self) -> None:
        self.socket.shutdown()

    def connect(self, token: object, protocol: object = 1) -> dict[str, Any]:
        """Join /board; what CONNECT or CONNECT_ERROR carried."""
        self.say("40/board," + json.dumps({"token": token, "protocol": protocol}))
        return self._until(("40/board,", "44/board,"))

    def call(self, event: object, *data: object) -> Any:
        """Say something and wait for its acknowledgement."""
        self._asked += 1
        self.say(f"42/board,{self._asked}{json.dumps([event, *data])}")
        answered: list[Any] = self._until((f"43/board,{self._asked}",))
        return answered[0] if answered else None

    def hear(self, event: str) -> Any:
        """Wait for a push of this name; others stay to be heard later."""
        deadline = time.monotonic() + WITHIN_S
        while time.monotonic() < deadline:
            for heard in tuple(self.events):
                if heard[0] == event:
                    self.events.remove(heard)
                    return heard[1]
            self._listen()
        raise AssertionError(f"no {event} came")

    def hear_alert(self, alert: str, revision: int) -> Any:
        """Wait for this revision of an alert."""
        while True:
            envelope = self.hear("alert")
            payload = json.loads(base64.b64decode(envelope["payload"]))
            if (payload["id"], payload["revision"]) == (alert, revision):
                return payload

    def wait_until_cut(self) -> None:
        deadline = time.monotonic() + WITHIN_S
        try:
            while time.monotonic() < deadline:
                self._listen()
        except CutError:
            return
        raise AssertionError("the socket is still open")

    def say(self, text: str) -> None:
        self.socket.send(text)

    def _until(self, starts: tuple[str, ...]) -> Any:
        deadline = time.monotonic() + WITHIN_S
        while time.monotonic() < deadline:
            text = self._listen()
            for start in starts:
                if text.startswith(start):
                    return json.loads(text[len(start) :])
        raise AssertionError(f"nothing of {starts} came")

    def _listen(self) -> str:
        try:
            text = self.socket.recv()
        except (websocket.WebSocketConnectionClosedException, OSError) as error:
            raise CutError from error
        if not text:
            raise CutError
        assert isinstance(text, str)
        if text == "2":
            self.say("3")
        elif text.startswith('42/board,["'):
            event, data = json.loads(text[len("42/board,") :])
            self.events.append((event, data))
        return text
