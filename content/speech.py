"""Vietnamese text as words a voice can say: each place is read by one rule, and never again."""

import re

from content.speech_dates import DATE_RULES
from content.speech_numbers import digit_words
from content.speech_phones import PHONE_RULES
from content.speech_rule import Rule
from content.speech_signs import ADDRESS_RULES, MARK_RULES, PAPER_RULES, SIGN_RULES, WORD_RULES
from content.speech_times import TIME_RULES
from content.speech_units import UNIT_RULES
from content.text import clean_text

# Papers before dates, for 12/2025/QĐ-TTg begins like one; numbers after all that begins with one.
RULES: tuple[Rule, ...] = (
    *ADDRESS_RULES, *PAPER_RULES, *DATE_RULES, *TIME_RULES, *PHONE_RULES, *SIGN_RULES,
    *UNIT_RULES, *WORD_RULES, *MARK_RULES,
)  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\d+")
_SPACES = re.compile(r"[^\S\n]+")
_BEFORE_MARK = re.compile(r" +([,.;:!?])")
_DOUBLE_MARK = re.compile(r"([,;:])(?:\s*[,;])+")
_MARK_BEFORE_END = re.compile(r",\s*([.;:!?])")
_MARK_AFTER_END = re.compile(r"([.;:!?])\s*,")


def expand(text: str) -> str:
    """Give Vietnamese text in words: no digits, no abbreviations, composed letters.

    Raises: InvalidInputError for broken characters.
    """
    clean = clean_text(text)
    said, place = [], 0
    while place < len(clean):
        words, place = _next(clean, place)
        said.append(words)
    return _tidy("".join(said))


def _next(text: str, place: int) -> tuple[str, int]:
    for one in RULES:
        match = one.pattern.match(text, place)
        if match is None or match.end() == place:
            continue
        words = one.say(match)
        if words is not None:
            return words, match.end()
    word = _WORD.match(text, place)
    if word is None:
        return text[place], place + 1
    return _DIGITS.sub(lambda digits: f" {digit_words(digits[0])} ", word[0]), word.end()


def _tidy(text: str) -> str:
    """Put spaces and marks right where words took the place of signs."""
    lines = []
    for line in text.split("\n"):
        tidy = _SPACES.sub(" ", line).strip(" ,")
        for pattern, into in (
            (_BEFORE_MARK, r"\1"), (_DOUBLE_MARK, r"\1"), (_MARK_BEFORE_END, r"\1"),
            (_MARK_AFTER_END, r"\1"),
        ):  # fmt: skip
            tidy = pattern.sub(into, tidy)
        lines.append(tidy)
    return "\n".join(lines)
