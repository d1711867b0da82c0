"""An administrator lets a site's headlines run, and hides one: seen on a board's glass."""

from collections.abc import Callable
from datetime import UTC, datetime

from playwright.sync_api import Page, expect

from tests.journeys.conftest import SECONDS, LiveServer
from tests.server.feed_builders import a_site


def test_a_headline_reaches_the_glass_and_leaves_it_when_hidden(
    live_server: LiveServer, glass: Page, signed_in: Callable[..., Page]
) -> None:
    ticker = glass.locator(".foot .run")
    with a_site() as site:
        site.says("Tối nay vùng núi mưa to", at=datetime.now(UTC))
        page = signed_in("administrator", 1280)
        page.goto(f"{live_server.address}/staff/feeds")
        page.get_by_label("Địa chỉ RSS").fill(site.url)
        page.get_by_label("Tên nguồn").fill("Đài khí tượng")
        page.get_by_role("button", name="Lấy về xem thử").click()
        expect(page.locator("main")).to_contain_text("Tối nay vùng núi mưa to")
        page.get_by_role("button", name="Tôi đã xem, cho chạy").click()
        said = "Tối nay vùng núi mưa to · Nguồn: Đài khí tượng"
        expect(ticker).to_contain_text(said, timeout=120 * SECONDS)
        expect(glass.locator(".foot .tag")).to_have_text("Tin tức")
        page.get_by_role("button", name="Ẩn tiêu đề này").click()
        expect(page.locator("main")).to_contain_text("Đã ẩn")
        expect(ticker).not_to_contain_text(said, timeout=60 * SECONDS)
