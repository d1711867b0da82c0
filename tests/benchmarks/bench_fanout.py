"""Alert fan-out: POST to arrival at 500, 2,000 and 5,000 boards on the real protocol.

The swarm stamps arrivals on the same monotonic clock as the POST. Beside each size, in the
same run, the bare broadcaster writes as many bytes to the same swarm: the ratio is what our
server adds to what the machine can do at all.
"""

import json
import subprocess
import sys
import time

from tests.benchmarks.an_alert import alert_body, percentile
from tests.benchmarks.crowd import ROOT, RunningServer, SwarmProcess, running_server
from tests.free_ports import free_port

SIZES = (500, 2_000, 5_000)
ROUNDS = 5
ARRIVE_WITHIN_S = 30
SETTLE_S = 3.0
ACKNOWLEDGE_WITHIN_S = 60


def main() -> list[tuple[str, str]]:
    """Measure every size."""
    return [row for size in SIZES for row in _one_size(size)]


def _one_size(size: int) -> list[tuple[str, str]]:
    with running_server(size) as server:
        before_kb = server.memory_kb()
        swarm = SwarmProcess(server.port, server.boards)
        try:
            signed_in_s = swarm.ask("sign_in")
            swarm.ask("connect")
            time.sleep(SETTLE_S)
            per_board_kb = (server.memory_kb() - before_kb) / size
            delays, receipts_s, frame_bytes = _alerts(server, swarm)
            storm_s = swarm.ask("storm")
            stall_s = server.metric("bangtin_hub_stall_seconds")
        finally:
            swarm.close()
    bare = _bare(server.boards, frame_bytes)
    lost = size * ROUNDS - len(delays)
    p99, bare_p99 = percentile(delays, 99), percentile(bare, 99)
    name = f"{size:,} boards"
    return [
        (f"{name}: POST to arrival p50 / p99", f"{percentile(delays, 50):.0f} / {p99:.0f} ms"),
        (f"{name}: bare broadcaster p50 / p99", f"{percentile(bare, 50):.0f} / {bare_p99:.0f} ms"),
        (f"{name}: p99 beside the bare broadcaster's", f"{p99 / bare_p99:.1f} x"),
        (f"{name}: lost", f"{lost} of {size * ROUNDS:,}"),
        (f"{name}: all receipts stored, slowest round", f"{receipts_s:.1f} s after the POST"),
        (f"{name}: memory per board", f"{per_board_kb:.0f} KB"),
        (f"{name}: token by challenge", f"{size / signed_in_s:.0f} boards/s"),
        (f"{name}: admitted when all reconnect at once", f"{size / storm_s:.0f} boards/s"),
        (f"{name}: longest hub stall, storm included", f"{stall_s * 1000:.0f} ms"),
    ]


def _alerts(server: RunningServer, swarm: SwarmProcess) -> tuple[list[float], float, int]:
    """Fire and cancel; return the delays in ms, the slowest receipts in s, the frame's size."""
    delays: list[float] = []
    receipts_s = 0.0
    size = len(server.boards)
    for number in range(ROUNDS):
        began = time.monotonic()
        body = alert_body(f"Lũ quét, lần đo {number}")
        alert = server.call("/api/v1/alerts", body)
        arrivals = _wait_for(swarm, alert["id"], alert["revision"], size)
        delays += [(at - began) * 1000 for at in arrivals]
        _wait_for_receipts(swarm)
        receipts_s = max(receipts_s, time.monotonic() - began)
        server.call(f"/api/v1/alerts/{alert['id']}/cancel", {"reason": "Hết đo"})
        time.sleep(SETTLE_S)
        _wait_for_receipts(swarm)
    return delays, receipts_s, _frame_bytes(server, alert["id"])


def _wait_for_receipts(swarm: SwarmProcess) -> None:
    """Wait until the server has acknowledged every receipt, so that rounds do not overlap."""
    deadline = time.monotonic() + ACKNOWLEDGE_WITHIN_S
    while swarm.ask("unanswered") and time.monotonic() < deadline:
        time.sleep(0.2)


def _wait_for(swarm: SwarmProcess, alert: str, revision: int, size: int) -> list[float]:
    deadline = time.monotonic() + ARRIVE_WITHIN_S
    arrivals: list[float] = []
    while len(arrivals) < size and time.monotonic() < deadline:
        time.sleep(0.5)
        arrivals = swarm.ask("arrivals", alert=alert, revision=revision)
    return arrivals


def _frame_bytes(server: RunningServer, alert_id: str) -> int:
    from sqlalchemy import select

    from server.storage.tables.alerts import AlertRevisionRow

    query = select(AlertRevisionRow.envelope).where(AlertRevisionRow.alert_id == alert_id)
    envelope = server.resources.database.read(lambda session: session.scalars(query).first())
    return len(envelope or b"")


def _bare(boards: list[tuple[str, str]], frame_bytes: int) -> list[float]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.bare_broadcaster", str(port)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    time.sleep(0.5)
    swarm = SwarmProcess(port, boards)
    try:
        swarm.ask("connect")
        delays: list[float] = []
        for number in range(ROUNDS):
            frame = _bare_frame(f"bare{number}", frame_bytes)
            began = time.monotonic()
            process.stdin.write(frame + "\n")
            process.stdin.flush()
            arrivals = _wait_for(swarm, f"bare{number}", 1, len(boards))
            delays += [(at - began) * 1000 for at in arrivals]
            time.sleep(SETTLE_S)
        return delays
    finally:
        swarm.close()
        process.stdin.close()
        process.wait(timeout=10)


def _bare_frame(name: str, size: int) -> str:
    import base64

    text = json.dumps({"id": name, "revision": 1})
    padded = text + " " * max(0, size * 3 // 4 - len(text))
    payload = base64.b64encode(padded.encode()).decode()
    return '42/board,["alert",' + json.dumps({"payload": payload}) + "]"
