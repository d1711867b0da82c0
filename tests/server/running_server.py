"""A real server process on a free port, and commands run beside it."""

import json
import os
import signal
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.free_ports import free_port

ROOT = Path(__file__).resolve().parents[2]
START_WITHIN_S = 180


class RunningServer:
    def __init__(self, data_dir: Path, **settings: str) -> None:
        self.port = free_port()
        kept = {name: value for name, value in os.environ.items() if "BANGTIN" not in name}
        own = {f"BANGTIN_{name.upper()}": value for name, value in settings.items()}
        self.environment = {**kept, **own, "BANGTIN_DATA_DIR": str(data_dir)}
        certificate = settings.get("tls_cert")
        self.trusted = ssl.create_default_context(cafile=certificate) if certificate else None
        self.address = f"{'https' if certificate else 'http'}://127.0.0.1:{self.port}"
        self.log = data_dir.with_suffix(".log")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The master's process; its one child holds the sockets."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "server", "run", "--port", str(self.port)],
                env=self.environment, cwd=ROOT, stdout=log, stderr=log,
            )  # fmt: skip
        deadline = time.monotonic() + START_WITHIN_S
        while self.status("/readyz") != 200:
            assert self._process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.1)

    def stop(self) -> int:
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(30)

    def command(self, *arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "server", *arguments],
            env=self.environment, cwd=ROOT, input=said, capture_output=True, text=True,
        )  # fmt: skip

    def status(self, path: str, token: str = "", body: object = None) -> int:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data)
        request.add_header("Content-Type", "application/json")
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        try:
            with urllib.request.urlopen(request, timeout=20, context=self.trusted) as answer:
                status: int = answer.status
                return status
        except urllib.error.HTTPError as error:
            with error:
                return error.code
        except OSError:
            return 0
