"""Two communes become one while notices are on the glass."""

from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import SECONDS, LiveServer


def test_a_merge_changes_the_head_of_the_board_and_takes_no_notice_away(
    live_server: LiveServer, browser: Browser, signed_in: Callable[..., Page]
) -> None:
    name, link = list(live_server.links.items())[1]
    context = browser.new_context(viewport={"width": 720, "height": 1280})
    glass = context.new_page()
    glass.goto(live_server.address + link)
    expect(glass.locator("#stage")).to_contain_text("Xã Ba Tơ", timeout=60 * SECONDS)

    administrator = signed_in("administrator", 1920)
    administrator.get_by_role("link", name="Đơn vị").click()
    administrator.get_by_role("link", name="Sáp nhập đơn vị").click()
    administrator.get_by_label("Mã các đơn vị được sáp nhập").fill("21484\n21523")
    administrator.get_by_label("Mã từ ngày đó").fill("21484")
    administrator.get_by_label("Tên từ ngày đó").fill("Xã Ba Tơ Hợp Nhất")
    administrator.get_by_role("button", name="Xem việc sẽ diễn ra").click()
    expect(administrator.locator(".note")).to_contain_text("Xã Ba Tô (21523)")
    administrator.get_by_role("button", name="Đồng ý thực hiện").click()
    expect(administrator.get_by_role("status").first).to_contain_text("đã chuyển theo")

    expect(glass.locator("#stage")).to_contain_text("Xã Ba Tơ Hợp Nhất", timeout=60 * SECONDS)
    administrator.goto(f"{live_server.address}/staff/boards?q={name}")
    administrator.get_by_role("link", name=name).click()
    expect(administrator.locator("#on")).to_be_visible()
    expect(administrator.locator("main")).to_contain_text("Xã Ba Tơ Hợp Nhất")
    expect(administrator.locator("section[aria-labelledby=on] li").first).to_be_visible()

    author = signed_in("author")
    expect(author.locator("main")).to_contain_text("Xã Ba Tơ Hợp Nhất")
    author.goto(f"{live_server.address}/staff/notices?state=live")
    author.locator(".list a.t").first.click()
    expect(author.get_by_role("link", name="Gỡ tin")).to_be_visible()
    context.close()
