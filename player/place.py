"""Where on the X display a screen is: follows a display whose size or outputs change."""

import logging
import re
import subprocess
import threading
from collections.abc import Callable, Mapping

from player.xdisplay import Box, size_of, stretch_windows

EVERY_S = 5.0
_LIMIT_S = 5.0
_OUTPUT = re.compile(r"^(\S+) (connected|disconnected)(?: primary)?( \d+x\d+\+\d+\+\d+)?", re.M)
log = logging.getLogger(__name__)


class Place:
    """Hold the rectangle of one screen; `look` every few seconds, it never fails."""

    def __init__(
        self,
        wanted: Box,
        follows: bool,
        size: Callable[[], tuple[int, int]],
        stretch: Callable[[Box], object],
        xrandr: Callable[..., str],
    ) -> None:
        """Take the rectangle wanted; a screen that `follows` has all of the display instead.

        `stretch` has the browser's window fill the rectangle. It and `size` may raise OSError.
        """
        self._wanted, self._follows = wanted, follows
        self._size, self._stretch, self._xrandr = size, stretch, xrandr
        self._box, self._is_on_display = wanted, True
        self._away: frozenset[str] = frozenset()
        self._tried: set[str] = set()
        self._moved = threading.Event()
        # Set once the place is known for the first time.
        self.looked = threading.Event()

    @property
    def box(self) -> Box:
        """Give the rectangle as it is now, in pixels: left, top, right, bottom."""
        return self._box

    @property
    def is_on_display(self) -> bool:
        """Tell whether any of the rectangle wanted lies on the display, as far as is known."""
        return self._is_on_display

    @property
    def faults(self) -> list[str]:
        """Name what keeps the screen from being seen."""
        return [] if self._is_on_display else ["display_missing"]

    def run(self, stop: threading.Event) -> None:
        """Look at once and then every few seconds, until stopped."""
        is_stopped = False
        while not is_stopped:
            try:
                if self.look():
                    self._moved.set()
            except Exception:
                log.exception("the place is looked at again after an unforeseen error")
            self.looked.set()
            is_stopped = stop.wait(EVERY_S)

    def is_moved(self) -> bool:
        """Tell, once for each time, that the rectangle has become another."""
        was = self._moved.is_set()
        self._moved.clear()
        return was

    def look(self) -> bool:
        """See what the display is like now; tell whether the rectangle is another than before."""
        self._switch_outputs_on()
        try:
            width, height = self._size()
            self._stretch(self._box)
        except OSError:  # no display at all: the guard sees that, and may help
            self._is_on_display = True
            return False
        before, was_on_display = self._box, self._is_on_display
        self._box = self._fitted((0, 0, width, height))
        if was_on_display and not self._is_on_display:
            log.warning("the display has %dx%d: nothing of %s is on it", width, height, self._box)
        if self._box != before:
            log.warning("the display has %dx%d; the screen is at %s", width, height, self._box)
        return self._box != before

    def _fitted(self, whole: Box) -> Box:
        """Give what lies on the display of the rectangle wanted; all of that if nothing does."""
        wanted = whole if self._follows else self._wanted
        left, top, right, bottom = wanted
        right, bottom = min(right, whole[2]), min(bottom, whole[3])
        self._is_on_display = left < right and top < bottom
        return (left, top, right, bottom) if self._is_on_display else wanted

    def _switch_outputs_on(self) -> None:
        """Switch on what is plugged in without a picture, or was plugged in just now."""
        found = _OUTPUT.findall(self._xrandr("--query"))
        for name, state, picture in found:
            if picture:
                self._tried.discard(name)
            is_dark = not picture and name not in self._tried
            if state == "connected" and (is_dark or name in self._away):
                log.warning("the output %s is switched on", name)
                self._tried.add(name)
                self._xrandr("--output", name, "--auto")
        self._away = frozenset(name for name, state, _ in found if state == "disconnected")


def place_on(display: str, environment: Mapping[str, str], wanted: Box, follows: bool) -> Place:
    """Give the place of a screen on a real display."""

    def xrandr(*words: str) -> str:
        try:
            return subprocess.run(
                ["xrandr", *words],
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=_LIMIT_S,
                check=False,
            ).stdout.decode(errors="replace")
        except (OSError, subprocess.TimeoutExpired):
            return ""

    return Place(
        wanted,
        follows,
        lambda: size_of(display),
        lambda box: stretch_windows(display, box),
        xrandr,
    )
