"""What the API answers, for the document: one model per answer, the problem for refusals."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from content.instant import format_instant

_PROBLEM = {
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
}
_ALWAYS = {
    400: "The request cannot be read",
    401: "No valid token",
    403: "The token's account has no right to do this",
    404: "There is no such thing, or not for you",
    422: "An input breaks a rule; `field` and `errors` say which",
    429: "Too many requests",
    500: "An error of the server; it is logged",
    503: "The database is not there or the server is too busy",
}
_WRITING = {
    409: "The thing is not in the state this needs, or it changed meanwhile",
    413: "Too large",
    415: "Not of a kind this address takes",
}


def problems(texts: dict[int, str]) -> dict[Any, Any]:
    """Return the `responses` of refusals, by status."""
    return {str(status): {**_PROBLEM, "description": text} for status, text in texts.items()}


PROBLEM_ANSWERS = problems(_ALWAYS)


def answers(model: type[BaseModel], status: int = 200, *, writes: bool = False) -> dict[Any, Any]:
    """Return the `responses` of a route: its answer and, where it changes things, more refusals."""
    return {str(status): model, **(problems(_WRITING) if writes else {})}


def instant_or_null(at: datetime | None) -> str | None:
    """Return an instant as on the wire."""
    return None if at is None else format_instant(at)


class ProblemPart(BaseModel):
    """One field at fault."""

    field: str | None
    code: str
    detail: str


class Problem(BaseModel):
    """RFC 9457; `code` is stable, `detail` is in the asker's language."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    field: str | None = None
    errors: list[ProblemPart] = []


class CategoryAnswer(BaseModel):
    """One category and its rules."""

    key: str
    label: str
    needs_second_person: bool
    first_page: bool
    stale_after_days: int | None
    source_required: bool


class CategoryList(BaseModel):
    """All categories."""

    items: list[CategoryAnswer]
    next: str | None


class UnitAnswer(BaseModel):
    """One unit; `parent` is an id, the last day is before `valid_to`."""

    id: str
    code: str
    name: str
    level: str
    parent: str | None
    parent_code: str | None
    valid_from: str | None
    valid_to: str | None


class UnitList(BaseModel):
    """A page of units."""

    items: list[UnitAnswer]
    next: str | None = Field(description="cursor of the following page")


class MediaAnswer(BaseModel):
    """An upload as it is kept: the digest and pixels of what boards get."""

    id: str
    sha256: str
    type: str
    pages: int | None
    width: int | None
    height: int | None
    seconds: float | None
    kind: str = Field(description="picture, document, office, film or sound")
    state: str = Field(description="processing, ready, failed or cancelled")
    progress: int = Field(description="0 to 100")
    message: str | None = Field(description="why it failed")
    paper_found: bool | None = Field(description="whether a sheet of paper was found to straighten")


class UploadAnswer(BaseModel):
    """A file that comes in parts; `part` is a good size of one."""

    id: str
    size: int
    offset: int
    part: int
    media: str | None = Field(description="the id of the media once it is whole")


class TargetsAnswer(BaseModel):
    """Which boards; units by code."""

    units: list[str]
    subtrees: list[str]
    boards: list[str]
    groups: list[str]
    tags: list[str]
    areas: list[Any] = []
    pool: bool = False
