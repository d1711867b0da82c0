"""What the API takes: strict models and field types; says of a bad input what is wrong where."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from annotated_types import GroupedMetadata
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from content.errors import ContentError, InvalidInputError, NotFoundError
from server.errors import InvalidFieldsError
from server.locale import N_

MOST_PARTS = 20


class Input(BaseModel):
    """A JSON body: types as they are, no unknown fields, no NaN."""

    model_config = ConfigDict(
        extra="forbid", strict=True, allow_inf_nan=False, hide_input_in_errors=True
    )


class Query(BaseModel):
    """Query parameters: an allow-list; what is not named here is refused."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Path(BaseModel):
    """Parts of the address; one that cannot exist is not found."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Header(BaseModel):
    """Named headers; all others are left alone."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)


def _compose(value: Any) -> Any:
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


def _whole(value: Any) -> Any:
    if isinstance(value, str) and not (value.isascii() and value.isdigit() and len(value) <= 6):
        raise PydanticCustomError("int_parsing", "A whole number is expected.")
    return value


@dataclass(frozen=True)
class Text(GroupedMetadata):
    """Text of so many characters in NFC, without NUL."""

    longest: int
    shortest: int = 1

    def __iter__(self) -> Iterator[object]:
        """Give pydantic the single rules."""
        yield from StringConstraints(
            strict=True,
            min_length=self.shortest,
            max_length=self.longest,
            pattern=r"^[^\x00]*$",
        )
        yield BeforeValidator(_compose)


@dataclass(frozen=True)
class Word(GroupedMetadata):
    """Text of one ASCII pattern, given without anchors."""

    pattern: str
    longest: int

    def __iter__(self) -> Iterator[object]:
        """Give pydantic the single rules."""
        yield from StringConstraints(
            strict=True, max_length=self.longest, pattern=f"^(?:{self.pattern})$"
        )


# Years that a calendar can add a time zone to, with room to spare.
_INSTANT = r"(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}[Tt][0-9:.]{8,18}(?:[Zz]|[+-][0-9]{2}:[0-9]{2})"

Instant = Annotated[str, Word(_INSTANT, 40), Field(json_schema_extra={"format": "date-time"})]
Day = Annotated[
    str,
    Word(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", 10),
    Field(json_schema_extra={"format": "date"}),
]
UnitCode = Annotated[str, Word(r"[A-Za-z0-9][A-Za-z0-9_-]*", 20)]
Id = Annotated[str, Word(r"[A-Za-z0-9_-]+", 64)]
Digest = Annotated[str, Word(r"[0-9a-f]{64}", 64)]


def _one_of(choices: tuple[str, ...]) -> AfterValidator:
    def check(text: str) -> str:
        if text not in choices:
            expected = ", ".join(choices)
            raise PydanticCustomError("enum", "One of: {expected}", {"expected": expected})
        return text

    return AfterValidator(check)


@dataclass(frozen=True)
class OneOf(GroupedMetadata):
    """One of these words."""

    choices: tuple[str, ...]

    def __iter__(self) -> Iterator[object]:
        """Give pydantic the single rules."""
        yield _one_of(self.choices)
        yield WithJsonSchema({"type": "string", "enum": list(self.choices)})


Revision = Annotated[int, Field(ge=1, le=2**31 - 1)]
Label = Annotated[str, Text(100)]
Reason = Annotated[str, Text(1000)]
Limit = Annotated[
    int, BeforeValidator(_whole), Field(ge=1, le=500, description="how many items at most")
]
Cursor = Annotated[
    str, Word(r"[A-Za-z0-9_=-]+", 400), Field(description="`next` of the page before")
]
Area = Annotated[
    Any,
    WithJsonSchema(
        {
            "description": "a polygon [[lat, lon], ...] or a circle",
            "anyOf": [
                {
                    "type": "array",
                    "minItems": 3,
                    "items": {
                        "type": "array",
                        "minItems": 2,
                        "maxItems": 2,
                        "items": {"type": "number"},
                    },
                },
                {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["lat", "lon", "radius_km"],
                    "properties": {
                        "lat": {"type": "number", "minimum": -90, "maximum": 90},
                        "lon": {"type": "number", "minimum": -180, "maximum": 180},
                        "radius_km": {"type": "number", "exclusiveMinimum": 0, "maximum": 2000},
                    },
                },
            ],
        }
    ),
]


class BoardTargets(Input):
    """Which boards: any one match is enough; units and subtrees by today's codes."""

    units: list[UnitCode] = Field(default=[], max_length=5000)
    subtrees: list[UnitCode] = Field(default=[], max_length=5000)
    boards: list[Id] = Field(default=[], max_length=5000)
    groups: list[Label] = Field(default=[], max_length=5000)
    tags: list[Label] = Field(default=[], max_length=5000)


class NoticeTargets(BoardTargets):
    """Which boards, and whether it lies in the pool for units below to adopt."""

    pool: bool = False


class AlertTargets(BoardTargets):
    """Which boards, also by where they stand; groups and tags mean boards of your unit only."""

    areas: list[Area] = Field(default=[], max_length=5000)


_SENTENCES = {
    "missing": N_("This field is needed."),
    "extra_forbidden": N_("There is no such field."),
    "string_type": N_("Text is expected."),
    "string_too_short": N_("At least {min_length} characters are expected."),
    "string_too_long": N_("At most {max_length} characters are allowed."),
    "string_unicode": N_("The text holds broken characters."),
    "string_pattern_mismatch": N_("This is not written the way it must be."),
    "int_type": N_("A whole number is expected."),
    "int_from_float": N_("A whole number is expected."),
    "int_parsing": N_("A whole number is expected."),
    "float_type": N_("A number is expected."),
    "float_parsing": N_("A number is expected."),
    "finite_number": N_("A number is expected."),
    "bool_type": N_("true or false is expected."),
    "bool_parsing": N_("true or false is expected."),
    "list_type": N_("A list is expected."),
    "dict_type": N_("An object is expected."),
    "model_type": N_("An object is expected."),
    "model_attributes_type": N_("An object is expected."),
    "enum": N_("One of these is expected: {expected}."),
    "literal_error": N_("One of these is expected: {expected}."),
    "greater_than_equal": N_("The number must be at least {ge}."),
    "greater_than": N_("The number must be above {gt}."),
    "less_than_equal": N_("The number must be at most {le}."),
    "too_long": N_("At most {max_length} entries are allowed."),
    "too_short": N_("At least {min_length} entries are expected."),
}
_ANY_OTHER = N_("This value cannot be used.")


def refuse(error: ValidationError) -> ContentError:
    """Return the error to raise for what pydantic found, a part per field, 20 at most."""
    if error.title.endswith("Path"):
        return NotFoundError("There is nothing at this address.")
    found = error.errors(include_url=False, include_input=False)[:MOST_PARTS]
    return InvalidFieldsError(tuple(_part(item) for item in found))


def _part(item: Any) -> InvalidInputError:
    names = [str(part).encode("utf-8", "replace").decode() for part in item["loc"]]
    context = {name: value for name, value in item.get("ctx", {}).items() if name != "error"}
    if "expected" in context:
        context["expected"] = str(context["expected"]).replace(" or ", ", ").replace("'", "")
    found = InvalidInputError(_SENTENCES.get(item["type"], _ANY_OTHER), field=".".join(names)[:200])
    found.params = context
    return found
