"""What a child process that opens a stranger's file does before and after; knows no server."""

import ctypes
import json
import os
import resource
import signal
from dataclasses import dataclass
from pathlib import Path

RESULT = "result.json"
PROGRESS = "progress"
_NEW_USER_AND_NETWORK = 0x10000000 | 0x40000000
_DIE_WITH_PARENT = 1


class RefusedError(Exception):
    """The file is not taken; carries a code and the figures a person is told."""

    def __init__(self, code: str, **figures: object) -> None:
        """Keep what the parent turns into a sentence."""
        super().__init__(code)
        self.answer = {"error": code, **figures}


@dataclass(frozen=True, slots=True)
class Bounds:
    """Say how long a child may live and how much it may take."""

    wall_s: int = 60
    cpu_s: int = 40
    memory_bytes: int = 1 << 30
    file_bytes: int = 32 << 20
    open_files: int = 32
    niceness: int = 0


def confine(bounds: Bounds) -> None:
    """Bound time, memory and files of this process, and leave the network where that is allowed."""
    die_with_parent()
    signal.alarm(bounds.wall_s)
    os.nice(bounds.niceness)
    for kind, most in (
        (resource.RLIMIT_CPU, bounds.cpu_s),
        (resource.RLIMIT_AS, bounds.memory_bytes),
        (resource.RLIMIT_FSIZE, bounds.file_bytes),
        (resource.RLIMIT_NOFILE, bounds.open_files),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    # Best effort: some kernels and containers do not let a process leave its network.
    ctypes.CDLL(None).unshare(_NEW_USER_AND_NETWORK)


def die_with_parent() -> None:
    """Have the kernel end this process when the one that started it is gone."""
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)


def tell_progress(folder: Path, percent: float) -> None:
    """Leave word of how far the work is; whole numbers, 99 at most until it is done."""
    told = folder / f".{PROGRESS}"
    told.write_text(str(max(0, min(99, int(percent)))), "ascii")
    told.replace(folder / PROGRESS)


def leave_answer(folder: Path, answer: dict[str, object]) -> None:
    """Write down what became of the file, and the most memory that took."""
    others = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    told = json.dumps({**answer, "peak_kb": max(_own_peak_kb(), others)})
    (folder / RESULT).write_text(told, "utf-8")


def _own_peak_kb() -> int:
    """Ask the kernel for this program's own peak: that of the process remembers its parent's."""
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    return 0
