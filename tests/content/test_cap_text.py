"""The words of CAP as ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.alert_info import check_text
from content.cap_text import cut_at_sentence, language_tag, plain_line, plain_text, unwrapped

FLOOD = "Nước sông dâng cao. Nhiều nơi bị ngập sâu. Đường bị chia cắt ở ba xã."


def test_a_long_text_keeps_whole_sentences_and_says_that_there_was_more() -> None:
    assert cut_at_sentence(FLOOD, len(FLOOD)) == FLOOD
    assert cut_at_sentence(FLOOD, 50) == "Nước sông dâng cao. Nhiều nơi bị ngập sâu. …"
    assert cut_at_sentence("水位上升。請速疏散。" * 5, 30).endswith("。 …")
    lines = "Di dời người\nKhông qua suối\nNghe đài"
    assert cut_at_sentence(lines, 33) == "Di dời người\nKhông qua suối …"


def test_without_a_sentence_that_ends_in_time_it_is_cut_at_a_word() -> None:
    assert (
        cut_at_sentence("Nước sông đang dâng rất nhanh và còn lên", 25)
        == "Nước sông đang dâng rất…"
    )
    assert cut_at_sentence("Vâng. " + "x" * 100, 50) == "Vâng…"
    assert cut_at_sentence("x" * 100, 10) == "xxxxxxxxx…"


@given(st.text(max_size=300), st.integers(20, 100))
def test_whatever_comes_passes_the_checks_of_an_alert(text: str, longest: int) -> None:
    check_text(plain_text(text, longest), "x", longest)
    line = plain_line(text, longest)
    check_text(line, "x", longest)
    assert "\n" not in line


def test_lines_broken_for_width_are_joined_and_lists_stay() -> None:
    assert unwrapped("mưa to trên\n   diện rộng.\nGió mạnh") == "mưa to trên diện rộng.\nGió mạnh"
    capitals = "AT 254 PM PDT...NATIONAL WEATHER SERVICE DOPPLER RADAR INDICATED A SEVERE"
    assert unwrapped(f"{capitals}\n THUNDERSTORM") == f"{capitals} THUNDERSTORM"
    for kept in (
        "Di dời người\nKhông qua suối",
        "gồm\n- xã a\n- xã b",
        "NƠI\nTRẠNG THÁI: x",
        "a\n\nb",
    ):
        assert unwrapped(kept) == kept
    deeds = "Di dời toàn bộ người già và trẻ em ở vùng trũng ven sông lên nơi cao\nKhông qua suối"
    assert unwrapped(deeds) == deeds


@pytest.mark.parametrize(
    ("tag", "ours"),
    [
        ("vi-VN", "vi"), ("vi", "vi"), ("VI_vn", "vi"), ("vie", "vi"), ("en-US", "en"),
        ("en-GB", "en"), ("zh-TW", "zh"), ("hre", "hre"), ("zh-Hant-TW", "zh"), ("???", "en"),
        ("", "en"),
    ],
)  # fmt: skip
def test_languages_go_by_our_tags(tag: str, ours: str) -> None:
    assert language_tag(tag, "Flood on the Tra Khuc") == ours


def test_plain_vietnamese_without_a_tag_is_vietnamese_but_names_alone_do_not_make_it_so() -> None:
    assert language_tag("en-US", FLOOD) == "vi"
    assert language_tag("en-GB", FLOOD) == "en"
    english = (
        "Heavy rain is expected over Quảng Ngãi and Trà Bồng; rivers will rise quickly tonight."
    )
    assert language_tag("en-US", english) == "en"
