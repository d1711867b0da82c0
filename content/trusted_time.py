"""What time a board believes it is: a synchronised clock, or the server's word plus monotonic time.

Pure: a Reading of the clocks comes in, a Moment goes out. A wrong wall clock decides nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from content.instant import format_instant, parse_instant

# A clock outside of these years is wrong, whatever it says about itself.
EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)
LATEST = datetime(2080, 1, 1, tzinfo=UTC)
NOW_AFTER_HEAD = timedelta(seconds=600)
FLOOR_AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reading:
    """Hold what the clocks of the box say: wall time, monotonic seconds, synchronised or not."""

    wall: datetime
    mono_s: float
    synchronised: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """Hold an instant to act on and whether it may be called certain."""

    at: datetime
    trusted: bool


@dataclass(frozen=True, slots=True)
class TrustedTime:
    """Remember the floor (highest verified `issued_at`) and a base that monotonic time runs from.

    `anchored` says that the base was the server's `now`, and so trusted.
    """

    floor: datetime | None = None
    epoch: int | None = None
    base_at: datetime | None = None
    base_mono_s: float = 0.0
    anchored: bool = False

    def now(self, reading: Reading) -> Moment:
        """Tell the time; while untrusted it is the last verified instant plus monotonic time."""
        if self._is_sound(reading):
            return Moment(self._above_floor(reading.wall), True)
        if self.base_at is None:
            return Moment(self._above_floor(reading.wall), False)
        elapsed_s = max(0.0, reading.mono_s - self.base_mono_s)
        return Moment(self._above_floor(self.base_at + timedelta(seconds=elapsed_s)), self.anchored)

    def after_statement(self, reading: Reading, issued_at: datetime) -> "TrustedTime":
        """Take in a verified `issued_at`: it lifts the floor, and the time if that is a guess."""
        moment = self.now(reading)
        if moment.trusted and issued_at > moment.at + FLOOR_AHEAD:
            return self
        raised = replace(self, floor=max(self.floor or issued_at, issued_at))
        if moment.trusted or (self.base_at is not None and issued_at <= moment.at):
            return raised
        return replace(raised, base_at=issued_at, base_mono_s=reading.mono_s)

    def after_head(
        self, reading: Reading, issued_at: datetime, epoch: int, server_now: datetime | None = None
    ) -> "TrustedTime":
        """Take in a head that was just accepted, and the `now` that came beside it, if any.

        While untrusted the head counts as now; `now` counts from issued_at to 600 s after it.
        """
        started = self._in_epoch(epoch)
        moved = started.after_statement(reading, issued_at)
        if server_now is not None and issued_at <= server_now <= issued_at + NOW_AFTER_HEAD:
            return replace(moved, base_at=server_now, base_mono_s=reading.mono_s, anchored=True)
        if not started.now(reading).trusted:
            return replace(moved, base_at=issued_at, base_mono_s=reading.mono_s)
        return moved

    def checkpoint(self, reading: Reading) -> "TrustedTime":
        """Move the base to now, for the disk: a power cut then costs little time."""
        if self.base_at is None and not self._is_sound(reading):
            return self
        return replace(self, base_at=self.now(reading).at, base_mono_s=reading.mono_s)

    def after_power_on(self, mono_s: float) -> "TrustedTime":
        """Begin again with monotonic time that counts from elsewhere: nothing is trusted."""
        return replace(self, base_mono_s=mono_s, anchored=False)

    def to_dict(self) -> dict[str, object]:
        """Write it for the disk."""
        return {
            "floor": format_instant(self.floor) if self.floor else None,
            "epoch": self.epoch,
            "base_at": format_instant(self.base_at) if self.base_at else None,
            "base_mono_s": self.base_mono_s,
            "anchored": self.anchored,
        }

    @classmethod
    def from_dict(cls, value: Mapping[str, object]) -> "TrustedTime":
        """Read it from the disk. Raises: InvalidInputError."""
        epoch, mono_s = value.get("epoch"), value.get("base_mono_s")
        return cls(
            floor=parse_instant(value["floor"]) if value.get("floor") else None,
            epoch=epoch if isinstance(epoch, int) else None,
            base_at=parse_instant(value["base_at"]) if value.get("base_at") else None,
            base_mono_s=float(mono_s) if isinstance(mono_s, int | float) else 0.0,
            anchored=value.get("anchored") is True,
        )

    def _in_epoch(self, epoch: int) -> "TrustedTime":
        """A new epoch resets the floor, and what was guessed from it."""
        if self.epoch is None or epoch <= self.epoch:
            return replace(self, epoch=max(self.epoch or epoch, epoch))
        if self.anchored:
            return replace(self, epoch=epoch, floor=None)
        return TrustedTime(epoch=epoch)

    def _is_sound(self, reading: Reading) -> bool:
        """Tell whether the wall clock is synchronised and not a day behind what is known."""
        low = self.floor - FLOOR_AHEAD if self.floor else EARLIEST
        return reading.synchronised and max(low, EARLIEST) <= reading.wall < LATEST

    def _above_floor(self, at: datetime) -> datetime:
        return max(at, self.floor) if self.floor else at
