"""Several people at one notice: sent back and corrected, edited by two, changed meanwhile."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import write


def test_a_notice_is_sent_back_corrected_and_approved(signed_in: Callable[..., Page]) -> None:
    author, approver = signed_in("author"), signed_in("approver")
    write(author, "Lịch phun thuốc muỗi")
    approver.reload()
    approver.get_by_role("link", name="Lịch phun thuốc muỗi").click()
    approver.get_by_role("link", name="Trả lại").click()
    approver.get_by_text("Thiếu ngày, giờ hoặc địa điểm").click()
    approver.get_by_role("button", name="Trả lại").click()
    expect(approver.get_by_role("status").first).to_contain_text("Đã trả lại")

    author.goto(re.sub(r"/staff/.*", "/staff/", author.url))
    expect(author.locator("#w")).to_be_visible()
    expect(author.locator("main")).to_contain_text("Thiếu ngày, giờ hoặc địa điểm")
    author.get_by_role("link", name="Sửa tin").first.click()
    author.get_by_role("textbox", name="Nội dung").fill("Lúc: 7:30 thứ Hai 30/11/2026\nỞ: các thôn")
    author.get_by_role("button", name="Gửi duyệt").click()

    approver.goto(re.sub(r"/staff/.*", "/staff/", approver.url))
    approver.get_by_role("link", name="Lịch phun thuốc muỗi").click()
    expect(approver.locator("main")).to_contain_text("thứ Hai 30/11/2026")
    approver.get_by_role("button", name="Duyệt").click()
    expect(approver.get_by_role("status").first).to_contain_text("Đã duyệt")


def test_the_second_of_two_editors_overwrites_nothing_unknowingly(
    signed_in: Callable[..., Page],
) -> None:
    first, second = signed_in("author"), signed_in("author")
    address = write(first, "Ngày hội đọc sách")
    for page in (first, second):
        page.goto(f"{address}/edit")
    first.get_by_role("textbox", name="Tiêu đề").fill("Ngày hội đọc sách xã")
    first.get_by_role("button", name="Lưu nháp").click()
    expect(first.get_by_role("status").first).to_contain_text("Đã lưu nháp")
    second.get_by_role("textbox", name="Nội dung").fill("Bài của người thứ hai.")
    second.get_by_role("button", name="Lưu nháp").click()
    expect(second.get_by_role("alert")).to_contain_text("đã lưu một bản khác")
    expect(second.get_by_role("textbox", name="Nội dung")).to_have_value("Bài của người thứ hai.")
    first.reload()
    expect(first.locator("main")).not_to_contain_text("Bài của người thứ hai.")
    second.get_by_role("button", name="Lưu nháp").click()
    expect(second.get_by_role("status").first).to_contain_text("Đã lưu nháp")
    first.goto(f"{address}/edit")
    expect(first.get_by_role("textbox", name="Nội dung")).to_have_value("Bài của người thứ hai.")


def test_approving_what_was_changed_meanwhile_is_refused_and_shows_the_new_text(
    signed_in: Callable[..., Page],
) -> None:
    author, approver = signed_in("author"), signed_in("approver")
    address = write(author, "Thu quỹ thôn")
    approver.goto(address)
    author.goto(f"{address}/edit")
    author.get_by_role("textbox", name="Nội dung").fill("Lúc: 8:00\nỞ: Nhà văn hóa thôn")
    author.get_by_role("button", name="Gửi duyệt").click()
    expect(author.get_by_role("status").first).to_contain_text("Đã gửi duyệt")
    approver.get_by_role("button", name="Duyệt").click()
    expect(approver.get_by_role("status").first).to_contain_text("vừa được sửa")
    expect(approver.locator("main")).to_contain_text("8:00")
    expect(approver.get_by_role("button", name="Duyệt")).to_be_visible()
