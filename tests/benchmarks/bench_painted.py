"""From an officer's yes to the glass: notices on one real Chromium board, alerts on three.

The page itself says when: at the second animation frame after the words are visible. Both
ends read the same machine's clock.
"""

import os
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from server.services.board_places import BoardPlace
from server.services.pairing_links import make_link, prepare_board
from tests.benchmarks.an_alert import alert_body, percentile
from tests.benchmarks.crowd import COMMUNE, RunningServer, make_token, running_server

NOTICES = 10
ALERTS = 10
BOARDS = 3
CHROMIUM = os.environ.get("BANGTIN_CHROMIUM", "/usr/bin/chromium")
WATCH = """
window.painted = (words, isThere) => new Promise((done) => {
  const visible = () => Array.from(document.querySelectorAll(".layer, .alert, .takeover, #stage"))
    .some((layer) => !layer.closest(".waiting") && !layer.querySelector(".layer.waiting") &&
      layer.textContent.indexOf(words) >= 0);
  const look = () => {
    if (visible() !== isThere) return requestAnimationFrame(look);
    requestAnimationFrame(() => requestAnimationFrame(() => done(Date.now())));
  };
  look();
});
"""
START = "([words, isThere]) => { window.waiting = window.painted(words, isThere); }"


def main() -> list[tuple[str, str]]:
    """Measure both."""
    with running_server(0) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            pages = [_board(browser, server, number) for number in range(BOARDS)]
            notices = _notices(server, pages[0])
            alerts = _alerts(server, pages)
        finally:
            browser.close()
    return [
        ("approved to painted, one board: p50 / p99", _shown(notices)),
        (f"alert to painted, {BOARDS} boards: p50 / p99", _shown(alerts)),
        ("notices and alerts measured", f"{len(notices)} and {len(alerts)}"),
    ]


def _shown(delays: list[float]) -> str:
    return f"{percentile(delays, 50):.0f} / {percentile(delays, 99):.0f} ms"


def _board(browser: Browser, server: RunningServer, number: int) -> Page:
    place = BoardPlace(unit=COMMUNE, name=f"Bảng {number + 1}")
    secret = make_link(server.resources, prepare_board(server.resources, place)).split("#")[1]
    page = browser.new_context(viewport={"width": 1280, "height": 720}).new_page()
    page.add_init_script(WATCH)
    with page.expect_websocket():
        page.goto(f"{server.address}/board#{secret}")
    page.wait_for_timeout(2_000)
    return page


def _measure(pages: list[Page], words: str, act: Callable[[], Any]) -> tuple[list[float], Any]:
    """Return how many ms after `act` began each page had painted the words, and its answer."""
    for page in pages:
        page.evaluate(START, [words, True])
    began = time.time() * 1000
    answer = act()
    return [page.evaluate("() => window.waiting") - began for page in pages], answer


def _gone(page: Page, words: str) -> None:
    page.evaluate(START, [words, False])
    page.evaluate("() => window.waiting")


def _notices(server: RunningServer, page: Page) -> list[float]:
    author = make_token(server.resources, "author", COMMUNE)
    approver = make_token(server.resources, "approver", COMMUNE)
    delays = []
    for number in range(NOTICES):
        words = f"Mốc{number}đo"
        notice = server.call("/api/v1/notices", _notice(words), author)
        path = f"/api/v1/notices/{notice['id']}"
        server.call(f"{path}/submit", {}, author)
        read = server.call(path, token=approver)
        yes = {"revision": read["revision"], "digest": read["digest"]}
        approve = partial(server.call, f"{path}/approve", yes, approver)
        delays += _measure([page], words, approve)[0]
        server.call(f"{path}/withdraw", {"reason": "Hết đo"}, approver)
        _gone(page, words)
    return delays


def _alerts(server: RunningServer, pages: list[Page]) -> list[float]:
    delays = []
    for number in range(ALERTS):
        words = f"Lũ{number}đo"
        body = alert_body(words, "Nước sông Liêng lên nhanh.")
        measured, alert = _measure(pages, words, partial(server.call, "/api/v1/alerts", body))
        delays += measured
        server.call(f"/api/v1/alerts/{alert['id']}/cancel", {"reason": "Hết đo"})
        for page in pages:
            _gone(page, words)
    return delays


def _notice(title: str) -> dict[str, object]:
    return {
        "title": title,
        "body": "Trạm y tế xã tiêm chủng mở rộng từ 7 giờ 30.",
        "category": "projects",
        "language": "vi",
        "unit": COMMUNE,
        "targets": {"subtrees": [COMMUNE]},
    }
