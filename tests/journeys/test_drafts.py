"""A draft written where the network comes and goes: kept on the phone, saved once it can be."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

TITLE = "Họp thôn bàn việc nạo vét kênh"
DRAFTS = "Object.keys(localStorage).filter(one => one.startsWith('draft:')).length"
SHELL = """async () => {
  const kept = await (await caches.open('notice-form')).keys();
  const hasPage = kept.some((one) => one.url.endsWith("/new"));
  return kept.length > 5 && hasPage && !!navigator.serviceWorker.controller;
}"""


def until(page: Page, script: str) -> None:
    """Wait for something the page's policy lets nobody but the test look at."""
    for _ in range(100):
        if page.evaluate(script):
            return
        page.wait_for_timeout(100)
    raise AssertionError(script)


def write_offline(page: Page) -> None:
    page.context.set_offline(True)
    page.fill("#title", TITLE)
    page.fill("#body", "Lúc: 19:00 tối thứ Sáu")
    page.locator("input[name=category][value=policy]").check(force=True)
    expect(page.locator("#draft-told")).to_contain_text("Chưa có mạng")
    until(page, DRAFTS)


def test_a_draft_survives_a_reload_without_network_and_is_saved_once(
    signed_in: Callable[..., Page],
) -> None:
    page = signed_in("author")
    address = page.url.split("/staff/")[0] + "/staff/notices"
    page.goto(f"{address}/new")
    until(page, SHELL)
    write_offline(page)
    page.reload()
    expect(page.locator("#draft-offer")).to_contain_text("Bản nháp lưu trên máy này lúc")
    page.get_by_role("button", name="Khôi phục").click()
    expect(page.locator("#title")).to_have_value(TITLE)
    expect(page.locator("input[name=category][value=policy]")).to_be_checked()
    page.get_by_role("button", name="Gửi duyệt").click()
    expect(page.locator("#draft-told")).to_contain_text("chưa gửi")
    page.context.set_offline(False)
    expect(page.locator("#draft-told")).to_contain_text("Đã lưu nháp", timeout=60_000)
    page.get_by_role("button", name="Lưu nháp").click()
    page.wait_for_url(re.compile(r"/staff/notices/[0-9a-f]{16}$"))
    page.goto(f"{address}?q=nạo+vét")
    links = page.locator("main a[href^='/staff/notices/']").filter(has_text=TITLE)
    assert len({link.get_attribute("href") for link in links.all()}) == 1
    page.goto(f"{address}/new")
    expect(page.locator("#draft-offer")).to_be_hidden()


def test_signing_out_leaves_nothing_on_the_phone(signed_in: Callable[..., Page]) -> None:
    page = signed_in("author")
    page.goto(page.url + "notices/new")
    until(page, SHELL)
    page.fill("#title", "Bỏ lại khi đăng xuất")
    until(page, DRAFTS)
    page.goto(page.url.replace("/notices/new", "/account"))
    page.get_by_role("button", name="Đăng xuất", exact=True).click()
    page.wait_for_url("**/sign-in*")
    assert page.evaluate(DRAFTS) == 0
    until(page, "async () => !(await caches.has('notice-form'))")
