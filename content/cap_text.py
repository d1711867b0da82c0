"""The words of CAP as ours: plain, unwrapped, cut at the end of a sentence, our language tags."""

import re
import unicodedata

from content.alert_info import is_unseen
from content.cap import DEFAULT_LANGUAGE
from content.languages import VIETNAMESE
from content.text import clean_line, clean_text, nfc

ELLIPSIS = "…"
LONG_LINE = 55
"""A line of capitals at least so long that ends without a stop was broken for its width."""
LEAST_KEPT = 0.4
"""Rather cut within a sentence than keep less than this part of what there is room for."""
LEAST_VIETNAMESE = 0.08
_STOP = re.compile(r"[.!?…;:。！？]+[\"'”’)\]]*$")
_SENTENCE_END = re.compile(r"[.!?…。！？]+[\"'”’)\]]*(?=\s|$)|(?<=[。！？])|(?=\n)")
_BULLET = re.compile(r"\s*(?:[-*•+]|\d+[.)])\s|[^\W\d_][^:\n]{0,30}:\s")
_TAG = re.compile(r"([a-z]{2,3})(?:-[a-z0-9]{2,8})*", re.ASCII)
_LONG_TAGS = {"vie": "vi", "eng": "en", "khm": "km", "lao": "lo", "zho": "zh", "chi": "zh"}
_VIETNAMESE_ONLY = frozenset("ăđơư")


def plain_line(text: str, longest: int) -> str:
    """Give one clean line of at most `longest` characters, cut at a word."""
    return _cut(_seen(clean_line(text)), longest)


def plain_text(text: str, longest: int) -> str:
    """Give clean paragraphs of at most `longest` characters, cut at the end of a sentence."""
    return cut_at_sentence(_seen(clean_text(unwrapped(text))), longest)


def unwrapped(text: str) -> str:
    """Join lines that were broken for width only; lists and short lines stay lines."""
    joined: list[str] = []
    for line in (part.strip() for part in text.replace("\r\n", "\n").split("\n")):
        before = joined[-1] if joined else ""
        if line and before and _goes_on(before, line):
            joined[-1] = f"{before} {line}"
        else:
            joined.append(line)
    return "\n".join(joined)


def cut_at_sentence(text: str, longest: int) -> str:
    """Keep whole sentences and say with … that there was more."""
    if len(text) <= longest:
        return text
    room = longest - len(ELLIPSIS) - 1
    ends = [found.end() for found in _SENTENCE_END.finditer(text) if found.end() <= room]
    if not ends or ends[-1] < room * LEAST_KEPT:
        return _cut(text, longest)
    kept = text[: ends[-1]].rstrip()
    return f"{kept} {ELLIPSIS}"


def language_tag(tag: str, text: str) -> str:
    """Give our tag for a language: vi-VN is vi.

    The tag that stands for none given, en-US, gives way to plainly Vietnamese text; a tag that
    is none counts as that one.
    """
    found = _TAG.fullmatch(tag.strip().lower().replace("_", "-"))
    language = _LONG_TAGS.get(found[1], found[1]) if found else "en"
    is_default = found is None or tag.strip() == DEFAULT_LANGUAGE
    return VIETNAMESE if is_default and _is_vietnamese(text) else language


def _is_vietnamese(text: str) -> bool:
    letters = [char for char in unicodedata.normalize("NFC", text.lower()) if char.isalpha()]
    own = sum(1 for char in letters if char in _VIETNAMESE_ONLY or "\u1ea0" <= char <= "\u1ef9")
    return own > len(letters) * LEAST_VIETNAMESE


def _goes_on(before: str, line: str) -> bool:
    if _STOP.search(before) or _BULLET.match(line):
        return False
    last = before[-LONG_LINE:]
    return line[0].islower() or (last.isupper() and len(last) >= LONG_LINE)


def _seen(text: str) -> str:
    return nfc("".join(char for char in text if not is_unseen(char)))


def _cut(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    kept = text[: longest - len(ELLIPSIS)]
    if not text[len(kept)].isspace() and re.search(r"\s", kept):
        kept = re.split(r"\s\S*$", kept)[0]
    return kept.rstrip(" \n,.;:-–—") + ELLIPSIS
