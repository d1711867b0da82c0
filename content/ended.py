"""Alerts that are over for good: remembered until they would have expired, so that none returns.

An approval does not age with a cancellation: who held it could show the alert again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from content.alert import Alert
from content.head import Head
from content.identity import Identity
from content.instant import format_instant
from content.payload_fields import Payload, read_instant, read_integer
from content.targeting import matches

MOST_UNKNOWN = 500
"""Cancelled alerts kept that this board never held: what anybody with the server can invent."""
_MARGIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Ended:
    """Remember up to which revision an alert is over, and until when that matters."""

    revision: int
    expires: datetime

    def to_dict(self) -> dict[str, object]:
        """Write it for the disk."""
        return {"revision": self.revision, "expires": format_instant(self.expires)}

    @classmethod
    def from_dict(cls, value: Payload) -> "Ended":
        """Read it from the disk. Raises: TrustError (malformed)."""
        return cls(read_integer(value, "revision"), read_instant(value, "expires"))


def ended_with(
    ended: Mapping[str, Ended], over: Alert, held: Alert | None = None
) -> Mapping[str, Ended]:
    """Remember one more that is over; `held` is the revision it ends, if the board had one.

    One that the board never had is remembered while there is room: none is forgotten for it.
    """
    known = ended.get(over.id)
    is_unknown = known is None and held is None and over.state == "cancelled"
    if is_unknown and len(ended) >= MOST_UNKNOWN:
        return ended
    ends = [over.expires, *([held.expires] if held else []), *([known.expires] if known else [])]
    revision = max(over.revision, known.revision if known else 0)
    return {**ended, over.id: Ended(revision, max(ends))}


def is_cancelled_by(head: Head, alert: Alert, identity: Identity) -> bool:
    """Tell whether a head that leaves an alert out says by this that it was cancelled.

    It may also be that the board was moved, or that the alert has expired.
    """
    return (
        not alert.is_bare_test
        and head.identity == identity.digest
        and head.issued_at < alert.expires
        and matches(alert.targets, identity.addressee)
    )


def still_ended(ended: Mapping[str, Ended], at: datetime) -> Mapping[str, Ended]:
    """Forget those that have long expired by the board's own time."""
    if all(at <= entry.expires + _MARGIN for entry in ended.values()):
        return ended
    return {name: entry for name, entry in ended.items() if at <= entry.expires + _MARGIN}
