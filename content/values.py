"""Reading JSON values into domain types, with the field named when one does not fit."""

import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import TypeVar

from content.errors import InvalidInputError
from content.text import clean_line

_Choice = TypeVar("_Choice", bound=StrEnum)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def read_string(value: object, field: str) -> str:
    """Give a string as it is. Raises: InvalidInputError."""
    if not isinstance(value, str):
        raise InvalidInputError("{name} must be text.", field=field, name=field)
    return value


def read_list(value: object, field: str) -> list[object]:
    """Give a list; None is empty. Raises: InvalidInputError."""
    if value is None:
        return []
    if not isinstance(value, list | tuple):
        raise InvalidInputError("{name} must be a list.", field=field, name=field)
    return list(value)


def read_line(value: object, field: str) -> str | None:
    """Give one cleaned line; None and blank are None. Raises: InvalidInputError."""
    return None if value is None else read_clean(clean_line, value, field) or None


def read_clean(clean: Callable[[str], str], value: object, field: str) -> str:
    """Give a string as `clean` makes it. Raises: InvalidInputError naming the field."""
    try:
        return clean(read_string(value, field))
    except InvalidInputError as error:
        error.field = field
        raise


def read_day(value: object, field: str) -> date | None:
    """Give a day written YYYY-MM-DD; None stays None. Raises: InvalidInputError."""
    if value is None or type(value) is date:
        return value
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise InvalidInputError("{name} must be a day such as 2026-11-25.", field=field, name=field)


def read_choice(kind: type[_Choice], value: object, field: str) -> _Choice:
    """Give the member with this value. Raises: InvalidInputError listing the choices."""
    for member in kind:
        if member.value == value:
            return member
    raise InvalidInputError(
        "{name} must be one of: {choices}.", field=field, name=field, choices=", ".join(kind)
    )


def read_whole(value: object, low: int, high: int, field: str) -> int:
    """Give a whole number from low to high. Raises: InvalidInputError."""
    if type(value) is not int or not low <= value <= high:
        raise InvalidInputError(
            "{name} must be a whole number from {low} to {high}.",
            field=field,
            name=field,
            low=low,
            high=high,
        )
    return value


def check_length(text: str, field: str, longest: int) -> None:
    """Refuse blank text and text over `longest` characters. Raises: InvalidInputError."""
    if not text.strip():
        raise InvalidInputError("{name} must not be empty.", field=field, name=field)
    if len(text) > longest:
        raise InvalidInputError(
            "{name} has {length} characters; at most {longest} are allowed.",
            field=field,
            code="too_long",
            name=field,
            length=len(text),
            longest=longest,
        )
