"""Chromium as the glass: an exact rectangle of an X display, a profile that is thrown away."""

import contextlib
import logging
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from player.errors import PlayerError
from player.xdisplay import new_windows_beneath

log = logging.getLogger(__name__)
_STOP_S = 1.5
_COMES_UP_S, _LOWERS_EVERY_S = 15.0, 0.01
_FLAGS = (
    "--lang=vi",
    "--no-first-run",
    "--no-default-browser-check",
    "--noerrdialogs",
    "--disable-infobars",
    "--disable-session-crashed-bubble",
    "--disable-translate",
    "--disable-features=Translate,MediaRouter,OptimizationHints,InterestFeedContentSuggestions",
    "--disable-component-update",
    "--disable-background-networking",
    "--disable-sync",
    "--disable-pinch",
    "--overscroll-history-navigation=0",
    "--hide-scrollbars",
    "--password-store=basic",
    "--force-device-scale-factor=1",
    "--autoplay-policy=no-user-gesture-required",
    "--disk-cache-size=1048576",
)
# A container's root: Chromium's sandbox refuses to run there, and its shared memory is small. The
# second keeps it from saying so.
_ROOT_FLAGS = ("--no-sandbox", "--test-type", "--disable-dev-shm-usage")


@dataclass(frozen=True, slots=True)
class _Running:
    """A browser at work: the leader of a session of its own, and its profile."""

    process: subprocess.Popen[bytes]
    profile: Path

    def end(self) -> None:
        """Ask it to end, then make it: a stopped process hears nothing but a kill."""
        for how in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, how)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(_STOP_S)
        shutil.rmtree(self.profile, ignore_errors=True)


class Kiosk:
    """Run one browser for one screen."""

    def __init__(
        self,
        browser: Path,
        environment: Mapping[str, str],
        box: Callable[[], tuple[int, int, int, int]],
    ) -> None:
        """Take the program and what tells the screen's rectangle. Raises: PlayerError."""
        if not browser.exists():
            raise PlayerError(f"there is no browser at {browser}; name one in BANGTIN_CHROMIUM")
        self._browser, self._environment, self._box = browser, dict(environment), box
        self._running: _Running | None = None

    @property
    def is_running(self) -> bool:
        """Tell whether the browser itself is there; its pages are judged by their picture."""
        return self._running is not None and self._running.process.poll() is None

    def start(self, address: str) -> None:
        """Open the page; what ran before is ended."""
        self.stop()
        self._running = self._open(address)

    def renew(self, address: str) -> None:
        """Open the page anew beneath what is shown, which ends once the new one has come up."""
        before, begun = self._running, threading.Event()
        if before is not None:
            display = self._environment.get("DISPLAY", "")
            threading.Thread(target=_end_above, args=(before, display, begun)).start()
            begun.wait(1.0)
        self._running = self._open(address)

    def stop(self) -> None:
        """End the browser and all its processes, and throw its profile away."""
        before, self._running = self._running, None
        if before is not None:
            before.end()

    def _open(self, address: str) -> "_Running":
        # systemd's folder lies in memory: a profile on a card would wear it.
        folder = self._environment.get("RUNTIME_DIRECTORY")
        profile = Path(tempfile.mkdtemp(prefix="bangtin-browser-", dir=folder))
        left, top, right, bottom = self._box()
        command = [
            str(self._browser),
            f"--app={address}",
            f"--window-position={left},{top}",
            f"--window-size={right - left},{bottom - top}",
            f"--user-data-dir={profile}",
            *_FLAGS,
        ]
        if os.geteuid() == 0:
            command += _ROOT_FLAGS
        process = subprocess.Popen(
            command,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        return _Running(process, profile)

    def memory_mb(self) -> int:
        """Give what all its processes hold, shared pages once."""
        return sum(_proportional_kb(pid) for pid in self._members()) // 1000

    def _members(self) -> Iterator[int]:
        if self._running is None:
            return
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError, IndexError, ValueError):
                session = int(stat.read_text().rpartition(")")[2].split()[3])
                if session == self._running.process.pid:
                    yield int(stat.parent.name)


def _end_above(before: _Running, display: str, begun: threading.Event) -> None:
    """End a browser when another has come up beneath it, for a browser begins white."""
    until_s = time.monotonic() + _COMES_UP_S
    try:
        with new_windows_beneath(display) as show:
            begun.set()
            while time.monotonic() < until_s:
                show()
                time.sleep(_LOWERS_EVERY_S)
    except OSError as error:
        log.warning("the new browser is seen coming up: %s", error)
        begun.set()
        time.sleep(max(0.0, until_s - time.monotonic()))
    before.end()


def _proportional_kb(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in (Path("/proc") / str(pid) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
