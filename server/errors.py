"""One table: error code -> HTTP status; every refusal becomes a problem or a page."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import cast

import structlog
from flask import Flask, Response, g, request
from gunicorn.http.errors import NoMoreData, ParseException
from werkzeug.exceptions import (
    BadRequest,
    HTTPException,
    MethodNotAllowed,
    RequestedRangeNotSatisfiable,
)

from content.errors import ContentError, InvalidInputError, NotFoundError, TooLargeError
from server.locale import N_, best_language, translate
from server.services.actor import Actor

PROBLEM_TYPE = "application/problem+json"
_PAGES = "bangtin_error_pages"
log = structlog.get_logger(__name__)

STATUS_OF_CODE: dict[str, int] = {
    "invalid_input": 422,
    "malformed": 400,
    "unauthenticated": 401,
    "sign_in_failed": 401,
    "forbidden": 403,
    "not_found": 404,
    "method_not_allowed": 405,
    "not_acceptable": 406,
    "conflict": 409,
    "gone": 410,
    "length_required": 411,
    "too_large": 413,
    "unsupported_media": 415,
    "range_not_satisfiable": 416,
    "untrusted": 422,
    "content_error": 422,
    "too_many_requests": 429,
    "internal": 500,
    "busy": 503,
    "database_unavailable": 503,
    "unavailable": 503,
}

_CODE_OF_STATUS = {
    400: "malformed",
    401: "unauthenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    409: "conflict",
    410: "gone",
    411: "length_required",
    413: "too_large",
    415: "unsupported_media",
    416: "range_not_satisfiable",
    422: "invalid_input",
    429: "too_many_requests",
    503: "unavailable",
}

_SENTENCES = {
    400: N_("The request could not be read."),
    401: N_("Sign in first, or send a valid token."),
    403: N_("You do not have the right to do this."),
    404: N_("There is nothing at this address."),
    405: N_("This address does not answer to this method."),
    410: N_("This is no longer here."),
    413: N_("The request is too large."),
    415: N_("The request is not of a kind this address takes."),
    416: N_("The file has no such part."),
    429: N_("Too many requests. Try again in a moment."),
    500: N_("Something went wrong on the server. It has been written down."),
    503: N_("The server cannot do this at the moment. Try again soon."),
}


class MalformedError(ContentError):
    """Refuse a request that cannot be read at all."""

    code = "malformed"


class InvalidFieldsError(InvalidInputError):
    """Refuse an input with one part for each field at fault; the first one speaks for all."""

    def __init__(self, parts: tuple[InvalidInputError, ...]) -> None:
        """Take over the first part's sentence and field."""
        first = parts[0]
        super().__init__(first.message, field=first.field)
        self.params = first.params
        self.parts = parts


@dataclass(frozen=True)
class Problem:
    """A refusal ready to show, in the asker's language (RFC 9457)."""

    status: int
    code: str
    detail: str
    field: str | None = None
    errors: tuple[dict[str, str | None], ...] = ()

    def to_dict(self) -> dict[str, object]:
        """Return the members of the problem document."""
        members: dict[str, object] = {
            "type": f"urn:bangtin:problem:{self.code}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
        }
        if self.field is not None:
            members["field"] = self.field
        if self.errors:
            members["errors"] = list(self.errors)
        return members


Page = Callable[[Problem], Response]


def status_of(error: ContentError) -> int:
    """Return the HTTP status of an error: by its own code, else by its nearest family's.

    A field that names something unknown is a wrong input, not a wrong address.
    """
    if isinstance(error, NotFoundError) and error.field is not None:
        return 422
    codes = [error.code, *(vars(kind).get("code", "") for kind in type(error).__mro__)]
    return next(STATUS_OF_CODE[code] for code in codes if code in STATUS_OF_CODE)


def too_large(largest: int) -> TooLargeError:
    """Return the refusal of a request of more bytes than that."""
    return TooLargeError("The request is too large; {largest} bytes are allowed.", largest=largest)


def asked_language() -> str:
    """Return the language Accept-Language asks for, else the account's, else Vietnamese."""
    wanted = request.headers.get("Accept-Language")
    signed_in = g.get("actor")
    if wanted is None and isinstance(signed_in, Actor):
        return signed_in.language
    return best_language(wanted)


def problem_of(error: Exception, language: str) -> Problem:
    """Describe any error; one that is not ours says nothing about its inside."""
    if isinstance(error, ContentError):
        return _content_problem(error, language)
    if isinstance(error, ParseException | NoMoreData):  # a body whose chunks are broken
        error = BadRequest()
    status = (error.code or 500) if isinstance(error, HTTPException) else 500
    sentence = _SENTENCES.get(status, _SENTENCES[400 if status < 500 else 500])
    code = _CODE_OF_STATUS.get(status, "malformed" if status < 500 else "internal")
    return Problem(status, code, translate(sentence, language))


def problem_answer(problem: Problem) -> Response:
    """Return the problem as application/problem+json."""
    answer = Response(
        json.dumps(problem.to_dict(), ensure_ascii=False),
        status=problem.status,
        content_type=PROBLEM_TYPE,
    )
    answer.headers["Cache-Control"] = "no-store"
    if problem.status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    if problem.status in {429, 503}:
        answer.headers["Retry-After"] = "5"
    return answer


def register(app: Flask) -> None:
    """Answer every error of the app: as a page where one was promised, else as a problem."""

    def answer(error: Exception) -> Response:
        problem = problem_of(error, asked_language())
        if problem.status >= 500:
            log.error("request_failed", method=request.method, path=request.path, exc_info=error)
        is_page, page = app.extensions.get(_PAGES, (None, None))
        found = page(problem) if page and is_page() else problem_answer(problem)
        found.headers.update(_told_beside(error))
        return cast(Response, found)

    app.register_error_handler(Exception, answer)


def show_pages(app: Flask, is_page: Callable[[], bool], page: Page) -> None:
    """Promise people a page: where `is_page` says yes, errors are shown by `page`."""
    app.extensions[_PAGES] = (is_page, page)


def _told_beside(error: Exception) -> dict[str, str]:
    """Say in headers what is allowed instead."""
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        return {"Allow": ", ".join(sorted(error.valid_methods))}
    if isinstance(error, RequestedRangeNotSatisfiable) and error.length is not None:
        return {"Content-Range": f"{error.units} */{error.length}"}
    return {}


def _content_problem(error: ContentError, language: str) -> Problem:
    parts = error.parts if isinstance(error, InvalidFieldsError) else ()
    return Problem(
        status_of(error),
        error.code,
        translate(error.message, language, **error.params),
        error.field,
        tuple(
            {
                "field": part.field,
                "code": part.code,
                "detail": translate(part.message, language, **part.params),
            }
            for part in parts
        ),
    )
