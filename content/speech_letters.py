"""Letters by their Vietnamese names, and which capitals are words and which must be spelt."""

import re
import unicodedata

from content.speech_numbers import DIGITS
from content.text import is_syllable

NAMES = {
    "a": "a", "ă": "á", "â": "ớ", "b": "bê", "c": "xê", "d": "dê", "đ": "đê", "e": "e",
    "ê": "ê", "f": "ép", "g": "giê", "h": "hát", "i": "i", "j": "gi", "k": "ca", "l": "e-lờ",
    "m": "em-mờ", "n": "en-nờ", "o": "o", "ô": "ô", "ơ": "ơ", "p": "pê", "q": "quy",
    "r": "e-rờ", "s": "ét-sì", "t": "tê", "u": "u", "ư": "ư", "v": "vê", "w": "vê kép",
    "x": "ích-xì", "y": "i-cờ-rét", "z": "dét",
}  # fmt: skip
_VOWELS = frozenset("aăâeêioôơuưy")


def spell(token: str) -> str:
    """Name each letter and digit: "một ép hai"; other marks are passed over."""
    said = []
    for mark in token.lower():
        if mark.isdecimal():
            said.append(DIGITS[int(mark)])
        elif mark in NAMES:
            said.append(NAMES[mark])
        else:
            said.append(NAMES.get(_plain(mark), ""))
    return " ".join(word for word in said if word)


def is_spelt(token: str, *, among_capitals: bool) -> bool:
    """Tell whether capitals that no list knows are letters, not a word.

    Where the whole line is in capitals, only what nobody could say is spelt.
    """
    letters = token.lower()
    if len(letters) < 2 or not token.isupper():
        return False
    has_vowel = any(_base(mark) in _VOWELS for mark in letters)
    if not has_vowel:
        return True
    if is_syllable(letters) or among_capitals:
        return False
    return len(letters) <= 5 and not _has_tone(letters)


def is_all_capitals(line: str) -> bool:
    """Tell whether a line is a headline: nothing but capitals, in two words or more."""
    words = re.findall(r"[^\W\d_]{2,}", line)
    return len(words) > 1 and all(word.isupper() for word in words)


def _plain(mark: str) -> str:
    return unicodedata.normalize("NFD", mark)[:1]


def _base(mark: str) -> str:
    """Give the letter without its tone: ấ is â."""
    parts = unicodedata.normalize("NFD", mark)
    kept = "".join(part for part in parts if part not in "\u0300\u0301\u0303\u0309\u0323")
    return unicodedata.normalize("NFC", kept)


def _has_tone(letters: str) -> bool:
    return any(_base(mark) != mark for mark in letters)
