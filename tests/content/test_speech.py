"""Expansion for speech: content.speech_dates, content.speech_times, content.speech_phones,
content.speech_units, content.speech_signs, content.speech_abbreviations, content.speech_rule and
content.speech_letters are tried together, for what one leaves the next must not read again.
"""

import shutil
import subprocess
import unicodedata
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.errors import InvalidInputError
from content.speech import expand
from content.speech_abbreviations import ISSUERS, PAPERS, WORDS
from content.speech_letters import spell
from tests.content.speech_cases import CASES, SENTENCES

WRITTEN = "0123456789.,:;/-–%+°hHmkgTPQLĐUBNDIVX ()&'đồngngàytháng\n"


@lru_cache(maxsize=1024)
def phonemes(text: str, voice: str = "vi") -> str:
    said = subprocess.run(
        ["espeak-ng", "-q", "-b", "1", "-v", voice, "--ipa", "--stdin"],
        input=text, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return " ".join(said.split())


def require_voice() -> None:
    if shutil.which("espeak-ng") is None:
        pytest.fail("espeak-ng is missing: ./check installs it")


@pytest.mark.parametrize("written", CASES)
def test_what_is_written_sounds_as_it_is_spelt_out_by_hand(written: str) -> None:
    require_voice()
    assert phonemes(expand(written)) == phonemes(CASES[written]), expand(written)


@pytest.mark.parametrize("voice", ["vi-vn-x-central", "vi-vn-x-south"])
@pytest.mark.parametrize("written", SENTENCES)
def test_sentences_sound_right_in_every_accent(written: str, voice: str) -> None:
    require_voice()
    assert phonemes(expand(written), voice) == phonemes(SENTENCES[written], voice)


@pytest.mark.parametrize("written", CASES)
def test_what_was_expanded_is_not_expanded_again(written: str) -> None:
    once = expand(written)
    assert expand(once) == once


@given(st.text(alphabet=WRITTEN, max_size=60))
def test_no_digit_is_left_to_the_voice(text: str) -> None:
    said = expand(text)
    assert not any(mark.isdecimal() for mark in said)
    assert unicodedata.is_normalized("NFC", said)


@given(st.text(max_size=60))
def test_any_text_can_be_expanded(text: str) -> None:
    try:
        said = expand(text)
    except InvalidInputError as error:
        assert error.code == "bad_text"
    else:
        assert not any(mark in said for mark in "0123456789")


def test_decomposed_letters_are_composed() -> None:
    written = unicodedata.normalize("NFD", "Bão số 12")
    assert expand(written) == "Bão số mười hai"


@pytest.mark.parametrize("table", [WORDS, PAPERS, ISSUERS])
def test_no_abbreviation_stands_for_another_one(table: dict[str, str]) -> None:
    for short, said in table.items():
        assert unicodedata.is_normalized("NFC", short + said)
        assert expand(said) == said, short


def test_every_letter_has_a_name() -> None:
    for letter in "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz":
        assert spell(letter) and spell(letter.upper()) == spell(letter)
