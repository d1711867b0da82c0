"""The whole system as people use it: a real server with its sample content, and browsers."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys import all_pages
from tests.server.loaded_sample import load_sample
from tests.server.running_server import RunningServer

SECONDS = 1000
PHONE = {"width": 390, "height": 844}
_LOGIN = re.compile(r"^ +(\w+) +(\S+) +(\S+) +\((\S+)\)$", re.MULTILINE)
_LINK = re.compile(r"^Board: http://[^/]+(/board#pair=\S+) +\(([^;]+);", re.MULTILINE)


@dataclass
class LiveServer:
    """A server that answers, its sample logins by role and its boards' one-time links."""

    process: RunningServer
    logins: dict[str, tuple[str, str]] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return self.process.address


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    process = RunningServer(tmp_path_factory.mktemp("journey") / "var")
    process.environment["BANGTIN_PORT"] = str(process.port)
    process.environment["BANGTIN_INSIDE_HOSTS"] = "127.0.0.1"  # a test's own site with a feed
    made = load_sample(process, tmp_path_factory)
    assert made.returncode == 0, made.stderr
    live = LiveServer(
        process,
        {role: (login, password) for role, login, password, _ in _LOGIN.findall(made.stdout)},
        {name: path for path, name in _LINK.findall(made.stdout)},
    )
    process.start()
    yield live
    process.stop()


@pytest.fixture(scope="session")
def board_name(live_server: LiveServer) -> str:
    return next(iter(live_server.links))


@pytest.fixture(scope="session")
def board_window(
    live_server: LiveServer, board_name: str, browser: Browser
) -> Iterator[BrowserContext]:
    """A window in which a board has paired itself by its one-time link."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.goto(live_server.address + live_server.links[board_name])
    expect(page.locator("#stage")).to_contain_text("Xã Ba Tơ", timeout=60 * SECONDS)
    page.close()
    yield context
    context.close()


@pytest.fixture(scope="module")
def glass(live_server: LiveServer, board_window: BrowserContext) -> Iterator[Page]:
    """The board's page, open while a file's tests run: a board that plays is never idle."""
    page = board_window.new_page()
    page.goto(f"{live_server.address}/board")
    expect(page.locator("#stage")).to_contain_text("Xã Ba Tơ", timeout=60 * SECONDS)
    yield page
    page.close()


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a window of its own; what a page throws or its policy blocks fails the test."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_window(width: int = 390, height: int = 844, *, script: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="vi-VN", java_script_enabled=script
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console",
            lambda said: wrong.append(said.text) if "Content Security" in said.text else None,
        )
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def signed_in(live_server: LiveServer, opened: Callable[..., Page]) -> Callable[..., Page]:
    """A window in which the person of this role has signed in."""

    def sign_in(role: str, width: int = 390, *, script: bool = True) -> Page:
        page = opened(width, script=script)
        all_pages.sign_in(page, live_server.address, *live_server.logins[role])
        return page

    return sign_in


def write(author: Page, title: str) -> str:
    """Send a notice for approval from a phone; return its address."""
    author.get_by_role("link", name="Soạn tin").click()
    author.get_by_role("textbox", name="Tiêu đề").fill(title)
    author.get_by_role("textbox", name="Nội dung").fill(
        "Lúc: 7:30\nỞ: Nhà văn hóa\nMỗi nhà một người."
    )
    author.get_by_text("Chính sách, pháp luật").click()
    author.get_by_role("button", name="Gửi duyệt").click()
    expect(author.get_by_role("status").first).to_contain_text("Đã gửi duyệt")
    return author.url
