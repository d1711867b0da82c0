"""A clock that stands still until a test moves it."""

import secrets
from datetime import datetime, timedelta

from content.trusted_time import Reading
from tests.vectors.statements import NOON


class FakeClock:
    """A clock that tests move; `wall` may be wrong while `true` time goes on."""

    def __init__(self, wall: datetime = NOON, synchronised: bool = False) -> None:
        self.wall, self.synchronised, self.true = wall, synchronised, NOON
        self.mono, self.boot = 1000.0, "boot-1"

    def reading(self) -> Reading:
        return Reading(self.wall, self.mono, self.synchronised)

    def mono_s(self) -> float:
        return self.mono

    def advance(self, seconds: float) -> None:
        self.mono += seconds
        self.wall += timedelta(seconds=seconds)
        self.true += timedelta(seconds=seconds)

    def power_cut(self, wall: datetime) -> None:
        self.boot, self.mono, self.wall = secrets.token_hex(4), 3.0, wall
