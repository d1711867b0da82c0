"""A browser board and its server whose time runs many times faster, and what the page holds.

Time alone is hurried, and the tick by which the page looks at it; fades, fetches and waits for
answers take as long as ever.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page

from tests.player.page import board_server
from tests.player.page.board_server import BoardServer

TICKS = 5
HURRY = f"""
const [wall, mono, every] = [Date.now(), performance.now.bind(performance), window.setInterval];
let [rate, realAt, passed] = [1, mono(), 0];
const gone = () => passed + (mono() - realAt) * rate;
const begin = realAt;
performance.now = () => begin + gone();
Date.now = () => wall + gone();
window.pace = (wanted) => {{ passed = gone(); realAt = mono(); rate = wanted; }};
window.setInterval = (work, ms) => every(work, ms / {TICKS});
window.turns = 0;
new MutationObserver((seen) => seen.forEach(({{ target, oldValue }}) => {{
  const was = /\\bwaiting\\b/.test(oldValue || "");
  if (was && !target.classList.contains("waiting")) window.turns += 1;
}})).observe(document, {{
  attributes: true, attributeFilter: ["class"], attributeOldValue: true, subtree: true,
}});
window.blobs = new Set();
const [make, drop] = [URL.createObjectURL, URL.revokeObjectURL];
URL.createObjectURL = (blob) => {{
  const url = make.call(URL, blob);
  window.blobs.add(url);
  return url;
}};
URL.revokeObjectURL = (url) => {{
  window.blobs.delete(url);
  drop.call(URL, url);
}};
window.films = 0;
document.addEventListener("playing", () => {{ window.films += 1; }}, true);
"""


class HurriedServer(BoardServer):
    """Its time runs beside the page's."""

    def __init__(self) -> None:
        self._rate, self._real_s, self._at = 1.0, time.monotonic(), board_server.now()
        super().__init__()

    def now(self) -> datetime:
        """The hurried time."""
        passed_s = (time.monotonic() - self._real_s) * self._rate
        return self._at + timedelta(seconds=passed_s)

    def pace(self, rate: float) -> None:
        """Let time run so many times faster from now on."""
        self._at, self._real_s, self._rate = self.now(), time.monotonic(), rate


@dataclass(frozen=True, slots=True)
class Held:
    """What a page holds once all that is no longer used has been let go."""

    turns: int
    heap_bytes: int
    nodes: int
    blobs: int
    renderer_kb: int


class HurriedPage:
    """A page of such a board, in a browser of its own."""

    def __init__(self, browser: Browser, server: HurriedServer) -> None:
        self._server, self._browser = server, browser.new_browser_cdp_session()
        context = browser.new_context(viewport={"width": 1280, "height": 720})
        self.page: Page = context.new_page()
        self.thrown: list[str] = []
        self.page.on("pageerror", lambda error: self.thrown.append(str(error)))
        self.page.add_init_script(HURRY)
        self._devtools: CDPSession = context.new_cdp_session(self.page)

    def open(self) -> None:
        """Pair by link and wait for the first page."""
        self.page.goto(f"{self._server.url}/board#pair={self._server.link}")
        self.page.wait_for_selector(".layer:not(.waiting)")

    def pace(self, rate: float) -> None:
        """Let time run so many times faster from now on."""
        self._server.pace(rate)
        self.page.evaluate("rate => window.pace(rate)", rate)

    @property
    def turns(self) -> int:
        """How many pages have come on the glass."""
        return int(self.page.evaluate("window.turns"))

    @property
    def films(self) -> int:
        """How often a film has begun to play."""
        return int(self.page.evaluate("window.films"))

    def held(self) -> Held:
        """Stand still until fades are over, have let go what can be, and look: least of three."""
        self.pace(0)
        self.page.wait_for_timeout(2_000)
        seen = [self._look() for _ in range(3)]
        return min(seen, key=lambda one: (one.heap_bytes, one.renderer_kb))

    def _look(self) -> Held:
        self._devtools.send("Memory.simulatePressureNotification", {"level": "critical"})
        self._devtools.send("HeapProfiler.collectGarbage")
        self.page.wait_for_timeout(1_000)
        heap: dict[str, Any] = self._devtools.send("Runtime.getHeapUsage")
        counted: dict[str, Any] = self._devtools.send("Memory.getDOMCounters")
        return Held(
            self.turns,
            int(heap["usedSize"]),
            int(counted["nodes"]),
            int(self.page.evaluate("window.blobs.size")),
            self._renderer_kb(),
        )

    def _renderer_kb(self) -> int:
        found = self._browser.send("SystemInfo.getProcessInfo")["processInfo"]
        return sum(pss_kb(int(one["id"])) for one in found if one["type"] == "renderer")


def pss_kb(pid: int) -> int:
    """The proportional share of memory of a process."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    raise ValueError(f"process {pid} tells no Pss")
