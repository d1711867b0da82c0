"""What is said of an alert: content.speech_script, content.speech_words, content.alert_heard."""

from dataclasses import replace

import pytest

from content.alert import Alert
from content.alert_heard import tone_of, unspoken
from content.alert_info import AlertInfo
from content.alert_template import fill
from content.speech_script import script
from content.speech_words import FRAMES
from tests.vectors.statements import NOON, an_alert, minutes

WORDS = AlertInfo(
    "vi",
    "LŨ QUÉT",
    "Nước lên rất nhanh: các xã Ba Tơ, Ba Vinh.",
    "1. Lên chỗ cao ngay\nCần cứu nạn: gọi 112",
)


def flood(**fields: object) -> Alert:
    values = {
        "info": (WORDS,), "urgency": "Expected", "event": "Lũ quét", "expires": NOON + minutes(330),
        "sender": "UBND xã Ba Tơ", **fields,
    }  # fmt: skip
    return replace(an_alert(), **values)  # type: ignore[arg-type]


def said(alert: Alert, place: int = 0) -> list[str]:
    return [span.text for span in script(alert, alert.info[place])]


def test_it_says_what_where_what_to_do_until_when_and_who() -> None:
    assert said(flood()) == [
        "Khẩn cấp. Khẩn cấp.",
        "LŨ QUÉT.",
        "Nước lên rất nhanh: các xã Ba Tơ, Ba Vinh.",
        "Việc cần làm ngay.",
        "Một. Lên chỗ cao ngay.",
        "Hai. Cần cứu nạn: gọi một một hai.",
        "Có hiệu lực đến mười bảy giờ ba mươi phút, ngày hai mươi lăm tháng mười một.",
        "Ủy ban nhân dân xã Ba Tơ thông báo.",
    ]


def test_what_must_be_done_at_once_is_said_twice() -> None:
    once, twice = said(flood()), said(flood(urgency="Immediate"))
    assert twice == [*once, "Xin nhắc lại.", *once[1:]]


def test_what_takes_longer_than_a_minute_is_said_once() -> None:
    long = replace(WORDS, description="Nước lên rất nhanh ven suối. " * 30)
    assert "Xin nhắc lại." not in said(flood(urgency="Immediate", info=(long,)))


@pytest.mark.parametrize("urgency", ["Immediate", "Expected"])
def test_a_drill_says_so_before_all_else_and_at_the_end(urgency: str) -> None:
    words = said(flood(status="Exercise", urgency=urgency))
    assert words[0] == "Diễn tập. Đây là bài diễn tập, không phải cảnh báo thật."
    assert words[-1] == "Diễn tập. Đây là bài diễn tập."
    assert not any("Khẩn cấp" in sentence for sentence in words)


@pytest.mark.parametrize("language", FRAMES)
def test_every_language_says_that_a_drill_is_one(language: str) -> None:
    words = said(flood(status="Exercise", info=(replace(WORDS, language=language),)))
    assert words[0] == FRAMES[language].drill_first and words[-1] == FRAMES[language].drill_last


def test_all_clear_is_no_emergency_and_has_no_end() -> None:
    info = fill("all-clear", {"danger": "lũ quét trên sông Liêng", "where": "xã Ba Tơ"})
    calm = flood(event="Báo an toàn", info=info, urgency="Past", severity="Minor", risk_level=None)
    words = said(calm)
    assert words[0] == "Thông báo an toàn." and "Những điều cần nhớ." in words
    assert not any("Có hiệu lực" in sentence for sentence in words)


def test_english_leaves_vietnamese_names_to_a_vietnamese_voice() -> None:
    info = fill("flash-flood", {"where": "ven suối các xã Ba Tơ, Ba Vinh, Ba Động"})
    spans = script(flood(info=info), info[1])
    assert [span.language for span in spans if "Ba Tơ" in span.text] == ["vi", "vi"]
    assert spans[0].text == "Emergency. Emergency."
    assert any(span.text == "Valid until 5:30 p.m., 25 November." for span in spans)


@pytest.mark.parametrize("tag", ["hre", "cua", "sed", "bdq", "jra", "jeh"])
def test_languages_without_a_voice_have_no_script(tag: str) -> None:
    assert script(flood(), replace(WORDS, language=tag)) == ()


def test_the_script_does_not_hang_on_when_it_is_made() -> None:
    assert said(flood(issued_at=NOON)) == said(flood(issued_at=NOON + minutes(5)))


def test_one_deed_needs_no_number() -> None:
    assert "Chạy." in said(flood(info=(replace(WORDS, instruction="Chạy"),)))


def test_the_tone_is_named_and_a_silent_test_has_none() -> None:
    assert tone_of(flood()) == "attention"
    assert tone_of(flood(status="Exercise")) == "drill"
    assert tone_of(flood(status="Exercise", silent=True)) is None


def test_languages_that_went_without_a_voice_are_known() -> None:
    hre, heard = replace(WORDS, language="hre"), replace(WORDS, language="en", audio="f" * 64)
    alert = flood(info=(WORDS, hre, heard))
    assert unspoken(alert) == ("vi",)
    assert unspoken(replace(alert, silent=True)) == ()
