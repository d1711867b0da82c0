"""A browser, the built page and a board server for each test."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.conftest import CHROMIUM
from tests.player.page.board_server import DIST, BoardServer

ROOT = Path(__file__).resolve().parents[3]
SOURCES = ROOT / "player/page"
HEADER = {
    "title": "Xã Ba Tơ",
    "parent": "tỉnh Quảng Ngãi",
    "numbers": [["Cứu nạn", "112"], ["Công an", "113"], ["Chữa cháy", "114"]],
}
Show = Callable[..., Page]


def node_tool(name: str) -> str:
    beside = ROOT / ".venv/bin" / name
    return shutil.which(name) or str(beside)


@pytest.fixture(scope="session")
def built_page() -> Path:
    """The bundle, built anew when a source is younger than it."""
    sources = [path for path in SOURCES.rglob("*") if path.is_file() and DIST not in path.parents]
    made = DIST / "board.js"
    if not made.exists() or made.stat().st_mtime < max(p.stat().st_mtime for p in sources):
        subprocess.run([node_tool("node"), "player/page/build.mjs"], cwd=ROOT, check=True)
    return DIST


@pytest.fixture
def server() -> Iterator[BoardServer]:
    made = BoardServer()
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def loud(browser: Browser, built_page: Path) -> Iterator[Browser]:
    """A browser that lets pages be heard, as the agent starts it."""
    leave = "--autoplay-policy=no-user-gesture-required"
    made = browser.browser_type.launch(executable_path=CHROMIUM, args=["--no-sandbox", leave])
    yield made
    made.close()


@pytest.fixture
def context(browser: Browser, built_page: Path) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 720})
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """One tab; what the page throws, or its policy blocks, fails the test."""
    made, thrown = context.new_page(), []
    made.on("pageerror", lambda error: thrown.append(str(error)))
    made.on("console", lambda said: "Content Security" in said.text and thrown.append(said.text))
    yield made
    assert thrown == []


@pytest.fixture
def board(page: Page, server: BoardServer) -> Page:
    """A page that paired itself by a one-time link and has had its first head."""
    page.goto(f"{server.url}/board#pair={server.link}")
    page.wait_for_selector(".unit >> text=Xã Ba Tơ")
    while not server.is_connected:
        page.wait_for_timeout(20)
    return page


@pytest.fixture(scope="module")
def preview_server() -> Iterator[BoardServer]:
    made = BoardServer()
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def preview(browser: Browser, built_page: Path, preview_server: BoardServer) -> Iterator[Page]:
    """The staff's frame, opened once for a file: setting up page and fonts takes 1.4 s of CPU."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page, thrown = context.new_page(), []
    page.on("pageerror", lambda error: thrown.append(str(error)))
    page.on("console", lambda said: "Content Security" in said.text and thrown.append(said.text))
    page.goto(f"{preview_server.url}/frame")
    page.frame_locator("iframe").locator(".head").wait_for(state="attached")
    yield page
    context.close()
    assert thrown == []


@pytest.fixture
def show(preview: Page) -> Show:
    """Post what is to be seen to the frame, which has shed what another test left on it."""

    def post(size: tuple[int, int] = (1280, 720), /, **message: Any) -> Page:
        preview.set_viewport_size({"width": size[0], "height": size[1]})
        message = {"type": "bangtin-preview", "header": HEADER, **message}
        preview.evaluate(
            "m => document.querySelector('iframe').contentWindow.postMessage(m, location.origin)",
            message,
        )
        preview.wait_for_timeout(40)
        return preview

    post(slate={"text": ""})
    preview.frames[1].wait_for_selector(".zone-main > .layer:not(.waiting)", state="detached")
    return post
