"""Alerts to 1,000 boards over the links of the delivery contract, and to three real Chromium.

The thousand speak the protocol, each behind a link of its own; they paint nothing, so what counts
of them is when the alert was with them. The three browsers sit behind a relay with the same link:
what they painted is taken from their own word and, apart from it, from the first picture of the
screen that is the alert's. All times run from the begin of the officer's POST.
"""

import os
import time
from concurrent.futures import ThreadPoolExecutor

from playwright.sync_api import Browser, sync_playwright

from tests.benchmarks.an_alert import alert_body, percentile
from tests.benchmarks.crowd import RunningServer, SwarmProcess, running_server
from tests.benchmarks.filmed_board import CHROMIUM, FilmedBoard
from tests.faults.links import LAN, MOBILE, POOR_MOBILE, Link
from tests.faults.relay import Relay

BOARDS, BROWSERS, ROUNDS = 1_000, 3, 5
LIMITS_S = {"lan": 1.0, "3g": 4.0, "3g-poor": 8.0}
BACK_LIMIT_S, STORM_LIMIT_S = 30.0, 10.0
ARRIVE_WITHIN_S, SETTLE_S = 40.0, 3.0
Rows = list[tuple[str, str]]


def main() -> Rows:
    """Measure each link, a drill beside a real alert, and an alert in a storm of reconnects."""
    rows: Rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for link in (LAN, MOBILE, POOR_MOBILE):
            rows += _over(link, browser)
        browser.close()
    return [*rows, *_drill_and_alert(), *_storm(), ("load", f"{os.getloadavg()[1]:.1f}")]


def _over(link: Link, browser: Browser) -> Rows:
    limit_s, received, told, seen = LIMITS_S[link.name], list[float](), list[float](), list[float]()
    with running_server(BOARDS) as server, Relay(server.port, link) as relay:
        swarm = _connected(server, link.name)
        boards = [FilmedBoard(browser, server, relay.address, number) for number in range(BROWSERS)]
        for number in range(ROUNDS):
            words = f"Lũ{number}đo"
            for board in boards:
                board.begin(words)
            began, began_ms = time.monotonic(), time.time() * 1000
            alert = _fire(server, words)
            for board in boards:
                painted_ms, in_picture_ms = board.painted()
                told.append((painted_ms - began_ms) / 1000)
                seen.append((in_picture_ms - began_ms) / 1000)
            received += [at - began for at in _arrivals(swarm, alert)]
            _cancel(server, alert)
            for board in boards:
                board.gone(words)
            time.sleep(SETTLE_S)
        for board in boards:
            board.close()
        swarm.close()
    lost = BOARDS * ROUNDS - len(received)
    name = f"{link.name}, {BOARDS:,} boards"
    return [
        (f"{name}: received p50 / p99", _beside(received, 99, limit_s)),
        (f"{name}: lost", f"{lost} of {BOARDS * ROUNDS:,}"),
        (f"{link.name}, {BROWSERS} Chromium: painted p50 / worst", _beside(told, 100, limit_s)),
        (f"{link.name}, {BROWSERS} Chromium: in the picture", _beside(seen, 100, limit_s)),
    ]


def _drill_and_alert() -> Rows:
    """Fire both in the same instant."""
    delays: dict[str, list[float]] = {"drill": [], "alert": []}
    with running_server(BOARDS) as server:
        swarm = _connected(server)
        for number in range(ROUNDS):
            with ThreadPoolExecutor(2) as pool:
                began = time.monotonic()
                asked = {
                    "drill": pool.submit(_fire, server, f"Tập {number}", "Exercise"),
                    "alert": pool.submit(_fire, server, f"Thật {number}"),
                }
                fired = {name: one.result() for name, one in asked.items()}
            for name, alert in fired.items():
                delays[name] += [at - began for at in _arrivals(swarm, alert)]
                _cancel(server, alert)
            time.sleep(SETTLE_S)
        swarm.close()
    return [
        (f"at once with the other, lan, {BOARDS:,} boards: {name} received p50 / p99",
         f"{_beside(found, 99, LIMITS_S['lan'])}; lost {BOARDS * ROUNDS - len(found)}")
        for name, found in delays.items()
    ]  # fmt: skip


def _storm() -> Rows:
    """Kill the server, start it, and fire while all boards come back."""
    with running_server(BOARDS) as server:
        swarm = _connected(server)
        swarm.ask("outlive")
        server.restart(down_s=2.0)
        ready = began = time.monotonic()
        alert = _fire(server, "Trong bão")
        arrivals = [at - began for at in _arrivals(swarm, alert)]
        back_s = swarm.ask("back_at") - ready
        swarm.close()
    return [
        (f"server killed: all {BOARDS:,} boards back", f"{back_s:.1f} s of {BACK_LIMIT_S:.0f} s"),
        ("alert in that storm: received p50 / p99", _beside(arrivals, 99, STORM_LIMIT_S)),
        ("alert in that storm: lost", f"{BOARDS - len(arrivals)} of {BOARDS:,}"),
    ]


def _connected(server: RunningServer, link: str = "") -> SwarmProcess:
    swarm = SwarmProcess(server.port, server.boards, link)
    swarm.ask("sign_in")
    swarm.ask("connect")
    time.sleep(SETTLE_S)
    return swarm


def _fire(server: RunningServer, words: str, status: str = "Actual") -> dict[str, object]:
    body = alert_body(words) | {"status": status, "risk_level": 4}
    found: dict[str, object] = server.call("/api/v1/alerts", body)
    return found


def _cancel(server: RunningServer, alert: dict[str, object]) -> None:
    server.call(f"/api/v1/alerts/{alert['id']}/cancel", {"reason": "Hết đo"})


def _arrivals(swarm: SwarmProcess, alert: dict[str, object]) -> list[float]:
    deadline, found = time.monotonic() + ARRIVE_WITHIN_S, list[float]()
    while len(found) < BOARDS and time.monotonic() < deadline:
        time.sleep(0.5)
        found = swarm.ask("arrivals", alert=alert["id"], revision=alert["revision"])
    return found


def _beside(seconds: list[float], worst: int, limit_s: float) -> str:
    if not seconds:
        return "none came"
    p50, far = percentile(seconds, 50), percentile(seconds, worst)
    verdict = "within" if far <= limit_s else "BEYOND"
    return f"{p50:.2f} / {far:.2f} s: {verdict} {limit_s:.0f} s"
