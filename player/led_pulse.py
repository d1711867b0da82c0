"""Tells systemd that an LED panel is served: while everything that serves it goes on."""

from collections.abc import Callable, Sequence

from player.notify import Notifier

# Drawing and sending both come round within a second; a large picture may take a few.
FRESH_S = 10.0


class Pulse:
    """Feed the watchdog at the steps of several threads; one that stands still lets it starve."""

    def __init__(
        self, names: Sequence[str], mono_s: Callable[[], float], notifier: Notifier
    ) -> None:
        """Take what has to go on; nothing of it has yet."""
        self._mono_s, self._notifier = mono_s, notifier
        self._stepped_s: dict[str, float | None] = dict.fromkeys(names)

    def beat(self, name: str) -> None:
        """Take note that one of them has done a step."""
        now_s = self._mono_s()
        self._stepped_s[name] = now_s
        if all(at_s is not None and now_s - at_s <= FRESH_S for at_s in self._stepped_s.values()):
            self._notifier.alive()
