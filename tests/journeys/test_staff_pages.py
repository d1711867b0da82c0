"""Staff pages under a thumb, by keyboard, and without script."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import LiveServer

PAGES = ("", "notices", "notices/new", "boards", "alerts", "more", "account", "help/dang-tin")


def test_what_one_touches_is_large_enough(
    live_server: LiveServer, signed_in: Callable[..., Page]
) -> None:
    page = signed_in("author")
    for path in PAGES:
        page.goto(f"{live_server.address}/staff/{path}")
        small = page.evaluate(
            """[...document.querySelectorAll(".btn, .tabs a, .pick, .tile, summary")]
            .filter((node) => node.offsetParent && node.getBoundingClientRect().height < 40)
            .map((node) => node.textContent.trim())"""
        )
        assert small == [], path


def test_a_notice_can_be_written_without_script(
    live_server: LiveServer, signed_in: Callable[..., Page]
) -> None:
    page = signed_in("author", script=False)
    page.goto(f"{live_server.address}/staff/notices/new")
    page.get_by_role("button", name="Gửi duyệt").click()
    expect(page.get_by_role("alert")).to_contain_text("còn 3 chỗ cần sửa")
    page.get_by_role("textbox", name="Tiêu đề").fill("Thu gom rác thải")
    page.get_by_role("textbox", name="Nội dung").fill("Sáng thứ Bảy, trước 7 giờ.")
    page.get_by_label("Dự án địa phương").check()
    page.get_by_label("Chỉ những bảng tôi chọn").check()
    page.locator("input[name=board]").first.check()
    page.get_by_label("Chọn ngày").check()
    page.get_by_label("Ngày cuối cùng hiện tin").fill("31/12/2026")
    page.get_by_role("button", name="Lưu nháp").click()
    expect(page.locator("h1")).to_have_text("Thu gom rác thải")
    expect(page.locator("img.shot")).to_be_visible()
    page.get_by_role("link", name="Rút lại").click()
    page.get_by_label("Lý do").fill("Viết thử")
    page.get_by_role("button", name="Gỡ tin").click()
    expect(page.get_by_text("Đã gỡ").first).to_be_visible()


def test_the_error_summary_takes_the_focus(
    live_server: LiveServer, signed_in: Callable[..., Page]
) -> None:
    page = signed_in("author")
    page.goto(f"{live_server.address}/staff/notices/new")
    page.get_by_role("button", name="Gửi duyệt").click()
    expect(page.locator(".errsum")).to_be_focused()
    page.locator(".errsum a").first.click()
    expect(page.get_by_role("textbox", name="Tiêu đề")).to_be_focused()


def test_the_skip_link_leads_past_the_header(
    live_server: LiveServer, signed_in: Callable[..., Page]
) -> None:
    page = signed_in("author", 1280)
    page.goto(f"{live_server.address}/staff/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
