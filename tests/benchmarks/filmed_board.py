"""A real board page that is filmed: when was an alert on it, by its own word and by its picture."""

import base64
import io
import os
from typing import Any

from PIL import Image
from playwright.sync_api import Browser

from server.services.board_places import BoardPlace
from server.services.pairing_links import make_link, prepare_board
from tests.benchmarks.bench_painted import START, WATCH
from tests.benchmarks.crowd import COMMUNE, RunningServer

CHROMIUM = os.environ.get("BANGTIN_CHROMIUM", "/usr/bin/chromium")
_LEVEL_4, _NEAR, _SHARE = (0xA8, 0x0F, 0x17), 40, 0.08
"""The official red of level 4 covers at least so much of an alert's picture, and of no other."""
_WITHIN_MS = 60_000


class FilmedBoard:
    """One board in a browser window of its own."""

    def __init__(self, browser: Browser, server: RunningServer, address: str, number: int) -> None:
        """Pair it by the server at `address`, and wait until it is connected."""
        place = BoardPlace(unit=COMMUNE, name=f"Bảng {number + 1}")
        secret = make_link(server.resources, prepare_board(server.resources, place)).split("#")[1]
        self._page = browser.new_context(viewport={"width": 1280, "height": 720}).new_page()
        self._page.add_init_script(WATCH)
        with self._page.expect_websocket(timeout=_WITHIN_MS):
            self._page.goto(f"{address}/board#{secret}", timeout=_WITHIN_MS)
        self._page.wait_for_timeout(3_000)
        self._frames: list[tuple[float, bytes]] = []
        self._devtools = self._page.context.new_cdp_session(self._page)
        self._devtools.on("Page.screencastFrame", self._keep)

    def begin(self, words: str) -> None:
        """Film from now on, and have the page tell when it has painted the words."""
        self._frames.clear()
        shape = {"format": "jpeg", "quality": 60, "maxWidth": 320, "maxHeight": 180}
        self._devtools.send("Page.startScreencast", shape)
        self._page.evaluate(START, [words, True])

    def painted(self) -> tuple[float, float]:
        """Give when the page says it was, and the time of the first picture, both in Unix ms."""
        told = float(self._page.evaluate("() => window.waiting"))
        for _ in range(_WITHIN_MS // 100):
            seen = [at_ms for at_ms, jpeg in self._frames if _is_alert(jpeg)]
            if seen:
                self._devtools.send("Page.stopScreencast")
                return told, seen[0]
            self._page.wait_for_timeout(100)
        raise AssertionError("no picture of the alert came")

    def gone(self, words: str) -> None:
        """Wait until the words are off."""
        self._page.evaluate(START, [words, False])
        self._page.evaluate("() => window.waiting")

    def close(self) -> None:
        """Close the window."""
        self._page.context.close()

    def _keep(self, frame: dict[str, Any]) -> None:
        at_ms = float(frame["metadata"]["timestamp"]) * 1000
        self._frames.append((at_ms, base64.b64decode(frame["data"])))
        self._devtools.send("Page.screencastFrameAck", {"sessionId": frame["sessionId"]})


def _is_alert(jpeg: bytes) -> bool:
    """Tell whether the colour of the risk level covers enough of a picture."""
    with Image.open(io.BytesIO(jpeg)) as picture:
        pixels = list(picture.convert("RGB").getdata())
    near = sum(
        all(abs(value - wanted) <= _NEAR for value, wanted in zip(pixel, _LEVEL_4, strict=True))
        for pixel in pixels
    )
    return near >= _SHARE * len(pixels)
