"""A unit's own template: written, approved by a second, fired, shown, corrected, and all clear."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import SECONDS, LiveServer


def write_template(officer: Page, address: str) -> str:
    """Write a template on a phone and look at it; return its address."""
    officer.goto(f"{address}/staff/alert-templates/new")
    officer.get_by_label("Tên mẫu").fill("Vỡ bờ kè")
    officer.locator("#headline").fill("VỠ BỜ KÈ")
    officer.locator("#description").fill("Nước sông lên {so}: {noi}.")
    officer.locator("#instruction").fill("Lên chỗ cao ngay\nCần cứu nạn: gọi {dt}")
    officer.get_by_role("button", name="Lưu và xem trên bảng").click()
    picture = officer.frame_locator("iframe").first
    expect(picture.locator("#stage")).to_contain_text("VỠ BỜ KÈ", timeout=60 * SECONDS)
    expect(officer.get_by_text("cán bộ khác phải duyệt")).to_be_visible()
    return officer.url


def fire_in_a_circle(officer: Page, address: str) -> str:
    """Fill the template in, draw who receives it, send it; return the number of boards."""
    officer.goto(f"{address}/staff/alerts/new")
    officer.get_by_role("link", name="Vỡ bờ kè").click()
    officer.locator("#slot-so").fill("nhiều")
    officer.locator("#slot-noi").fill("thôn Làng Teng")
    officer.locator("#slot-dt").fill("112")
    officer.get_by_role("button", name="Tiếp: chọn nơi nhận").click()
    expect(officer.get_by_role("alert")).to_contain_text("không phải con số")
    officer.locator("#slot-so").fill("3,5")
    officer.get_by_role("button", name="Tiếp: chọn nơi nhận").click()
    officer.get_by_text("Khoanh vùng trên bản đồ").click()
    officer.locator("#circle_lat").fill("14.7394")
    officer.locator("#circle_lon").fill("108.7366")
    officer.locator("#circle_km").fill("12")
    officer.locator("#circle_km").blur()
    reach = officer.locator("#reach b.num")
    expect(reach).not_to_have_text("0", timeout=60 * SECONDS)
    count = reach.inner_text()
    officer.get_by_role("button", name="Tiếp: kiểm tra lần cuối").click()
    send(officer, count, "Phát cảnh báo THẬT")
    return count


def send(officer: Page, count: str, deed: str) -> None:
    """Type the number of boards and press the button of the last step."""
    officer.get_by_label("Gõ số bảng sẽ nhận để xác nhận").fill(count)
    officer.get_by_role("button", name=deed).click()


def update(officer: Page, count: str) -> None:
    """Update in one tap from the ledger: what was filled in is still there."""
    officer.get_by_role("link", name="Cập nhật").click()
    expect(officer.locator("#slot-noi")).to_have_value("thôn Làng Teng")
    officer.locator("#slot-noi").fill("thôn Nước Lầy")
    officer.get_by_role("button", name="Tiếp: chọn nơi nhận").click()
    send(officer, count, "Phát cảnh báo THẬT")


def all_clear(officer: Page, count: str) -> None:
    """Say from the ledger that the danger is over."""
    officer.get_by_role("link", name="Báo an toàn").click()
    officer.locator("#slot-danger").fill("nước lũ sông Liêng")
    officer.locator("#slot-where").fill("thôn Nước Lầy")
    officer.get_by_role("button", name="Tiếp: chọn nơi nhận").click()
    send(officer, count, "Phát báo an toàn")


def test_a_template_goes_from_two_desks_to_the_glass_and_ends_calmly(
    live_server: LiveServer, glass: Page, signed_in: Callable[..., Page]
) -> None:
    officer, second = signed_in("duty_officer"), signed_in("administrator")
    second.goto(write_template(officer, live_server.address))
    second.get_by_role("button", name="Duyệt mẫu này").click()
    expect(second.get_by_role("status").first).to_contain_text("Đã duyệt")

    stage = glass.locator("#stage")
    count = fire_in_a_circle(officer, live_server.address)
    expect(stage).to_contain_text("VỠ BỜ KÈ", timeout=60 * SECONDS)
    update(officer, count)
    expect(stage).to_contain_text("thôn Nước Lầy", timeout=60 * SECONDS)
    all_clear(officer, count)
    expect(stage).to_contain_text("ĐÃ AN TOÀN", timeout=60 * SECONDS)
    expect(glass.locator(".alert.l0").first).to_be_visible()

    officer.get_by_role("link", name="Hủy").click()
    officer.get_by_label("Lý do").fill("Hết buổi thử")
    officer.get_by_role("button", name="Hủy cảnh báo THẬT").click()
    expect(stage).not_to_contain_text("ĐÃ AN TOÀN", timeout=60 * SECONDS)
