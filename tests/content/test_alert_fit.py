from content.alert_fit import break_evenly, chunked, first_sentence, fits_by_word, parts


def measure(text: str, em: float, bold: bool) -> float:
    return len(text) * em * 0.5


def test_lines_are_evenly_long_and_none_is_lost() -> None:
    text = "Ven suối, chân núi các xã Ba Tơ, Ba Vinh, Ba Động"
    lines = break_evenly(text, 130, 8.8, False, measure)
    assert " ".join(lines) == text
    assert len(lines) == 2 and abs(len(lines[0]) - len(lines[1])) < 12


def test_a_word_wider_than_the_picture_is_broken_not_cut() -> None:
    lines = break_evenly("Gọi KHẨNCẤPNGAYLẬPTỨC", 40, 10, True, measure)
    assert "".join(lines).replace(" ", "") == "GọiKHẨNCẤPNGAYLẬPTỨC"
    assert all(measure(line, 10, True) <= 40 for line in lines)


def test_a_no_break_space_holds() -> None:
    assert break_evenly("xã\u00a0Ba\u00a0Tơ đây", 45, 10, False, measure) == [
        "xã\u00a0Ba\u00a0Tơ",
        "đây",
    ]


def test_no_text_has_no_lines() -> None:
    assert break_evenly("  ", 10, 10, False, measure) == []


def test_chunks_are_even_and_lose_nothing() -> None:
    assert chunked(["1", "2", "3", "4"], 3) == [["1", "2"], ["3", "4"]]
    assert chunked([], 3) == []


def test_a_text_is_parted_at_sentence_ends_when_it_has_them() -> None:
    assert parts("Một hai ba. Bốn năm sáu.", 2) == ["Một hai ba.", "Bốn năm sáu."]
    assert " ".join(parts("một hai ba bốn năm sáu", 2)) == "một hai ba bốn năm sáu"
    assert first_sentence("Nước lên. Mưa to.") == "Nước lên."
    assert first_sentence("Nước lên") == "Nước lên"


def test_words_that_fit_on_lines_of_their_own() -> None:
    assert fits_by_word("LŨ QUÉT", 20, 10, True, measure)
    assert not fits_by_word("LŨ QUÉT", 19, 10, True, measure)
