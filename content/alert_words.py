"""What a board itself says around an alert, in Vietnamese and English; as in the page's words.js.

Other languages borrow the Vietnamese.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from content.alert import Alert
from content.schedule import TIMEZONE

_OFFICERS_NUMBER = re.compile(r"^\s*(?:\d+[.)]|[-•*])\s*")
_BY_SEVERITY = {"Extreme": 4, "Severe": 3}
_LEVELS = range(1, 6)
_SAFE = re.compile(r"an toàn|hết báo động|bình thường|qua nguy hiểm|all.?clear")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """Hold the words of one language."""

    urgent: str
    short: str
    safe: str
    supposed: str
    level: str
    supposed_level: str
    level_of: str
    now: tuple[str, str]
    remember: tuple[str, str]
    practise: tuple[str, str]
    till: str
    ends: str
    not_real: str
    calm: str
    drill: str = "DIỄN TẬP"


_VI = Words(
    urgent="CẢNH BÁO KHẨN CẤP",
    short="CẢNH BÁO",
    safe="THÔNG BÁO AN TOÀN",
    supposed="TÌNH HUỐNG GIẢ ĐỊNH",
    level="CẤP",
    supposed_level="GIẢ ĐỊNH",
    level_of="Cấp",
    now=("LÀM", "NGAY"),
    remember=("CẦN", "NHỚ"),
    practise=("CÙNG", "TẬP"),
    till="Đến",
    ends="Kết thúc",
    not_real="Không phải cảnh báo thật",
    calm="Bà con yên tâm, cùng làm theo",
)
_EN = Words(
    urgent="EMERGENCY WARNING",
    short="WARNING",
    safe="SAFETY NOTICE",
    supposed="SUPPOSED SITUATION",
    level="LEVEL",
    supposed_level="SUPPOSED",
    level_of="Level",
    now=("DO THIS", "NOW"),
    remember=("PLEASE", "NOTE"),
    practise=("PRACTISE", "THIS"),
    till="Until",
    ends="Ends",
    not_real="Drill, not a real warning",
    calm="Keep calm and take part",
)


def language_of(tag: str) -> str:
    """Give the language of a tag: vi-VN is vi."""
    return tag.lower().split("-")[0]


def words_in(language: str) -> Words:
    """Give the board's words beside a language."""
    return _EN if language_of(language) == "en" else _VI


def until_text(at: datetime, now: datetime | None, language: str) -> str:
    """Say until when, as people do: "18h00 hôm nay, 14/10"; without `now` no day is named."""
    local = at.astimezone(TIMEZONE)
    ahead = -1 if now is None else (local.date() - now.astimezone(TIMEZONE).date()).days
    if language_of(language) == "en":
        day = {0: "today, ", 1: "tomorrow, "}.get(ahead, "")
        return f"{local:%H:%M} {day}{local.day} {_MONTHS[local.month - 1]}"
    day = {0: "hôm nay, ", 1: "ngày mai, "}.get(ahead, "ngày ")
    return f"{local.hour}h{local:%M} {day}{local:%d/%m}"


def deed_texts(instruction: str) -> list[str]:
    """Give one text a deed, without the officer's own numbers."""
    lines = (_OFFICERS_NUMBER.sub("", line).strip() for line in instruction.split("\n"))
    return [line for line in lines if line]


def has_level(alert: Alert) -> bool:
    """Tell whether a disaster risk level is to be printed."""
    return alert.risk_level in _LEVELS


def colour_level(alert: Alert) -> int:
    """Give 1 to 5: the risk level, else a colour by severity; 0, calm, when danger is over."""
    if is_safe(alert):
        return 0
    if alert.risk_level is not None and alert.risk_level in _LEVELS:
        return alert.risk_level
    return _BY_SEVERITY.get(alert.severity, 2)


def is_safe(alert: Alert) -> bool:
    """Tell whether it says that danger is over; what is grave never does, whatever it is called.

    Source: CAP 1.2, 3.2.2, urgency Past.
    """
    if alert.severity in _BY_SEVERITY or has_level(alert):
        return False
    return alert.urgency == "Past" or _SAFE.search(alert.event.lower()) is not None
