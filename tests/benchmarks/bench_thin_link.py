"""First visits to staff pages over 400 kbit/s with 400 ms there and back, on an empty cache."""

from statistics import median
from typing import Any

from playwright.sync_api import Browser

from tests.benchmarks.sample import PHONE, sample

BITS_PER_S, LATENCY_MS = 400_000, 400
LIMIT_MS = 3_000
TIMES = 5
PAGES = (
    ("signing in", "/staff/sign-in"),
    ("home", "/staff/"),
    ("notices", "/staff/notices"),
    ("publishing form", "/staff/notices/new"),
)
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
    with sample() as found:
        kept = found.session_of("author")
        return [
            (label, _shown(_visits(found.browser, found.address + path, kept)))
            for label, path in PAGES
        ]


def _visits(browser: Browser, url: str, kept: Any) -> list[tuple[float, int]]:
    state = None if url.endswith("/sign-in") else kept
    return [_visit(browser, url, state) for _ in range(TIMES)]


def _visit(browser: Browser, url: str, kept: Any) -> tuple[float, int]:
    """Return when the page was usable, in milliseconds, and the bytes until then."""
    context = browser.new_context(viewport=PHONE, locale="vi-VN", storage_state=kept)
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
