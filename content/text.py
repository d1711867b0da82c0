"""Vietnamese text: clean on the way in, fold for comparing, sort, measure in syllables.

Breaking into lines lives in `lines`, re-exported here with `bind`.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from content.errors import InvalidInputError
from content.lines import NBSP, bind, break_lines

__all__ = [
    "NBSP",
    "bind",
    "break_lines",
    "clean_line",
    "clean_text",
    "count_syllables",
    "dwell_s",
    "fold",
    "has_words",
    "is_syllable",
    "nfc",
    "search_key",
    "sort_key",
]

LEAST_DWELL_S = 8
MOST_MARKS = 3

_JOINER = "\u200d"
_NEWLINES = re.compile("\r\n|[\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_RUNS = re.compile(r"\d+|[^\W\d_](?:[^\W\d_]|[\u0300-\u036f'\u2019])*")

_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
_TONES = (_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT)
_TONE_PAIR = re.compile(f"(o)([{''.join(_TONES)}])([ae])|(u)([{''.join(_TONES)}])(y)")
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANKS = {letter: rank for rank, letter in enumerate(_ALPHABET)}
_SYLLABLE = re.compile(
    "(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnprstvx])?"
    "(?:uyê|iê|yê|uô|ươ|oă|oa|oe|uâ|uê|uơ|uy|ia|ya|ua|ưa|oo|[aăâeêioôơuưy])"
    "(?:ch|nh|ng|[cmnptiouy])?"
)
_VOWELS = re.compile("[aeiouyăâêôơư]+")


def nfc(text: str) -> str:
    """Compose the text. Raises: InvalidInputError for a lone surrogate."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise InvalidInputError("The text holds broken characters.", code="bad_text") from None
    return unicodedata.normalize("NFC", text)


def clean_line(text: str) -> str:
    """Give one composed line without control, override or invisible characters."""
    return " ".join(_strip(nfc(text)).split())


def clean_text(text: str) -> str:
    """Give composed paragraphs, one per line, at most one blank line between two."""
    lines = _SPACES.sub(" ", _strip(nfc(text))).split("\n")
    return _BLANK_LINES.sub("\n\n", "\n".join(line.strip() for line in lines)).strip()


def fold(text: str) -> str:
    """Give the form to compare by: case, spaces and tone placement do not count."""
    parts = unicodedata.normalize("NFD", nfc(text).casefold().replace("\u2019", "'"))
    moved = _TONE_PAIR.sub(_move_tone, parts)
    return " ".join(unicodedata.normalize("NFC", moved).split())


def search_key(text: str) -> str:
    """Give the form to search by: folded, without diacritics, đ as d."""
    parts = unicodedata.normalize("NFD", fold(text))
    plain = "".join(char for char in parts if not unicodedata.combining(char))
    return plain.replace("đ", "d").replace("ƀ", "b")


def has_words(name: str, words: Iterable[str]) -> bool:
    """Tell whether a name has all these words, given as search keys; for lists of thousands."""
    key = _name_key(name)
    return all(word in key for word in words)


# The same thousands of names of people, boards and units are asked for by each search.
_name_key = lru_cache(maxsize=65_536)(search_key)


@lru_cache(maxsize=32_768)
def sort_key(text: str) -> tuple[object, ...]:
    """Give a key for Vietnamese order: letters first, then tones, then case.

    Numbers count by value; tones run level, grave, hook, tilde, acute, dot.
    """
    letters: list[tuple[int, int, str]] = []
    marks: list[int] = []
    for rank, letter, mark in _sort_parts(" ".join(nfc(text).split())):
        letters.append((rank, *letter))
        marks.append(mark)
    return (tuple(letters), tuple(marks), nfc(text).swapcase())


def count_syllables(text: str) -> int:
    """Count what a reader speaks: syllables, digits, and the letters of abbreviations."""
    return sum(_spoken(run) for run in _RUNS.findall(nfc(text)))


def is_syllable(word: str) -> bool:
    """Tell whether a word has the shape of one Vietnamese syllable."""
    parts = unicodedata.normalize("NFD", word.lower())
    plain = unicodedata.normalize("NFC", "".join(char for char in parts if char not in _TONES))
    return _SYLLABLE.fullmatch(plain) is not None


def dwell_s(text: str) -> int:
    """Give the whole seconds this text needs on the glass: max(8, 3 + 0.45 a syllable)."""
    needed = -(-(300 + 45 * count_syllables(text)) // 100)
    return max(LEAST_DWELL_S, needed)


def _strip(text: str) -> str:
    text = _NEWLINES.sub("\n", text)
    kept: list[str] = []
    marks = 0
    for place, char in enumerate(text):
        kind = unicodedata.category(char)
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        if char == "\n":
            kept.append(char)
        elif kind == "Zs" or char == "\t":
            kept.append(" ")
        elif char == _JOINER:
            kept.append(char if _joins_symbols(text, place) else "")
        elif kind[0] != "C" and marks <= MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def _joins_symbols(text: str, place: int) -> bool:
    around = text[place - 1 : place] + text[place + 1 : place + 2]
    return len(around) == 2 and all(
        unicodedata.category(char) in ("So", "Sk", "Mn") for char in around
    )


def _move_tone(match: re.Match[str]) -> str:
    first, tone, second = (group for group in match.groups() if group is not None)
    return f"{first}{second}{tone}"


def _sort_parts(text: str) -> Iterator[tuple[int, tuple[int, str], int]]:
    for run in re.findall(r"\d+|\D", text):
        if run.isdecimal():
            yield 2, (int(run), run), 0
        else:
            yield _sort_letter(run.lower())


def _sort_letter(char: str) -> tuple[int, tuple[int, str], int]:
    if char == " ":
        return 0, (0, ""), 0
    mark = 0
    parts = unicodedata.normalize("NFD", char)
    for place, tone in enumerate(_TONES, start=1):
        if tone in parts:
            mark = place
            parts = parts.replace(tone, "")
    letter = unicodedata.normalize("NFC", parts)
    if letter not in _RANKS:
        mark += 10 * (len(parts) - 1)
        letter = "b" if letter == "ƀ" else parts[:1]
    if letter in _RANKS:
        return 3, (_RANKS[letter], ""), mark
    return 1, (ord(char[0]), ""), 0


def _spoken(run: str) -> int:
    if run.isdecimal():
        return len(run)
    if is_syllable(run):
        return 1
    if run.isupper() and len(run) > 1:
        return len(run)
    parts = unicodedata.normalize("NFD", run.lower())
    plain = unicodedata.normalize("NFC", "".join(char for char in parts if char not in _TONES))
    return len(_VOWELS.findall(plain)) or len(plain)
