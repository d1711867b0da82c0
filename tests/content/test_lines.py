import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.lines import NBSP, bind, break_lines


def wide(text: str) -> float:
    """Every character a unit wide; a mark has no width."""
    return float(sum(not unicodedata.combining(char) for char in text))


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("giá 60 triệu đồng một hộ", "giá 60_triệu_đồng một hộ"),
        ("2,5 ha keo, 120 con bò", "2,5_ha keo, 120_con bò"),
        ("gió 15 m/s", "gió 15_m/s"),
        ("ngày 31 tháng 10 năm 2025", "ngày_31_tháng_10_năm_2025"),
        ("trước ngày 31/10/2025 nhé", "trước ngày_31/10/2025 nhé"),
        ("lúc 7 giờ 30 phút", "lúc_7_giờ_30_phút"),
        ("gọi 0255 3822 123 ngay", "gọi 0255_3822_123 ngay"),
        ("gọi +84 905 123 456", "gọi +84_905_123_456"),
        ("tại xã Ba Tơ và", "tại xã_Ba_Tơ và"),
        ("Xã Đặng Thùy Trâm họp", "Xã_Đặng_Thùy_Trâm họp"),
        ("thị trấn Ba Tơ cũ", "thị_trấn_Ba_Tơ cũ"),
        ("đặc khu Lý Sơn", "đặc_khu_Lý_Sơn"),
        ("thôn 3 và thôn Gò Chùa", "thôn_3 và thôn_Gò_Chùa"),
        ("số 118/QĐ-UBND", "số_118/QĐ-UBND"),
        ("xã hội và nhà xã", "xã hội và nhà xã"),
        ("thứ Năm 26/11 và Chủ nhật", "thứ_Năm_26/11 và Chủ_nhật"),
        ("từ 8h00 - 11h00, kinh tế - xã hội", "từ 8h00_-_11h00, kinh tế_- xã hội"),
        ("Già làng Phạm Văn Rơm", "Già làng Phạm Văn Rơm"),
        ("bảo vệ 3 người", "bảo vệ 3_người"),
    ],
)
def test_what_belongs_together_is_bound(text: str, bound: str) -> None:
    assert bind(text).replace(NBSP, "_") == bound


def test_lines_break_at_spaces_and_keep_bound_words_together() -> None:
    text = bind("Họp tại xã Ba Tơ lúc này")
    assert break_lines(text, 12, wide) == ["Họp tại", f"xã{NBSP}Ba{NBSP}Tơ", "lúc này"]


def test_the_last_word_is_not_left_alone() -> None:
    assert break_lines("mot hai ba bon nam", 14, wide) == ["mot hai", "ba bon nam"]
    assert break_lines("aaaa bbbb cccc dddd eeee", 19, wide) == ["aaaa bbbb", "cccc dddd eeee"]


def test_names_and_words_of_two_syllables_stay_on_one_line_where_they_can() -> None:
    assert break_lines("Giá hành, tỏi Lý Sơn hôm nay", 20, wide) == [
        "Giá hành, tỏi",
        "Lý Sơn hôm nay",
    ]
    assert break_lines("Nghi ngờ: gọi công an ở xã", 20, wide) == ["Nghi ngờ: gọi", "công an ở xã"]


def test_a_dash_begins_no_line() -> None:
    assert break_lines(bind("28/11 - 29/11/2026"), 12, wide) == [f"28/11{NBSP}-", "29/11/2026"]


def test_a_newline_breaks_and_blank_lines_vanish() -> None:
    assert break_lines("một\n\nhai ba", 20, wide) == ["một", "hai ba"]
    assert break_lines("", 20, wide) == []


def test_what_fits_nowhere_is_broken_inside_and_marks_stay_with_their_letter() -> None:
    assert break_lines(f"xã{NBSP}Đặng{NBSP}Thùy", 7, wide) == ["xã Đặng", "Thùy"]
    assert break_lines("abcdefgh", 3, wide) == ["abc", "def", "gh"]
    assert break_lines("ê̆" * 4, 2, wide) == ["ê̆ê̆", "ê̆ê̆"]


def test_kerning_that_makes_a_line_too_wide_is_noticed() -> None:
    def kerned(text: str) -> float:
        return len(text) + 2.0 * text.count("a b")

    lines = break_lines("a b a b a b", 8, kerned)
    assert all(kerned(line) <= 8 for line in lines)
    assert " ".join(lines) == "a b a b a b"


WORDS = st.lists(st.text("abcdeđơ", min_size=1, max_size=9), max_size=40)


@given(WORDS, st.integers(9, 40))
def test_lines_fit_lose_nothing_and_are_as_few_as_can_be(words: list[str], width: int) -> None:
    lines = break_lines(" ".join(words), width, wide)
    assert " ".join(lines) == " ".join(words)
    assert all(wide(line) <= width for line in lines)
    greedy: list[str] = []
    for word in words:
        if greedy and len(greedy[-1]) + 1 + len(word) <= width:
            greedy[-1] += f" {word}"
        else:
            greedy.append(word)
    assert len(lines) == len(greedy)
    if len(lines) > 1 and " " not in lines[-1]:
        given_up = lines[-2].rpartition(" ")
        assert not given_up[0] or wide(f"{given_up[2]} {lines[-1]}") > width


@given(st.text(max_size=80))
def test_binding_changes_spaces_only(text: str) -> None:
    assert bind(text).replace(NBSP, " ") == text.replace(NBSP, " ")


@given(st.text(max_size=80), st.integers(1, 20))
def test_any_text_is_broken_without_loss(text: str, width: int) -> None:
    lines = break_lines(text, width, wide)
    shown = "".join(lines).replace(" ", "").replace(NBSP, "")
    assert shown == text.replace("\n", "").replace(" ", "").replace(NBSP, "")
