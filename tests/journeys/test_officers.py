"""Officers' keys in a real browser: made, named by a root that its holder signed, and touched.

Chromium plays the telephone that asks for a finger. The board is a page that checks by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect

from server.services.root_keys import read_request
from tests.journeys.all_pages import sign_in
from tests.journeys.conftest import _LINK, _LOGIN, PHONE, SECONDS
from tests.server.loaded_sample import load_sample
from tests.server.officer_builders import PASSPHRASE
from tests.server.running_server import RunningServer

LANDSLIDE, FLOOD = "SẠT LỞ ĐẤT", "LŨ QUÉT"


@dataclass
class Town:
    """A server with a name, its people, its boards, and the windows that stand open."""

    server: RunningServer
    logins: dict[str, tuple[str, str]]
    links: list[str]
    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://localhost:{self.server.port}"

    def window(self, **how: Any) -> Page:
        context = self.browser.new_context(locale="vi-VN", **how)
        self.contexts.append(context)
        return context.new_page()

    def person(self, role: str) -> Page:
        page = self.window(viewport=PHONE)
        sign_in(page, self.address, *self.logins[role])
        return page

    def run(self, *arguments: str, said: str = "") -> str:
        done = self.server.command(*arguments, said=said)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def town(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[Town]:
    server = RunningServer(tmp_path / "var")
    server.environment["BANGTIN_PORT"] = str(server.port)
    server.environment["BANGTIN_PUBLIC_URL"] = f"http://localhost:{server.port}"
    made = load_sample(server, tmp_path_factory)
    assert made.returncode == 0, made.stderr
    logins = {role: (login, secret) for role, login, secret, _ in _LOGIN.findall(made.stdout)}
    links = [path for path, _ in _LINK.findall(made.stdout)]
    server.start()
    opened = Town(server, logins, links, browser)
    yield opened
    for context in opened.contexts:
        context.close()
    server.stop()


class Finger:
    """The authenticator of one telephone, and whether it knows the finger."""

    def __init__(self, page: Page) -> None:
        self.devtools: CDPSession = page.context.new_cdp_session(page)
        self.devtools.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        added = self.devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self.id = added["authenticatorId"]

    def is_known(self, known: bool) -> None:
        told = {"authenticatorId": self.id, "isUserVerified": known}
        self.devtools.send("WebAuthn.setUserVerified", told)


def make_key(officer: Page, admin: Page, address: str) -> None:
    """Make a key on the officer's telephone and have an administrator confirm its digits."""
    officer.goto(f"{address}/staff/approval-keys")
    officer.get_by_label("Tên thiết bị này").fill("Điện thoại trực ban")
    officer.get_by_role("button", name="Tạo khóa").click()
    expect(officer.get_by_role("status").first).to_contain_text("Đã tạo khóa", timeout=60 * SECONDS)
    digits = officer.locator("b.digits").inner_text()
    admin.goto(f"{address}/staff/approval-keys")
    expect(admin.locator("b.digits")).to_have_text(digits)
    admin.get_by_role("button", name="Số khớp").click()
    expect(admin.get_by_role("status").first).to_contain_text("Đã xác nhận")


def hold_ceremony(town: Town, folder: Path) -> None:
    """Make a holder's root key, and have it sign the root that names the officer."""
    said = f"{PASSPHRASE}\n"
    stick, path = folder / "usb", folder / "goc.json"
    town.run("keys", "root-new", str(stick), "--name", "Chị Hoa", "--passphrase-stdin", said=said)
    (key,), (public,) = stick.glob("*.key"), stick.glob("*.pub")
    town.run("keys", "request", str(path), "--holder", str(public))
    digits = read_request(path).digits
    assert f"SỐ CỦA YÊU CẦU NÀY: {digits}" in town.run("keys", "show", str(path))
    town.run(
        "keys", "sign", str(path), "--key", str(key), "--digits", digits, "--passphrase-stdin",
        said=said,
    )  # fmt: skip
    town.run("keys", "adopt", str(path))
    town.run("keys", "forget-root")


def prepare(officer: Page, address: str, template: str) -> None:
    """Go through the wizard up to the touch."""
    officer.goto(f"{address}/staff/alerts/new")
    officer.get_by_role("link", name=template).click()
    officer.get_by_label("Ở đâu").fill("ven sông Liêng, xã Ba Tơ")
    officer.get_by_role("button", name="Tiếp: chọn nơi nhận").click()
    officer.get_by_label("Cả khu vực Ba Tơ").check()
    reach = officer.locator("#reach b.num")
    expect(reach).not_to_have_text("0", timeout=60 * SECONDS)
    count = reach.inner_text()
    officer.get_by_role("button", name="Tiếp: kiểm tra lần cuối").click()
    officer.get_by_label("Gõ số bảng sẽ nhận để xác nhận").fill(count)
    officer.get_by_role("button", name="Tiếp tục: chạm khóa").click()


def board_page(town: Town) -> Page:
    """A board that has paired itself by its link and shows its commune."""
    glass = town.window(viewport={"width": 1280, "height": 720})
    glass.goto(town.address + town.links[0])
    expect(glass.locator("#stage")).to_contain_text("Xã Ba Tơ", timeout=60 * SECONDS)
    return glass


def test_an_alert_reaches_the_glass_by_a_touch_and_by_nothing_else(
    town: Town, tmp_path: Path
) -> None:
    stage = board_page(town).locator("#stage")
    officer, admin = town.person("duty_officer"), town.person("administrator")
    finger, main = Finger(officer), officer.locator("main")
    make_key(officer, admin, town.address)
    hold_ceremony(town, tmp_path)
    officer.goto(f"{town.address}/staff/approval-keys")
    expect(main).to_contain_text("Phê duyệt bằng khóa đang bật")
    expect(main).to_contain_text("có hiệu lực trên bảng")

    finger.is_known(False)
    prepare(officer, town.address, "Sạt lở đất")
    expect(officer.locator("[data-passkey] [role=status]")).to_contain_text(
        "Chưa chạm", timeout=60 * SECONDS
    )
    untouched = officer.url.split("?")[0]
    finger.is_known(True)
    prepare(officer, town.address, "Lũ quét")
    expect(stage).to_contain_text(FLOOD, timeout=60 * SECONDS)
    expect(officer.locator("#ledger h1")).to_contain_text("1/", timeout=60 * SECONDS)
    # Whatever was pushed, the head of this glass lists the alerts there are: one.
    expect(stage).not_to_contain_text(LANDSLIDE)

    officer.goto(untouched)
    expect(main).to_contain_text("Chưa bảng nào hiện", timeout=60 * SECONDS)
    officer.get_by_role("button", name="Chạm khóa và phát").click()
    expect(stage).to_contain_text(LANDSLIDE, timeout=60 * SECONDS)
