"""Telephone numbers read digit by digit, in the groups in which people say them."""

import re

from content.speech_numbers import digit_words
from content.speech_rule import Rule, before, rule

_GAP = r"[ \u00a0.\-]"
# Who is called: after these words a short number is a telephone number, not an amount.
_CALLED = re.compile(
    r"(?:gọi|gọi (?:ngay|số|điện|tới|đến|cho)|điện thoại|điện|đt|sđt|hotline|nóng|tổng đài|số máy|"
    r"liên hệ|liên lạc|báo|báo cháy|báo tin|zalo|qua số|cứu nạn|cứu hộ|cấp cứu|cảnh sát|công an|"
    r"cứu hỏa|cứu thương|khẩn cấp)(?: số)?(?: qua)?[:.]?(?: ?\()?$"
)
_ALSO = re.compile(r"1\d\d(?:,| hoặc| và|/| -)$")
_COUNTED = r"(?![ \u00a0](?:người|hộ|cán bộ|chiến sĩ|lượt|đồng|km|m|trường hợp|ca|vụ)\b)"
_SHORT = r"(1022|11[1-9])"


def _groups(digits: str) -> list[str]:
    """Group a number written without gaps: 0905 123 456, 0255 3822 123, 1900 1234."""
    heads = {10: (4, 3, 3), 11: (4, 4, 3), 9: (3, 3, 3), 8: (4, 4)}.get(len(digits))
    if heads is None:
        return [digits]
    found, start = [], 0
    for length in heads:
        found.append(digits[start : start + length])
        start += length
    return found


def _spoken(number: str) -> str:
    written = [part for part in re.split(r"[^\dx]+", number) if part]
    grouped = _groups(written[0]) if len(written) == 1 else written
    return ", ".join(digit_words(part) for part in grouped)


def _home(match: re.Match[str]) -> str | None:
    count = len(re.findall(r"[\dx]", match[0]))
    return _spoken(match[0]) if 8 <= count <= 11 else None


def _abroad(match: re.Match[str]) -> str:
    rest = match[2]
    written = [part for part in re.split(r"\D+", rest) if part]
    grouped = _groups(written[0]) if len(written) == 1 else written
    said = ", ".join(digit_words(part) for part in grouped)
    return f"cộng {digit_words(match[1])}, {said}"


def _short(match: re.Match[str]) -> str | None:
    said = before(match)
    if _CALLED.search(said) or _ALSO.search(said):
        return digit_words(match[1])
    return None


PHONE_RULES: tuple[Rule, ...] = (
    rule(rf"\+(84){_GAP}?\(?0?\)?{_GAP}?(\d(?:{_GAP}?\d){{7,9}})(?!\w)", _abroad),
    rule(
        rf"(?:\(0\d{{2,3}}\){_GAP}?|0\d{{1,3}}{_GAP}?)\d{{2,4}}(?:{_GAP}?[\dx]{{2,4}}){{1,3}}(?![\w/])",
        _home,
    ),
    rule(rf"1[89]00(?:{_GAP}?\d{{2,4}}){{1,2}}(?!\w)", lambda match: _spoken(match[0])),
    rule(rf"{_SHORT}{_COUNTED}(?![\w%]|[.,]\d)", _short),
)
