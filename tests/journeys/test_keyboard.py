"""The deeds that matter, done with Tab, Enter, arrows and Space alone; the focus always seen."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import LiveServer

MOST_STOPS = 250
# What has the focus, in the words a person hears, and whether an eye can tell.
FOCUSED = """() => {
    const node = document.activeElement;
    if (!node || node === document.body) return null;
    const shown = node.matches("input[type=radio], input[type=checkbox], input[type=file]")
        ? [node, node.parentElement, node.nextElementSibling] : [node];
    const seen = shown.filter(Boolean).some(one => {
        const style = getComputedStyle(one);
        return style.boxShadow !== "none"
            || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0);
    });
    const label = node.labels && node.labels.length ? node.labels[0].innerText : "";
    const box = node.getBoundingClientRect();
    const middle = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return {
        text: (label || node.innerText || node.getAttribute("aria-label") || "").trim(),
        tag: node.tagName, seen,
        hidden: box.width > 4 && middle !== null && !!middle.closest(".tabs, .deeds")
            && !node.closest(".tabs, .deeds"),
    };
}"""


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what has these words has the focus; every stop on the way is seen."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None or stop["tag"] == "IFRAME":
            continue
        assert stop["seen"], f"the focus cannot be seen on {stop['tag']} {stop['text']!r}"
        assert not stop["hidden"], f"a bar hides {stop['text']!r}"
        if stop["text"].startswith(words):
            return
    pytest.fail(f"{words!r} cannot be reached with Tab")


def write(page: Page, label: str, text: str) -> None:
    """Reach a field and type into it."""
    tab_to(page, label)
    page.keyboard.insert_text(text)


def press(page: Page, words: str, key: str = "Enter") -> None:
    """Reach something and press it; Enter leads somewhere, Space ticks."""
    tab_to(page, words)
    if key == "Space":
        page.keyboard.press(key)
        return
    with page.expect_navigation():
        page.keyboard.press(key)


def test_a_notice_is_published_and_approved_by_keyboard(
    live_server: LiveServer, signed_in: Callable[..., Page]
) -> None:
    author = signed_in("author", 1280)
    press(author, "Đăng tin")
    press(author, "Đến nội dung chính")
    write(author, "Tiêu đề", "Chỉ dùng bàn phím")
    write(author, "Nội dung", "Lúc: 7:30\nỞ: Nhà văn hóa")
    choose_one(author, "category", "policy")
    press(author, "Gửi duyệt")
    expect(author.get_by_role("status").first).to_contain_text("Đã gửi duyệt")

    approver = signed_in("approver", 390)
    approver.goto(author.url)
    press(approver, "Duyệt")
    expect(approver.get_by_role("status").first).to_contain_text("Đã duyệt")


def choose_one(page: Page, name: str, value: str) -> None:
    """Reach a group of radio buttons and move to one of them with the arrow keys."""
    for _ in range(MOST_STOPS):
        if page.evaluate("document.activeElement.name") == name:
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    for _ in range(20):
        if page.locator(f"input[name={name}]:checked").get_attribute("value") == value:
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"{value} of {name} cannot be chosen")


def test_a_drill_is_started_and_stopped_by_keyboard(
    live_server: LiveServer, signed_in: Callable[..., Page]
) -> None:
    officer = signed_in("duty_officer", 1280)
    officer.goto(f"{live_server.address}/staff/drills/new")
    fill_places(officer)
    press(officer, "Cả khu vực Ba Tơ", "Space")
    press(officer, "Tiếp: kiểm tra lần cuối")
    press(officer, "Không có nguy hiểm thật", "Space")
    press(officer, "Đã báo trước", "Space")
    press(officer, "Bắt đầu DIỄN TẬP")
    press(officer, "Hủy")
    write(officer, "Lý do", "Xong buổi tập")
    press(officer, "Dừng DIỄN TẬP")
    expect(officer.locator("main")).to_contain_text("đã hiện")


@pytest.mark.parametrize("width", [390, 1280])
def test_a_real_alert_for_a_group_of_boards_is_sent_and_cancelled_by_keyboard(
    live_server: LiveServer, signed_in: Callable[..., Page], width: int
) -> None:
    officer = signed_in("duty_officer", width)
    password = live_server.logins["duty_officer"][1]
    let_passwords_grow_old(live_server)
    press(officer, "Cảnh báo")
    press(officer, "Cảnh báo thật")
    write(officer, "Mật khẩu", password)
    press(officer, "Xác nhận")
    fill_places(officer)
    press(officer, "Chọn theo nhóm bảng hoặc nhãn", "Space")
    press(officer, "Nhóm bảng “chợ”", "Space")
    expect(officer.locator("#reach .num")).not_to_have_text("0")
    boards = officer.locator("#reach .num").inner_text()
    press(officer, "Tiếp: kiểm tra lần cuối")
    expect(officer.locator("main")).to_contain_text("Nhóm bảng “chợ” của")
    let_passwords_grow_old(live_server)
    write(officer, "Gõ số bảng", boards)
    press(officer, "Phát cảnh báo THẬT")
    write(officer, "Gõ số bảng", boards)
    write(officer, "Mật khẩu", password)
    press(officer, "Phát cảnh báo THẬT")
    expect(officer.locator(".mode")).to_contain_text("Đang phát")
    press(officer, "Hủy")
    write(officer, "Lý do", "Phát nhầm")
    press(officer, "Hủy cảnh báo THẬT")
    expect(officer.get_by_role("status").first).to_contain_text("Đã hủy")


def fill_places(officer: Page) -> None:
    """Choose the prepared alert of a fire, write into its places and go on."""
    press(officer, "Cháy")
    for place in officer.locator("input[name^=slot-]").all():
        label = place.evaluate("node => node.labels[0].innerText.trim()")
        write(officer, label, "Chợ Ba Tơ")
    press(officer, "Tiếp: chọn nơi nhận")


def let_passwords_grow_old(live_server: LiveServer) -> None:
    """Have the server ask everybody for the password again, as after five minutes."""
    held = Path(live_server.process.environment["BANGTIN_DATA_DIR"]) / "bangtin.db"
    with closing(sqlite3.connect(held)) as database, database:
        database.execute("UPDATE sessions SET step_up_at = NULL")


def test_the_focus_goes_through_a_page_and_out_again(
    live_server: LiveServer, signed_in: Callable[..., Page]
) -> None:
    page = signed_in("author", 390)
    page.goto(f"{live_server.address}/staff/notices/new")
    stops = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stops.append((page.evaluate(FOCUSED) or {"text": ""})["text"])
        if stops[-1] == stops[0] and len(stops) > 1:
            break
    assert stops[0] == "Đến nội dung chính"
    assert "Gửi duyệt" in stops
    assert stops[-1] == stops[0]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
