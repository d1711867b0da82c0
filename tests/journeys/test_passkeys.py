"""A passkey in a real browser: made, used to sign in, refused for another person."""

from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.server.running_server import RunningServer
from tests.server.staff_builders import PASSWORD

UNITS = "code,name,level,parent_code,valid_from,valid_to\n51,Tỉnh Quảng Ngãi,tinh,,2025-07-01,\n"


@pytest.fixture
def named_server(tmp_path: Path) -> Iterator[RunningServer]:
    """A server whose address is a name: browsers keep no passkey for a number."""
    server = RunningServer(tmp_path / "var")
    server.environment["BANGTIN_PUBLIC_URL"] = f"http://localhost:{server.port}"
    units = tmp_path / "units.csv"
    units.write_text(UNITS, "utf-8")
    assert server.command("migrate").returncode == 0
    assert server.command("units", "import", str(units)).returncode == 0
    for login in ("son", "lan"):
        made = server.command(
            "account", "create", "--login", login, "--role", "approver", "--unit", "51",
            "--password-stdin", said=PASSWORD,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
    server.start()
    yield server
    server.stop()


def sign_in(page: Page, address: str, login: str) -> None:
    page.goto(f"{address}/staff/sign-in")
    page.get_by_label("Tên đăng nhập").fill(login)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()


def set_up(page: Page, address: str) -> None:
    page.goto(f"{address}/staff/second-factor")
    page.get_by_role("button", name="Thiết lập").click()
    secret = page.locator("b.typed").inner_text()
    page.get_by_label("2. Nhập 6 chữ số").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Hoàn tất").click()
    expect(page.locator("ol.codes li")).to_have_count(10)
    page.get_by_role("link", name="Tôi đã cất").click()


def test_a_passkey_opens_its_owners_account_and_nobody_elses(
    named_server: RunningServer, browser: Browser
) -> None:
    address = f"http://localhost:{named_server.port}"
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="vi-VN")
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    sign_in(page, address, "son")
    page.wait_for_url("**/staff/")
    set_up(page, address)
    page.get_by_label("Tên thiết bị này").fill("Điện thoại của tôi")
    page.get_by_role("button", name="Thêm khóa đăng nhập").click()
    expect(page.locator("main")).to_contain_text("Điện thoại của tôi")

    context.clear_cookies()
    sign_in(page, address, "son")
    page.get_by_role("button", name="Dùng vân tay hoặc khuôn mặt").click()
    page.wait_for_url("**/staff/")
    expect(page.locator("body")).to_contain_text("son")

    context.clear_cookies()
    sign_in(page, address, "lan")
    page.wait_for_url("**/staff/")
    set_up(page, address)
    context.clear_cookies()
    sign_in(page, address, "lan")
    expect(page.get_by_label("Mã 6 số")).to_be_visible()
    expect(page.get_by_role("button", name="Dùng vân tay hoặc khuôn mặt")).to_have_count(0)
    context.close()
