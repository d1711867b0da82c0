"""Setting Vietnamese text in lines: what stays together and where a line may end."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

NBSP = "\u00a0"

_UNITS = (
    "đồng|nghìn|ngàn|triệu|tỷ|tỉ|vnđ|đ|kg|g|mg|tạ|tấn|yến|m|mm|cm|km|m2|m²|m3|m³|ha|sào|mẫu|"
    "lít|ml|l|giờ|phút|giây|ngày|tuần|tháng|năm|quý|tuổi|người|hộ|khẩu|con|cây|bao|chỉ|liều|mũi|"
    "lần|suất|phần|kw|kwh|w|v|độ|°c|%|km/h|m/s|m³/s|mm/giờ"
)
_NUMBER = r"\d(?:[\d.,:/-]*\d)?"
_UNIT_AFTER = re.compile(rf"(?<!\w)({_NUMBER}) (?=(?:{_UNITS})(?:[/\s.,;:!?)]|$))", re.IGNORECASE)
_AFTER_MONEY = re.compile(rf"({NBSP}(?:nghìn|ngàn|triệu|tỷ|tỉ)) (?=đồng(?!\w))", re.IGNORECASE)
_BEFORE_NUMBER = re.compile(
    r"(?<!\w)(ngày|tháng|năm|thứ|số|quý|cấp|khoản|điều|khu|lớp|tổ|thôn|đợt|giờ|lúc|khóa)"
    r" (?=\d)",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"(?<!\w)(thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật)(?!\w)(?: (?=\d))?", re.IGNORECASE
)
_DASH = re.compile(r"(?<=[^\W_]) ([-–] )(?=\w)")
_RANGE = re.compile(r"(?<!\w)(\d[\w/.:]*)[ \u00a0]([-–]) (?=\d)")
_JOINT = re.compile(rf"{NBSP}(?![-–](?:{NBSP}|$))")
_LONG_DATE = re.compile(r"(\d{1,2}) (tháng) (\d{1,2})(?: (năm) (\d{4}))?", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w.,])\+?\d{2,4}(?:[ .]\d{2,4}){1,3}(?![\w])")
_CAPITAL = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠ-ỸĔĬŎŬČÑ"
_PLACE = re.compile(
    r"(?<!\w)(?<![Gg]ià )((?i:thành phố|thị xã|thị trấn|đặc khu|tỉnh|huyện|xã|phường|"
    r"thôn|làng|bản|buôn|chợ|tp\.))"
    rf" ([{_CAPITAL}][\w'’]*(?: [{_CAPITAL}][\w'’]*){{0,3}})"
)
_PAIRS = frozenset(
    (
        "an toàn|bà con|bảng hiệu|bảng tin|bảo hiểm|bảo vệ|biên lai|bình thường|cán bộ|"
        "căn cước|cấp cứu|chăn nuôi|chính quyền|chính sách|chủ tịch|chuyển tiền|công an|cơ sở|"
        "cứu nạn|dân tộc|dấu hiệu|dự toán|dịch bệnh|điện lực|điện thoại|đồng bào|đường dây|"
        "gia đình|gia súc|giấy tờ|giáo dục|giao nộp|hạ thế|hệ thống|hiến đất|học phí|học sinh|"
        "hộ nghèo|hồ sơ|hỗ trợ|hướng dẫn|kế hoạch|khen thưởng|khuyết tật|kinh phí|kinh tế|"
        "lũ quét|lương thực|miễn phí|môi trường|năng lượng|ngầm tràn|ngân hàng|ngân sách|"
        "nghệ nhân|ngày công|nhà ở|nhân dân|niêm yết|nông dân|nông sản|nông thôn|phát triển|"
        "phong trào|phổ biến|phổ thông|phụ huynh|sạt lở|sửa chữa|tam cấp|sản xuất|sơ tán|"
        "tài sản|thành phố|thời gian|thông báo|thông tin|thú y|thủ tục|thủy lợi|tiêm chủng|"
        "tiêm phòng|tiết kiệm|tổ chức|trình diễn|trồng trọt|trụ sở|truyền thanh|trường học|"
        "tự chế|tự nguyện|ủy ban|văn bản|văn hóa|vận động|vệ sinh|việc làm|xã hội|vỉa hè|"
        "xây dựng|xây mới|xuất khẩu|y tế"
    ).split("|")
)
_PAIR_COST = 0.35
_LONE_COST = 4.0

Width = Callable[[str], float]
_Best = tuple[int, float, int]


def bind(text: str) -> str:
    """Join with no-break spaces what must stay on one line.

    Number and unit, dates, weekdays, ranges, phone numbers, a level with its name
    ("xã Ba Tơ"), and a dash with what it follows.
    """
    text = _PHONE.sub(_joined, text)
    text = _WEEKDAY.sub(_joined, text)
    text = _LONG_DATE.sub(_joined, text)
    text = _DASH.sub(rf"{NBSP}\1", text)
    text = _RANGE.sub(rf"\1{NBSP}\2{NBSP}", text)
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


def is_pair(word: str, following: str) -> bool:
    """Tell whether two words are parts of a name, or syllables of one common word."""
    if not word[-1:].isalpha():
        return False
    if word[:1].isupper() and following[:1].isupper():
        return True
    return f"{word} {following.rstrip('.,;:!?”)')}".lower() in _PAIRS


def _joined(match: re.Match[str]) -> str:
    return match[0].replace(" ", NBSP)


def _fitting_words(words: Sequence[str], width: float, measure: Width) -> list[str]:
    fitting: list[str] = []
    for word in words:
        if not word:
            continue
        if measure(word) <= width:
            fitting.append(word)
        elif _JOINT.search(word):
            fitting.extend(_fitting_words(_JOINT.split(word), width, measure))
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
    pairs = zip(words, words[1:], strict=False)
    after = [_PAIR_COST if is_pair(*pair) else 0.0 for pair in pairs]
    lone = _LONE_COST if len(words) > 1 and NBSP not in words[-1] else 0.0
    setting = _Setting([widths[word] for word in words], [*after, 0.0], lone, space, width)
    lines = _balanced(words, setting)
    if all(measure(line) <= width for line in lines if " " in line):
        return lines
    return _greedy(words, width, measure)


@dataclass(frozen=True, slots=True)
class _Setting:
    """Hold the words' widths, the cost of a line's end after each, and the line's measures."""

    widths: list[float]
    after: list[float]
    lone: float
    space: float
    width: float


def _balanced(words: list[str], setting: _Setting) -> list[str]:
    """Choose the breaks by dynamic programming: fewest lines, then least unevenness."""
    count = len(words)
    best: list[_Best] = [(0, 0.0, count)] * (count + 1)
    for first in range(count - 1, -1, -1):
        best[first] = _best_line(first, setting, best)
    lines: list[str] = []
    place = 0
    while place < count:
        end = best[place][2]
        lines.append(" ".join(words[place:end]))
        place = end
    return lines


def _best_line(first: int, setting: _Setting, best: list[_Best]) -> _Best:
    count = len(setting.widths)
    found: _Best | None = None
    length = -setting.space
    for end in range(first + 1, count + 1):
        length += setting.space + setting.widths[end - 1]
        if length > setting.width and end > first + 1:
            break
        cost = setting.after[end - 1] + max(0.0, 1 - length / setting.width) ** 2
        if end == count and end == first + 1 and first > 0:
            cost += setting.lone
        option = (1 + best[end][0], cost + best[end][1], end)
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
