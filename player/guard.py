"""Keeps the picture good: looks at it every second, helps when it is not, renews the browser."""

import logging
import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Protocol

from content.schedule import TIMEZONE
from player.notify import Notifier
from player.reboots import RebootBudget
from player.watchdog import Ladder, Step

EVERY_S = 1.0
# A count that stands still for so long is a frozen picture; it moves each second.
_STILL_S = 3.0
_DEAF_S = 8.0
# A page that turns out to be deaf has been so since its next heartbeat was late.
_LATE_S = 2.5
_NIGHT_HOUR = 3
_WEIGH_S = 60.0
# A page that needs more than it may have at all would else be renewed each minute.
_SHORTEST_RUN_S = 3600.0
log = logging.getLogger(__name__)


class Browser(Protocol):
    """What the guard needs of a browser."""

    @property
    def is_running(self) -> bool:
        """Tell whether the browser itself is there."""

    def start(self, address: str) -> None:
        """Open the page; what ran before is ended."""

    def renew(self, address: str) -> None:
        """Open the page anew beneath what is shown, then let go of that."""

    def stop(self) -> None:
        """End it."""

    def memory_mb(self) -> int:
        """Give what it holds."""


class Guard:
    """Watch one screen from a thread of its own; `look` reads the mark of the real picture."""

    def __init__(
        self,
        browser: Browser,
        address: str,
        look: Callable[[], int | None],
        *,
        reboots: RebootBudget,
        mono_s: Callable[[], float],
        now: Callable[[], datetime],
        is_alerting: Callable[[], bool],
        is_off: Callable[[], bool],
        is_on_display: Callable[[], bool],
        is_going_round: Callable[[], bool],
        is_moved: Callable[[], bool],
        reload: Callable[[], None],
        ask: Callable[[Step], None],
        notifier: Notifier,
        most_mb: int,
    ) -> None:
        """Take the parts; `ask` has the display or the machine started anew by who may do it.

        `is_off` tells whether the panel is switched off, `is_on_display` whether the screen lies
        where its picture can be seen, `is_moved`, once for each time, that the browser has to be
        placed anew. `is_going_round` tells whether the agents' loops do: no picture shows that.
        """
        self._browser, self._address, self._look = browser, address, look
        self._reboots, self._mono_s, self._now = reboots, mono_s, now
        self._is_off, self._is_on_display, self._is_moved = is_off, is_on_display, is_moved
        self._is_alerting, self._reload, self._ask = is_alerting, reload, ask
        self._notifier, self._most_mb = notifier, most_mb
        self._is_going_round = is_going_round
        self._ladder = Ladder(mono_s())
        self._count: int | None = None
        self._moved_at_s = self._beat_at_s = self._heard_at_s = self._weighed_at_s = mono_s()
        self._renewed_on, self._renewed_at_s = self._night(), mono_s()
        self._stop = threading.Event()

    def beat(self, frames: int) -> None:
        """Take the page's word that it hears the agent and paints frames."""
        self._heard_at_s = self._mono_s()
        if frames > 0:
            self._beat_at_s = self._heard_at_s

    def run(self) -> None:
        """Watch until stopped; the browser ends with it."""
        self._notifier.ready()
        while not self._stop.is_set():
            try:
                self.step()
            except Exception:
                log.exception("the guard goes on after an unforeseen error")
            self._stop.wait(EVERY_S)
        self._browser.stop()

    def stop(self) -> None:
        """End `run` soon."""
        self._stop.set()

    def step(self) -> None:
        """Look once, and do what is due."""
        now_s = self._mono_s()
        self._notifier.turned()
        if self._is_moved():
            self._place_anew(now_s)
        if self._is_good(now_s):
            self._ladder.good(min(self._moved_at_s, self._beat_at_s + _LATE_S))
            if self._is_going_round():
                self._notifier.alive()
            self._renew_if_due(now_s)
            return
        is_running = self._browser.is_running
        is_heard = now_s - self._heard_at_s <= _DEAF_S
        step = (
            self._ladder.step(now_s, is_heard=is_heard) if is_running else self._ladder.ended(now_s)
        )
        if step is not None and self._may(step):
            log.warning("%s: %s", "the picture is bad" if is_running else "no browser", step)
            self._do(step)

    def _place_anew(self, now_s: float) -> None:
        log.warning("the display has changed: the browser is placed anew")
        self._browser.start(self._address)
        self._beat_at_s = self._moved_at_s = now_s
        self._ladder.begun(now_s)

    def _is_good(self, now_s: float) -> bool:
        is_unseen = self._is_off() or not self._is_on_display()
        if is_unseen and self._browser.is_running and now_s - self._heard_at_s <= _DEAF_S:
            # Where nobody sees it nothing need be painted; once somebody does, it has its time.
            self._moved_at_s = self._beat_at_s = now_s
            return True
        count = self._look()
        if count is not None and count != self._count:
            self._count, self._moved_at_s = count, now_s
        is_moving = count is not None and now_s - self._moved_at_s <= _STILL_S
        return is_moving and now_s - self._beat_at_s <= _DEAF_S

    def _do(self, step: Step) -> None:
        if step is Step.RELOAD:
            self._reload()
        elif step is Step.BROWSER:
            self._browser.start(self._address)
            self._beat_at_s = self._heard_at_s = self._mono_s()  # a new page has its time to speak
        else:
            self._ask(step)

    def _may(self, step: Step) -> bool:
        """Tell whether a step may be done: no other screen suffers for one that is not there."""
        if step in (Step.DISPLAY, Step.REBOOT) and not self._is_on_display():
            return False
        today = self._now().astimezone(TIMEZONE).date()
        return step is not Step.REBOOT or self._reboots.take(today)

    def _renew_if_due(self, now_s: float) -> None:
        """Renew the browser each night and when it holds too much, never under an alert."""
        is_night, is_heavy = self._night() != self._renewed_on, False
        is_young = now_s - self._renewed_at_s < _SHORTEST_RUN_S
        if not is_young and now_s - self._weighed_at_s >= _WEIGH_S:
            self._weighed_at_s = now_s
            is_heavy = self._browser.memory_mb() > self._most_mb
        if (is_night or is_heavy) and not self._is_alerting():
            log.info("the browser is renewed (%s)", "night" if is_night else "memory")
            self._renewed_on, self._renewed_at_s = self._night(), now_s
            self._browser.renew(self._address)
            self._ladder.begun(now_s)

    def _night(self) -> date:
        """Name the day, which begins at three o'clock in the night."""
        return (self._now().astimezone(TIMEZONE) - timedelta(hours=_NIGHT_HOUR)).date()


def ask_for(step: Step, folder: Path | None) -> None:
    """Ask by a file for what the player itself may not do; the system's units look for it."""
    name = {Step.DISPLAY: "restart-display", Step.REBOOT: "reboot"}.get(step)
    if folder is None or name is None:
        log.error("nobody is there to ask for: %s", step)
        return
    (folder / name).touch()
