"""The runs a notice's words come in, text or facts: where one may be cut and what that costs."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Protocol

from content.body import Facts
from content.fitting import Stop, Width, even_lines, pieces, stop_after
from content.layout import Measure
from content.lines import NBSP, is_pair
from content.page import Block
from content.rows import fact_rows
from content.text import bind

STOP_COST = {Stop.SENTENCE: 1.0, Stop.CLAUSE: 5.0, Stop.PHRASE: 14.0, Stop.SPACE: 20.0}
PAIR_PARTED = 6.0
SHORT_HEAD = 20.0
SHORT_WORDS = 7
LONE_TAIL = 40.0
SHORT_TAIL = 20.0
LEAST_WORDS = 3
FACTS_SPLIT = 6.0
LONE_FACT = 4.0


@dataclass(frozen=True, slots=True)
class End:
    """Say that a page may end before `place`, having taken so many lines."""

    place: int
    lines: int


class Run(Protocol):
    """A stretch of words that pages take from its first place to its last."""

    @property
    def parting(self) -> float:
        """Give what it costs when a page ends after it."""

    @property
    def length(self) -> int:
        """Count its places: words or facts."""

    def ends(self, start: int, width_u: float, lines: int) -> Sequence[End]:
        """Give where a page that begins at `start` may end, in order; none when nothing fits."""

    def damage(self, start: int, end: int, width_u: float, next_u: float) -> float:
        """Give what a cut costs; widths of this page's column and of the next page's."""

    def block(self, start: int, end: int, width_u: float) -> Block:
        """Set the places from start to end."""


class TextRun:
    """A paragraph; its places are words."""

    def __init__(
        self, text: str, narrowest_u: float, width: Width, *, is_fact: bool = False
    ) -> None:
        """Take the words apart; a word wider than the narrowest column comes in pieces.

        `is_fact`: another fact follows and should stand on the same page.
        """
        self.parting = FACTS_SPLIT if is_fact else 0.0
        self._width = width
        self._pieces = list(pieces(bind(text), narrowest_u, width))
        words = [word for word, _ in self._pieces]
        space_u = width("n n") - width("nn")
        self._sizes = [width(word) for word in words]
        self._gaps = [space_u if joint else 0.0 for _, joint in self._pieces]
        self._stops = [stop_after(*pair) for pair in zip(words, words[1:], strict=False)]
        self._stops.append(Stop.SENTENCE)
        ends = (place for place, stop in enumerate(self._stops, 1) if stop is Stop.SENTENCE)
        self._sentences = [0, *ends]
        steps = (size + gap for size, gap in zip(self._sizes, self._gaps, strict=True))
        self._upto = [0.0, *accumulate(steps)]

    @property
    def length(self) -> int:
        """Count its words."""
        return len(self._sizes)

    def ends(self, start: int, width_u: float, lines: int) -> list[End]:
        """Give every stop better than a space, and the ends of full lines."""
        found: list[End] = []
        used, length = 0, 0.0
        for place in range(start, self.length):
            longer = length + self._gaps[place] + self._sizes[place]
            if used and longer <= width_u:
                length = longer
            else:
                if used:
                    self._end_line(found, start, place, used)
                used, length = used + 1, self._sizes[place]
            if used > lines:
                return found
            if place + 1 == self.length or self._stops[place] > Stop.SPACE:
                found.append(End(place + 1, used))
        return found

    def damage(self, start: int, end: int, width_u: float, next_u: float) -> float:
        """Count the stop itself, a short head before it and a lone tail after it."""
        stop = self._stops[end - 1]
        if stop is Stop.SENTENCE:
            return STOP_COST[stop]
        cost = STOP_COST[stop] + (PAIR_PARTED if self._is_pair(end) else 0.0)
        after = bisect_right(self._sentences, end)
        head = max(start, self._sentences[after - 1])
        tail = self._sentences[after]
        if tail - end < LEAST_WORDS or self._upto[tail] - self._upto[end] <= next_u:
            cost += LONE_TAIL if tail == self.length else SHORT_TAIL
        words = sum(1 + word.count(NBSP) for word, _ in self._pieces[head:end])
        if words < SHORT_WORDS or self._upto[end] - self._upto[head] <= width_u:
            cost += SHORT_HEAD
        return cost

    def block(self, start: int, end: int, width_u: float) -> Block:
        """Set the words in even lines."""
        taken = self._pieces[start:end]
        text = "".join(joint + word for word, joint in taken).lstrip(" ")
        ends = self.ends(start, width_u, len(taken))
        most = next(found.lines for found in ends if found.place >= end)
        return Block("lines", tuple(even_lines(text, most, width_u, self._width)))

    def _end_line(self, found: list[End], start: int, place: int, lines: int) -> None:
        """Add the end of a full line; a word earlier too where it would part a pair."""
        known = found[-1].place if found else start
        if self._is_pair(place) and known < place - 1:
            found.append(End(place - 1, lines))
        if known < place:
            found.append(End(place, lines))

    def _is_pair(self, end: int) -> bool:
        return is_pair(self._pieces[end - 1][0], self._pieces[end][0])


class FactsRun:
    """Facts in two columns; its places are facts, never cut inside."""

    def __init__(self, facts: Facts, em_u: float, measure: Measure) -> None:
        """Take the facts as they stand."""
        self.parting = 0.0
        self._facts = facts
        self._em_u = em_u
        self._measure = measure

    @property
    def length(self) -> int:
        """Count its facts."""
        return len(self._facts.rows)

    def ends(self, start: int, width_u: float, lines: int) -> list[End]:
        """Give the ends of whole facts; none in a column too narrow for two columns."""
        found: list[End] = []
        for end in range(start + 1, self.length + 1):
            rows = self._rows(start, end, width_u)
            if rows is None or len(rows) > lines:
                break
            found.append(End(end, len(rows)))
        return found

    def damage(self, start: int, end: int, width_u: float, next_u: float) -> float:
        """Count the cut, more when it leaves a fact alone."""
        lone = (end - start == 1) + (self.length - end == 1)
        return FACTS_SPLIT + LONE_FACT * lone

    def block(self, start: int, end: int, width_u: float) -> Block:
        """Set the facts side by side with their labels."""
        return Block("facts", rows=self._rows(start, end, width_u) or ())

    def _rows(self, start: int, end: int, width_u: float) -> tuple[tuple[str, str], ...] | None:
        return fact_rows(Facts(self._facts.rows[start:end]), width_u, self._em_u, self._measure)
