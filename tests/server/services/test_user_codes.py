from datetime import timedelta

import pytest

from server.services.user_codes import (
    ALPHABET,
    Attempts,
    TooManyRequestsError,
    new_user_code,
    read_user_code,
)
from tests.server.builders import START


def test_code_has_two_groups_of_four_letters_without_vowels_and_look_alikes() -> None:
    code = new_user_code()
    assert len(code) == 9 and code[4] == "-"
    assert set(code) - {"-"} <= set(ALPHABET)
    assert not set(ALPHABET) & set("AEIOUYLSZ0123456789")


@pytest.mark.parametrize("typed", ["bcdf-ghjk", " BCDF GHJK ", "bcdfghjk", "B-C-D-F-G-H-J-K"])
def test_code_is_read_however_it_was_typed(typed: str) -> None:
    assert read_user_code(typed) == "BCDF-GHJK"


@pytest.mark.parametrize("typed", ["", "BCDF", "BCDF-GHJKM", "AEIO-UAEI", "BCDF-GHJ0", "ΒCDF-GHJK"])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert read_user_code(typed) is None


def test_attempts_over_the_limit_wait_for_the_window() -> None:
    attempts = Attempts(2, timedelta(minutes=10))
    for _ in range(2):
        attempts.check("a", START)
        attempts.note("a", START)
    with pytest.raises(TooManyRequestsError):
        attempts.check("a", START)
    attempts.check("b", START)
    attempts.check("a", START + timedelta(minutes=10))
