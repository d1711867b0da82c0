"""Something strange is on the boards: all stopped from a phone, seen on the glass, and on again."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import SECONDS


def test_every_board_is_stopped_from_a_phone_and_the_page_believes_the_glass_alone(
    glass: Page, board_name: str, signed_in: Callable[..., Page]
) -> None:
    officer = signed_in("duty_officer")
    officer.get_by_role("link", name="Dừng bảng").click()
    officer.get_by_role("link", name="Dừng tất cả").click()
    expect(officer.locator("main")).to_contain_text(board_name)
    officer.locator("summary").filter(has_text="Nói rõ thêm").click()
    officer.get_by_label("Chữ hiện trên màn hình").fill("Bảng tạm dừng, xin bà con thứ lỗi")
    officer.get_by_role("button", name="bảng ngay").click()

    row = officer.locator("#stopped li").filter(has_text=board_name)
    expect(glass.locator(".slate .say")).to_have_text(
        "Bảng tạm dừng, xin bà con thứ lỗi", timeout=60 * SECONDS
    )
    expect(row).to_contain_text("Đang hiện màn hình chờ", timeout=60 * SECONDS)

    officer.get_by_role("link", name="Cho các bảng này chạy tiếp").click()
    expect(officer.locator("main")).to_contain_text("Bảng tạm dừng, xin bà con thứ lỗi")
    officer.get_by_role("button", name="chạy tiếp").click()
    expect(glass.locator(".slate .say")).to_have_count(0, timeout=60 * SECONDS)
    expect(row).to_contain_text("Đang phát chương trình", timeout=60 * SECONDS)
