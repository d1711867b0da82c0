"""A new colleague opens an account with a slip, stands in for the approver, and approves."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from tests.journeys.conftest import LiveServer
from tests.journeys.test_several_people import write

PASSWORD = "ruộng lúa chín vàng tháng mười"
TITLE = "Lịch khám bệnh người cao tuổi"


def add_person(admin: Page) -> str:
    """Make an account for a colleague; return the code of the slip."""
    admin.goto(admin.url.split("/staff/")[0] + "/staff/people/new")
    admin.get_by_label("Họ và tên").fill("Hồ Thị Xuân")
    admin.get_by_label("Tên đăng nhập").fill("xuan")
    admin.get_by_label("Vai trò").select_option("viewer")
    admin.get_by_label("Ở đơn vị nào").fill("21484")
    admin.get_by_role("button", name="Tạo tài khoản").click()
    expect(admin.get_by_role("heading", level=1)).to_contain_text("Phiếu của Hồ Thị Xuân")
    return admin.locator(".slip .big").inner_text()


def test_a_deputy_approves_while_the_approver_is_away(
    live_server: LiveServer, signed_in: Callable[..., Page], opened: Callable[..., Page]
) -> None:
    admin = signed_in("administrator", 1280)
    code = add_person(admin)

    colleague = opened()
    colleague.goto(f"{live_server.address}/staff/welcome#{code}")
    expect(colleague.get_by_label("Mã", exact=True)).to_have_value(code)
    colleague.get_by_label("Mật khẩu mới", exact=True).fill(PASSWORD)
    colleague.get_by_label("Gõ lại mật khẩu mới").fill(PASSWORD)
    colleague.get_by_role("button", name="Lưu và đăng nhập").click()
    colleague.wait_for_url("**/staff/")

    author = signed_in("author")
    address = write(author, TITLE)
    colleague.goto(address)
    expect(colleague.get_by_role("button", name="Duyệt")).to_have_count(0)

    approver_login = live_server.logins["approver"][0]
    admin.goto(f"{live_server.address}/staff/people?q={approver_login}")
    admin.locator("li", has_text="Xã Ba Tơ").get_by_role("link").first.click()
    admin.get_by_text("Cử người làm thay có thời hạn").click()
    admin.get_by_label("Tên đăng nhập của người làm thay").fill("xuan")
    admin.locator("#deputy_until").fill("31/12/2099")
    admin.get_by_role("button", name="Cử người làm thay").click()
    expect(admin.locator("main")).to_contain_text("nhiều nhất nửa năm")
    admin.locator("#deputy_until").fill(_in_a_week())
    admin.get_by_role("button", name="Cử người làm thay").click()
    expect(admin.get_by_role("status").first).to_contain_text("Đã cử người làm thay")

    colleague.goto(f"{live_server.address}/staff/")
    expect(colleague.locator("main")).to_contain_text(TITLE)
    expect(colleague.locator(".tabs .badge")).to_be_visible()
    colleague.get_by_role("link", name=TITLE).click()
    colleague.get_by_role("button", name="Duyệt").click()
    expect(colleague.get_by_role("status").first).to_contain_text("Đã duyệt")


def _in_a_week() -> str:
    return (datetime.now(UTC) + timedelta(days=7)).strftime("%d/%m/%Y")
