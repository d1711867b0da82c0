"""From the first tap to the glass: writing, approving and painting a notice at a human pace.

The pace is that of the keystroke-level model (Card, Moran, Newell 1980): 1.35 s of thought
before each step, 1.1 s to reach what is tapped, 0.28 s a letter (an average typist).
"""

import time

from playwright.sync_api import Locator, Page

from tests.benchmarks.sample import PHONE, Sample, sample

THINK_S, REACH_S, LETTER_S = 1.35, 1.1, 0.28
LIMIT_S = 60
TITLE = "Cắt điện thôn Nước Nẻ"
BODY = "Lúc: 7:30 thứ Hai\nỞ: thôn Nước Nẻ"


def main() -> list[tuple[str, str]]:
    """Time one notice by two people, one board looking on."""
    with sample() as found:
        author, approver = _phone(found, "author"), _phone(found, "approver")
        board = found.browser.new_context(viewport={"width": 1920, "height": 1080}).new_page()
        board.goto(found.address + found.board)
        board.locator(".zone-main").get_by_text("/").first.wait_for(timeout=60_000)
        author.goto(f"{found.address}/staff/")
        began = time.monotonic()
        _write(author)
        sent = time.monotonic()
        approver.goto(f"{found.address}/staff/")
        _tap(approver.get_by_role("link", name=TITLE))
        _tap(approver.get_by_role("button", name="Duyệt"))
        approved = time.monotonic()
        board.get_by_text(TITLE).first.wait_for(timeout=60_000)
        painted = time.monotonic()
    whole_s = painted - began
    return [
        ("written and sent at a human pace", f"{sent - began:.1f} s"),
        ("read and approved in two taps", f"{approved - sent:.1f} s"),
        ("approved to seen on the board", f"{painted - approved:.1f} s"),
        ("whole journey", f"{whole_s:.1f} s, {whole_s / LIMIT_S:.2f} of {LIMIT_S} s"),
    ]


def _phone(found: Sample, role: str) -> Page:
    context = found.browser.new_context(
        viewport=PHONE, locale="vi-VN", storage_state=found.session_of(role)
    )
    return context.new_page()


def _write(author: Page) -> None:
    _tap(author.get_by_role("link", name="Soạn tin"))
    for field, words in (("Tiêu đề", TITLE), ("Nội dung", BODY)):
        place = author.get_by_role("textbox", name=field).first
        _tap(place)
        place.press_sequentially(words, delay=LETTER_S * 1000)
    _tap(author.get_by_text("Chính sách, pháp luật"))
    _tap(author.get_by_role("button", name="Gửi duyệt"))
    author.get_by_role("status").first.wait_for()


def _tap(place: Locator) -> None:
    time.sleep(THINK_S + REACH_S)
    place.click()
