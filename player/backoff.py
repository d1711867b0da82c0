"""Putting off what failed: ever longer, with full jitter, until it works."""

import random
from collections.abc import Callable

_FIRST_S = 1.0


def jitter(chance: random.Random, failures: int, longest_s: float) -> float:
    """Wait anywhere between nothing and twice as long each time, in seconds: full jitter."""
    return chance.uniform(0, _grown_s(failures, longest_s))


class Backoff:
    """Put off each kind of work apart, so that one that fails holds no other up."""

    def __init__(
        self, mono_s: Callable[[], float], chance: random.Random, longest_s: float
    ) -> None:
        """Take the clock, in seconds, the chance, and the longest wait."""
        self._mono_s, self._chance, self._longest_s = mono_s, chance, longest_s
        self._failures: dict[str, int] = {}
        self._until_s: dict[str, float] = {}

    def fails(self, name: str) -> None:
        """Put a kind of work off once more; at least half of the longest wait for it."""
        failures = self._failures[name] = self._failures.get(name, 0) + 1
        grown_s = _grown_s(failures, self._longest_s)
        self._until_s[name] = self._mono_s() + self._chance.uniform(grown_s / 2, grown_s)

    def works(self, name: str) -> None:
        """Forget that a kind of work failed."""
        self._failures.pop(name, None)
        self._until_s.pop(name, None)

    def until_s(self, name: str) -> float:
        """Give when it may be tried again; 0 when it did not fail."""
        return self._until_s.get(name, 0.0)

    def is_off(self, name: str) -> bool:
        """Tell whether it is too early to try it again."""
        return self._mono_s() < self.until_s(name)


def _grown_s(failures: int, longest_s: float) -> float:
    return min(longest_s, _FIRST_S * 2.0 ** min(failures, 12))
