"""A drill runs, and then it is serious: both from phones, and what the board shows meanwhile."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import SECONDS, LiveServer


def to_last_check(officer: Page, address: str, mode: str, where: str) -> None:
    """Walk to the last step of a flash flood for all boards of the officer."""
    officer.goto(f"{address}/staff/{mode}/new/flash-flood")
    officer.locator("#slot-where").fill(where)
    officer.get_by_role("button", name="Tiếp: chọn nơi nhận").click()
    officer.locator("input[name=subtree]").first.check()
    officer.get_by_role("button", name="Tiếp: kiểm tra lần cuối").click()
    officer.locator("form .deeds.still button").first.wait_for()


def test_a_real_alert_takes_the_glass_from_a_drill_and_gives_it_back(
    live_server: LiveServer, glass: Page, signed_in: Callable[..., Page]
) -> None:
    drilling, officer = signed_in("duty_officer"), signed_in("duty_officer")
    stage = glass.locator("#stage")
    to_last_check(drilling, live_server.address, "drills", "suối Tập")
    for tick in drilling.locator("main input[type=checkbox]").all():
        tick.check()
    drilling.get_by_role("button", name="Bắt đầu DIỄN TẬP").click()
    expect(stage).to_contain_text("DIỄN TẬP", timeout=60 * SECONDS)
    expect(stage).to_contain_text("suối Tập")

    to_last_check(officer, live_server.address, "alerts", "suối Thật")
    count = officer.locator("dl.card dd b").first.inner_text().split()[0]
    officer.get_by_label("Gõ số bảng sẽ nhận để xác nhận").fill(count)
    officer.get_by_role("button", name="Phát cảnh báo THẬT").click()
    expect(stage).to_contain_text("suối Thật", timeout=60 * SECONDS)
    expect(stage).not_to_contain_text("DIỄN TẬP")
    expect(stage).not_to_contain_text("suối Tập")
    expect(drilling.locator("#ledger")).to_contain_text("tạm lui", timeout=60 * SECONDS)
    officer.goto(f"{live_server.address}/staff/alerts")
    rows = officer.locator("section[aria-labelledby=in] li")
    expect(rows.filter(has_text="DIỄN TẬP")).to_have_count(1)
    expect(rows.filter(has_text="suối Thật")).to_have_count(1)

    rows.filter(has_text="suối Thật").locator("a.t").click()
    officer.get_by_role("link", name="Hủy").click()
    officer.get_by_label("Lý do").fill("Nước đã rút")
    officer.get_by_role("button", name="Hủy cảnh báo THẬT").click()
    expect(stage).to_contain_text("suối Tập", timeout=60 * SECONDS)
    expect(stage).not_to_contain_text("suối Thật")
    expect(drilling.locator("#ledger")).not_to_contain_text("tạm lui", timeout=60 * SECONDS)

    drilling.get_by_role("link", name="Hủy").click()
    drilling.get_by_label("Lý do").fill("Hết buổi tập")
    drilling.get_by_role("button", name="Dừng DIỄN TẬP").click()
    expect(stage).not_to_contain_text("suối Tập", timeout=60 * SECONDS)
