"""Every address that answers a GET carries the headers that bound what a page may do."""

import re

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.server.staff_web.conftest import Staff

OWN_POLICY = re.compile(r"^/(board|staff|n/|u/|public|$)")


def addresses(app: Flask) -> list[str]:
    """Every GET route with something in each of its places."""

    def filled(rule: Rule) -> str:
        return re.sub(r"<any\((\w+)[^)]*\):\w+>", r"\1", re.sub(r"<(\w+:)?\w+>", "x", rule.rule))

    rules = (rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()))
    return sorted({filled(rule) for rule in rules})


@pytest.fixture
def answers(staff: Staff) -> dict[str, tuple[int, dict[str, str]]]:
    person = staff.person("administrator")
    found = {}
    for path in addresses(staff.app):
        answer = person.client.get(path, buffered=True)
        found[path] = (answer.status_code, dict(answer.headers))
    return found


def test_every_answer_is_bounded(answers: dict[str, tuple[int, dict[str, str]]]) -> None:
    assert len(answers) > 50
    for path, (status, headers) in answers.items():
        assert status < 500, path
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, path
        assert "unsafe" not in policy, path
        assert "*" not in policy, path
        assert "frame-ancestors 'self'" in policy or "frame-ancestors 'none'" in policy, path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert "Referrer-Policy" in headers, path
        assert "Permissions-Policy" in headers, path
        assert "Access-Control-Allow-Origin" not in headers, path
        if not OWN_POLICY.match(path):
            assert policy == "default-src 'none'; frame-ancestors 'none'", path


def test_only_the_board_page_may_be_framed_and_only_by_us(
    answers: dict[str, tuple[int, dict[str, str]]],
) -> None:
    framed = {
        path
        for path, (_, headers) in answers.items()
        if "frame-ancestors 'none'" not in headers["Content-Security-Policy"]
    }
    assert framed <= {"/board"}


def test_nothing_private_is_kept_by_caches(
    answers: dict[str, tuple[int, dict[str, str]]],
) -> None:
    for path, (_, headers) in answers.items():
        if path.startswith(("/staff", "/api")) and "static" not in path:
            kept = headers.get("Cache-Control", "")
            assert "no-store" in kept or "private" in kept, path


def test_what_anybody_may_read_sets_no_cookie(staff: Staff) -> None:
    stranger = staff.app.test_client()
    for path in addresses(staff.app):
        if not path.startswith("/staff"):
            answer = stranger.get(path, buffered=True)
            assert "Set-Cookie" not in answer.headers, path
