"""The gate of every view: tokens, scopes, sizes, kinds, readable JSON, no caching."""

import io

import pytest

from server.services import accounts
from tests.server.api.conftest import Api, a_notice_body

AUTHOR = ("author", "20857")


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", "Bearer bt_wrong", "Basic bGFuOmxhbg==", "Bearer " + "x" * 900],
)
def test_without_a_valid_token_nothing_is_answered(api: Api, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    answer = api.client.get("/api/v1/units", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.content_type == "application/problem+json"


def test_answers_are_not_cached_and_set_no_cookie(api: Api) -> None:
    for path in ("/units", "/nothing", "/notices?limit=0"):
        answer = api.call("GET", path)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers


def test_reading_needs_its_scope(api: Api) -> None:
    api.token("author")
    token = accounts.create_token(api.resources, "author.20857", ["notices"])
    headers = {"Authorization": f"Bearer {token}"}
    answer = api.client.get("/api/v1/notices", headers=headers)
    assert (answer.status_code, answer.get_json()["code"]) == (403, "forbidden")


def test_a_body_over_the_limit_is_refused_unread(api: Api) -> None:
    answer = api.call("POST", "/notices", *AUTHOR, json=a_notice_body(body="x" * 600_000))
    assert (answer.status_code, answer.get_json()["code"]) == (413, "too_large")


def test_a_body_without_a_length_is_limited_too(api: Api) -> None:
    answer = api.call(
        "POST",
        "/notices",
        *AUTHOR,
        input_stream=io.BytesIO(b" " * 600_000),
        content_type="application/json",
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert (answer.status_code, answer.get_json()["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/xml", "multipart/form-data; boundary=x", ""]
)
def test_a_body_of_another_kind_is_refused(api: Api, content_type: str) -> None:
    answer = api.call("POST", "/notices", *AUTHOR, data=b"{}", content_type=content_type)
    assert (answer.status_code, answer.get_json()["code"]) == (415, "unsupported_media")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b'{"title": NaN}',
        b'{"weight": Infinity}',
        b'{"title": "a", "title": "b"}',
        b'{"title": "\xff\xfe"}',
        "\ufeff{}".encode(),
        b"[" * 200_000,
        b'{"weight": ' + b"9" * 10_000 + b"}",
    ],
)
def test_a_body_that_is_no_json_is_malformed(api: Api, raw: bytes) -> None:
    answer = api.call("POST", "/notices", *AUTHOR, data=raw, content_type="application/json")
    assert (answer.status_code, answer.get_json()["code"]) == (400, "malformed")


@pytest.mark.parametrize("raw", [b"[]", b'"{}"', b"null", b"3", b"true"])
def test_a_body_that_is_no_object_is_invalid(api: Api, raw: bytes) -> None:
    answer = api.call("POST", "/notices", *AUTHOR, data=raw, content_type="application/json")
    assert (answer.status_code, answer.get_json()["code"]) == (422, "invalid_input")


def test_a_view_without_a_body_takes_none(api: Api) -> None:
    answer = api.call("POST", "/notices/0000/submit", *AUTHOR, json={"force": True})
    assert (answer.status_code, answer.get_json()["field"]) == (422, "force")
    assert api.call("POST", "/notices/0000/submit", *AUTHOR, json={}).status_code == 404


def test_parameters_are_named_once_and_known(api: Api) -> None:
    for query, field in (("limit=1&limit=2", "limit"), ("sort=title", "sort")):
        answer = api.call("GET", f"/notices?{query}")
        assert (answer.status_code, answer.get_json()["field"]) == (422, field)


def test_the_sentence_is_in_the_askers_language(api: Api) -> None:
    wanted = {"Accept-Language": "en"}
    assert "token" in api.client.get("/api/v1/units", headers=wanted).get_json()["detail"]
    english = api.call("GET", "/notices?limit=0", headers=wanted).get_json()
    assert english["detail"] == "The number must be at least 1."
    assert english["errors"][0]["detail"] == english["detail"]
