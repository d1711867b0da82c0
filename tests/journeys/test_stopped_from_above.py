"""A province finds a commune's notice, stops it with a reason, and the commune sees who and why."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import SECONDS, LiveServer, write

TITLE = "Chợ phiên dời ngày"
REASON = "Sai ngày họp chợ, xã đăng lại theo lịch của tỉnh"


def test_a_unit_above_stops_a_notice_and_the_commune_sees_who_and_why(
    live_server: LiveServer, glass: Page, board_name: str, signed_in: Callable[..., Page]
) -> None:
    author, approver = signed_in("author"), signed_in("approver")
    above = signed_in("administrator", 1280)
    address = write(author, TITLE)
    approver.goto(address)
    approver.get_by_role("button", name="Duyệt").click()
    expect(approver.get_by_role("status").first).to_contain_text("Đã duyệt")

    above.get_by_role("link", name="Tin", exact=True).first.click()
    above.get_by_text("Lọc thêm").click()
    above.get_by_label("Đơn vị").select_option("21484")
    above.get_by_role("button", name="Chỉ xem những tin này").click()
    expect(above).to_have_url(re.compile("unit=21484"))
    above.get_by_role("link", name=TITLE).click()
    above.get_by_role("link", name="Gỡ tin").click()
    above.get_by_label("Lý do").fill(REASON)
    expect(glass.locator("#stage")).to_contain_text(TITLE, timeout=60 * SECONDS)
    above.get_by_role("button", name="Gỡ tin").click()
    expect(above.get_by_role("status").first).to_contain_text("Đã gỡ")
    expect(glass.locator("#stage")).not_to_contain_text(TITLE, timeout=60 * SECONDS)

    for page in (author, approver):
        page.goto(address)
        expect(page.locator("main")).to_contain_text("Đã gỡ")
        expect(page.locator("main")).to_contain_text(REASON)
        expect(page.locator("main")).to_contain_text("Nguyễn Thị Hạnh gỡ")
        expect(page.get_by_role("link", name="Gỡ tin")).to_have_count(0)
    above.goto(f"{live_server.address}/staff/boards?q={board_name}")
    above.get_by_role("link", name=board_name).click()
    expect(above.locator("section[aria-labelledby=on] li").first).to_be_visible()
    expect(above.locator("main")).not_to_contain_text(TITLE)


def test_who_only_watches_from_above_sees_it_and_cannot_stop_it(
    signed_in: Callable[..., Page],
) -> None:
    author, officer = signed_in("author"), signed_in("duty_officer")
    address = write(author, "Lịch cấp nước")
    officer.goto(address)
    expect(officer.locator("main")).to_contain_text("Lịch cấp nước")
    expect(officer.get_by_role("link", name="Gỡ tin")).to_have_count(0)
    officer.goto(f"{address}/withdraw")
    expect(officer.locator("h1")).to_have_text("Không có quyền làm việc này")
