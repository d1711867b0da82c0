"""Days in the sample texts: `{d+3}` is a date, `{dm+3}` one without year, `{w+3}` a weekday."""

import re
from datetime import date, timedelta

WEEKDAYS = (
    "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật",
)  # fmt: skip
_PLACE = re.compile(r"\{(d|dm|w)\+(\d+)\}")


def with_days(text: str, today: date) -> str:
    """Write the days counted from `today` into a sample text."""

    def day(place: re.Match[str]) -> str:
        then = today + timedelta(days=int(place[2]))
        if place[1] == "w":
            return WEEKDAYS[then.weekday()]
        return then.strftime("%d/%m/%Y" if place[1] == "d" else "%d/%m")

    return _PLACE.sub(day, text)
