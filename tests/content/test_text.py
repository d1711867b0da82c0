import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.errors import InvalidInputError
from content.text import (
    clean_line,
    clean_text,
    count_syllables,
    dwell_s,
    fold,
    nfc,
    search_key,
    sort_key,
)

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "text.json").read_text())
MARKED = "ẪỄỖỮỲ ẶỆỘỰ ĕ ĭ ŏ ŭ č ñ ƀ ê̆ ô̆ ơ̆"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def test_decomposed_text_is_composed() -> None:
    assert clean_line(unicodedata.normalize("NFD", "Quảng Ngãi")) == "Quảng Ngãi"


def test_every_vietnamese_and_minority_letter_survives() -> None:
    assert clean_line(MARKED) == unicodedata.normalize("NFC", MARKED)
    assert clean_line("Đắk R'lấp, Ia H’Drai") == "Đắk R'lấp, Ia H’Drai"


@pytest.mark.parametrize(
    "hidden", ["\u202e", "\u2066", "\u200b", "\ufeff", "\u00ad", "\x00", "\x1b"]
)
def test_overrides_controls_and_invisible_characters_are_stripped(hidden: str) -> None:
    assert clean_line(f"Ba{hidden} Tơ{hidden}") == "Ba Tơ"
    assert clean_text(f"Ba{hidden} Tơ{hidden}\n") == "Ba Tơ"


def test_noncharacters_and_private_use_are_stripped() -> None:
    assert clean_line("a\ufffe\ue000\U000f0000b") == "ab"


def test_a_joiner_stays_between_pictures_only() -> None:
    assert clean_line("👩\u200d🌾") == "👩\u200d🌾"
    assert clean_line("a\u200db \u200d") == "ab"


def test_heaps_of_marks_are_cut() -> None:
    assert len(clean_line("a" + "\u0335" * 50)) == 4


@pytest.mark.parametrize("function", [nfc, clean_line, clean_text, fold, search_key, sort_key])
def test_a_lone_surrogate_is_refused(function: object) -> None:
    with pytest.raises(InvalidInputError) as caught:
        function("Ba \ud800 Tơ")  # type: ignore[operator]
    assert caught.value.code == "bad_text"


def test_a_line_has_single_spaces_and_no_breaks() -> None:
    assert clean_line("  Ba\u00a0 Tơ\r\n\tnay\u2028mai ") == "Ba Tơ nay mai"


def test_a_text_keeps_its_paragraphs() -> None:
    assert clean_text(" một \r\n\r\n\n\n hai  ba\u2029bốn\n") == "một\n\nhai ba\nbốn"


@pytest.mark.parametrize("case", VECTORS["equal"])
def test_folded_spellings_are_equal(case: list[str]) -> None:
    assert len({fold(spelling) for spelling in case}) == 1


@pytest.mark.parametrize("case", VECTORS["different"])
def test_names_that_differ_by_diacritics_stay_apart(case: list[str]) -> None:
    assert len({fold(spelling) for spelling in case}) == len(case)


@pytest.mark.parametrize("case", VECTORS["search"], ids=lambda case: case["text"])
def test_search_key_drops_diacritics(case: dict[str, str]) -> None:
    assert search_key(case["text"]) == case["key"]


@pytest.mark.parametrize("order", VECTORS["order"])
def test_vietnamese_order(order: list[str]) -> None:
    assert sorted(reversed(order), key=sort_key) == order


@pytest.mark.parametrize("case", VECTORS["syllables"], ids=lambda case: case["text"])
def test_syllables_are_what_a_reader_speaks(case: dict[str, object]) -> None:
    assert count_syllables(str(case["text"])) == case["count"]


@pytest.mark.parametrize(
    ("syllables", "seconds"), [(0, 8), (1, 8), (11, 8), (12, 9), (20, 12), (100, 48)]
)
def test_dwell_grows_with_what_there_is_to_read(syllables: int, seconds: int) -> None:
    assert dwell_s(" ".join(["xã"] * syllables)) == seconds


@given(TEXTS)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    for clean in (clean_line, clean_text):
        once = clean(text)
        assert clean(once) == once
        assert once == unicodedata.normalize("NFC", once)
        assert not any(
            unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") for c in once if c != "\n"
        )
    assert "\n" not in clean_line(text)


@given(TEXTS)
def test_composition_does_not_change_keys(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    for key in (fold, search_key, sort_key, count_syllables):
        assert key(decomposed) == key(text)


@given(TEXTS)
def test_keys_are_stable_under_themselves(text: str) -> None:
    assert search_key(fold(text)) == search_key(text)
    assert dwell_s(text) >= 8


@given(st.lists(TEXTS, max_size=8))
def test_order_is_total(texts: list[str]) -> None:
    assert sorted(texts, key=sort_key) == sorted(
        reversed(sorted(texts, key=sort_key)), key=sort_key
    )
