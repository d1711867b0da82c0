"""Errors as problems: status by code, language of the asker, nothing of the inside shown."""

import pytest
from flask import Flask
from werkzeug.exceptions import ImATeapot, NotFound

from content import errors as content_errors
from content.errors import ContentError, InvalidInputError, NotFoundError
from server import errors
from server.errors import STATUS_OF_CODE, InvalidFieldsError, problem_of, status_of
from server.services.throttle import BusyError
from server.storage.database import DatabaseUnavailableError


def family() -> list[type[ContentError]]:
    return [
        kind
        for kind in vars(content_errors).values()
        if isinstance(kind, type) and issubclass(kind, ContentError)
    ]


@pytest.mark.parametrize("kind", family())
def test_every_error_of_the_family_has_a_client_status(kind: type[ContentError]) -> None:
    assert 400 <= status_of(kind("No.")) < 500


def test_an_own_code_beats_the_familys_and_the_family_beats_nothing() -> None:
    assert status_of(InvalidInputError("No.", code="too_large")) == 413
    assert status_of(InvalidInputError("No.", code="never_heard_of")) == 422
    assert status_of(BusyError("No.")) == status_of(DatabaseUnavailableError()) == 503


def test_an_unknown_thing_in_a_field_is_a_wrong_input() -> None:
    assert status_of(NotFoundError("No.")) == 404
    assert status_of(NotFoundError("No.", field="unit")) == 422


def test_every_status_has_a_phrase() -> None:
    for code, status in STATUS_OF_CODE.items():
        problem = errors.Problem(status, code, "No.")
        assert problem.to_dict()["title"]


def test_a_problem_tells_each_field() -> None:
    parts = (
        InvalidInputError("At most {most}.", field="a", most=3),
        InvalidInputError("This field is needed.", field="b"),
    )
    told = problem_of(InvalidFieldsError(parts), "en").to_dict()
    assert (told["status"], told["field"], told["detail"]) == (422, "a", "At most 3.")
    assert told["errors"] == [
        {"field": "a", "code": "invalid_input", "detail": "At most 3."},
        {"field": "b", "code": "invalid_input", "detail": "This field is needed."},
    ]


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (NotFound(), 404, "not_found"),
        (ImATeapot(), 418, "malformed"),
        (RuntimeError("secret of the house"), 500, "internal"),
    ],
)
def test_foreign_errors_say_nothing_of_the_inside(error: Exception, status: int, code: str) -> None:
    problem = problem_of(error, "en")
    assert (problem.status, problem.code) == (status, code)
    assert "secret" not in problem.detail


def test_vietnamese_comes_first() -> None:
    assert problem_of(NotFound(), "vi").detail != problem_of(NotFound(), "en").detail


@pytest.fixture
def failing() -> Flask:
    app = Flask("failing")

    @app.get("/api/broken")
    @app.get("/page/broken")
    def broken() -> str:
        raise RuntimeError("secret of the house")

    errors.register(app)
    return app


def test_an_unknown_error_is_a_plain_500(failing: Flask) -> None:
    answer = failing.test_client().get("/api/broken", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.content_type) == (500, "application/problem+json")
    assert "secret" not in answer.get_data(as_text=True)


def test_a_wrong_method_is_told_the_right_ones(failing: Flask) -> None:
    answer = failing.test_client().post("/api/broken")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_pages_show_errors_as_pages(failing: Flask) -> None:
    def page(problem: errors.Problem) -> errors.Response:
        return errors.Response(f"page {problem.status}", status=problem.status)

    errors.show_pages(failing, lambda: errors.request.path.startswith("/page"), page)
    client = failing.test_client()
    assert client.get("/page/broken").get_data(as_text=True) == "page 500"
    assert client.get("/api/broken").content_type == "application/problem+json"
