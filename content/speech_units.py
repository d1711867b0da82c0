"""Units of measure and money beside a number: their words, and ranges and rates of them."""

import re

from content.speech_numbers import NUMBER, number_words
from content.speech_rule import DASH, END, TO, Rule, follows, rule

UNITS = {
    "mm": "mi-li-mét", "cm": "xăng-ti-mét", "dm": "đề-xi-mét", "m": "mét", "km": "ki-lô-mét",
    "m2": "mét vuông", "m²": "mét vuông", "km2": "ki-lô-mét vuông", "km²": "ki-lô-mét vuông",
    "cm2": "xăng-ti-mét vuông", "cm²": "xăng-ti-mét vuông", "m3": "mét khối", "m³": "mét khối",
    "cm3": "xăng-ti-mét khối", "cm³": "xăng-ti-mét khối", "ha": "héc-ta",
    "mg": "mi-li-gam", "g": "gam", "gr": "gam", "kg": "ki-lô-gam", "ml": "mi-li-lít", "l": "lít",
    "L": "lít", "°C": "độ xê", "oC": "độ xê", "ºC": "độ xê", "℃": "độ xê", "độ C": "độ xê",
    "°": "độ", "%": "phần trăm", "‰": "phần nghìn", "kW": "ki-lô-oát", "kWh": "ki-lô-oát giờ",
    "MW": "mê-ga-oát", "W": "oát", "kV": "ki-lô-vôn", "V": "vôn", "kVA": "ki-lô-vôn am-pe",
    "hPa": "héc-tô-pát-can", "mb": "mi-li-ba", "đ": "đồng", "VNĐ": "đồng", "VND": "đồng",
    "vnđ": "đồng", "USD": "đô la Mỹ", "tr": "triệu", "trđ": "triệu đồng", "tr.đ": "triệu đồng",
    "s": "giây", "GB": "gi-ga-bai", "MB": "mê-ga-bai", "CV": "mã lực", "HP": "mã lực",
}  # fmt: skip
MONEY = ("đồng", "triệu", "nghìn", "ngàn", "tỷ", "tỉ", "đô la Mỹ")
_PER = {
    **UNITS, "h": "giờ", "ng": "người", "24h": "hai mươi tư giờ", "24 giờ": "hai mươi tư giờ",
    "12h": "mười hai giờ", "12 giờ": "mười hai giờ", "48h": "bốn mươi tám giờ",
}  # fmt: skip
_KEYS = sorted(UNITS, key=len, reverse=True)
_UNIT = "(?:" + "|".join(re.escape(key) for key in _KEYS) + ")"
_ANYHOW = "(?:" + "|".join(re.escape(key) for key in _KEYS if len(key) > 1) + ")"
_SPACE = r"[ \u00a0]?"
_RATE = rf"(?:{_SPACE}/{_SPACE}(?:24h|24 giờ|12h|12 giờ|48h|{_UNIT}|[^\W\d_]+){END})"
_MEASURE = rf"(?:{_SPACE}(?P<{{u}}>{_UNIT}|(?i:{_ANYHOW})){END})"
_NUM = NUMBER.pattern
_SIGN = r"(?:(?<!\w)[-−–+±](?=\d))"
_SIGNS = {"-": "âm", "−": "âm", "–": "âm", "+": "cộng", "±": "cộng trừ"}
_COMPARED = {
    "≥": "từ", "≤": "không quá", ">": "trên", "<": "dưới", "~": "khoảng", "≈": "khoảng",
}  # fmt: skip


def unit_words(written: str) -> str:
    """Name a unit as it is written; capitals do not matter where they mean nothing."""
    return UNITS.get(written) or UNITS.get(written.lower()) or written


def rate_words(of: str, written: str) -> str:
    """Read what stands after a unit: "/s", "/24h", "/kg", "/người/tháng"."""
    said = of
    for part in written.split("/")[1:]:
        name = part.strip(" \u00a0")
        joint = "một" if said.endswith(MONEY) or " một " in said else "trên"
        said = f"{said} {joint} {_PER.get(name) or unit_words(name)}"
    return said


def _measured(match: re.Match[str]) -> str:
    said = signed_words(match["number"])
    unit = match["unit"]
    if unit is None:
        return said
    return f"{said} {rate_words(unit_words(unit), match['rate'] or '')}"


def _range(match: re.Match[str]) -> str:
    first, last = number_words(match["first"]), number_words(match["last"])
    own = match["own"]
    if own is not None and match["unit"] is not None:
        first = f"{first} {unit_words(own)}"
    said = f"{first} {TO} {last}"
    if match["unit"] is None:
        return said
    return f"{said} {rate_words(unit_words(match['unit']), match['rate'] or '')}"


def _times(match: re.Match[str]) -> str:
    said = " nhân ".join(number_words(part) for part in re.split(r"\s*[x×]\s*", match["sizes"]))
    unit = match["unit"]
    return said if unit is None else f"{said} {unit_words(unit)}"


def signed_words(text: str) -> str:
    """Read a number with its sign."""
    sign = _SIGNS.get(text[0])
    return f"{sign} {number_words(text[1:])}" if sign else number_words(text)


def _compared(match: re.Match[str]) -> str:
    return f"{_COMPARED[match[0][0]]} "


def _per(match: re.Match[str]) -> str | None:
    """Read "/ha" after a word: "tấn/ha", "đồng/kg"; between two words the stroke is a pause."""
    is_money = follows(match, *MONEY)
    names = match[0].replace(" ", "").split("/")[1:]
    if names[0] not in _PER and not is_money:
        return None
    joint = "một" if is_money else "trên"
    return "".join(f" {joint} {_PER.get(name, name)}" for name in names)


_UNITED = rf"{_MEASURE.replace('{u}', 'unit')}(?P<rate>{_RATE}*)"
_ALONE = r"(?![\w/²³]|[.,:]\d)"
_SIZES = rf"(?P<sizes>{_NUM}(?: ?[x×] ?{_NUM}){{1,2}})"
UNIT_RULES: tuple[Rule, ...] = (
    rule(rf"{_SIZES}(?:{_MEASURE.replace('{u}', 'unit')}|{_ALONE})", _times),
    rule(
        rf"(?P<first>{_NUM}){_MEASURE.replace('{u}', 'own')}?{DASH}(?P<last>{_NUM})"
        rf"(?:{_UNITED}|{_ALONE})",
        _range,
    ),
    rule(r"[≥≤><~≈] ?(?=\d)", _compared),
    rule(rf"(?P<number>{_SIGN}?{_NUM})(?:{_UNITED}|{_ALONE})", _measured),
    rule(rf"(?: ?/ ?(?:{_UNIT}|[^\W\d_]+){END})+", _per),
)
