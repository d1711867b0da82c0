"""The only reader of the clock: wall time, monotonic time, and whether the wall is synchronised."""

import ctypes
import ctypes.util
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from content.trusted_time import Reading

_TIME_ERROR = 5
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class Clock(Protocol):
    """What the player needs of a clock; tests hand in their own."""

    @property
    def boot(self) -> str:
        """Name the run of the machine that monotonic time counts in."""

    def reading(self) -> Reading:
        """Read all clocks at once."""

    def mono_s(self) -> float:
        """Read monotonic time in seconds, sleep of the machine included."""


class SystemClock:
    """Read the machine's clocks."""

    def __init__(self) -> None:
        """Find out how to ask the kernel whether its clock is synchronised."""
        self._library = _time_library()
        self.boot = _BOOT_ID.read_text().strip() if _BOOT_ID.exists() else ""

    def reading(self) -> Reading:
        """Read all clocks at once."""
        return Reading(datetime.now(UTC), self.mono_s(), self.is_synchronised())

    def mono_s(self) -> float:
        """Read monotonic time in seconds, sleep of the machine included."""
        return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))

    def is_synchronised(self) -> bool:
        """Ask the kernel; False when it cannot say. Source: adjtimex(2), TIME_ERROR."""
        if self._library is None:
            return False
        # struct timex is 208 bytes on 64-bit Linux; mode 0 only reads.
        answer: int = self._library.adjtimex(ctypes.create_string_buffer(512))
        return 0 <= answer < _TIME_ERROR


def _time_library() -> ctypes.CDLL | None:
    name = ctypes.util.find_library("c")
    library = ctypes.CDLL(name) if name else None
    return library if hasattr(library, "adjtimex") else None
