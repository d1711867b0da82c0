"""A seeded server as a process and a swarm of boards beside it, for benchmarks."""

import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from content import trust
from server.services import accounts
from server.services.board_admission import Admission
from server.services.board_places import BoardPlace, check_place
from server.services.identities import signer_of
from server.services.permissions import SCOPES
from server.services.resources import Resources, open_resources
from server.services.units_import import import_units, read_units_csv
from server.settings import load_settings
from server.storage import schema
from server.storage.tables.boards import PairingRow
from tests.free_ports import free_port

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN_S = 60
COMMUNE = "21484"


@dataclass
class RunningServer:
    """A server process on loopback with boards in its database and a duty officer's token."""

    process: subprocess.Popen[bytes]
    port: int
    token: str
    boards: list[tuple[str, str]]
    resources: Resources
    environment: Mapping[str, str]

    def restart(self, down_s: float) -> None:
        """Kill it, leave it away for so long, and wait until it is ready again."""
        self.process.kill()
        self.process.wait(timeout=30)
        time.sleep(down_s)
        self.process = start_process(self.environment)
        wait_until_ready(self.port, self.process)

    @property
    def address(self) -> str:
        """Return the server's address."""
        return f"http://127.0.0.1:{self.port}"

    def call(self, path: str, body: object = None, token: str = "", **headers: str) -> Any:
        """Call the API as the token's owner, else the duty officer; return the parsed answer."""
        request = urllib.request.Request(
            self.address + path,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {token or self.token}",
                "Content-Type": "application/json",
                **headers,
            },
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def metric(self, name: str) -> float:
        """Return one figure of /metrics."""
        with urllib.request.urlopen(self.address + "/metrics", timeout=30) as answer:
            lines = answer.read().decode().splitlines()
        return next(float(line.split()[1]) for line in lines if line.startswith(name + " "))

    def memory_kb(self) -> int:
        """Return the resident memory of the process that holds the sockets."""
        return max(_resident_kb(pid) for pid in self._workers())

    def cpu_s(self) -> float:
        """Return the processor time that the process with the sockets has had."""
        return max(_cpu_s(pid) for pid in self._workers())

    def _workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in children.split()] or [self.process.pid]


@contextmanager
def running_server(
    boards: int, database_url: str = "", **environment: str
) -> Iterator[RunningServer]:
    """Seed `boards` boards with real keys into a fresh database (SQLite, if no other) and serve."""
    with tempfile.TemporaryDirectory(prefix="bangtin-bench-") as folder:
        port = free_port()
        settings = load_settings(data_dir=Path(folder), port=port, database_url=database_url)
        schema.migrate(settings.database_address)
        resources = open_resources(settings)
        rows, token = _seed(resources, boards)
        around = {
            **os.environ,
            "BANGTIN_DATA_DIR": folder,
            "BANGTIN_DATABASE_URL": database_url,
            "BANGTIN_PORT": str(port),
            "BANGTIN_LOG_LEVEL": "warning",
            **environment,
        }
        server = RunningServer(start_process(around), port, token, rows, resources, around)
        try:
            wait_until_ready(port, server.process)
            yield server
        finally:
            server.process.terminate()
            server.process.wait(timeout=30)
            resources.close()


def start_process(environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a server."""
    return subprocess.Popen(
        [sys.executable, "-m", "server", "run"], cwd=ROOT, env=dict(environment)
    )


class SwarmProcess:
    """The swarm in its own process, asked line by line."""

    def __init__(self, port: int, boards: list[tuple[str, str]], link: str = "") -> None:
        """Start it, each board behind a link of its own by name; it connects when told to."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.swarm"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._tell({"host": "127.0.0.1", "port": port, "boards": boards, "link": link})

    def ask(self, do: str, **order: object) -> Any:
        """Give one order and wait for its answer."""
        self._tell({"do": do, **order})
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())["answer"]

    def close(self) -> None:
        """End the process; its sockets close with it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)

    def _tell(self, order: dict[str, object]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()


def make_token(resources: Resources, role: str, unit_code: str) -> str:
    """Make an account of this role and return an API token of it."""
    login = f"do.{role}".lower().replace("_", ".")
    accounts.create_account(
        resources,
        login=login,
        name=login,
        password=secrets.token_urlsafe(18),
        role=role,
        unit_code=unit_code,
    )
    return accounts.create_token(resources, login, SCOPES)


def _seed(resources: Resources, boards: int) -> tuple[list[tuple[str, str]], str]:
    import_units(resources, read_units_csv((ROOT / "server/demo/units.csv").read_text("utf-8")))
    place = check_place(resources, BoardPlace(unit=COMMUNE, name="Bảng"))
    admission = Admission(signer_of(resources), None)
    keys = [secrets.token_bytes(32) for _ in range(boards)]

    def work(session: Any) -> list[tuple[str, str]]:
        return [(_admit(session, admission, place, key), key.hex()) for key in keys]

    rows = resources.database.write(work)
    return rows, make_token(resources, "duty_officer", "51")


def _admit(session: Any, admission: Admission, place: Any, key: bytes) -> str:
    public = trust.Ed25519Signer.from_private_bytes(key).public
    pairing = PairingRow(
        public_key=trust.encode_base64(public), width=1920, height=1080, software="bench"
    )
    return admission.admit(session, pairing, place, None)


def wait_until_ready(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not become ready")


def _resident_kb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))


def _cpu_s(pid: int) -> float:
    """Add user and system time. Source: proc(5), stat."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
