"""What readers of a category look for and a text does not say yet: told to who writes, in words.

Nothing here refuses: a service that costs nothing has no price, and people find other words.
"""

import re
from enum import StrEnum

from content.body import parse_body
from content.category import CategoryKey
from content.notice import NoticeContent

_PRICE = re.compile(
    r"\d[\d.,]*\s*(?:đồng|đ\b|nghìn|ngàn|triệu|vnd|k\b)|\bgiá\b.*\d|"
    r"\((?:nghìn |triệu )?đồng\b|miễn phí",
    re.I,
)
_UNIT = re.compile(
    r"(?:/|\bmỗi\s|\bmột\s|\btheo\s|\bđồng\s)\s*"
    r"(?:kg|ki-lô|cân|lạng|yến|tạ|tấn|g\b|lít|chai|hộp|thùng|bao|bó|mớ|chục|quả|trái|con|cây|cái|"
    r"chiếc|bộ|đôi|mét|m2|m²|m3|m³|m\b|sào|ha\b|suất|vé|lượt|người|ngày|tháng|buổi|giờ|năm)",
    re.I,
)
_DAY = re.compile(r"\b\d{1,2}\s*[/.-]\s*\d{1,2}\b|\bngày\s+\d{1,2}\b", re.I)


class Missing(StrEnum):
    """Name what is not there."""

    PRICE = "price"
    PRICE_UNIT = "price_unit"
    PRICE_DAY = "price_day"
    RUMOUR = "rumour"


def missing_facts(content: NoticeContent) -> tuple[Missing, ...]:
    """List what the category's readers will miss; empty when all is said."""
    text = f"{content.title}\n{content.body}"
    if content.category is CategoryKey.MARKET:
        wanted = ((Missing.PRICE, _PRICE), (Missing.PRICE_UNIT, _UNIT), (Missing.PRICE_DAY, _DAY))
        return tuple(name for name, pattern in wanted if not pattern.search(text))
    if content.category is CategoryKey.CORRECTION and not parse_body(content.body).rumour:
        return (Missing.RUMOUR,)
    return ()
