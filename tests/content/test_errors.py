import pytest

from content.errors import (
    ConflictError,
    ContentError,
    ForbiddenError,
    InvalidInputError,
    NoBoardsError,
    NotFoundError,
    TooLargeError,
    TrustError,
    UnitRetiredError,
    UnsupportedMediaError,
)


def test_message_stays_a_template_and_str_is_the_sentence() -> None:
    error = InvalidInputError("{name} is too long.", field="title", name="title")
    assert error.message == "{name} is too long."
    assert error.params == {"name": "title"}
    assert error.field == "title"
    assert str(error) == "title is too long."


def test_braces_without_parameters_are_text() -> None:
    assert str(ContentError("a {b")) == "a {b"


def test_code_can_be_narrowed_without_touching_the_class() -> None:
    assert ConflictError("x", code="revision_changed").code == "revision_changed"
    assert ConflictError("x").code == "conflict"


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (ContentError, "content_error"),
        (InvalidInputError, "invalid_input"),
        (NotFoundError, "not_found"),
        (ForbiddenError, "forbidden"),
        (ConflictError, "conflict"),
        (TrustError, "untrusted"),
        (UnitRetiredError, "unit_retired"),
        (NoBoardsError, "no_boards"),
        (TooLargeError, "too_large"),
        (UnsupportedMediaError, "unsupported_media"),
    ],
)
def test_each_kind_has_its_stable_code(kind: type[ContentError], code: str) -> None:
    assert kind("x").code == code
    assert isinstance(kind("x"), ContentError)


def test_retired_units_and_missing_boards_are_invalid_input() -> None:
    assert issubclass(UnitRetiredError, InvalidInputError)
    assert issubclass(NoBoardsError, InvalidInputError)
