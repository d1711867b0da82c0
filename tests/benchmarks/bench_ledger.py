"""The ledger of one alert to 10,000 boards: from the last receipt until it is whole.

Boards speak the real protocol over sockets and send received and painted, signed, spread over
2 s. Whole is when the database shows all of them painted and holds every receipt; an officer's
page of the alert is open meanwhile and asks each second. Both databases. On a machine busy with
other work only the processor time tells something.
"""

import os
import threading
import time
import urllib.request

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.services import accounts, sessions
from server.services.resources import Resources
from server.storage.tables.ledger import DeliveryRow, ReceiptRow
from tests.benchmarks.an_alert import alert_body
from tests.benchmarks.crowd import RunningServer, SwarmProcess, running_server
from tests.server.storage.private_postgres import BINARIES, PrivatePostgres

BOARDS = int(os.environ.get("BENCH_BOARDS", "10000"))
LIMIT_S, STALL_LIMIT_MS = 5.0, 50
QUIET_S = 61.0
"""The server's figure of stalls covers its last minute: so long until connecting is forgotten."""
WITHIN_S, LOOK_EVERY_S = 120.0, 0.05
RECEIPTS_OF_EACH = 2
Rows = list[tuple[str, str]]


class OpenPage:
    """An officer's page of an alert, which asks for its ledger each second."""

    def __init__(self, server: RunningServer) -> None:
        account = accounts.create_account(
            server.resources, login="do.trang", name="Cán bộ trực", unit_code="51",
            password="ruộng bậc thang 27 mùa", role="duty_officer",
        )  # fmt: skip
        token = sessions.open_session(server.resources, account.id, address="", user_agent="bench")
        self._headers = {"Cookie": f"bangtin={token.token}"}
        self._address, self._alert = server.address, ""
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self.took_s: list[float] = []

    def watch(self, alert: str) -> None:
        self._alert = alert
        self._thread.start()

    def close(self) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        address = f"{self._address}/staff/alerts/{self._alert}/ledger"
        while not self._over.wait(1):
            began = time.monotonic()
            request = urllib.request.Request(address, headers=self._headers)
            with urllib.request.urlopen(request, timeout=30) as answer:
                assert answer.status == 200
                answer.read()
            self.took_s.append(time.monotonic() - began)


def main() -> Rows:
    """Measure on SQLite and, where it is installed, on a PostgreSQL of its own."""
    rows = _on("SQLite", "")
    if BINARIES:
        private = PrivatePostgres()
        try:
            rows += _on("PostgreSQL", private.create("ledger"))
        finally:
            private.remove()
    else:
        rows.append(("PostgreSQL", "not installed here"))
    return [*rows, ("load", f"{os.getloadavg()[0]:.2f} in the last minute")]


def _on(name: str, url: str) -> Rows:
    with running_server(BOARDS, url) as server:
        swarm, page = SwarmProcess(server.port, server.boards), OpenPage(server)
        try:
            swarm.ask("sign_in")
            swarm.ask("connect")
            time.sleep(QUIET_S)
            quiet_s = server.metric("bangtin_hub_stall_seconds")
            began, cpu_s = time.monotonic(), server.cpu_s()
            alert = server.call("/api/v1/alerts", alert_body("Lũ quét"))["id"]
            page.watch(alert)
            whole_at, painted, receipts = _whole(server.resources, alert)
            cpu_s = server.cpu_s() - cpu_s
            last_s = swarm.ask("last_receipt_at")
            stall_s = server.metric("bangtin_hub_stall_seconds")
            page.close()
        finally:
            swarm.close()
    took_s = whole_at - last_s
    return [
        (f"{name}: boards painted in the ledger, receipts", f"{painted:,} and {receipts:,}"),
        (f"{name}: last receipt sent to ledger whole", f"{took_s:.2f} s (limit {LIMIT_S:.0f})"),
        (f"{name}: POST to ledger whole", f"{whole_at - began:.2f} s"),
        (f"{name}: the server's processor time for it", f"{cpu_s:.2f} s"),
        (f"{name}: longest hub stall in a quiet minute", f"{quiet_s * 1000:.0f} ms"),
        (
            f"{name}: longest hub stall meanwhile",
            f"{stall_s * 1000:.0f} ms (limit {STALL_LIMIT_MS})",
        ),
        (f"{name}: the open page's slowest answer", f"{max(page.took_s, default=0) * 1000:.0f} ms"),
    ]


def _whole(resources: Resources, alert: str) -> tuple[float, int, int]:
    """Wait until every board is painted; give when, and how many boards and receipts are in."""
    deadline = time.monotonic() + WITHIN_S
    while True:
        painted, receipts = resources.database.read(lambda session: _count(session, alert))
        at = time.monotonic()
        if (painted, receipts) == (BOARDS, RECEIPTS_OF_EACH * BOARDS) or at > deadline:
            return at, painted, receipts
        time.sleep(LOOK_EVERY_S)


def _count(session: Session, alert: str) -> tuple[int, int]:
    painted = select(func.count(DeliveryRow.painted_at)).where(DeliveryRow.alert_id == alert)
    receipts = select(func.count()).where(ReceiptRow.alert_id == alert)
    return session.scalars(painted).one(), session.scalars(receipts).one()
