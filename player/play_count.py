"""What is being counted: seconds and showings of each item, hour by hour; instants as Unix time."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from math import ceil

from content.play import Play

HOUR_S = 3600
# Records from a page may end a little after their hour.
_BEYOND_S = 60.0
Key = tuple[int, str, str, int, str | None]


@dataclass(frozen=True, slots=True)
class Showing:
    """Say what is on: an item of a score, its page and slot; `instead` of which it stands there."""

    manifest: str
    item: str
    revision: int
    page: int
    starts_at: datetime
    instead: str | None = None

    def begins_after(self, last: "Showing | None") -> bool:
        """Tell a new showing: another item, or the same from an earlier page again."""
        if last is None or self.item != last.item:
            return True
        return self.starts_at != last.starts_at and self.page <= last.page


@dataclass(frozen=True, slots=True)
class Count:
    """Add up one item of one hour, and of one reason to stand in for another."""

    hour: int
    manifest: str
    item: str
    revision: int
    instead: str | None
    begun: float
    ended: float
    seconds: float = 0.0
    count: int = 0

    @property
    def key(self) -> Key:
        """Name what is added up."""
        return self.hour, self.manifest, self.item, self.revision, self.instead

    def play(self) -> Play:
        """Give it as it is signed; never more than there was time for."""
        span_s = self.ended - self.begun
        return Play(
            manifest=self.manifest,
            item=self.item,
            revision=self.revision,
            from_at=datetime.fromtimestamp(self.begun, UTC),
            to_at=datetime.fromtimestamp(self.ended, UTC),
            seconds=min(round(self.seconds), ceil(span_s)),
            count=min(self.count, int(span_s) + 1),
        )


class Counts:
    """Hold the counts by what they add up."""

    def __init__(self, value: object = None) -> None:
        """Begin empty, or with what `to_list` wrote; what is not one of ours is left out."""
        entries = value if isinstance(value, list) else []
        held = [Count(**one) for one in entries if isinstance(one, dict) and set(one) == _FIELDS]
        self._held: dict[Key, Count] = {one.key: one for one in held}

    def __iter__(self) -> Iterator[Count]:
        """Go through the counts in the order in which they began."""
        return iter(sorted(self._held.values(), key=lambda one: (one.hour, one.begun, one.item)))

    def copy(self) -> "Counts":
        """Give another with the same counts."""
        made = Counts()
        made._held = dict(self._held)
        return made

    def since(self, hour: int) -> "Counts":
        """Give another without the hours before."""
        made = Counts()
        made._held = {key: one for key, one in self._held.items() if one.hour >= hour}
        return made

    def pass_time(self, showing: Showing, at: float, passed_s: float) -> None:
        """Add the seconds that ended at an instant to its hour."""
        found = self._of(showing, at)
        begun = min(found.begun, max(at - passed_s, found.hour * HOUR_S))
        self._held[found.key] = replace(
            found, begun=begun, ended=max(found.ended, at), seconds=found.seconds + passed_s
        )

    def begin(self, showing: Showing, at: float) -> None:
        """Add a showing."""
        found = self._of(showing, at)
        self._held[found.key] = replace(found, count=found.count + 1)

    def add(self, play: Play, instead: object) -> None:
        """Add what a page has counted."""
        begun, ended = play.from_at.timestamp(), play.to_at.timestamp()
        hour, other = int(begun // HOUR_S), instead if isinstance(instead, str) else None
        ended = min(ended, (hour + 1) * HOUR_S + _BEYOND_S)
        new = Count(hour, play.manifest, play.item, play.revision, other, begun, ended)
        found = self._held.get(new.key, new)
        self._held[new.key] = replace(
            found,
            begun=min(found.begun, begun),
            ended=max(found.ended, ended),
            seconds=found.seconds + play.seconds,
            count=found.count + play.count,
        )

    def to_list(self) -> list[dict[str, object]]:
        """Write them for the disk."""
        return [asdict(one) for one in self]

    def _of(self, showing: Showing, at: float) -> Count:
        hour = int(at // HOUR_S)
        new = Count(hour, showing.manifest, showing.item, showing.revision, showing.instead, at, at)
        return self._held.get(new.key, new)


_FIELDS = set(Count.__slots__)


def written(value: object) -> dict[str, int]:
    """Read the highest number taken of each log, as it was written."""
    entries = value if isinstance(value, list) else []
    pairs = [one for one in entries if isinstance(one, list) and len(one) == 2]
    return {str(name): int(seq) for name, seq in pairs if isinstance(seq, int)}


def name_of(record: Mapping[str, object]) -> tuple[object, object]:
    """Name a record by its log and number."""
    return record.get("log"), record.get("seq")
