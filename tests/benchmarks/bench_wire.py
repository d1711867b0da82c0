"""Bytes of a connected board that has nothing to do, and of one new notice among 100.

A relay counts what the player's process sends and gets; TCP/IP and TLS are estimated beside it.
Ten minutes hold no whole hour, so the proof of an hour with all notices is sent apart.
"""

import json
import os
import tempfile
import time
import urllib.request
import zlib
from datetime import datetime, timedelta
from pathlib import Path

from content.trusted_time import Moment
from player.cache import Folder
from player.calls import Calls
from player.clock import SystemClock
from player.link import ServerLink
from player.play_count import Showing
from player.play_log import PlayLog
from tests.benchmarks.commune import Commune
from tests.benchmarks.crowd import RunningServer, running_server
from tests.benchmarks.wire import Parts, Wire, overhead_bytes, shown, size_of
from tests.faults.links import LAN
from tests.faults.real_board import RealBoard, until
from tests.faults.relay import Relay
from tests.player.play_stand import Never

NOTICES = 100
IDLE_S = 640.0
SETTLE_S = 45.0
HOUR_S, DAY_S = 3_600, 86_400
IDLE_LIMIT, NOTICE_LIMIT = 3_000_000, 20_000
WITHIN_S = 120.0
HOURLY = ("/api/v1/board/plays", "/api/v1/board/challenge", "/api/v1/board/token")
Rows = list[tuple[str, str]]


def main() -> Rows:
    """Measure once; takes a quarter of an hour."""
    wire = Wire()
    with (
        running_server(0) as server,
        Relay(server.port, LAN, tap=wire.tap) as relay,
        tempfile.TemporaryDirectory(prefix="bangtin-wire-") as folder,
    ):
        commune = Commune(server)
        board = RealBoard(Path(folder) / "board", server.address, commune.approve_board)
        for number in range(NOTICES):
            commune.publish(number)
        board.start(relay.address)
        try:
            until(lambda: board.score, WITHIN_S)
            until(lambda: board.holds(board.manifest), WITHIN_S)
            time.sleep(SETTLE_S)
            first = shown(wire.take())
            idle, passed_s = _idle(wire)
            notice = _notice(wire, board, commune, size_of(idle) / passed_s)
        finally:
            board.stop()
        plays, records = _plays(relay, wire, board)
        load = f"{os.getloadavg()[1]:.2f} over 5 minutes"
        more = [("until whole, from nothing", first), ("load", load)]
        return [*_day(idle, passed_s, plays, records), *notice, *_score(server, board), *more]


def _idle(wire: Wire) -> tuple[Parts, float]:
    """Let the board play; give what went, without proofs of an hour, and for how many s."""
    wire.take()
    began = time.monotonic()
    time.sleep(IDLE_S)
    passed_s, parts = time.monotonic() - began, wire.take()
    return {what: part for what, part in parts.items() if what not in HOURLY}, passed_s


def _notice(wire: Wire, board: RealBoard, commune: Commune, rate: float) -> Rows:
    """Publish one, and count until the board plays it; what it would have sent anyway goes off."""
    number, old = commune.draft(NOTICES), board.score
    wire.take()
    began = time.monotonic()
    commune.approve(number)
    until(lambda: board.score != old, WITHIN_S, 0.02)
    passed_s, parts = time.monotonic() - began, wire.take()
    size = size_of(parts) - rate * passed_s
    tcp, tls = overhead_bytes(parts)
    return [
        (f"one new text among {NOTICES}", _beside(size, NOTICE_LIMIT)),
        ("  with TCP/IP, and with TLS, estimated", f"{size + tcp:,.0f}, {size + tcp + tls:,.0f} B"),
        ("  approved to swapped", f"{passed_s:.1f} s"),
        ("  of which", shown(parts)),
    ]


def _plays(relay: Relay, wire: Wire, board: RealBoard) -> tuple[Parts, int]:
    """Send the proof of one hour in which all were shown, as the player does: with a new token."""
    folder, clock = Folder(board.folder), SystemClock()
    log = PlayLog(Folder(board.folder.with_name("proofs")), folder.key(), board.id, Never())
    _show_all(log, board, clock.reading().wall)
    link = ServerLink(relay.address)
    wire.take()
    try:
        calls, records = Calls(link, clock, folder.key(), board.id), 0
        while batch := log.batch():
            records += log.settle(calls.plays(batch))
    finally:
        link.close()
    return wire.take(), records


def _show_all(log: PlayLog, board: RealBoard, now: datetime) -> None:
    hour = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
    items = sorted(board.manifest["items"])
    step_s = HOUR_S // len(items)
    for second in range(HOUR_S + 2):
        at, turn = hour + timedelta(seconds=second), second // step_s
        begun = hour + timedelta(seconds=turn * step_s)
        showing = Showing(board.score, items[turn % len(items)], 1, 0, begun)
        log.tick(showing, Moment(at, True), float(second))


def _day(idle: Parts, passed_s: float, plays: Parts, records: int) -> Rows:
    times = DAY_S / passed_s
    size, proofs = size_of(idle) * times, size_of(plays) * 24
    (tcp, tls), (more_tcp, more_tls) = overhead_bytes(idle), overhead_bytes(plays)
    with_tcp = size + proofs + tcp * times + more_tcp * 24
    with_tls = with_tcp + tls * times + more_tls * 24
    return [
        ("idle, a day", _beside(size + proofs, IDLE_LIMIT)),
        ("  with TCP/IP, and with TLS, estimated", f"{with_tcp:,.0f}, {with_tls:,.0f} B"),
        (f"  of which proof of play, {records} records an hour", f"{proofs:,} B"),
        (f"  of which in {passed_s:.0f} s", shown(idle)),
        ("  of which for an hour", shown(plays)),
    ]


def _score(server: RunningServer, board: RealBoard) -> Rows:
    request = urllib.request.Request(
        f"{server.address}/manifests/{board.score}", headers={"Accept-Encoding": "gzip"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        sent, kind = answer.read(), answer.headers.get("Content-Encoding", "none")
    parts = {name: len(json.dumps(value)) for name, value in board.manifest.items()}
    largest = sorted(parts.items(), key=lambda one: -one[1])[:4]
    gzipped = len(zlib.compress(sent, 6))
    payload = json.dumps(board.manifest, separators=(",", ":"), ensure_ascii=False).encode()
    sizes = f"{len(payload):,}, {gzipped:,}, {len(zlib.compress(payload)):,} B"
    return [
        ("manifest on the wire", f"{len(sent):,} B, Content-Encoding {kind}"),
        ("  its payload, the envelope deflated, the payload deflated", sizes),
        ("  largest parts", ", ".join(f"{name} {size:,}" for name, size in largest)),
    ]


def _beside(size: float, limit: int) -> str:
    return f"{size:,.0f} B, {size / limit:.2f} of {limit:,}"
