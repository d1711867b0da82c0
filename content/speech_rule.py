"""One rule of reading aloud: a pattern, and what is said for what it matches."""

import re
from collections.abc import Callable
from dataclasses import dataclass

# What joins two ends of a range: 5-7, 5 – 7, 5÷7.
DASH = r"[ \u00a0]?[-–—÷][ \u00a0]?"
END = r"(?![\w²³])"
TO = "đến"

Say = Callable[[re.Match[str]], str | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """Say something for a match that begins where a word may begin; None passes it on."""

    pattern: re.Pattern[str]
    say: Say


def rule(pattern: str, say: Say, flags: int = 0) -> Rule:
    """Make a rule; what it says is never read again."""
    return Rule(re.compile(pattern, flags), say)


def before(match: re.Match[str]) -> str:
    """Give the text before a match, in small letters and without the space between."""
    return match.string[max(0, match.start() - 40) : match.start()].rstrip().lower()


def follows(match: re.Match[str], *words: str) -> bool:
    """Tell whether one of the words stands right before the match."""
    said = before(match)
    return any(said.endswith(word) and not said[: -len(word)][-1:].isalpha() for word in words)
