"""How often a box may start itself anew: counted on disk, for a reboot ends what counts."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from player.cache import Folder
from player.errors import DamagedError

MOST_REBOOTS_A_DAY = 3
REBOOTS = "reboots"
# Another screen that wants the same reboot meanwhile costs no second one.
ASKED_S = 300.0


@dataclass(frozen=True, slots=True)
class Reboots:
    """Count the reboots of a day; kept on disk, for they end the program that counts."""

    day: date
    count: int

    def one_more(self, today: date) -> "Reboots | None":
        """Give the count with another reboot; None when there were enough today."""
        count = self.count if today == self.day else 0
        return Reboots(today, count + 1) if count < MOST_REBOOTS_A_DAY else None

    def to_dict(self) -> dict[str, object]:
        """Write it for the disk."""
        return {"day": self.day.isoformat(), "count": self.count}

    @classmethod
    def from_dict(cls, value: Mapping[str, object]) -> "Reboots":
        """Read it back; what cannot be read counts as none."""
        try:
            return cls(date.fromisoformat(str(value["day"])), int(str(value["count"])))
        except (KeyError, ValueError):
            return cls(date.min, 0)


class RebootBudget:
    """Let the screens of one box ask for a reboot, three times a day all together."""

    def __init__(self, folder: Folder, mono_s: Callable[[], float]) -> None:
        """Take the box's own folder and a clock that never goes back, in seconds."""
        self._folder, self._mono_s = folder, mono_s
        self._asked_at_s: float | None = None
        self._lock = threading.Lock()

    def take(self, today: date) -> bool:
        """Count one more, and tell whether to ask for it: not again while one is on its way."""
        with self._lock:
            asked_at_s, now_s = self._asked_at_s, self._mono_s()
            if asked_at_s is not None and now_s - asked_at_s < ASKED_S:
                return False
            counted = self._known().one_more(today)
            if counted is None:
                return False
            try:
                self._folder.write(REBOOTS, counted.to_dict())
            except OSError:  # what cannot be counted could go on for ever
                return False
            self._asked_at_s = now_s
            return True

    def _known(self) -> Reboots:
        try:
            return Reboots.from_dict(self._folder.read(REBOOTS))
        except (FileNotFoundError, DamagedError):
            return Reboots.from_dict({})
