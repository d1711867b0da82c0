"""Setting Vietnamese text in lines: what stays together and where a line may end."""

import re
import unicodedata
from collections.abc import Callable, Sequence

NBSP = "\u00a0"

_UNITS = (
    "đồng|nghìn|ngàn|triệu|tỷ|tỉ|vnđ|đ|kg|g|mg|tạ|tấn|yến|m|mm|cm|km|m2|m²|m3|m³|ha|sào|mẫu|"
    "lít|ml|l|giờ|phút|giây|ngày|tuần|tháng|năm|quý|tuổi|người|hộ|khẩu|con|cây|bao|chỉ|liều|mũi|"
    "lần|suất|kw|kwh|w|v|độ|°c|%|km/h|m/s|m³/s|mm/giờ"
)
_NUMBER = r"\d(?:[\d.,:/-]*\d)?"
_UNIT_AFTER = re.compile(rf"(?<!\w)({_NUMBER}) (?=(?:{_UNITS})(?:[/\s.,;:!?)]|$))", re.IGNORECASE)
_AFTER_MONEY = re.compile(rf"({NBSP}(?:nghìn|ngàn|triệu|tỷ|tỉ)) (?=đồng(?!\w))", re.IGNORECASE)
_BEFORE_NUMBER = re.compile(
    r"(?<!\w)(ngày|tháng|năm|thứ|số|quý|cấp|khoản|điều|khu|lớp|tổ|thôn|đợt|giờ|lúc|khóa) (?=\d)",
    re.IGNORECASE,
)
_LONG_DATE = re.compile(r"(\d{1,2}) (tháng) (\d{1,2})(?: (năm) (\d{4}))?", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w.,])\+?\d{2,4}(?:[ .]\d{2,4}){1,3}(?![\w])")
_CAPITAL = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠ-ỸĔĬŎŬČÑ"
_PLACE = re.compile(
    r"(?<!\w)((?i:thành phố|thị xã|thị trấn|đặc khu|tỉnh|huyện|xã|phường|"
    r"thôn|làng|bản|buôn|chợ|tp\.))"
    rf" ([{_CAPITAL}][\w'’]*(?: [{_CAPITAL}][\w'’]*){{0,3}})"
)

Width = Callable[[str], float]
_Best = tuple[int, float, int]


def bind(text: str) -> str:
    """Join with no-break spaces what must stay on one line.

    Number and unit, dates, phone numbers, and a level with its name ("xã Ba Tơ").
    """
    text = _PHONE.sub(_joined, text)
    text = _LONG_DATE.sub(_joined, text)
    text = _UNIT_AFTER.sub(rf"\1{NBSP}", text)
    text = _AFTER_MONEY.sub(rf"\1{NBSP}", text)
    text = _BEFORE_NUMBER.sub(rf"\1{NBSP}", text)
    return _PLACE.sub(_joined, text)


def break_lines(text: str, width: float, measure: Width) -> list[str]:
    """Break at spaces into the fewest lines, evenly, without a lone last word if it can be.

    A newline always breaks. What is wider than a line even alone is broken at its no-break
    spaces, then inside the word. `width` and `measure` share one unit.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        words = _fitting_words(paragraph.split(" "), width, measure)
        if words:
            lines.extend(_break_words(words, width, measure))
    return lines


def _joined(match: re.Match[str]) -> str:
    return match[0].replace(" ", NBSP)


def _fitting_words(words: Sequence[str], width: float, measure: Width) -> list[str]:
    fitting: list[str] = []
    for word in words:
        if not word:
            continue
        if measure(word) <= width:
            fitting.append(word)
        elif NBSP in word:
            fitting.extend(_fitting_words(word.split(NBSP), width, measure))
        else:
            fitting.extend(_chop(word, width, measure))
    return fitting


def _chop(word: str, width: float, measure: Width) -> list[str]:
    pieces = [""]
    for letter in _letters(word):
        if pieces[-1] and measure(pieces[-1] + letter) > width:
            pieces.append(letter)
        else:
            pieces[-1] += letter
    return pieces


def _letters(word: str) -> list[str]:
    letters: list[str] = []
    for char in word:
        if letters and unicodedata.combining(char):
            letters[-1] += char
        else:
            letters.append(char)
    return letters


def _break_words(words: list[str], width: float, measure: Width) -> list[str]:
    widths = {word: measure(word) for word in set(words)}
    space = measure("n n") - measure("nn")
    lines = _balanced(words, [widths[word] for word in words], space, width)
    if all(measure(line) <= width for line in lines if " " in line):
        return lines
    return _greedy(words, width, measure)


def _balanced(words: list[str], widths: list[float], space: float, width: float) -> list[str]:
    """Choose the breaks by dynamic programming: fewest lines, then least unevenness."""
    count = len(words)
    best: list[_Best] = [(0, 0.0, count)] * (count + 1)
    for first in range(count - 1, -1, -1):
        best[first] = _best_line(first, widths, space, width, best)
    lines: list[str] = []
    place = 0
    while place < count:
        end = best[place][2]
        lines.append(" ".join(words[place:end]))
        place = end
    return lines


def _best_line(
    first: int, widths: list[float], space: float, width: float, best: list[_Best]
) -> _Best:
    count = len(widths)
    found: _Best | None = None
    length = -space
    for end in range(first + 1, count + 1):
        length += space + widths[end - 1]
        if length > width and end > first + 1:
            break
        lone = 4.0 if end == count and end == first + 1 and first > 0 else 0.0
        slack = max(0.0, 1 - length / width) ** 2
        option = (1 + best[end][0], slack + lone + best[end][1], end)
        if found is None or option < found:
            found = option
    if found is None:
        raise AssertionError("a line holds at least one word")
    return found


def _greedy(words: list[str], width: float, measure: Width) -> list[str]:
    lines = [words[0]]
    for word in words[1:]:
        longer = f"{lines[-1]} {word}"
        if measure(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
