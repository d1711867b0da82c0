from datetime import date
from enum import StrEnum

import pytest

from content.errors import InvalidInputError
from content.values import (
    check_length,
    read_choice,
    read_day,
    read_line,
    read_list,
    read_string,
    read_whole,
)


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


def test_values_that_fit_are_given_back() -> None:
    assert read_string("a", "f") == "a"
    assert read_list(None, "f") == []
    assert read_list(("a",), "f") == ["a"]
    assert read_line(" Ba  Tơ ", "f") == "Ba Tơ"
    assert read_line(" ", "f") is None
    assert read_line(None, "f") is None
    assert read_day("2026-11-25", "f") == date(2026, 11, 25)
    assert read_day(date(2026, 11, 25), "f") == date(2026, 11, 25)
    assert read_day(None, "f") is None
    assert read_choice(Colour, "red", "f") is Colour.RED
    assert read_whole(3, 1, 5, "f") == 3


@pytest.mark.parametrize("value", [None, 1, [], {}, b"a"])
def test_what_is_no_text_is_refused(value: object) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_string(value, "title")
    assert caught.value.field == "title"


@pytest.mark.parametrize("value", ["a", 1, {}])
def test_what_is_no_list_is_refused(value: object) -> None:
    with pytest.raises(InvalidInputError):
        read_list(value, "media")


@pytest.mark.parametrize(
    "value", ["", "25/11/2026", "2026-13-01", "2026-02-30", "20261125", 2026, "２０２６-11-25"]
)
def test_what_is_no_day_is_refused(value: object) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_day(value, "issued_on")
    assert caught.value.field == "issued_on"


@pytest.mark.parametrize("value", ["green", None, 1, ["red"], "RED"])
def test_a_choice_not_offered_is_refused_and_the_choices_named(value: object) -> None:
    with pytest.raises(InvalidInputError, match="red, blue"):
        read_choice(Colour, value, "colour")


@pytest.mark.parametrize("value", [0, 6, 3.0, "3", True, None])
def test_a_number_out_of_range_or_not_whole_is_refused(value: object) -> None:
    with pytest.raises(InvalidInputError):
        read_whole(value, 1, 5, "weight")


def test_blank_and_too_long_texts_are_refused() -> None:
    check_length("abc", "title", 3)
    with pytest.raises(InvalidInputError, match="empty"):
        check_length(" ", "title", 3)
    with pytest.raises(InvalidInputError, match="at most 3") as caught:
        check_length("abcd", "title", 3)
    assert caught.value.code == "too_long"
