"""The tools that switch a panel and set its volume: xset, cec-ctl, and the sound server's own.

Each is run with fixed words, never by a shell, and within a time limit.
"""

import shutil
import subprocess
import threading
from collections.abc import Mapping, Sequence
from typing import Protocol

LIMIT_S = 5.0
_ASLEEP = (("s", "off"), ("s", "noblank"), ("dpms", "0", "0", "0"))
_CEC = ("cec-ctl", "--skip-info", "--playback", "--to", "0")
# From what sits nearest to the programs to what sits nearest to the hardware.
_SOUND = (
    ("wpctl", "set-volume", "@DEFAULT_AUDIO_SINK@", "{percent}%"),
    ("pactl", "set-sink-volume", "@DEFAULT_SINK@", "{percent}%"),
    ("amixer", "-q", "sset", "Master", "{percent}%", "unmute"),
    ("amixer", "-q", "sset", "PCM", "{percent}%"),
)


class Run(Protocol):
    """Run a program; tests hand in their own."""

    def __call__(self, words: Sequence[str], *, quiet: bool = False) -> bool:
        """Tell whether it did what was asked; `quiet`: saying anything means that it did not."""


def runner(environment: Mapping[str, str]) -> Run:
    """Give what runs programs in an environment; one that is missing or late did nothing."""
    path = environment.get("PATH")

    def run(words: Sequence[str], *, quiet: bool = False) -> bool:
        program = shutil.which(words[0], path=path)
        if program is None:
            return False
        try:
            done = subprocess.run(
                [program, *words[1:]],
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=LIMIT_S,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
        return done.returncode == 0 and not (quiet and done.stderr)

    return run


class Power:
    """Switch what hangs on one X display; it is off only when all its screens want it off."""

    def __init__(self, run: Run, screens: int = 1) -> None:
        """Take how many screens share the display; all of them want it on."""
        self._run, self._screens = run, screens
        self._off: set[object] = set()
        self._told_tv: bool | None = None
        # By what it was put to sleep and not woken since: nothing else is sure to wake it.
        self._asleep_by: set[str] = set()
        self._lock = threading.Lock()

    @property
    def is_on(self) -> bool:
        """Tell whether any screen wants the display on."""
        return len(self._off) < self._screens

    @property
    def is_asleep(self) -> bool:
        """Tell whether the display was switched off and could not be switched on since."""
        return bool(self._asleep_by)

    def begin(self) -> None:
        """Keep the display from going dark by itself."""
        for words in _ASLEEP:
            self._run(("xset", *words), quiet=True)

    def set(self, screen: object, is_on: bool) -> bool:
        """Say what one screen wants; tell whether the display could be switched accordingly.

        The display itself is told each time, for it may have been switched by hand; a television
        is told only of changes, for many show each word they hear.
        """
        with self._lock:
            (self._off.discard if is_on else self._off.add)(screen)
            return self._switch()

    def forget_television(self) -> None:
        """Have the television told once more: it may have been switched by its remote."""
        with self._lock:
            self._told_tv = None

    def _switch(self) -> bool:
        done = set()
        # Without the extension xset says so, and ends as if all were well.
        if self._run(("xset", "dpms", "force", "on" if self.is_on else "off"), quiet=True):
            done.add("xset")
        if self._told_tv is self.is_on or self._tell_tv():
            done.add("cec")
        if self.is_on:
            self._asleep_by -= done
        else:
            self._asleep_by |= done
        return bool(done) and not (self.is_on and self._asleep_by)

    def _tell_tv(self) -> bool:
        is_told = self._run((*_CEC, "--image-view-on" if self.is_on else "--standby"))
        self._told_tv = self.is_on if is_told else None
        return is_told


class Sound:
    """Set the volume that screens share, by whichever of the tools works; the loudest wins."""

    def __init__(self, run: Run) -> None:
        """Take what runs programs; which one works is found out with the first volume."""
        self._run = run
        self._tools = list(_SOUND)
        self._wanted: dict[object, int] = {}
        self._lock = threading.Lock()

    def set(self, screen: object, percent: int) -> bool:
        """Say what one screen wants; tell whether the volume could be set accordingly."""
        with self._lock:
            self._wanted[screen] = percent
            return self._set(max(self._wanted.values()))

    def _set(self, percent: int) -> bool:
        for tool in self._tools:
            if self._run([word.format(percent=percent) for word in tool]):
                self._tools.remove(tool)
                self._tools.insert(0, tool)
                return True
        return False
