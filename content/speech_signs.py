"""Signs of papers and roads, Roman numerals, abbreviations, capitals and marks read aloud."""

import re

from content.speech_abbreviations import BEFORE_NAMES, ISSUERS, PAPERS, WORDS
from content.speech_letters import is_all_capitals, is_spelt, spell
from content.speech_numbers import digit_words, number_words, ordinal_word, whole_words
from content.speech_rule import DASH, TO, Rule, before, follows, rule

_SIGN_PART = r"[^\W\d_]+"
_SYMBOL = rf"(?P<symbol>{_SIGN_PART}(?:-{_SIGN_PART})*)(?P<term>\d{{1,2}})?(?!\w)"
_ROADS = {
    "QL": "quốc lộ", "TL": "tỉnh lộ", "ĐT": "đường tỉnh", "ĐH": "đường huyện", "ĐX": "đường xã",
    "HL": "hương lộ", "CT": "cao tốc",
}  # fmt: skip
_COUNTED_BY_ROMANS = (
    "quý|cấp|khóa|khoá|kỳ|chương|phần|mục|thế kỷ|loại|nhóm|đợt|vùng|khu vực|khu|hạng|bậc|phụ lục|"
    "tập|lớp|học kỳ|hội nghị|đại hội|báo động|giai đoạn|tổ|độ|mức"
)
_ROMAN = r"(?P<roman>X{0,3}(?:IX|IV|V?I{0,3}))"
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
_ORDINAL_BEFORE = ("thứ", "lần thứ")
_MARKS = {
    "&": " và ", "@": " a còng ", "=": " bằng ", "→": f" {TO} ", "+": " cộng ", "(": ", ",
    ")": ",", "[": ", ", "]": ",", "“": "", "”": "", '"': "", "‘": "", "«": "", "»": "", "*": "",
    "_": " ", "#": "", "•": "", "·": ",", "/": ", ", "\\": " ", "|": ", ", "–": ",", "—": ",",
    "−": ",", "…": ".", "×": " nhân ", "²": "", "³": "", "^": "", "{": ", ", "}": ",", "<": ", ",
    ">": ", ", "~": " khoảng ", "$": " đô la ", "€": " ơ-rô ", "°": " độ ", "%": " phần trăm ",
    "½": " một phần hai ", "¼": " một phần tư ", "¾": " ba phần tư ",
}  # fmt: skip
_KEYS = "|".join(re.escape(key) for key in sorted(WORDS, key=len, reverse=True))
_NAMED = "|".join(sorted(map(re.escape, BEFORE_NAMES), key=len, reverse=True))


def roman_value(letters: str) -> int:
    """Read a Roman numeral, up to XXXIX."""
    values = [_ROMAN_VALUES[letter] for letter in letters]
    return sum(
        -value if any(later > value for later in values[place + 1 : place + 2]) else value
        for place, value in enumerate(values)
    )


def _paper_symbol(symbol: str, term: str | None) -> str | None:
    parts = symbol.split("-")
    said = [PAPERS.get(parts[0]) or ISSUERS.get(parts[0]) or WORDS.get(parts[0])]
    said += [ISSUERS.get(part) or WORDS.get(part) or spell(part) for part in parts[1:]]
    if said[0] is None:
        return None
    words = " ".join(word for word in said if word)
    return f"{words} khóa {whole_words(int(term))}" if term else words


def _numbered_paper(match: re.Match[str]) -> str | None:
    said = _paper_symbol(match["symbol"], match["term"])
    if said is None:
        return None
    digits = match["number"]
    number = digit_words(digits) if digits[0] == "0" else whole_words(int(digits))
    number += f" {spell(match['letter'])}" if match["letter"] else ""
    year = f" trên {whole_words(int(match['year']))}" if match["year"] else ""
    return f"{number}{year}, {said}"


def _paper(match: re.Match[str]) -> str | None:
    if match["symbol"].split("-")[0] not in PAPERS or "-" not in match["symbol"]:
        return None
    return _paper_symbol(match["symbol"], match["term"])


def _road(match: re.Match[str]) -> str:
    digits, letters = match["number"], match["letters"]
    number = digit_words(digits) if len(digits) > 2 else whole_words(int(digits))
    return " ".join(part for part in (_ROADS[match["road"]], number, spell(letters)) if part)


def _milestone(match: re.Match[str]) -> str:
    said = f"ki-lô-mét {number_words(match[1])}"
    return f"{said} cộng {number_words(match[2])}" if match[2] else said


def _ordinal(match: re.Match[str]) -> str:
    first = ordinal_word(int(match["first"]))
    last = match["last"]
    said = f"{match['thu']} {first}"
    return f"{said} {TO} {match['thu'].lower()} {ordinal_word(int(last))}" if last else said


def _roman(match: re.Match[str]) -> str | None:
    if not match["roman"]:
        return None
    value = roman_value(match["roman"])
    said = ordinal_word(value) if follows(match, *_ORDINAL_BEFORE) else whole_words(value)
    if match["last"]:
        said = f"{said} {TO} {whole_words(roman_value(match['last']))}"
    return f"{said} năm {whole_words(int(match['year']))}" if match["year"] else said


def _is_counted(match: re.Match[str]) -> str | None:
    if not follows(match, *_COUNTED_BY_ROMANS.split("|"), *_ORDINAL_BEFORE):
        return None
    return _roman(match)


def _known(match: re.Match[str]) -> str | None:
    key = match[1]
    is_word_too = key.isupper() and len(key) == 2 and is_all_capitals(_line(match))
    return None if is_word_too else WORDS[key]


def _name(match: re.Match[str]) -> str | None:
    has_dot = "." in match[0]
    if not match.string[match.end()].isupper() or (len(match[1]) == 1 and not has_dot):
        return None
    return f"{BEFORE_NAMES[match[1]]} "


def _phone_word(match: re.Match[str]) -> str:
    return "điện thoại"


def _water_level(match: re.Match[str]) -> str:
    level = match[1]
    return f"báo động {whole_words(int(level) if level.isdecimal() else roman_value(level))}"


def _police(match: re.Match[str]) -> str:
    return "công an"


def _mixed(match: re.Match[str]) -> str:
    """Read 5A, 623B, H5N1, T12: numbers as numbers where letters follow or stand before."""
    parts = re.findall(r"\d+|[^\W\d_]+", match[0])
    return " ".join(_mixed_part(part) for part in parts)


def _mixed_part(part: str) -> str:
    if part.isdecimal():
        return number_words(part)
    return WORDS.get(part) or (spell(part) if part.isupper() or len(part) == 1 else part)


def _height(match: re.Match[str]) -> str:
    return f"{whole_words(int(match[1]))} mét {number_words(match[2])}"


def _unknown(match: re.Match[str]) -> str | None:
    line = _line(match)
    if not is_spelt(match[0], among_capitals=is_all_capitals(line)):
        return None
    return spell(match[0])


def _line(match: re.Match[str]) -> str:
    start = match.string.rfind("\n", 0, match.start()) + 1
    end = match.string.find("\n", match.end())
    return match.string[start : None if end < 0 else end]


def _slashed(match: re.Match[str]) -> str:
    return " trên ".join(number_words(part) for part in match[0].split("/"))


def _address(match: re.Match[str]) -> str:
    """Read a web or mail address by its parts."""
    text = re.sub(r"^(?:https?://)?(?:www\.)?", "", match[0]).rstrip("/")
    said = []
    for part in re.findall(r"[^\W\d_]+|\d+|[.@/_-]", text):
        mark = {".": "chấm", "@": "a còng", "/": "gạch chéo", "-": "gạch ngang", "_": "gạch dưới"}
        said.append(mark.get(part) or (digit_words(part) if part.isdecimal() else part))
    return " ".join(said)


def _mark(match: re.Match[str]) -> str:
    return _MARKS[match[0]]


def _break(match: re.Match[str]) -> str:
    return ", " if before(match)[-1:].isalnum() else ""


ADDRESS_RULES: tuple[Rule, ...] = (
    rule(r"(?:https?://|www\.)[^\s,;()<>]*[\w/]", _address),
    rule(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", _address),
    rule(r"[a-z][\w-]*(?:\.[a-z][\w-]*)*\.(?:vn|com|net|org)(?![\w.]\w)(?:/[\w/-]+)?", _address),
)
PAPER_RULES: tuple[Rule, ...] = (
    rule(
        rf"(?P<number>\d{{1,6}})(?P<letter>[a-zA-Z])?(?:/(?P<year>(?:19|20)\d\d))?/{_SYMBOL}",
        _numbered_paper,
    ),
    rule(_SYMBOL, _paper),
)
SIGN_RULES: tuple[Rule, ...] = (
    rule(r"ĐT(?=:|[ .:]*0\d{2})", _phone_word),
    rule(
        r"(?P<road>QL|TL|ĐT|ĐH|ĐX|HL|CT)[ .\u00a0-]{0,2}"
        r"(?P<number>\d{1,3})(?P<letters>[A-ZĐ]{0,2})(?!\w)",
        _road,
    ),
    rule(r"(?:Km|KM|km)[ .]?(\d{1,4})(?:\+(\d{1,3}))?(?!\w)", _milestone),
    rule(
        rf"(?P<thu>thứ)[ \u00a0](?P<first>\d{{1,2}})"
        rf"(?:{DASH}(?:thứ )?(?P<last>\d{{1,2}}))?(?![\w/]|[.,]\d)",
        _ordinal,
        re.IGNORECASE,
    ),
    rule(rf"{_ROMAN}(?:{DASH}(?P<last>[IVX]+))?(?:/(?P<year>\d{{4}}))?(?!\w)", _is_counted),
    rule(r"BĐ ?([123]|I{1,3})(?!\w)", _water_level),
    rule(r"(\d{1,2})m(\d{1,2})(?!\w)", _height),
)
WORD_RULES: tuple[Rule, ...] = (
    rule(rf"({_KEYS})(?![\w&])", _known),
    rule(rf"({_NAMED})(?:\.[ \u00a0]?|[ \u00a0])(?=[^\W\d_]{{2}})", _name),
    rule(r"CA(?=[ \u00a0](?:xã|phường|tỉnh|huyện|thành phố|TP))", _police),
    rule(r"(?=\w*\d)(?=\w*[^\W\d_])[^\W_]{2,12}(?!\w)", _mixed),
    rule(r"\d{1,4}(?:/\d{1,4}){1,2}(?![\w/])", _slashed),
    rule(r"[^\W\d_]{2,}(?!\w)", _unknown),
)
MARK_RULES: tuple[Rule, ...] = (
    rule(r"[ \u00a0]*[-–—][ \u00a0]+", _break),
    rule(r"-(?=\d)", lambda match: " "),
    rule("[" + re.escape("".join(_MARKS)) + "]", _mark),
)
