"""Numbers in Vietnamese words, by the reading rules taught in school: mốt, tư, lăm, linh, phẩy."""

import re

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
BILLION = 10**9
# Longer ones are no amounts but numbers of papers and accounts: digit by digit.
LONGEST_WHOLE = 15
_GROUPS = ((10**6, "triệu"), (1000, "nghìn"), (1, ""))
_WHOLE = re.compile(
    r"\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3}){2,}|\d{1,3}(?:[\u00a0\u202f]\d{3})+|\d+"
)
NUMBER = re.compile(rf"(?:{_WHOLE.pattern})(?:,\d+|\.\d{{1,2}}(?![\d.]))?")
ORDINALS = {1: "nhất", 4: "tư"}


def whole_words(number: int) -> str:
    """Read a whole number; zero and up, below 10 ** 15."""
    if number == 0:
        return DIGITS[0]
    billions, rest = divmod(number, BILLION)
    said = [f"{whole_words(billions)} tỷ"] if billions else []
    for size, name in _GROUPS:
        group, rest = divmod(rest, size)
        if group:
            said.append(f"{_three(group, is_full=bool(said))} {name}".rstrip())
    return " ".join(said)


def digit_words(digits: str) -> str:
    """Read digit by digit; what is no digit is passed over, an x stands for one not told."""
    return " ".join(DIGITS[int(mark)] if mark.isdecimal() else "ích" for mark in digits)


def ordinal_word(number: int) -> str:
    """Read what stands after "thứ": nhất, hai, ba, tư."""
    return ORDINALS.get(number) or whole_words(number)


def number_words(text: str) -> str:
    """Read a number as it is written: 1.500, 2,5, 1,500,000 or 2.5."""
    whole = _WHOLE.match(text)
    assert whole is not None
    digits = re.sub(r"\D", "", whole[0])
    said = _whole_text(digits)
    fraction = text[whole.end() + 1 :]
    if not fraction:
        return said
    mark = "phẩy" if text[whole.end()] == "," else "chấm"
    return f"{said} {mark} {_fraction(fraction)}"


def _whole_text(digits: str) -> str:
    """Read a run of digits: 05 is five, 00123 and very long ones are read digit by digit."""
    is_code = digits[0] == "0" and len(digits) > 2
    if is_code or len(digits) > LONGEST_WHOLE:
        return digit_words(digits)
    return whole_words(int(digits))


def _fraction(digits: str) -> str:
    """Read the places after the comma: as one number where that is short and begins above 0."""
    if digits[0] == "0" or len(digits) > 2:
        return digit_words(digits)
    return whole_words(int(digits))


def _three(number: int, *, is_full: bool) -> str:
    """Read 1 to 999; full after a higher group: "không trăm linh năm"."""
    hundreds, rest = divmod(number, 100)
    said = []
    if hundreds or is_full:
        said.append(f"{DIGITS[hundreds]} trăm")
    if rest:
        said.append(f"linh {DIGITS[rest]}" if rest < 10 and said else _two(rest))
    return " ".join(said)


def _two(number: int) -> str:
    tens, ones = divmod(number, 10)
    if tens == 0:
        return DIGITS[ones]
    if tens == 1:
        last = {0: "", 5: "lăm"}.get(ones, DIGITS[ones])
        return f"mười {last}".rstrip()
    last = {0: "", 1: "mốt", 4: "tư", 5: "lăm"}.get(ones, DIGITS[ones])
    return f"{DIGITS[tens]} mươi {last}".rstrip()
