"""Fitting text into a number of lines, and how well a page may end after a word."""

import math
from collections.abc import Callable, Iterator, Sequence
from enum import IntEnum

from content.text import break_lines

Width = Callable[[str], float]

ELLIPSIS = "…"
SENTENCE_ENDS = (".", "!", "?", "…")
CLAUSE_ENDS = (",", ";", "–")
_STARTS = (
    "và hoặc hay nhưng để tại ở từ trong trên khi nếu vì thì mà do theo thay có không của trước sau"
)
PHRASE_STARTS = frozenset(_STARTS.split())
_CLOSING = "”\"')»"
_ABBREVIATIONS = frozenset({"tp.", "ts.", "ths.", "gs.", "pgs.", "bs.", "tr.", "đ/c.", "v.v."})


class Stop(IntEnum):
    """Say how well a page may end after a word, worst first."""

    SPACE = 0
    PHRASE = 1
    CLAUSE = 2
    SENTENCE = 3


def stop_after(word: str, following: str) -> Stop:
    """Tell what ends between two words."""
    bare = word.rstrip(_CLOSING)
    ends = bare.endswith(SENTENCE_ENDS) and bare.lower() not in _ABBREVIATIONS
    if ends and not following[:1].islower():
        return Stop.SENTENCE
    if bare.endswith(CLAUSE_ENDS):
        return Stop.CLAUSE
    begins = following in PHRASE_STARTS and word not in PHRASE_STARTS
    return Stop.PHRASE if begins and word[-1:].isalnum() else Stop.SPACE


def one_line(text: str, width: float, measure: Width) -> str:
    """Give the text if it fits on one line, else as many words as do, with an ellipsis."""
    if measure(text) <= width:
        return text
    words = text.split(" ")
    for count in range(len(words) - 1, 0, -1):
        shorter = " ".join(words[:count]).rstrip(" ,;:.–-") + ELLIPSIS
        if measure(shorter) <= width:
            return shorter
    return _shortened(text, width, measure)


def some_lines(text: str, lines: int, width: float, measure: Width) -> list[str]:
    """Give at most so many lines; what does not fit is cut with an ellipsis."""
    found = break_lines(text, width, measure)
    if len(found) <= lines:
        return found
    words = [word for word, _ in pieces(text, width, measure)]
    rows = [" ".join(row) for row in greedy(words, width, measure)]
    return [*rows[: lines - 1], one_line(" ".join(rows[lines - 1 :]), width, measure)]


def even_lines(text: str, lines: int, width: float, measure: Width) -> list[str]:
    """Break evenly; full lines instead when kerning would make one line too many."""
    found = break_lines(text, width, measure)
    if len(found) <= lines:
        return found
    words = [word for word, _ in pieces(text, width, measure)]
    return [" ".join(row) for row in greedy(words, width, measure)]


def pieces(text: str, width: float, measure: Width) -> Iterator[tuple[str, str]]:
    """Give words that each fit on a line, each with the joint before it.

    The joint is a space, or nothing where a word was wider than a line and came in pieces.
    """
    for word in text.split(" "):
        if measure(word) <= width:
            yield word, " "
            continue
        place = 0
        for piece in break_lines(word, width, measure):
            at = word.find(piece, place)
            yield piece, " " if place == 0 or at > place else ""
            place = at + len(piece)


def greedy(words: Sequence[str], width: float, measure: Width) -> list[list[str]]:
    """Fill line by line."""
    space = measure("n n") - measure("nn")
    rows: list[list[str]] = []
    length = math.inf
    for word in words:
        size = measure(word)
        if length + space + size > width:
            rows.append([word])
            length = size
        else:
            rows[-1].append(word)
            length += space + size
    return rows


def _shortened(text: str, width: float, measure: Width) -> str:
    for count in range(len(text) - 1, 0, -1):
        if measure(text[:count] + ELLIPSIS) <= width:
            return text[:count] + ELLIPSIS
    return ELLIPSIS
