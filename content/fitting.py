"""Fitting text into a number of lines: whole, by a good place to stop, or cut to one line."""

import math
from collections.abc import Callable, Sequence

from content.text import break_lines

Width = Callable[[str], float]

ELLIPSIS = "…"
SENTENCE_ENDS = (".", "!", "?", "…")
CLAUSE_ENDS = (",", ";", ":", "–")
_CLOSING = "”\"')»"
_ABBREVIATIONS = frozenset({"tp.", "ts.", "ths.", "gs.", "pgs.", "bs.", "tr.", "đ/c.", "v.v."})


def fit(text: str, lines: int, needed: int, width: float, measure: Width) -> tuple[list[str], str]:
    """Give the lines that go on this page and the text left for the next.

    All of it when it fits; else it stops after a sentence, or a clause, as late as possible
    but not before `needed` lines are filled; else at a space. Nothing is taken when `needed`
    is 0 and no sentence ends in time.
    """
    words = _words(text, width, measure)
    rows = _greedy(words, width, measure)
    if len(rows) <= lines:
        return _even(words, lines, width, measure), ""
    ends = _line_ends(rows, lines)
    for marks in (SENTENCE_ENDS, CLAUSE_ENDS):
        stop = _last_stop(words, ends, needed, marks)
        if stop:
            return _even(words[:stop], lines, width, measure), " ".join(words[stop:])
        if needed <= 0:
            return [], text
    stop = ends[-1]
    return [" ".join(row) for row in rows[:lines]], " ".join(words[stop:])


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
    rows = _greedy(_words(text, width, measure), width, measure)
    kept = [" ".join(row) for row in rows[: lines - 1]]
    rest = " ".join(word for row in rows[lines - 1 :] for word in row)
    return [*kept, one_line(rest, width, measure)]


def _words(text: str, width: float, measure: Width) -> list[str]:
    """Give words that each fit on a line; a wider one comes in pieces."""
    found: list[str] = []
    for word in text.split(" "):
        fits = measure(word) <= width
        found.extend([word] if fits else break_lines(word, width, measure))
    return found


def _even(words: Sequence[str], lines: int, width: float, measure: Width) -> list[str]:
    text = " ".join(words)
    found = break_lines(text, width, measure)
    if len(found) <= lines:
        return found
    return [" ".join(row) for row in _greedy(words, width, measure)]


def _greedy(words: Sequence[str], width: float, measure: Width) -> list[list[str]]:
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


def _line_ends(rows: Sequence[Sequence[str]], lines: int) -> list[int]:
    """Give, per line, how many words have been set at its end."""
    ends: list[int] = []
    for row in rows[:lines]:
        ends.append((ends[-1] if ends else 0) + len(row))
    return ends


def _last_stop(
    words: Sequence[str], ends: Sequence[int], needed: int, marks: tuple[str, ...]
) -> int:
    least = ends[needed - 2] + 1 if needed > 1 else 1
    for stop in range(ends[-1], least - 1, -1):
        if _is_stop(words[stop - 1], words[stop], marks):
            return stop
    return 0


def _is_stop(word: str, following: str, marks: tuple[str, ...]) -> bool:
    bare = word.rstrip(_CLOSING)
    if not bare.endswith(marks) or bare.lower() in _ABBREVIATIONS:
        return False
    return marks is not SENTENCE_ENDS or not following[:1].islower()


def _shortened(text: str, width: float, measure: Width) -> str:
    for count in range(len(text) - 1, 0, -1):
        if measure(text[:count] + ELLIPSIS) <= width:
            return text[:count] + ELLIPSIS
    return ELLIPSIS
