"""A source warns by CAP: an officer confirms its first alert, and the board shows it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from tests.journeys.conftest import SECONDS, LiveServer
from tests.server.cap_builders import a_cap, cap_time
from tests.server.feed_builders import a_site

EVERYWHERE = (
    "<area><areaDesc>Tỉnh Quảng Ngãi</areaDesc>"
    "<geocode><valueName>GSO</valueName><value>51</value></geocode></area>"
)


def add_source(live_server: LiveServer, admin: Page, url: str) -> None:
    """Have an administrator add what is fetched from one address."""
    admin.goto(f"{live_server.address}/staff/cap/sources")
    admin.get_by_role("link", name="Thêm nguồn").click()
    admin.get_by_label("Tên nguồn").fill("Chi cục Phòng chống thiên tai")
    admin.get_by_label("Một địa chỉ chứa chính các cảnh báo").check()
    admin.get_by_label("Địa chỉ", exact=True).fill(url)
    admin.get_by_role("button", name="Thêm nguồn này").click()
    expect(admin.get_by_role("status").first).to_contain_text("Nguồn được dùng từ bây giờ")


def test_the_first_alert_of_a_source_goes_from_its_site_through_an_officer_to_the_glass(
    live_server: LiveServer, glass: Page, signed_in: Callable[..., Page]
) -> None:
    now = datetime.now(UTC)
    ends = f"<expires>{cap_time(now + timedelta(hours=1))}</expires>"
    with a_site() as site:
        site.type = "application/cap+xml"
        site.body = a_cap(sent=cap_time(now), expires=ends, area=EVERYWHERE)
        add_source(live_server, signed_in("administrator"), site.url)
        officer = signed_in("duty_officer")
        officer.goto(f"{live_server.address}/staff/cap")
        link = officer.get_by_role("link", name="LŨ QUÉT TRÊN SÔNG LIÊN")
        for _ in range(60):
            if link.count():
                break
            officer.wait_for_timeout(1000)
            officer.reload()
        link.click()
        count = officer.locator("dl dd b").first.inner_text().split()[0]
        officer.get_by_label("Gõ số bảng sẽ nhận để xác nhận").fill(count)
        officer.get_by_role("button", name="Xác nhận và phát").click()
        expect(glass.locator("#stage")).to_contain_text("LŨ QUÉT TRÊN SÔNG LIÊN", timeout=60_000)
        officer.goto(f"{live_server.address}/staff/alerts")
        officer.get_by_role("link", name="LŨ QUÉT TRÊN SÔNG LIÊN").first.click()
        officer.get_by_role("link", name="Hủy").click()
        officer.get_by_label("Lý do").fill("Hết lũ")
        officer.get_by_role("button", name="Hủy cảnh báo THẬT").click()
        expect(glass.locator("#stage")).not_to_contain_text(
            "LŨ QUÉT TRÊN SÔNG LIÊN", timeout=60 * SECONDS
        )
