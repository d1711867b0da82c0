"""One signed word of a board: how long and how often it showed an item within an hour."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from content.errors import InvalidInputError
from content.instant import format_instant
from content.payload_fields import read_digest, read_instant, read_integer, read_name

LONGEST = timedelta(hours=1, minutes=1)
AHEAD = timedelta(minutes=5)
HIGHEST_REVISION = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Play:
    """Hold a play record without its log, number and signature."""

    manifest: str
    item: str
    revision: int
    from_at: datetime
    to_at: datetime
    seconds: int
    count: int

    @classmethod
    def from_dict(cls, record: Mapping[str, object]) -> "Play":
        """Read a record. Raises: TrustError (malformed)."""
        return cls(
            manifest=read_digest(record, "manifest"),
            item=read_name(record, "item"),
            revision=read_integer(record, "revision", low=1),
            from_at=read_instant(record, "from"),
            to_at=read_instant(record, "to"),
            seconds=read_integer(record, "seconds"),
            count=read_integer(record, "count"),
        )

    def to_dict(self) -> dict[str, object]:
        """Write it with the names of the board protocol."""
        return {
            "manifest": self.manifest,
            "item": self.item,
            "revision": self.revision,
            "from": format_instant(self.from_at),
            "to": format_instant(self.to_at),
            "seconds": self.seconds,
            "count": self.count,
        }

    def check(self, now: datetime) -> None:
        """Refuse what cannot have been. Raises: InvalidInputError, its code says why."""
        span = self.to_at - self.from_at
        if self.revision > HIGHEST_REVISION:
            raise InvalidInputError("There is no such revision.", code="malformed")
        if span < timedelta(0):
            raise InvalidInputError("A play ends after it begins.", code="malformed")
        if span > LONGEST:
            raise InvalidInputError("A record holds one hour at most.", code="too_long")
        if max(self.seconds, self.count) > span.total_seconds() + 1:
            raise InvalidInputError("More was shown than there was time.", code="implausible")
        if self.to_at > now + AHEAD:
            raise InvalidInputError("This has not been yet.", code="in_future")
