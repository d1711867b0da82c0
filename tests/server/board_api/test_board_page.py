from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.board_api.board_page import make_blueprint, page_policy
from tests.server.builders import some_settings


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """Only the page, with a page folder and fonts of the test's own."""
    for name in (
        "board.html",
        "board.js",
        "worker.js",
        "NotoSans-Regular.ttf",
        "NotoSans-Bold.ttf",
    ):
        (tmp_path / name).write_bytes(name.encode())
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / ".hidden.js").write_bytes(b"secret")
    settings = some_settings(tmp_path / "var", board_page_dir=tmp_path, fonts_dir=tmp_path)
    app = Flask("page", static_folder=None)
    app.register_blueprint(make_blueprint(settings))
    return app.test_client()


def test_page_may_load_from_its_own_origin_alone(client: FlaskClient) -> None:
    answer = client.get("/board", headers={"Host": "board.example:8000"}, buffered=True)
    assert answer.status_code == 200 and answer.mimetype == "text/html"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'self';" in policy
    assert "frame-ancestors 'self'" in policy
    assert "connect-src 'self' ws://board.example:8000 wss://board.example:8000" in policy
    assert "unsafe" not in policy and "*" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_strange_host_never_reaches_the_policy() -> None:
    assert page_policy("evil.example; script-src *") == page_policy("")


def test_files_of_the_page_are_checked_for_newer_ones(client: FlaskClient) -> None:
    answer = client.get("/board/static/board.js", buffered=True)
    assert answer.status_code == 200 and "javascript" in answer.mimetype
    assert answer.headers["Cache-Control"] == "no-cache"
    held = {"If-None-Match": answer.headers["ETag"]}
    again = client.get("/board/static/board.js", headers=held, buffered=True)
    assert again.status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "/board/static/secret",
        "/board/static/.hidden.js",
        "/board/static/../secret",
        "/board/static/%2e%2e%2fsecret",
        "/board/static/..%5csecret.js",
        "/board/static/no-such.js",
        "/fonts/secret",
        "/fonts/NotoSans-Italic.ttf",
        "/fonts/../secret",
    ],
)
def test_nothing_else_in_the_folders_is_served(tmp_path: Path, path: str) -> None:
    from server import errors

    for name in ("board.html", "secret"):
        (tmp_path / name).write_bytes(b"secret")
    app = Flask("page", static_folder=None)
    errors.register(app)
    settings = some_settings(tmp_path / "var", board_page_dir=tmp_path, fonts_dir=tmp_path)
    app.register_blueprint(make_blueprint(settings))
    assert app.test_client().get(path).status_code == 404


def test_fonts_are_served_and_kept_for_a_day(client: FlaskClient) -> None:
    answer = client.get("/fonts/NotoSans-Bold.ttf", buffered=True)
    assert answer.mimetype == "font/ttf"
    assert answer.cache_control.max_age == 86_400


def test_the_worker_may_stand_for_the_page_and_speak_to_its_own_origin_alone(
    client: FlaskClient,
) -> None:
    worker = client.get("/board/static/worker.js", buffered=True)
    assert worker.headers["Service-Worker-Allowed"] == "/board"
    assert worker.headers["Content-Security-Policy"] == "default-src 'none'; connect-src 'self'"
    assert worker.mimetype == "text/javascript"
    assert worker.headers["Cache-Control"] == "no-cache"
    other = client.get("/board/static/board.js", buffered=True)
    assert "Service-Worker-Allowed" not in other.headers
