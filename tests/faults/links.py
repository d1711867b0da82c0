"""Links as numbers: how late, how slow and how lossy; no socket is touched here.

Loss is what TCP makes of it: a lost segment comes one round trip later, at the earliest after
200 ms (TCP's shortest timeout), and all behind it waits, for bytes come in order.
"""

import random
from dataclasses import dataclass

SEGMENT = 1400
"""The bytes of a segment, at most."""
SHORTEST_TIMEOUT_S = 0.2
LONGEST_TIMEOUT_S = 60.0


@dataclass(frozen=True, slots=True)
class Link:
    """Properties of a link; `rate` is in bit/s in each direction, 0 for no limit.

    `jitter_ms` is added to or taken from the round trip, `loss` is the share of segments from
    0 to 1. `outage_s` is how long an outage of this link lasts; when, its user decides.
    """

    name: str
    round_trip_ms: float
    rate: int = 0
    loss: float = 0.0
    jitter_ms: float = 0.0
    outage_s: float = 0.0

    @property
    def timeout_s(self) -> float:
        """Give how long TCP waits for an acknowledgement before it sends again, in s."""
        return max(SHORTEST_TIMEOUT_S, (self.round_trip_ms + self.jitter_ms) / 1000)

    def with_outages_of(self, seconds: float) -> "Link":
        """Give the same link with another length of its outages, to scale time."""
        return Link(
            self.name, self.round_trip_ms, self.rate, self.loss, self.jitter_ms, seconds
        )  # fmt: skip


LAN = Link("lan", 1.0)
MOBILE = Link("3g", 300.0, 1_600_000, 0.01)
POOR_MOBILE = Link("3g-poor", 400.0, 400_000, 0.03, 150.0, 20.0)
ISLAND = Link("island", 800.0, 128_000, 0.05, 0.0, 3600.0)
LINKS = (LAN, MOBILE, POOR_MOBILE, ISLAND)


class Lane:
    """One direction of a link, shared by all connections; a segment after the other."""

    def __init__(self, link: Link, chance: random.Random) -> None:
        self._link, self._chance = link, chance
        self._free_at_s = 0.0

    def arrival_s(self, size: int, now_s: float) -> float:
        """Take a segment of `size` bytes at `now_s`; give when it arrives.

        A lost one takes the lane's time twice. The caller keeps what arrives in order.
        """
        link = self._link
        times = 2 if self._chance.random() < link.loss else 1
        took_s = times * size * 8 / link.rate if link.rate else 0.0
        self._free_at_s = max(now_s, self._free_at_s) + took_s
        jitter_ms = self._chance.uniform(-link.jitter_ms, link.jitter_ms)
        late_s = max(0.0, link.round_trip_ms + jitter_ms) / 2000
        if times > 1:
            late_s += max(SHORTEST_TIMEOUT_S, link.round_trip_ms / 1000)
        return self._free_at_s + late_s
