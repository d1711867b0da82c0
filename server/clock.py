"""The only reader of the clock in the server."""

import time
from datetime import UTC, datetime


class Clock:
    """The machine's clock; tests put a fixed one in its place."""

    def now(self) -> datetime:
        """Return the current instant, aware, UTC."""
        return datetime.now(UTC)

    def monotonic_s(self) -> float:
        """Return seconds since an arbitrary start; never goes back."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait; under the realtime engine only the calling greenlet waits."""
        time.sleep(seconds)


def unix_ms(at: datetime) -> int:
    """Return whole milliseconds since 1970-01-01T00:00:00Z."""
    return int(at.timestamp() * 1000)
