"""Vietnamese names inside a text of another language: a Vietnamese voice has to say them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from content.languages import VIETNAMESE
from content.text import is_syllable

LONGEST_GAP = 3
LONGEST_REACH = 3
_STRONG = re.compile("[ăđĩũơưĂĐĨŨƠƯẠ-ỹ]")
_MARKED = re.compile("[À-ÖØ-öø-ỹ]")
_PLAIN = frozenset(("en", "ko"))
_ENDS = re.compile(r"[.;:!?]$")
_STRIPPED = re.compile(r"^\W+|\W+$")
# Words of English that look like Vietnamese syllables.
_FOREIGN = frozenset(
    "a an and are as at be by can do from go hot if in is it its no not of on or so the to up we "
    "than that then this thin men man hen ten pen run".split()
)


@dataclass(frozen=True, slots=True)
class Span:
    """Hold words of one language."""

    language: str
    text: str


def spans_of(text: str, language: str) -> tuple[Span, ...]:
    """Split a text of another language where Vietnamese words begin and end."""
    tokens = text.split()
    is_ours = [_is_vietnamese(token, language) for token in tokens]
    _close_gaps(tokens, is_ours)
    _reach_out(tokens, is_ours)
    return tuple(_joined(tokens, is_ours, language))


def _is_vietnamese(token: str, language: str) -> bool:
    return (_MARKED if language in _PLAIN else _STRONG).search(token) is not None


def _may_belong(token: str) -> bool:
    """Tell whether a word without marks may be part of a Vietnamese name, a time or a date."""
    bare = _STRIPPED.sub("", token)
    if any(mark.isdecimal() for mark in bare):
        return True
    return bare.lower() not in _FOREIGN and (bare.isupper() or is_syllable(bare))


def _close_gaps(tokens: list[str], is_ours: list[bool]) -> None:
    """Take in what stands between two Vietnamese words: "Ba Tơ, Ba Vinh, Ba Động"."""
    places = [place for place, ours in enumerate(is_ours) if ours]
    for first, last in zip(places, places[1:], strict=False):
        between = range(first + 1, last)
        is_one_sentence = not any(_ENDS.search(tokens[place]) for place in range(first, last))
        if 0 < len(between) <= LONGEST_GAP and is_one_sentence:
            if all(_may_belong(tokens[place]) for place in between):
                is_ours[first + 1 : last] = [True] * len(between)


def _reach_out(tokens: list[str], is_ours: list[bool]) -> None:
    """Take in the names and numbers right before and after: "Ba Tơ", "19h00 ngày 14/10"."""
    held = tuple(is_ours)
    for order in (range(len(tokens)), range(len(tokens) - 1, -1, -1)):
        room, before = 0, -1
        for place in order:
            if before >= 0 and _ENDS.search(tokens[min(before, place)]):
                room = 0
            if held[place]:
                room = LONGEST_REACH
            elif room and _is_name(tokens[place]):
                is_ours[place], room = True, room - 1
            else:
                room = 0
            before = place


def _is_name(token: str) -> bool:
    bare = _STRIPPED.sub("", token)
    return _may_belong(token) and (bare[:1].isupper() or any(mark.isdecimal() for mark in bare))


def _joined(tokens: list[str], is_ours: list[bool], language: str) -> Iterator[Span]:
    start = 0
    for place in range(1, len(tokens) + 1):
        if place == len(tokens) or is_ours[place] != is_ours[start]:
            spoken = VIETNAMESE if is_ours[start] else language
            yield Span(spoken, " ".join(tokens[start:place]))
            start = place
