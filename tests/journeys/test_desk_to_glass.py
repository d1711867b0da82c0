"""From a commune's desk to the glass: a notice, an alert, and what the ledger says of it."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import SECONDS, LiveServer


def test_a_notice_written_on_a_phone_is_on_the_glass_once_approved(
    glass: Page, signed_in: Callable[..., Page]
) -> None:
    author, approver = signed_in("author"), signed_in("approver")
    author.get_by_role("link", name="Soạn tin").click()
    author.get_by_role("textbox", name="Tiêu đề").fill("Họp thôn tối nay")
    author.get_by_role("textbox", name="Nội dung").fill(
        "Lúc: 19:00\nỞ: Nhà văn hóa\nMỗi nhà một người."
    )
    author.get_by_text("Chính sách, pháp luật").click()
    preview = author.frame_locator("#previews iframe").first
    expect(preview.locator("#stage")).to_contain_text("Họp thôn", timeout=60 * SECONDS)
    author.get_by_role("button", name="Gửi duyệt").click()
    expect(author.get_by_role("status").first).to_contain_text("Đã gửi duyệt")
    assert "Họp thôn" not in glass.inner_text("#stage")

    approver.reload()
    approver.get_by_role("link", name="Họp thôn tối nay").click()
    approver.get_by_role("button", name="Duyệt").click()
    expect(approver.get_by_role("status").first).to_contain_text("Đã duyệt")
    expect(glass.locator("#stage")).to_contain_text("Họp thôn", timeout=60 * SECONDS)


def test_an_alert_takes_the_screen_fills_the_ledger_and_goes_when_cancelled(
    live_server: LiveServer, glass: Page, board_name: str, signed_in: Callable[..., Page]
) -> None:
    officer = signed_in("duty_officer")
    officer.get_by_role("link", name="Cảnh báo").last.click()
    officer.get_by_role("link", name="Cảnh báo thật").click()
    officer.get_by_role("link", name="Lũ quét").click()
    officer.get_by_label("Ở đâu").fill("ven sông Liêng, xã Ba Tơ")
    officer.get_by_role("button", name="Tiếp: chọn nơi nhận").click()
    officer.get_by_label("Cả khu vực Ba Tơ").check()
    reach = officer.locator("#reach b.num")
    expect(reach).not_to_have_text("0")
    count = reach.inner_text()
    officer.get_by_role("button", name="Tiếp: kiểm tra lần cuối").click()
    picture = officer.frame_locator("iframe").first
    expect(picture.locator("#stage")).to_contain_text("LŨ QUÉT", timeout=60 * SECONDS)
    officer.get_by_label("Gõ số bảng sẽ nhận để xác nhận").fill(count)
    officer.get_by_role("button", name="Phát cảnh báo THẬT").click()

    expect(glass.locator("#stage")).to_contain_text("LŨ QUÉT", timeout=60 * SECONDS)
    expect(officer.locator("#ledger h1")).to_contain_text(f"1/{count}", timeout=60 * SECONDS)
    row = officer.locator("#ledger tr", has_text=board_name)
    expect(row).to_contain_text("Đang hiện")

    officer.get_by_role("link", name="Hủy").click()
    officer.get_by_label("Lý do").fill("Phát nhầm khi thử máy")
    officer.get_by_role("button", name="Hủy cảnh báo THẬT").click()
    expect(glass.locator("#stage")).not_to_contain_text("LŨ QUÉT", timeout=60 * SECONDS)
    expect(officer.locator("#ledger h1")).to_contain_text(f"1/{count} bảng đã hiện")


def test_a_drill_is_framed_as_a_drill_on_the_glass(
    glass: Page, signed_in: Callable[..., Page]
) -> None:
    officer = signed_in("duty_officer")
    officer.get_by_role("link", name="Cảnh báo").last.click()
    officer.get_by_role("link", name="Diễn tập").click()
    officer.get_by_role("link", name="Cháy", exact=True).click()
    for place in officer.locator("input[name^=slot-]").all():
        place.fill("Chợ Ba Tơ")
    officer.get_by_role("button", name="Tiếp: chọn nơi nhận").click()
    officer.get_by_label("Cả khu vực Ba Tơ").check()
    officer.get_by_role("button", name="Tiếp: kiểm tra lần cuối").click()
    officer.get_by_label("Không có nguy hiểm thật lúc này").check()
    officer.get_by_label(re.compile("Đã báo trước")).check()
    officer.get_by_role("button", name="Bắt đầu DIỄN TẬP").click()
    expect(glass.locator("#stage")).to_contain_text("DIỄN TẬP", timeout=60 * SECONDS)
    officer.get_by_role("link", name="Hủy").click()
    officer.get_by_label("Lý do").fill("Xong buổi tập")
    officer.get_by_role("button", name="Dừng DIỄN TẬP").click()
    expect(glass.locator("#stage")).not_to_contain_text("DIỄN TẬP", timeout=60 * SECONDS)


def test_a_board_is_paired_with_code_and_check_number(
    live_server: LiveServer, opened: Callable[..., Page], signed_in: Callable[..., Page]
) -> None:
    screen = opened(1280, 720)
    screen.goto(f"{live_server.address}/board")
    code = re.compile(r"[B-DF-HJ-NP-TV-Z]{4}\s*-?\s*[B-DF-HJ-NP-TV-Z]{4}")
    expect(screen.locator("#stage")).to_contain_text(re.compile(r"\d{4} \d{4} \d{4}"))
    shown = screen.locator("#stage").inner_text()
    letters = re.sub(r"[^A-Z]", "", code.search(re.sub(r"\n", "", shown)).group())  # type: ignore[union-attr]
    number = re.search(r"\d{4} \d{4} \d{4}", shown)
    assert number is not None

    technician = signed_in("administrator")
    technician.get_by_role("link", name="Bảng", exact=True).last.click()
    technician.get_by_role("link", name="Ghép bảng").click()
    technician.get_by_label("Mã trên màn hình").fill(letters)
    technician.get_by_role("button", name="Tiếp").click()
    expect(technician.locator(".check .code")).to_have_text(number.group())
    technician.get_by_label("Tên bảng").fill("Nhà văn hóa thôn Nước Nẻ")
    technician.get_by_label("Thuộc đơn vị").select_option(label="Xã Ba Tơ")
    technician.get_by_role("button", name="Đúng, ghép").click()
    expect(technician.locator("h1")).to_have_text("Nhà văn hóa thôn Nước Nẻ")
    expect(screen.locator("#stage")).to_contain_text("Xã Ba Tơ", timeout=60 * SECONDS)
