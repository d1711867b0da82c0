"""Setting the words of alerts into a width; the same lines as the page's alert/fit.js makes."""

import math
import re
from collections.abc import Sequence

from content.layout import Measure

_SENTENCE = re.compile(r"([.!?…;])\s+")


def break_evenly(text: str, width: float, em: float, bold: bool, measure: Measure) -> list[str]:
    """Break at spaces into as few lines as fit, then as evenly as those allow.

    A word wider than a line is broken inside, so that nothing of it is cut off.
    """
    words = [
        piece
        for word in re.split(r"[ \t]+", text)
        if word
        for piece in _chopped(word, width, em, bold, measure)
    ]
    rows = _greedy(words, width, em, bold, measure)
    if len(rows) < 2:
        return rows
    low, high = width / 3, width
    for _ in range(8):
        middle = (low + high) / 2
        if len(_greedy(words, middle, em, bold, measure)) <= len(rows):
            high = middle
        else:
            low = middle
    return _greedy(words, high, em, bold, measure)


def chunked(rows: Sequence[str], most: int) -> list[list[str]]:
    """Part rows into even chunks of at most so many."""
    count = math.ceil(len(rows) / most)
    edges = [math.ceil(place * len(rows) / count) for place in range(count + 1)] if count else [0]
    return [list(rows[start:end]) for start, end in zip(edges, edges[1:], strict=False)]


def parts(text: str, count: int) -> list[str]:
    """Cut a text into at most `count` parts of about the same length, at sentence ends if any."""
    sentences = _SENTENCE.sub("\\1\n", text).split("\n")
    pieces = sentences if len(sentences) >= count else text.split()
    size = len(text) / count
    made = [""]
    for piece in pieces:
        last = made[-1]
        if last and len(made) < count and len(last) + len(piece) / 2 > size:
            made.append(piece)
        else:
            made[-1] = f"{last} {piece}" if last else piece
    return made


def first_sentence(text: str) -> str:
    """Give a text up to the end of its first sentence."""
    return _SENTENCE.sub("\\1\n", text).split("\n")[0]


def fits_by_word(text: str, width: float, em: float, bold: bool, measure: Measure) -> bool:
    """Tell whether every word fits on a line of its own."""
    return all(measure(word, em, bold) <= width for word in text.split())


def _greedy(
    words: Sequence[str], width: float, em: float, bold: bool, measure: Measure
) -> list[str]:
    rows: list[str] = []
    for word in words:
        if rows and measure(f"{rows[-1]} {word}", em, bold) <= width:
            rows[-1] = f"{rows[-1]} {word}"
        else:
            rows.append(word)
    return rows


def _chopped(word: str, width: float, em: float, bold: bool, measure: Measure) -> list[str]:
    if measure(word, em, bold) <= width:
        return [word]
    made = [""]
    for letter in word:
        if made[-1] and measure(made[-1] + letter, em, bold) > width:
            made.append(letter)
        else:
            made[-1] += letter
    return made
