"""How long the glass is not good when a process of its browser dies, stops or gets no memory.

Real player, real Chromium, an X display in memory. Good is a picture that is rich and whose mark
moves on; the limit is for the time without one. Memory runs out by a limit on the process's own
data: what it then asks for is refused.
"""

import contextlib
import os
import resource
import signal
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.commune import Commune
from tests.benchmarks.crowd import running_server
from tests.benchmarks.glass_watch import Watch
from tests.faults.real_board import RealBoard, until
from tests.player.virtual_display import virtual_display

SIZE = (640, 360)
BOARDS, TIMES, NOTICES = 3, 3, 4
LIMIT_S = 15.0
KINDS = ("browser", "renderer", "gpu-process", "utility")
STEADY_S = 62.0
"""After so long the player takes the next trouble for a new one, which is its slowest case."""
LOOK_S, PATIENCE_S = 16.0, 120.0
Harm = Callable[[int], object]


def refuse_memory(pid: int) -> None:
    """Let a process have no more data than it has, in bytes. Source: setrlimit(2), RLIMIT_DATA."""
    status = Path(f"/proc/{pid}/status").read_text()
    held_kb = int(next(line.split()[1] for line in status.splitlines() if "VmData" in line))
    _, hard = resource.prlimit(pid, resource.RLIMIT_DATA)
    resource.prlimit(pid, resource.RLIMIT_DATA, (held_kb * 1024, hard))


HARMS: dict[str, Harm] = {
    "killed": lambda pid: os.kill(pid, signal.SIGKILL),
    "stopped": lambda pid: os.kill(pid, signal.SIGSTOP),
    "out of memory": refuse_memory,
}


@dataclass(frozen=True)
class Healing:
    """Seconds from the harm until it was good for good, and the longest that it was not.

    A process without memory ends when it next asks for some, if it does; 1 s is no trouble at
    all, for the picture's count moves each second.
    """

    took_s: float
    bad_s: float
    has_ended: bool


@dataclass
class Kiosk:
    """A board, who looks at its display, and from when on its player is at rest."""

    board: RealBoard
    watch: Watch
    rests_at_s: float = 0.0


def main() -> list[tuple[str, str]]:
    """Harm each kind of process in each way, in turn on three boards; takes 20 minutes."""
    with ExitStack() as stack:
        kiosks = _start(stack)
        trials = [(kind, how) for how in HARMS for kind in KINDS for _ in range(TIMES)]
        took: dict[tuple[str, str], list[Healing]] = {}
        for number, (kind, how) in enumerate(trials):
            kiosk = kiosks[number % len(kiosks)]
            took.setdefault((kind, how), []).append(_trial(kiosk, kind, HARMS[how]))
    rows = [(f"{kind} {how}", _shown(found)) for (kind, how), found in took.items()]
    return [*rows, ("load", f"{os.getloadavg()[2]:.2f} over 15 minutes")]


def _start(stack: ExitStack) -> list[Kiosk]:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bangtin-healing-")))
    server = stack.enter_context(running_server(0))
    commune, kiosks = Commune(server), list[Kiosk]()
    for number in range(BOARDS):
        name = f"board-{number}"
        board = RealBoard(folder / name, server.address, commune.approve_board, SIZE)
        display = stack.enter_context(virtual_display(*SIZE))
        if not kiosks:
            for notice in range(NOTICES):
                commune.publish(notice)
        size = "x".join(map(str, SIZE))
        board.start(server.address, "--display", "chromium", "--size", size, DISPLAY=display)
        stack.callback(board.stop)
        watch = stack.enter_context(Watch(display, (0, 0, *SIZE)))
        until(watch.is_good, PATIENCE_S)
        kiosks.append(Kiosk(board, watch, time.monotonic() + STEADY_S))
    return kiosks


def _trial(kiosk: Kiosk, kind: str, harm: Harm) -> Healing:
    """Harm all processes of a kind, and watch."""
    board, watch = kiosk.board, kiosk.watch
    time.sleep(max(0.0, kiosk.rests_at_s - time.monotonic()))
    victims: list[int] = until(lambda: watch.is_good() and _members(board, kind), PATIENCE_S)
    helped, began = _helped(board), time.monotonic()
    for pid in victims:
        with contextlib.suppress(ProcessLookupError):
            harm(pid)
    time.sleep(LOOK_S)
    until(watch.is_good, PATIENCE_S)
    left = set(victims) & set(_members(board, kind))
    for pid in left:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)
            _, hard = resource.prlimit(pid, resource.RLIMIT_DATA)
            resource.prlimit(pid, resource.RLIMIT_DATA, (hard, hard))
    if _helped(board) > helped:
        kiosk.rests_at_s = time.monotonic() + STEADY_S
    took_s = watch.good_since(began) - began
    return Healing(took_s, watch.longest_bad_s(began), len(left) < len(victims))


def _helped(board: RealBoard) -> int:
    return board.said("the picture is bad") + board.said("no browser")


def _members(board: RealBoard, kind: str) -> list[int]:
    """Give the pids of a kind in the session of the browser that the player started."""
    found: list[int] = []
    leaders = [pid for pid in board.children() if "bangtin-browser-" in _command(pid)]
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            pid, session = (
                int(stat.parent.name),
                int(stat.read_text().rpartition(")")[2].split()[3]),
            )
            is_kind = pid == session if kind == "browser" else f"--type={kind}" in _command(pid)
            if session in leaders and is_kind:
                found.append(pid)
    return found


def _command(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    return ""


def _shown(trials: list[Healing]) -> str:
    bad = ", ".join(f"{one.bad_s:.1f}" for one in trials)
    times = ", ".join(f"{one.took_s:.1f}" for one in trials)
    share = max(one.bad_s for one in trials) / LIMIT_S
    ended = sum(one.has_ended for one in trials)
    return (
        f"not good for {bad} s, {share:.2f} of {LIMIT_S:.0f} s;"
        f" good again {times} s after it; ended {ended} times"
    )
