"""First visits to staff pages over 400 kbit/s with 400 ms there and back, on an empty cache."""

import os
import re
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.server.running_server import RunningServer

BITS_PER_S, LATENCY_MS = 400_000, 400
LIMIT_MS = 3_000
TIMES = 5
CHROMIUM = os.environ.get("BANGTIN_CHROMIUM", "/usr/bin/chromium")
PAGES = (
    ("signing in", "/staff/sign-in"),
    ("home", "/staff/"),
    ("notices", "/staff/notices"),
    ("publishing form", "/staff/notices/new"),
)
_AUTHOR = re.compile(r"^ +author +(\S+) +(\S+) +\(", re.MULTILINE)
# Usable: read into a tree, scripts run, painted, and where there is a form, its button is on.
USABLE = """() => {
    const visit = performance.getEntriesByType("navigation")[0];
    const paint = performance.getEntriesByName("first-contentful-paint")[0];
    if (!paint || !visit.domContentLoadedEventEnd) return 0;
    if (document.querySelector("main form button:disabled:only-of-type")) return 0;
    return Math.max(visit.domContentLoadedEventEnd, paint.startTime);
}"""


def main() -> list[tuple[str, str]]:
    """Measure each page, every time with nothing kept from before but the session."""
    with tempfile.TemporaryDirectory(prefix="bangtin-thin-") as folder:
        server = RunningServer(Path(folder) / "var")
        made = server.command("demo")
        author = _AUTHOR.search(made.stdout)
        assert author is not None, made.stderr
        server.start()
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=CHROMIUM, args=["--no-sandbox"]
                )
                kept = _signed_in(browser, server.address, author[1], author[2])
                return [
                    (label, _shown(_visits(browser, server.address + path, kept)))
                    for label, path in PAGES
                ]
        finally:
            server.stop()


def _signed_in(browser: Browser, address: str, login: str, password: str) -> Any:
    context = browser.new_context(locale="vi-VN")
    page = context.new_page()
    page.goto(f"{address}/staff/sign-in")
    page.get_by_label("Tên đăng nhập").fill(login)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/staff/")
    state = context.storage_state()
    context.close()
    return state


def _visits(browser: Browser, url: str, kept: Any) -> list[tuple[float, int]]:
    state = None if url.endswith("/sign-in") else kept
    return [_visit(browser, url, state) for _ in range(TIMES)]


def _visit(browser: Browser, url: str, kept: Any) -> tuple[float, int]:
    """Return when the page was usable, in milliseconds, and the bytes until then."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="vi-VN", storage_state=kept
    )
    page = context.new_page()
    link = context.new_cdp_session(page)
    received = [0]

    def note(event: dict[str, Any]) -> None:
        received[0] += int(event["encodedDataLength"])

    link.on("Network.loadingFinished", note)
    link.send("Network.enable")
    bytes_per_s = BITS_PER_S // 8
    link.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY_MS,
            "downloadThroughput": bytes_per_s,
            "uploadThroughput": bytes_per_s,
        },
    )
    page.goto(url, wait_until="domcontentloaded")
    usable = float(page.wait_for_function(USABLE).json_value())
    size = received[0]
    context.close()
    return usable, size


def _shown(visits: list[tuple[float, int]]) -> str:
    taken = [usable for usable, _ in visits]
    size = max(size for _, size in visits)
    return (
        f"usable p50 {median(taken):.0f} ms, worst {max(taken):.0f} ms "
        f"(limit {LIMIT_MS}), {size / 1024:.0f} KB until then"
    )
