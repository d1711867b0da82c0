"""Power of a screen by command: against the hours for a while, then the hours decide again.

The browser's `player/page/state/power.js` answers alike; see tests/vectors/power.json.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from content.errors import InvalidInputError
from content.instant import parse_instant

LONGEST_POWER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PowerOrder:
    """Hold a command: on or off until an instant, or until the hours change of themselves."""

    is_on: bool
    planned: bool
    until: datetime

    def holds(self, planned: bool, at: datetime) -> bool:
        """Tell whether it still counts against what the hours say now; if not, it is over."""
        return self.planned == planned and at < self.until


def power_order(command: Mapping[str, object], planned: bool, at: datetime) -> PowerOrder | None:
    """Read a power command that came at an instant; None: the hours decide.

    Raises: InvalidInputError.
    """
    on, until = command.get("on"), command.get("until")
    if on is None and until is None:
        return None
    if not isinstance(on, bool):
        raise InvalidInputError("Power is on or off.", field="on")
    last = at + LONGEST_POWER
    end = last if until is None else min(last, parse_instant(until, "until"))
    return PowerOrder(on, planned, end)


def is_on(order: PowerOrder | None, planned: bool, at: datetime) -> bool:
    """Tell whether the screen is to be on, by the order if it holds, else by the hours."""
    return order.is_on if order is not None and order.holds(planned, at) else planned
