"""Looks at an X display ten times a second and remembers when its picture was good."""

import threading
import time
from itertools import pairwise

from PIL import ImageStat

from player import picture

EVERY_S = 0.1
_RICH_EVERY = 5
_MOVES_WITHIN_S = 2.5
_LEAST_SPREAD = 15.0
"""The standard deviation of the greys, 0 to 127; a blank page has none."""


class Watch:
    """Look from a thread of its own while entered."""

    def __init__(self, display: str, box: tuple[int, int, int, int]) -> None:
        """Take the display and the screen's rectangle."""
        self._display, self._box = display, box
        self._moved: list[float] = []
        self._poor: list[float] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(10)

    def is_good(self) -> bool:
        """Tell whether the picture moves on now, and is rich."""
        now_s = time.monotonic()
        is_poor = bool(self._poor) and now_s - self._poor[-1] < 1.0
        return bool(self._moved) and now_s - self._moved[-1] < _MOVES_WITHIN_S and not is_poor

    def good_since(self, began_s: float) -> float:
        """Give since when, after a moment, the picture has been good without a break."""
        times = [at for at in list(self._moved) if at >= began_s - _MOVES_WITHIN_S]
        since_s = began_s
        for before, after in zip([began_s, *times], times, strict=False):
            if after - max(before, began_s - _MOVES_WITHIN_S) > _MOVES_WITHIN_S:
                since_s = after
        return max([since_s, *(at for at in list(self._poor) if at > began_s)])

    def longest_bad_s(self, began_s: float) -> float:
        """Give the longest time since a moment between two new pictures that were rich, in s."""
        poor = [at for at in list(self._poor) if at >= began_s]
        times = [
            at for at in list(self._moved)
            if at >= began_s - _MOVES_WITHIN_S and not any(abs(at - one) < 0.6 for one in poor)
        ]  # fmt: skip
        return max(after - before for before, after in pairwise(times))

    def _run(self) -> None:
        before, turn = None, 0
        while not self._stop.wait(EVERY_S):
            count = picture.look(self._display, self._box)
            if count is not None and count != before:
                self._moved.append(time.monotonic())
                before = count
            turn += 1
            if turn % _RICH_EVERY == 0 and not self._is_rich():
                self._poor.append(time.monotonic())

    def _is_rich(self) -> bool:
        try:
            seen = picture.grab(self._display, self._box).convert("L")
        except OSError:
            return False
        return ImageStat.Stat(seen).stddev[0] >= _LEAST_SPREAD
