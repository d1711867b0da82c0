"""The page's files on loopback, and no other files."""

import pytest

from player.local_web import LocalWeb
from tests.player.local_builders import PageClient


def test_the_page_its_script_and_its_fonts_are_there(web: LocalWeb) -> None:
    anybody = PageClient(web)
    shown = anybody.ask("GET", "/board")
    assert "board/static/board.js" in shown.text
    assert f"ws://127.0.0.1:{web.port}" in shown.headers["Content-Security-Policy"]
    for path in ("/board/static/board.js", "/board/static/board.css", "/fonts/NotoSans-Bold.ttf"):
        assert anybody.ask("GET", path).status_code == 200, path


@pytest.mark.parametrize(
    "path",
    [
        "/fonts/..%2f..%2fpasswd", "/fonts/none.ttf", "/board/static/..%2fboard.html",
        "/board/static/.", "/board/static/worker.js",
    ],
)  # fmt: skip
def test_other_files_are_not_there(web: LocalWeb, path: str) -> None:
    assert PageClient(web).ask("GET", path).status_code == 404
