"""A program at work on a disk whose power is cut again and again, and what it has promised."""

import contextlib
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from tests.faults.cut_disk import CutDisk

ROOT = Path(__file__).resolve().parent.parent.parent
_SHORTEST_S, _LONGEST_S = 0.005, 0.15
_BEGINS_WITHIN_S = 60.0
_WAITS = "ending"
# Looks at what is found after a cut, beside the lines that had been said; gives what is wrong.
Judge = Callable[[Path, Sequence[str]], Iterable[str]]


class Busy:
    """A process, and the lines it has said."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        """Read what it says from a thread."""
        self._process, self._lines, self._lock = process, list[str](), threading.Lock()
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    def lines(self) -> list[str]:
        """Give what it had said by now."""
        with self._lock:
            return list(self._lines)

    @property
    def is_at_work(self) -> bool:
        """Tell whether it goes on."""
        return self._process.poll() is None

    def end_reading(self) -> None:
        """Let go of what an ended process said."""
        self._reading.join()
        for pipe in (self._process.stdout, self._process.stdin):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what was not read any more
                    pipe.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with self._lock:
                self._lines.append(line.strip())
            if line.startswith(_WAITS):
                self._answer()

    def _answer(self) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):  # it was killed meanwhile
            self._process.stdin.write("read\n")
            self._process.stdin.flush()


@contextlib.contextmanager
def busy(
    module: str, disk: CutDisk, seed: int, begins: str, *, syncs: bool = True
) -> Iterator[Busy]:
    """Run a module on the disk until it has said the word `begins`, and then on.

    Without `syncs` it leaves all writing to the system's leisure.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", module, str(disk.path), str(seed)],
        cwd=ROOT,
        env={**os.environ, "POWER_LOAD_SYNCS": "yes" if syncs else "no"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    running = Busy(process)
    try:
        began_s = time.monotonic()
        while not any(line.startswith(begins) for line in running.lines()):
            assert running.is_at_work and time.monotonic() - began_s < _BEGINS_WITHIN_S
            time.sleep(0.05)
        yield running
    finally:
        process.kill()
        process.wait()
        running.end_reading()


def trials(
    disk: CutDisk, running: Busy, judge: Judge, count: int, chance: random.Random
) -> list[str]:
    """Cut the power so many times at random moments; give what was wrong, a line each."""
    wrong: list[str] = []
    for number in range(count):
        time.sleep(chance.uniform(_SHORTEST_S, _LONGEST_S))
        assert running.is_at_work
        said = running.lines()
        with disk.after_a_cut() as found:
            wrong += [f"cut {number}: {line}" for line in judge(found, said)]
    return wrong
