"""Files that came wrong: asked for ever more seldom, and no longer waited for."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_FIRST_S, _GROWS, _LONGEST_S = 5.0, 4.0, 3600.0
_WAITED_FOR = 3


@dataclass(frozen=True, slots=True)
class _Entry:
    times: int
    again_at_s: float


class Quarantine:
    """Remember what came wrong since the program began."""

    def __init__(self, mono_s: Callable[[], float], chance: random.Random) -> None:
        """Take the clock, in seconds, and the chance that keeps boards from asking in step."""
        self._mono_s, self._chance = mono_s, chance
        self._entries: dict[str, _Entry] = {}

    def add(self, name: str) -> None:
        """Put a file aside: it came wrong once more."""
        before = self._entries.get(name)
        times = before.times + 1 if before else 1
        longest_s = min(_LONGEST_S, _FIRST_S * _GROWS ** min(times - 1, 10))
        wait_s = self._chance.uniform(longest_s / 2, longest_s)
        self._entries[name] = _Entry(times, self._mono_s() + wait_s)

    def let_go(self, name: str) -> None:
        """The file is here after all."""
        self._entries.pop(name, None)

    def keep_only(self, names: Iterable[str]) -> None:
        """Forget all others."""
        wanted = set(names)
        self._entries = {name: one for name, one in self._entries.items() if name in wanted}

    def holds(self, name: str) -> bool:
        """Tell whether it is too early to ask for a file again."""
        entry = self._entries.get(name)
        return entry is not None and self._mono_s() < entry.again_at_s

    def has_given_up(self, name: str) -> bool:
        """Tell whether a score need not wait for a file any more."""
        entry = self._entries.get(name)
        return entry is not None and entry.times >= _WAITED_FOR

    def __bool__(self) -> bool:
        """Tell whether any file came wrong."""
        return bool(self._entries)
