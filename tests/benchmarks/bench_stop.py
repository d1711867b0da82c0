"""The stop button for all boards at once: from the press until each holds the signed slate.

The press is the service's, in another process, as a command's would be: the server learns of it
by its look at what has changed, once a second.
"""

import os
import time

from server.services.actor import Actor, Grant, Role
from server.services.publishing_drafts import resolve_unit
from server.services.slates import SlateScope, set_slate
from tests.benchmarks.an_alert import percentile
from tests.benchmarks.crowd import SwarmProcess, running_server

BOARDS = (1_000, 10_000)
LIMIT_S = 5.0
"""Contract, C17: boards with a connection."""
QUIET_S, WITHIN_S = 61.0, 60.0
"""The figure of stalls covers a minute: so long until connecting is forgotten."""


def main() -> list[tuple[str, str]]:
    """Stop every board of a server, once for each number of boards."""
    rows = [row for boards in BOARDS for row in _stopped(boards)]
    return [*rows, ("load", f"{os.getloadavg()[0]:.2f} in the last minute")]


def _stopped(boards: int) -> list[tuple[str, str]]:
    with running_server(boards) as server:
        swarm = SwarmProcess(server.port, server.boards)
        try:
            swarm.ask("sign_in")
            swarm.ask("connect")
            time.sleep(QUIET_S)
            unit = resolve_unit(server.resources, "51", "unit")
            officer = Actor("bench", "bench", "Cán bộ trực", (Grant(Role.ADMINISTRATOR, unit.id),))
            began = time.monotonic()
            set_slate(server.resources, officer, SlateScope(is_everything=True), "Đang kiểm tra")
            while len(times := swarm.ask("stopped")) < boards:
                if time.monotonic() - began > WITHIN_S:
                    break
                time.sleep(0.5)
            stall_s = server.metric("bangtin_hub_stall_seconds")
        finally:
            swarm.close()
    delays = [at - began for at in times] or [WITHIN_S]
    middle, worst = percentile(delays, 50), max(delays)
    return [
        (f"{boards:,} boards: slate received p50 / worst",
         f"{middle:.2f} / {worst:.2f} s (limit {LIMIT_S:.0f} s)"),
        (f"{boards:,} boards: not received", f"{boards - len(times):,}"),
        (f"{boards:,} boards: longest hub stall", f"{stall_s * 1000:.0f} ms"),
    ]  # fmt: skip
