from hypothesis import given
from hypothesis import strategies as st

from content.fitting import ELLIPSIS, fit, one_line, some_lines


def width(text: str) -> float:
    return float(len(text))


def test_all_of_it_is_taken_when_it_fits() -> None:
    assert fit("một hai ba bốn", 2, 1, 8, width) == (["một hai", "ba bốn"], "")


def test_it_stops_after_a_sentence() -> None:
    lines, rest = fit("Một hai. Ba bốn năm sáu bảy", 2, 1, 10, width)
    assert (lines, rest) == (["Một hai."], "Ba bốn năm sáu bảy")


def test_it_stops_after_a_clause_when_no_sentence_fills_enough() -> None:
    lines, rest = fit("A. một hai ba, bốn năm sáu bảy tám chín", 3, 2, 10, width)
    assert " ".join(lines) == "A. một hai ba,"
    assert rest == "bốn năm sáu bảy tám chín"


def test_it_stops_at_a_space_when_nothing_better_is_there() -> None:
    lines, rest = fit("một hai ba bốn năm sáu", 2, 2, 8, width)
    assert (lines, rest) == (["một hai", "ba bốn"], "năm sáu")


def test_nothing_is_taken_when_nothing_is_needed_and_no_sentence_ends() -> None:
    assert fit("một hai, ba bốn năm sáu", 1, 0, 8, width) == ([], "một hai, ba bốn năm sáu")


def test_abbreviation_ends_no_sentence() -> None:
    _, rest = fit("Về TP. Quảng Ngãi họp rồi về lại xã", 2, 1, 12, width)
    assert not rest.startswith("Quảng Ngãi họp rồi về lại")


def test_one_line_is_cut_at_a_word() -> None:
    assert one_line("một hai ba", 10, width) == "một hai ba"
    assert one_line("một hai, ba", 9, width) == "một hai" + ELLIPSIS
    assert one_line("nghiêngngả", 5, width) == "nghi" + ELLIPSIS


def test_some_lines_are_cut_at_the_last() -> None:
    assert some_lines("một hai ba bốn năm", 2, 8, width) == ["một hai", "ba bốn" + ELLIPSIS]


texts = st.lists(st.text("abcđ.,\u00a0", min_size=1, max_size=12), min_size=1, max_size=40)


@given(texts, st.integers(1, 6), st.integers(0, 3), st.integers(6, 30))
def test_what_is_taken_and_what_is_left_are_the_whole(
    words: list[str], lines: int, needed: int, room: int
) -> None:
    text = " ".join(words)
    taken, rest = fit(text, lines, min(needed, lines), room, width)
    assert len(taken) <= lines
    assert all(width(line) <= room for line in taken)
    bare = (" ".join(taken) + rest).replace(" ", "").replace("\u00a0", "")
    assert bare == text.replace(" ", "").replace("\u00a0", "")
    assert taken or needed == 0
