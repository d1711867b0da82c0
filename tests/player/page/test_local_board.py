"""The page of an agent: the agent's code and check number, its content, its receipts, no server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from player.screens import Screen
from player.settings import PlayerSettings
from tests.free_ports import free_port
from tests.player.local_builders import running
from tests.player.page.board_server import BoardServer
from tests.player.page.glass_log import seen, watch
from tests.player.page.sample_items import titled
from tests.player.page.test_board_alerts import fired

SECONDS = 1000


@pytest.fixture
def screen(
    server: BoardServer, tmp_path: Path, built_page: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Screen]:
    """A screen whose browser is that of the test."""
    monkeypatch.setattr(Screen, "_watched", lambda screen: None)
    server.publish({"a": titled("Tiêm phòng trâu, bò")})
    made = Screen(PlayerSettings(server.url, tmp_path / "b", display="chromium", port=free_port()))
    with running(made):
        yield made


@pytest.fixture
def glass(page: Page, screen: Screen, server: BoardServer) -> Page:
    """The page, opened as the player opens it, once the agent has been let in and has content."""
    page.goto(screen.web.address)
    page.wait_for_selector(".big i", timeout=60 * SECONDS)
    expect(page.locator(".checkno")).to_contain_text(server.check_number)
    server.approve()
    page.wait_for_selector("h1 >> text=Tiêm phòng trâu, bò", timeout=60 * SECONDS)
    return page


def told(server: BoardServer, alert: str) -> list[str]:
    return [str(one["state"]) for one in server.receipts if one["alert"] == alert]


def test_the_page_shows_the_agents_code_then_its_content_and_goes_on_without_a_server(
    glass: Page, screen: Screen, server: BoardServer, context: BrowserContext
) -> None:
    server.stop()
    glass.goto("about:blank")
    glass.goto(screen.web.address)
    expect(glass.locator("h1").last).to_have_text("Tiêm phòng trâu, bò", timeout=60 * SECONDS)
    other = context.browser.new_context() if context.browser else None
    assert other is not None
    looking = other.new_page()
    looking.goto(screen.web.address.partition("#")[0])
    expect(looking.locator("h1").last).to_have_text("Tiêm phòng trâu, bò", timeout=60 * SECONDS)
    other.close()


def test_over_damaged_data_the_page_asks_for_a_technician(
    page: Page, tmp_path: Path, built_page: Path, server: BoardServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(Screen, "_watched", lambda screen: None)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "state.json").write_bytes(b"rotten")
    made = Screen(PlayerSettings(server.url, tmp_path / "b", display="chromium", port=free_port()))
    with running(made):
        page.goto(made.web.address)
        expect(page.locator("h1")).to_have_text("Dữ liệu của bảng bị hỏng.", timeout=60 * SECONDS)
        expect(page.locator(".todo")).to_have_text("Gọi kỹ thuật viên.")


def test_an_alert_is_painted_by_the_page_and_told_once_by_the_agent(
    glass: Page, screen: Screen, server: BoardServer
) -> None:
    alert = fired()
    server.fire(alert)
    expect(glass.locator(".alert .what").first).to_be_visible(timeout=60 * SECONDS)
    for _ in range(2):
        until_told(glass, server, alert.id, "painted")
        glass.goto("about:blank")
        glass.goto(screen.web.address)
        expect(glass.locator(".alert .what").first).to_be_visible(timeout=60 * SECONDS)
    glass.wait_for_timeout(1500)
    assert sorted(told(server, alert.id)) == ["painted", "received"]


def test_a_browser_started_anew_has_the_alert_back_without_a_new_beginning(
    glass: Page, screen: Screen, server: BoardServer
) -> None:
    alert = fired()
    server.fire(alert)
    expect(glass.locator(".alert .what").first).to_be_visible(timeout=60 * SECONDS)
    until_told(glass, server, alert.id, "painted")
    browser = glass.context.browser
    assert browser is not None
    for _ in range(2):
        anew = browser.new_context(viewport={"width": 1280, "height": 720})
        page = anew.new_page()
        watch(page)
        page.goto(screen.web.address)
        expect(page.locator(".alert .what").first).to_be_visible(timeout=60 * SECONDS)
        page.wait_for_timeout(2500)
        assert seen(page) == ["none", "slate", "alert"]
        anew.close()
    assert sorted(told(server, alert.id)) == ["painted", "received"]


def until_told(page: Page, server: BoardServer, alert: str, state: str) -> None:
    for _ in range(600):
        if state in told(server, alert):
            return
        page.wait_for_timeout(100)
    raise AssertionError((state, told(server, alert)))
