"""Numbers, read back by a reader that knows nothing of how they were written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.speech import expand
from content.speech_numbers import digit_words, number_words, ordinal_word, whole_words

ONES = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5,
    "sáu": 6, "bảy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
SCALES = {"nghìn": 10**3, "triệu": 10**6}


def read_below_billion(words: list[str]) -> int:
    total = group = last = 0
    for word in words:
        if word in ONES:
            last = ONES[word]
            group += last
        elif word == "mười":
            group, last = group + 10, 0
        elif word == "mươi":
            group, last = group + 9 * last, 0
        elif word == "trăm":
            group, last = group + 99 * last, 0
        elif word in SCALES:
            total, group, last = total + group * SCALES[word], 0, 0
        else:
            assert word == "linh", word
    return total + group


def read(text: str) -> int:
    total = 0
    words = text.split()
    while "tỷ" in words:
        place = len(words) - 1 - words[::-1].index("tỷ")
        total = read_below_billion(words[place + 1 :])
        return read(" ".join(words[:place])) * 10**9 + total
    return read_below_billion(words)


@given(st.integers(0, 10**12))
def test_any_number_is_read_back_right(number: int) -> None:
    assert read(whole_words(number)) == number


@given(st.integers(0, 10**12))
def test_a_number_with_points_between_thousands_is_the_same_number(number: int) -> None:
    written = f"{number:,}".replace(",", ".")
    assert expand(f"có {written} đồng") == f"có {whole_words(number)} đồng"


@given(st.integers(1, 99), st.integers(1, 9))
def test_no_number_is_said_as_a_child_would(tens: int, ones: int) -> None:
    said = whole_words(tens * 10 + ones).split()
    if tens % 10 == 1:
        assert said[-2:] != ["mười", "năm"] and said[-1] != "mốt"
    elif tens % 10:
        assert said[-2:] not in (["mươi", "một"], ["mươi", "năm"], ["mươi", "bốn"])


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "không"), (4, "bốn"), (10, "mười"), (11, "mười một"), (14, "mười bốn"),
        (15, "mười lăm"), (20, "hai mươi"), (21, "hai mươi mốt"), (24, "hai mươi tư"),
        (25, "hai mươi lăm"), (55, "năm mươi lăm"), (100, "một trăm"),
        (101, "một trăm linh một"), (105, "một trăm linh năm"), (110, "một trăm mười"),
        (115, "một trăm mười lăm"), (204, "hai trăm linh bốn"), (524, "năm trăm hai mươi tư"),
        (1000, "một nghìn"), (1005, "một nghìn không trăm linh năm"),
        (1050, "một nghìn không trăm năm mươi"), (1500, "một nghìn năm trăm"),
        (2026, "hai nghìn không trăm hai mươi sáu"), (10_000, "mười nghìn"),
        (21_000, "hai mươi mốt nghìn"), (100_000, "một trăm nghìn"),
        (1_000_005, "một triệu không trăm linh năm"), (1_500_000, "một triệu năm trăm nghìn"),
        (2_000_000_000, "hai tỷ"), (1_050_000_000, "một tỷ không trăm năm mươi triệu"),
        (10**12, "một nghìn tỷ"),
    ],
)  # fmt: skip
def test_numbers_are_said_as_taught(number: int, said: str) -> None:
    assert whole_words(number) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1.500", "một nghìn năm trăm"), ("2,5", "hai phẩy năm"), ("0,5", "không phẩy năm"),
        ("0,05", "không phẩy không năm"), ("3,14", "ba phẩy mười bốn"),
        ("1,375", "một phẩy ba bảy năm"), ("1.234,5", "một nghìn hai trăm ba mươi tư phẩy năm"),
        ("2.5", "hai chấm năm"), ("1,500,000", "một triệu năm trăm nghìn"), ("05", "năm"),
        ("007", "không không bảy"), ("1234567890123456", digit_words("1234567890123456")),
    ],
)  # fmt: skip
def test_numbers_are_read_as_written(written: str, said: str) -> None:
    assert number_words(written) == said


def test_ordinals_have_words_of_their_own() -> None:
    assert [ordinal_word(number) for number in (1, 2, 4, 14)] == ["nhất", "hai", "tư", "mười bốn"]
