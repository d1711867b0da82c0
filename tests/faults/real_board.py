"""The player as it is installed: a process with its folder, paired with a real server."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from content.trust import Envelope
from player.cache import Folder
from player.clock import SystemClock
from player.holding import load
from player.link import ServerLink
from player.pairing import Offer, pair_once
from player.settings import PlayerSettings
from tests.free_ports import free_port

ROOT = Path(__file__).resolve().parents[2]
STOPS_WITHIN_S = 20


class RealBoard:
    """One board; pairing goes to `home`, the process then to whatever address it is given."""

    def __init__(
        self,
        folder: Path,
        home: str,
        approve: Callable[[str], object],
        size: tuple[int, int] = (1920, 1080),
    ) -> None:
        """Pair; `approve` is what a technician does with the code."""
        self.folder, self.log = folder, folder.with_suffix(".log")
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        width, height = size
        link = ServerLink(home)

        def let_in(offer: Offer) -> None:
            approve(offer.user_code)

        try:
            assert pair_once(
                link, Folder(folder), SystemClock(),
                PlayerSettings(home, folder, width=width, height=height),
                lambda wait_s: False, let_in,
            )  # fmt: skip
        finally:
            link.close()
        self.id: str = load(Folder(folder), SystemClock()).state.board

    def start(self, address: str, *options: str, **environment: str) -> None:
        """Run `python -m player run` against an address, without a display unless told."""
        command = [sys.executable, "-m", "player", "run", "--server", address,
                   "--data", str(self.folder), "--port", str(self.port)]  # fmt: skip
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*command, *(options or ("--display", "none"))], cwd=ROOT, stdout=log, stderr=log,
                env=_environment(environment),
            )  # fmt: skip

    def stop(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            try:
                process.wait(STOPS_WITHIN_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def children(self) -> list[int]:
        """Give the pids of what the process started itself."""
        assert self._process is not None
        tasks = Path(f"/proc/{self._process.pid}/task").glob("*/children")
        return [int(pid) for path in tasks for pid in path.read_text().split()]

    @property
    def pid(self) -> int | None:
        """Name the process, while there is one."""
        return self._process.pid if self._process else None

    @property
    def score(self) -> str:
        """Name the manifest that is played; empty when there is none yet."""
        found = self._envelope()
        return found.digest if found else ""

    @property
    def manifest(self) -> Mapping[str, Any]:
        """Give the manifest that is played, or none."""
        found = self._envelope()
        return json.loads(found.payload) if found else {}

    def _envelope(self) -> Envelope | None:
        try:
            value = Folder(self.folder).read("score").get("envelope")
        except FileNotFoundError:
            return None
        return Envelope.from_dict(value, "manifest")

    def holds(self, manifest: Mapping[str, Any]) -> bool:
        """Tell whether all files of a manifest are here."""
        objects = Folder(self.folder).objects
        items = [entry["digest"] for entry in manifest["items"].values()]
        return all(objects.has(name) for name in (*items, *manifest["media"]))

    def said(self, words: str) -> int:
        """Count how often its log says something."""
        return self.log.read_text("utf-8").count(words)


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    return {**os.environ, **more}


def until(true: Callable[[], Any], within_s: float, every_s: float = 0.05) -> Any:
    """Ask again and again; the answer. Raises: AssertionError after `within_s`."""
    deadline = time.monotonic() + within_s
    while not (answer := true()):
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(every_s)
    return answer
