"""Field types: what they take, what they refuse, and how a refusal names the field."""

from typing import Annotated, Any

import pytest
from pydantic import ValidationError

from server.api.inputs import (
    Day,
    Digest,
    Id,
    Input,
    Instant,
    Limit,
    OneOf,
    Path,
    Query,
    Text,
    UnitCode,
    refuse,
)
from server.errors import InvalidFieldsError


class Sample(Input):
    """One field of each kind."""

    text: Annotated[str, Text(5)] = "a"
    code: UnitCode = "20857"
    id: Id = "a"
    digest: Digest = "0" * 64
    day: Day = "2026-11-24"
    at: Instant = "2026-11-24T02:00:00Z"
    choice: Annotated[str, OneOf(("one", "two"))] = "one"


class Page(Query):
    """A query."""

    limit: Limit | None = None


class ThingPath(Path):
    """An address."""

    thing: Id


@pytest.mark.parametrize(
    "value",
    [
        {"text": "ẫẫẫẫẫ"},
        {"text": "a\u0302\u0303" * 5},
        {"code": "KV-522"},
        {"at": "2026-11-24T09:00:00.123+07:00"},
        {"choice": "two"},
    ],
)
def test_good_values_pass(value: dict[str, Any]) -> None:
    Sample.model_validate(value)


@pytest.mark.parametrize(
    "value",
    [
        {"text": ""},
        {"text": "abcdef"},
        {"text": "a\x00"},
        {"text": "\udfff"},
        {"text": b"a"},
        {"code": "20857\n"},
        {"code": "２０８５７"},
        {"id": "../x"},
        {"digest": "A" * 64},
        {"day": "2026-11-24T00:00"},
        {"at": "2026-11-24 02:00:00Z"},
        {"at": "9999-11-24T02:00:00Z"},
        {"choice": "three"},
        {"other": 1},
    ],
)
def test_bad_values_are_refused_by_name(value: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as caught:
        Sample.model_validate(value)
    error = refuse(caught.value)
    assert error.field == next(iter(value))
    assert str(error)


def test_composed_text_comes_out() -> None:
    assert Sample.model_validate({"text": "a\u0302\u0303"}).text == "ẫ"


@pytest.mark.parametrize("limit", ["0", "501", "-1", "1.0", "1_0", "٣", "", "9" * 30, "ten"])
def test_a_limit_is_a_plain_whole_number(limit: str) -> None:
    assert Page.model_validate({"limit": "500"}).limit == 500
    with pytest.raises(ValidationError):
        Page.model_validate({"limit": limit})


def test_an_address_that_cannot_be_is_not_found() -> None:
    with pytest.raises(ValidationError) as caught:
        ThingPath.model_validate({"thing": "\x00"})
    assert refuse(caught.value).code == "not_found"


def test_twenty_faults_are_told_at_most() -> None:
    with pytest.raises(ValidationError) as caught:
        Sample.model_validate({f"other{number}": 1 for number in range(50)})
    error = refuse(caught.value)
    assert isinstance(error, InvalidFieldsError)
    assert len(error.parts) == 20
