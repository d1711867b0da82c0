"""The board's page in Chromium, without a graphics card: 1,000 turns of its items.

Every frame that the browser hands out is looked at: none may be black, and none without words.
Apart from that, as handing out costs frames: what becomes of frames, from the browser's trace.
"""

import base64
import io
import json
import logging
import os
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from PIL import Image, ImageStat
from playwright.sync_api import CDPSession, Page, ViewportSize, sync_playwright

from content.trust import digest
from tests.player.page.board_server import BoardServer
from tests.player.page.sample_items import a_picture, one_of_each

CHROMIUM = os.environ.get("BANGTIN_CHROMIUM", "/usr/bin/chromium")
TURNS = 1_000
LONGEST_S = 1_100.0
TRACED_S = 60.0
SIZE = ViewportSize(width=1920, height=1080)
SMALL = (320, 180)
MOST_KEPT = 20
DARK, BLACK_MEAN, EMPTY_SPREAD = 16, 20.0, 4.0
COUNT_TURNS = """
window.turns = 0;
new MutationObserver((seen) => seen.forEach(({ target, oldValue }) => {
  const was = /\\bwaiting\\b/.test(oldValue || "");
  if (was && !target.classList.contains("waiting")) window.turns += 1;
})).observe(document, {
  attributes: true, attributeFilter: ["class"], attributeOldValue: true, subtree: true,
});
"""


class Frames:
    """Looks at each frame as it comes; a frame is what is seen at 320x180."""

    def __init__(self) -> None:
        self.seen = self.black = self.empty = 0
        self.darkest, self.darkest_share, self.plainest = 255.0, 0.0, 255.0
        self.worst: list[bytes] = []

    def look(self, jpeg: bytes) -> None:
        """Take one."""
        grey = Image.open(io.BytesIO(jpeg)).convert("L")
        wide, high = grey.size
        middle = grey.crop((wide // 5, high // 5, wide * 4 // 5, high * 4 // 5))
        mean, spread = ImageStat.Stat(grey).mean[0], ImageStat.Stat(middle).stddev[0]
        share = sum(grey.histogram()[:DARK]) / (grey.width * grey.height)
        self.seen += 1
        is_black, is_empty = mean < BLACK_MEAN or share > 0.5, spread < EMPTY_SPREAD
        self.black, self.empty = self.black + is_black, self.empty + is_empty
        if (is_black or is_empty) and len(self.worst) < MOST_KEPT:
            self.worst.append(jpeg)
        self.darkest = min(self.darkest, mean)
        self.darkest_share = max(self.darkest_share, share)
        self.plainest = min(self.plainest, spread)


def main() -> list[tuple[str, str]]:
    """Look on, then trace; takes up to 20 minutes."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = BoardServer()
    server.start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            context = browser.new_context(viewport=SIZE)
            page = context.new_page()
            page.add_init_script(COUNT_TURNS)
            _open(server, page)
            frames, turns, passed_s = _look_on(context.new_cdp_session(page), page)
            browser.start_tracing(page=page, categories=["benchmark", "-*"])
            page.wait_for_timeout(TRACED_S * 1000)
            trace = json.loads(browser.stop_tracing())
            browser.close()
    finally:
        server.stop()
    return [*_seen(frames, turns, passed_s), *_traced(trace),
            ("load", f"{os.getloadavg()[2]:.2f} over 15 minutes")]  # fmt: skip


def _open(server: BoardServer, page: Page) -> None:
    picture = a_picture()
    server.publish(one_of_each(digest(picture)), seconds=1, media=(picture,))
    page.goto(f"{server.url}/board#pair={server.link}")
    server.approve()
    page.wait_for_function("() => window.turns > 2", timeout=60_000)


def _look_on(link: CDPSession, page: Page) -> tuple[Frames, int, float]:
    frames = Frames()

    def take(event: dict[str, Any]) -> None:
        link.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})
        frames.look(base64.b64decode(event["data"]))

    link.on("Page.screencastFrame", take)
    first, began = int(page.evaluate("() => window.turns")), time.monotonic()
    link.send("Page.startScreencast", {"format": "jpeg", "quality": 60,
                                       "maxWidth": SMALL[0], "maxHeight": SMALL[1]})  # fmt: skip
    turns = 0
    while turns < TURNS and time.monotonic() - began < LONGEST_S:
        page.wait_for_timeout(1_000)
        turns = int(page.evaluate("() => window.turns")) - first
    link.send("Page.stopScreencast")
    return frames, turns, time.monotonic() - began


def _seen(frames: Frames, turns: int, passed_s: float) -> list[tuple[str, str]]:
    kept = Path(tempfile.mkdtemp(prefix="bangtin-frames-")) if frames.worst else None
    for number, jpeg in enumerate(frames.worst):
        assert kept is not None
        (kept / f"{number}.jpg").write_bytes(jpeg)
    return [
        ("turns of items, frames looked at", f"{turns:,} in {passed_s:.0f} s, {frames.seen:,}"),
        ("black frames", f"{frames.black} of at most 0; darkest mean {frames.darkest:.0f} of 255"),
        ("  largest black part of a frame", f"{frames.darkest_share:.0%}"),
        ("frames with an empty middle", f"{frames.empty} of at most 0"),
        ("  black and empty ones are kept in", str(kept or "no folder: there are none")),
        ("  least contrast in the middle", f"{frames.plainest:.1f} (empty below {EMPTY_SPREAD})"),
    ]


def _traced(trace: dict[str, Any]) -> list[tuple[str, str]]:
    states: Counter[str] = Counter()
    rough = 0
    for event in trace["traceEvents"]:
        if event.get("name") == "PipelineReporter" and event.get("ph") == "b":
            told = event["args"].get("frame_reporter") or event["args"]["chrome_frame_reporter"]
            states[told["state"]] += 1
            rough += told["state"] == "STATE_DROPPED" and told["affects_smoothness"]
    wanted = sum(states.values()) - states["STATE_NO_UPDATE_DESIRED"]
    names = ("STATE_PRESENTED_ALL", "STATE_PRESENTED_PARTIAL", "STATE_DROPPED")
    a_minute = ", ".join(f"{states[name] * 60 / TRACED_S:.0f}" for name in names)
    dropped = states["STATE_DROPPED"]
    return [
        ("frames a minute: whole, partial, dropped", a_minute),
        ("  dropped of those wanted", f"{dropped / max(1, wanted):.1%}"),
        ("  dropped while something moved, a minute", f"{rough * 60 / TRACED_S:.0f}"),
    ]
