"""Alerts to a player's agent over the links of the delivery contract, each beside its limit.

Times run from the begin of the officer's POST, so they hold the commit as well, to when the agent
has written the receipt down; both read the same machine's clock. A relay makes the links.
"""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.an_alert import alert_body, percentile
from tests.benchmarks.commune import Commune
from tests.benchmarks.crowd import RunningServer, running_server
from tests.benchmarks.timed_board import TimedBoard
from tests.faults import relayed_http as http
from tests.faults.links import LAN, MOBILE, POOR_MOBILE, Link
from tests.faults.real_board import RealBoard, until
from tests.faults.relay import Relay

ALERTS, ROUNDS = 20, 8
OUTAGES_S = (20.0, 20.0, 20.0, 60.0)
LATENCY_LIMITS_S = {"lan": 1.0, "3g": 4.0, "3g-poor": 8.0}
RETURN_LIMITS_S = {"lan": 5.0, "3g-poor": 15.0}
POLLED_LIMIT_S = 30.0
SETTLE_S = 2.0
WITHIN_S = 120.0
Rows = list[tuple[str, str]]


@dataclass
class Player:
    """A board behind a relay of its own."""

    relay: Relay
    board: TimedBoard


class Trials:
    """A server with some notices, and players by name."""

    def __init__(self, server: RunningServer, folder: Path, stack: ExitStack) -> None:
        self.server, self.commune = server, Commune(server)
        self._folder, self._stack = folder, stack
        self._notices = self._alerts = 0

    def player(self, name: str, link: Link, upgrades: str = http.PASSED) -> Player:
        """Pair and start one; wait until it plays."""
        relay = self._stack.enter_context(Relay(self.server.port, link))
        relay.treat(upgrades=upgrades)
        paired = RealBoard(self._folder / name, self.server.address, self.commune.approve_board)
        if not self._notices:
            for _ in range(3):
                self.publish()
        board = TimedBoard(paired.folder, relay.address)
        self._stack.callback(board.close)
        until(lambda: board.times("score"), WITHIN_S)
        return Player(relay, board)

    def publish(self) -> None:
        """Publish another text."""
        self._notices += 1
        self.commune.publish(self._notices)

    def fire(self) -> tuple[str, float]:
        """Fire an alert to all; give its id and when the POST began."""
        self._alerts += 1
        began = time.time()
        alert = self.server.call("/api/v1/alerts", alert_body(f"Lũ quét, lần {self._alerts}"))
        return alert["id"], began

    def end(self, alert: str, players: dict[str, Player]) -> None:
        """Cancel it and wait until it is off everywhere."""
        self.server.call(f"/api/v1/alerts/{alert}/cancel", {"reason": "Hết đo"})
        for player in players.values():
            when(player, "ended", alert)


def main() -> Rows:
    """Measure latency, catching up and polling; takes about a quarter of an hour."""
    with trials() as made:
        links = {link.name: made.player(link.name, link) for link in (LAN, MOBILE, POOR_MOBILE)}
        rows = [*_latency(made, links), *_catching_up(made, links)]
    with trials() as made:
        rows += _polling(made)
    return [*rows, ("load", f"{os.getloadavg()[2]:.2f} over 15 minutes")]


@contextmanager
def trials() -> Iterator[Trials]:
    """Start a server and end all that was started with it."""
    with (
        tempfile.TemporaryDirectory(prefix="bangtin-links-") as folder,
        running_server(0) as server,
        ExitStack() as stack,
    ):
        yield Trials(server, Path(folder), stack)


def when(player: Player, what: str, name: str) -> float:
    """Wait until a player has noted it; give when."""
    at: float = until(lambda: player.board.at(what, name), WITHIN_S)
    return at


def new_score(player: Player, before: int) -> float:
    """Wait until it has taken another score; give when."""
    times: list[float] = until(lambda: player.board.times("score")[before:], WITHIN_S)
    return times[0]


def _latency(made: Trials, players: dict[str, Player]) -> Rows:
    took: dict[tuple[str, str], list[float]] = {
        (state, name): [] for name in players for state in ("received", "painted")
    }
    for _ in range(ALERTS):
        alert, began = made.fire()
        for (state, name), found in took.items():
            found.append(when(players[name], state, alert) - began)
        made.end(alert, players)
    return [
        (f"C2 accept to {state}, {name}", _shown(found, LATENCY_LIMITS_S[name]))
        for (state, name), found in took.items()
    ]


def _catching_up(made: Trials, players: dict[str, Player]) -> Rows:
    """Cut the links, fire and publish, restore; from then on it counts."""
    alerts: dict[str, list[float]] = {name: [] for name in RETURN_LIMITS_S}
    scores: dict[str, list[float]] = {name: [] for name in RETURN_LIMITS_S}
    for outage_s in OUTAGES_S:
        for name in RETURN_LIMITS_S:
            players[name].relay.cut()
        before = {name: len(players[name].board.times("score")) for name in RETURN_LIMITS_S}
        alert, _ = made.fire()
        made.publish()
        time.sleep(outage_s)
        for name in RETURN_LIMITS_S:
            players[name].relay.restore()
        restored = time.time()
        for name in RETURN_LIMITS_S:
            alerts[name].append(when(players[name], "painted", alert) - restored)
            scores[name].append(new_score(players[name], before[name]) - restored)
        made.end(alert, players)
    spans = ", ".join(f"{span:.0f}" for span in OUTAGES_S)
    return [
        (f"C3 after {spans} s without {name}: {what}", _shown(found[name], limit))
        for name, limit in RETURN_LIMITS_S.items()
        for what, found in (("alert painted", alerts), ("new score", scores))
    ]


def _polling(made: Trials) -> Rows:
    players = {
        "refused": made.player("refused", LAN, http.REFUSED),
        "swallowed": made.player("swallowed", LAN, http.SWALLOWED),
        "half open": made.player("half-open", LAN),
    }
    took: dict[str, list[float]] = {name: [] for name in players}
    for _ in range(ROUNDS):
        until(lambda: players["half open"].relay.sockets == 1, WITHIN_S)
        time.sleep(SETTLE_S)
        players["half open"].relay.deafen()
        alert, began = made.fire()
        for name, player in players.items():
            took[name].append(when(player, "painted", alert) - began)
        made.end(alert, players)
    return [
        (f"C4 socket {name}: accept to painted", _shown(found, POLLED_LIMIT_S))
        for name, found in took.items()
    ]


def _shown(took: list[float], limit_s: float) -> str:
    worst = max(took)
    return (
        f"p50 {percentile(took, 50):.2f} s, worst {worst:.2f} s of {len(took)},"
        f" {worst / limit_s:.2f} of {limit_s:.0f} s"
    )
