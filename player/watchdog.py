"""When to help a picture that is not good, and how far to go: from a reload to a reboot.

Pure: it is told of good pictures and asked what to do; doing it lies in `guard`.
"""

from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """Name what can be done, the mildest first."""

    RELOAD = "reload"
    BROWSER = "browser"
    DISPLAY = "display"
    REBOOT = "reboot"


@dataclass(frozen=True, slots=True)
class Rung:
    """Hold a step, and how many seconds after the one before it comes."""

    step: Step
    after_s: float


# The first counts from the last good picture: the browser is started anew 9 s after it, so that
# with its start of 3 s a picture is dark or frozen for less than 15 s (C11).
LADDER = (
    Rung(Step.RELOAD, 5.0),
    Rung(Step.BROWSER, 4.0),
    Rung(Step.BROWSER, 15.0),
    Rung(Step.DISPLAY, 15.0),
    Rung(Step.BROWSER, 20.0),
    Rung(Step.REBOOT, 60.0),
)
_AGAIN_FROM = 1
STEADY_S = 60.0
# A browser that ends again and again is started again after so long; the machine bears more of it.
_ENDED_S, _ENDED_REBOOT_S = 5.0, 30.0


class Ladder:
    """Climb while the picture stays bad; a minute of good ones leads down to the ground."""

    def __init__(self, now_s: float) -> None:
        """Begin as if the picture had just been good."""
        self._rung, self._since_s, self._stepped_s = 0, now_s, now_s - STEADY_S

    @property
    def is_climbing(self) -> bool:
        """Tell whether something was done since the picture was last steadily good."""
        return self._rung > 0

    def good(self, at_s: float) -> None:
        """Take note of a good picture; bad again within a minute, it is not reloaded once more.

        What was good before the last step says nothing about it.
        """
        if at_s <= self._stepped_s:
            return
        self._since_s = max(self._since_s, at_s)
        is_steady = at_s - self._stepped_s >= STEADY_S
        self._rung = 0 if is_steady else min(self._rung, _AGAIN_FROM)

    def begun(self, now_s: float) -> None:
        """Take note that the browser was started for another reason: it has its time to come up."""
        self._rung, self._since_s, self._stepped_s = _AGAIN_FROM + 1, now_s, now_s

    def step(self, now_s: float, *, is_heard: bool = True) -> Step | None:
        """Say what to do now, if anything; each answer counts as done.

        A page that is not heard does not hear either: it is not asked to reload.
        """
        after_s = LADDER[self._rung].after_s
        if not is_heard:
            self._rung = max(self._rung, _AGAIN_FROM)
        return self._climb(now_s, after_s)

    def ended(self, now_s: float) -> Step | None:
        """Say what to do now that the browser has ended: start it at once, then climb."""
        if self._rung <= _AGAIN_FROM:
            self._rung = _AGAIN_FROM
            return self._climb(now_s, 0.0)
        is_reboot = LADDER[self._rung].step is Step.REBOOT
        return self._climb(now_s, _ENDED_REBOOT_S if is_reboot else _ENDED_S)

    def _climb(self, now_s: float, after_s: float) -> Step | None:
        if now_s - self._since_s < after_s:
            return None
        step = LADDER[self._rung].step
        self._since_s = self._stepped_s = now_s
        self._rung = self._rung + 1 if self._rung + 1 < len(LADDER) else _AGAIN_FROM
        return step
