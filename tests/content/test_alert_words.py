from dataclasses import replace
from datetime import UTC, datetime

from content.alert_words import (
    colour_level,
    deed_texts,
    has_level,
    is_safe,
    language_of,
    until_text,
    words_in,
)
from tests.vectors.statements import an_alert

AT = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)


def test_other_languages_borrow_the_vietnamese_words() -> None:
    assert words_in("hre") is words_in("vi-VN")
    assert words_in("en-GB").urgent == "EMERGENCY WARNING"
    assert language_of("vi-VN") == "vi"


def test_until_when_is_said_as_people_do() -> None:
    assert until_text(AT, AT, "vi") == "18h00 hôm nay, 25/11"
    assert until_text(AT, datetime(2026, 11, 24, 11, tzinfo=UTC), "vi") == "18h00 ngày mai, 25/11"
    assert until_text(AT, None, "vi") == "18h00 ngày 25/11"
    assert until_text(AT, AT, "en") == "18:00 today, 25 November"
    assert until_text(AT, None, "en") == "18:00 25 November"


def test_the_local_day_counts_not_the_one_in_greenwich() -> None:
    late = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
    assert until_text(late, datetime(2026, 11, 25, 16, tzinfo=UTC), "vi").startswith(
        "1h00 ngày mai"
    )


def test_deeds_lose_the_officers_own_numbers() -> None:
    assert deed_texts("1. Lên cao\n\n2) Gọi 112\n• Chờ") == ["Lên cao", "Gọi 112", "Chờ"]


def test_the_colour_follows_the_risk_level_else_the_severity() -> None:
    assert colour_level(replace(an_alert(), risk_level=5)) == 5
    bare = replace(an_alert(), risk_level=None)
    found = [colour_level(replace(bare, severity=one)) for one in ("Extreme", "Severe", "Minor")]
    assert found == [4, 3, 2]
    assert has_level(an_alert()) and not has_level(bare)
    assert not has_level(replace(bare, risk_level=9))


def test_an_all_clear_is_told_by_its_event() -> None:
    over = replace(an_alert(), event="Báo an toàn", severity="Minor", risk_level=None)
    assert is_safe(over) and colour_level(over) == 0
    assert is_safe(replace(over, event="Hết mưa lớn", urgency="Past"))
    assert not is_safe(an_alert())


def test_what_is_grave_never_looks_calm_whatever_it_is_called() -> None:
    named = replace(an_alert(), event="Mất an toàn hồ chứa", urgency="Past")
    assert not is_safe(replace(named, severity="Extreme", risk_level=None))
    assert not is_safe(replace(named, severity="Minor", risk_level=4))
