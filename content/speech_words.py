"""What is said around an alert's own words, in each language that a voice speaks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from content.schedule import TIMEZONE
from content.speech_dates import date_words
from content.speech_numbers import whole_words
from content.speech_times import time_words

_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_MONTHS_FR = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Frame:
    """Hold the sentences of one language; `until` gives the one that says when it ends."""

    urgent: str
    safe: str
    drill_first: str
    drill_last: str
    deeds: str
    notes: str
    practice: str
    number: Callable[[int], str]
    until: Callable[[datetime], str]
    says: str
    again: str


def _until_vi(local: datetime) -> str:
    at = time_words(local.hour, local.minute)
    return f"Có hiệu lực đến {at}, ngày {date_words(local.day, local.month)}."


def _until_en(local: datetime) -> str:
    hour = f"{local.hour % 12 or 12}" + (f":{local.minute:02d}" if local.minute else "")
    half = "a.m." if local.hour < 12 else "p.m."
    return f"Valid until {hour} {half}, {local.day} {_MONTHS_EN[local.month - 1]}."


def _until_fr(local: datetime) -> str:
    minutes = f" {local.minute}" if local.minute else ""
    day = f"{local.day} {_MONTHS_FR[local.month - 1]}"
    return f"Valable jusqu'à {local.hour} heures{minutes}, le {day}."


def _until_ko(local: datetime) -> str:
    minutes = f" {local.minute}분" if local.minute else ""
    return f"{local.month}월 {local.day}일 {local.hour}시{minutes}까지 유효합니다."


def _number_vi(number: int) -> str:
    return whole_words(number).capitalize()


FRAMES = {
    "vi": Frame(
        urgent="Khẩn cấp. Khẩn cấp.",
        safe="Thông báo an toàn.",
        drill_first="Diễn tập. Đây là bài diễn tập, không phải cảnh báo thật.",
        drill_last="Diễn tập. Đây là bài diễn tập.",
        deeds="Việc cần làm ngay.",
        notes="Những điều cần nhớ.",
        practice="Mời bà con cùng tập.",
        number=_number_vi,
        until=_until_vi,
        says="{sender} thông báo.",
        again="Xin nhắc lại.",
    ),
    "en": Frame(
        urgent="Emergency. Emergency.",
        safe="Safety notice.",
        drill_first="Drill. This is a drill, not a real warning.",
        drill_last="Drill. This is a drill.",
        deeds="What to do now.",
        notes="Please remember.",
        practice="Please practise this.",
        number=str,
        until=_until_en,
        says="Issued by {sender}.",
        again="We repeat.",
    ),
    "fr": Frame(
        urgent="Urgence. Urgence.",
        safe="Retour à la normale.",
        drill_first="Exercice. Ceci est un exercice, pas une alerte réelle.",
        drill_last="Exercice. Ceci est un exercice.",
        deeds="Que faire maintenant.",
        notes="À retenir.",
        practice="À pratiquer ensemble.",
        number=str,
        until=_until_fr,
        says="Message de {sender}.",
        again="Nous répétons.",
    ),
    "ko": Frame(
        urgent="긴급. 긴급.",
        safe="안전 알림.",
        drill_first="훈련. 이것은 훈련입니다. 실제 경보가 아닙니다.",
        drill_last="훈련. 이것은 훈련입니다.",
        deeds="지금 해야 할 일.",
        notes="기억하십시오.",
        practice="함께 연습하십시오.",
        number=str,
        until=_until_ko,
        says="발표 기관, {sender}.",
        again="다시 알려 드립니다.",
    ),
}


def until_words(frame: Frame, at: datetime) -> str:
    """Say until when, on the local clock: no "today", for a recording may be heard tomorrow."""
    return frame.until(at.astimezone(TIMEZONE))
