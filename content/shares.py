"""Shares of the screen time: what part each category gets at least, and the turns that give it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import gcd

from content.category import CategoryKey
from content.errors import InvalidInputError
from content.values import read_choice, read_whole

LARGEST_CYCLE = 600
WHOLE = 100
MOST_TOGETHER = 95
"""Percent that floors may take while something without one waits: nobody starves."""
TIGHT, TOLERANCE = 90, 2
"""Floors of more than 90 % together are held within 2 percentage points, others exactly."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Describe what takes part in a round: its category, seconds of one turn, pages, weight."""

    name: str
    category: str
    seconds: int
    pages: int
    weight: int


@dataclass(frozen=True, slots=True)
class CategoryShares:
    """Hold the least percent of screen time of each category, while it has anything to show."""

    percents: tuple[tuple[CategoryKey, int], ...] = ()

    def to_dict(self) -> dict[str, int]:
        """Write them as JSON: `{"policy": 30}`."""
        return {key.value: percent for key, percent in self.percents}

    @classmethod
    def from_dict(cls, value: object) -> "CategoryShares":
        """Read them; 0 leaves a category out. Raises: InvalidInputError, also above 100 %."""
        if not isinstance(value, Mapping):
            raise InvalidInputError("Shares must be an object.", field="shares")
        read = {
            read_choice(CategoryKey, name, "shares"): read_whole(percent, 0, WHOLE, "shares")
            for name, percent in value.items()
        }
        if sum(read.values()) > WHOLE:
            raise InvalidInputError(
                "The shares come to {sum} %: together they may be 100 % at most.",
                field="shares",
                code="shares_above_whole",
                sum=sum(read.values()),
            )
        return cls(tuple((key, read[key]) for key in CategoryKey if read.get(key)))

    def floors(self, turns: Sequence[Turn]) -> dict[str, int]:
        """Give the floors, in percent, that count in this company; scaled where others wait."""
        here = {turn.category for turn in turns}
        found: dict[str, int] = {
            key.value: percent for key, percent in self.percents if key.value in here
        }
        total = sum(found.values())
        most = MOST_TOGETHER if here - set(found) else WHOLE
        if total > most:
            found = {name: percent * most // total for name, percent in found.items()}
        return found


def turns_in_a_round(turns: Sequence[Turn], shares: CategoryShares) -> dict[str, int]:
    """Say how often each comes in one round: by weight, raised until every floor is held.

    That holds as long as the round stays within 600 slots; with more pages than that each
    notice comes once. Within a category the weights go on counting.
    """
    floors = shares.floors(turns)
    counts = _by_weight(turns, LARGEST_CYCLE if not floors else LARGEST_CYCLE // 2)
    if floors:
        _raise(turns, counts, floors)
    divisor = gcd(*counts.values()) or 1
    return {name: count // divisor for name, count in counts.items()}


def measured(turns: Sequence[Turn], counts: Mapping[str, int]) -> dict[str, float]:
    """Give each category's percent of the screen time in one round."""
    seconds: dict[str, int] = {}
    for turn in turns:
        spent = turn.seconds * counts[turn.name]
        seconds[turn.category] = seconds.get(turn.category, 0) + spent
    total = sum(seconds.values()) or 1
    return {name: WHOLE * spent / total for name, spent in seconds.items()}


def _by_weight(turns: Sequence[Turn], most_slots: int) -> dict[str, int]:
    """Give turns by weight, fewer where the round would grow too long, never none."""
    divisor = gcd(*(turn.weight for turn in turns)) or 1
    counts = {turn.name: turn.weight // divisor for turn in turns}
    slots = sum(counts[turn.name] * turn.pages for turn in turns)
    if slots > most_slots:
        counts = {name: max(1, count * most_slots // slots) for name, count in counts.items()}
    return counts


def _raise(turns: Sequence[Turn], counts: dict[str, int], floors: Mapping[str, int]) -> None:
    """Give turns to the category furthest below its floor until none is, or the round is full."""
    members = {name: [turn for turn in turns if turn.category == name] for name in floors}
    seconds = {
        name: sum(turn.seconds * counts[turn.name] for turn in members[name]) for name in floors
    }
    total = sum(turn.seconds * counts[turn.name] for turn in turns)
    slots = sum(turn.pages * counts[turn.name] for turn in turns)
    slack = TOLERANCE if sum(floors.values()) > TIGHT else 0
    while total:
        missing = {name: (floors[name] - slack) * total - WHOLE * seconds[name] for name in floors}
        name = max(missing, key=lambda known: missing[known])
        turn = min(members[name], key=lambda one: counts[one.name] / one.weight)
        if missing[name] <= 0 or slots + turn.pages > LARGEST_CYCLE:
            return
        counts[turn.name] += 1
        seconds[name] += turn.seconds
        total += turn.seconds
        slots += turn.pages
