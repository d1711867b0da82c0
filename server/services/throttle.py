"""Slows repeated failures per account and per address; it never locks anybody out."""

import threading
from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address

from content.errors import ContentError

_FREE_FAILURES = 3
_FIRST_DELAY_S = 0.5
_LONGEST_DELAY_S = 5.0
_FORGOTTEN_AFTER = timedelta(minutes=15)
_KEPT = 10_000
_AT_ONCE_FROM_ONE_PLACE = 6
_ONE_NETWORK = 64


def network_of(address: str) -> str:
    """Return what counts as one place: an IPv4 address, or the /64 an IPv6 one is free to roam."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or IPv6Network((int(found), _ONE_NETWORK), strict=False))


class BusyError(ContentError):
    """More sign-ins are waiting than the machine, or one address, may have."""

    code = "busy"


class Throttle:
    """Counts failures by key in memory; the oldest keys are dropped first."""

    def __init__(self) -> None:
        """Start with no failures known."""
        self._failures: OrderedDict[str, tuple[int, datetime]] = OrderedDict()
        self._under_way: Counter[str] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def attempt(self, place: str) -> Iterator[None]:
        """Hold one of the few turns of an address or device, so that it cannot take everybody's.

        Raises: BusyError.
        """
        with self._lock:
            if self._under_way[place] >= _AT_ONCE_FROM_ONE_PLACE:
                raise BusyError("Too many people are signing in at once. Try again in a moment.")
            self._under_way[place] += 1
        try:
            yield
        finally:
            with self._lock:
                self._under_way[place] -= 1
                if not self._under_way[place]:
                    del self._under_way[place]

    def delay_s(self, keys: tuple[str, ...], at: datetime) -> float:
        """Return how long the next attempt with these keys waits, at most 5 s."""
        with self._lock:
            worst = max((self._count(key, at) for key in keys), default=0)
        if worst < _FREE_FAILURES:
            return 0.0
        doublings = min(worst - _FREE_FAILURES, 10)
        return min(_FIRST_DELAY_S * 2.0**doublings, _LONGEST_DELAY_S)

    def failed(self, keys: tuple[str, ...], at: datetime) -> None:
        """Remember one failure under each key."""
        with self._lock:
            for key in keys:
                self._failures[key] = (self._count(key, at) + 1, at)
                self._failures.move_to_end(key)
            while len(self._failures) > _KEPT:
                self._failures.popitem(last=False)

    def succeeded(self, keys: tuple[str, ...]) -> None:
        """Forget the failures under each key."""
        with self._lock:
            for key in keys:
                self._failures.pop(key, None)

    def _count(self, key: str, at: datetime) -> int:
        count, last = self._failures.get(key, (0, at))
        return 0 if at - last > _FORGOTTEN_AFTER else count
