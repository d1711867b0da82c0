import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.fitting import (
    ELLIPSIS,
    Stop,
    even_lines,
    one_line,
    pieces,
    some_lines,
    stop_after,
)


def width(text: str) -> float:
    return float(len(text))


@pytest.mark.parametrize(
    ("word", "following", "stop"),
    [
        ("xã.", "Mang", Stop.SENTENCE),
        ("đêm”.", "Mang", Stop.SENTENCE),
        ("xã.", "mang", Stop.SPACE),
        ("TP.", "Quảng", Stop.SPACE),
        ("bò,", "đến", Stop.CLAUSE),
        ("thôn", "để", Stop.PHRASE),
        ("và", "không", Stop.SPACE),
        ("Nơi:", "chợ", Stop.SPACE),
        ("văn", "hóa", Stop.SPACE),
    ],
)
def test_a_stop_is_known_by_the_words_around_it(word: str, following: str, stop: Stop) -> None:
    assert stop_after(word, following) is stop


def test_one_line_is_cut_at_a_word() -> None:
    assert one_line("một hai ba", 10, width) == "một hai ba"
    assert one_line("một hai, ba", 9, width) == "một hai" + ELLIPSIS
    assert one_line("nghiêngngả", 5, width) == "nghi" + ELLIPSIS


def test_some_lines_are_cut_at_the_last() -> None:
    assert some_lines("một hai ba bốn năm", 2, 8, width) == ["một hai", "ba bốn" + ELLIPSIS]


def test_pieces_of_a_word_wider_than_a_line_are_joined_without_a_space() -> None:
    assert list(pieces("ab abcdefgh", 3, width)) == [
        ("ab", " "),
        ("abc", " "),
        ("def", ""),
        ("gh", ""),
    ]


texts = st.lists(st.text("abcđ.,\u00a0", min_size=1, max_size=12), min_size=1, max_size=40)


@given(texts, st.integers(6, 30))
def test_pieces_and_even_lines_keep_every_letter(words: list[str], room: int) -> None:
    text = " ".join(words)
    lines = even_lines(text, len(text), room, width)
    assert all(width(line) <= room for line in lines)
    for parts in (lines, [piece for piece, _ in pieces(text, room, width)]):
        bare = "".join(parts).replace(" ", "").replace("\u00a0", "")
        assert bare == text.replace(" ", "").replace("\u00a0", "")
