"""WCAG 2.2 AA on every page, as axe finds it in a real browser, wide and on a phone."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from server.public_web.views import public
from server.staff_web.pages import staff
from tests.journeys import all_pages
from tests.journeys.all_pages import FoundPage
from tests.journeys.conftest import LiveServer
from tests.journeys.test_cap_to_glass import add_source
from tests.journeys.test_own_template_to_all_clear import write_template
from tests.server.cap_builders import a_cap, cap_time
from tests.server.feed_builders import a_site

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTHS = (1280, 390)
NARROWEST, HIGHEST = 320, 8_000
# A notice of the sample that lies in the pool.
POOLED = "Ngày hội văn hóa"
STRANGERS = ["/", "/staff/sign-in", "/staff/forgotten", "/u/21484"]
ASK_AXE = """tags => axe.run(document, {
    runOnly: {type: "tag", values: tags}, iframes: false, resultTypes: ["violations"]
}).then(found => found.violations.flatMap(broken => broken.nodes.map(
    node => `${broken.id}: ${node.target} ${node.html.slice(0, 160)} `
        + node.any.concat(node.all, node.none).map(check => check.message).join("; "))))"""


@dataclass(frozen=True)
class Begun:
    """Where things wait to be looked at and a drill runs; what was wrong on the way."""

    notice: str
    drill: str
    code: str
    feed: str
    message: str
    template: str
    call: str
    wrong: list[str]


@pytest.fixture(scope="module")
def app() -> Flask:
    """Return an app that knows the addresses of all pages."""
    knowing = Flask("addresses")
    knowing.register_blueprint(staff)
    knowing.register_blueprint(public)
    return knowing


@pytest.fixture(scope="module")
def windows(browser: Browser, live_server: LiveServer) -> Iterator[dict[str, BrowserContext]]:
    """A window per role, signed in, and one of nobody in particular."""
    opened = {
        role: all_pages.signed_in_state(browser, live_server.address, *live_server.logins[role])
        for role in all_pages.ROLES
    }
    opened[""] = browser.new_context(locale="vi-VN")
    yield opened
    for context in opened.values():
        context.close()


@pytest.fixture(scope="module")
def begun(windows: dict[str, BrowserContext], live_server: LiveServer) -> Iterator[Begun]:
    """A notice, a template and a message that wait, a drill on the boards, a screen to pair."""
    wrong: list[str] = []
    notice = send_notice(windows["author"].new_page(), live_server.address, wrong)
    officer = windows["duty_officer"].new_page()
    look_at_what_is_heard(officer, live_server.address, wrong)
    drill = start_drill(officer, live_server.address, wrong)
    code = ask_to_be_paired(windows[""].new_page(), live_server.address)
    feed = look_at_a_feed(windows["administrator"].new_page(), live_server.address, wrong)
    message = hear_of_a_flood(live_server, windows)
    template = write_template(windows["duty_officer"].new_page(), live_server.address)
    template = template.removeprefix(live_server.address)
    call = f"{drill}/calls/{a_board_of(live_server)}"
    yield Begun(notice, drill, code, feed, message, template, call, wrong)
    officer.get_by_role("link", name="Hủy").click()
    if "/staff/confirm" in officer.url:  # it took more than the five minutes
        officer.locator("input[type=password]").fill(live_server.logins["duty_officer"][1])
        officer.locator("input[type=password]").press("Enter")
    officer.get_by_label("Lý do").fill("Xong buổi tập")
    officer.get_by_role("button", name="Dừng DIỄN TẬP").click()


def send_notice(author: Page, address: str, wrong: list[str]) -> str:
    """Send a notice for approval, first with errors; return its path."""
    author.goto(f"{address}/staff/notices/new")
    author.get_by_role("button", name="Gửi duyệt").click()
    wrong += violations(author, "the publishing form with its errors")
    author.get_by_role("textbox", name="Tiêu đề").fill("Tin để thử")
    author.get_by_role("textbox", name="Nội dung").fill("Lúc: 7:30")
    author.get_by_text("Chính sách, pháp luật").click()
    author.get_by_role("button", name="Gửi duyệt").click()
    expect(author.get_by_role("status").first).to_contain_text("Đã gửi duyệt")
    return author.url.removeprefix(address)


def look_at_what_is_heard(officer: Page, address: str, wrong: list[str]) -> None:
    """Open the last look at a real alert, where its voices are; nothing is sent."""
    officer.goto(f"{address}/staff/alerts/new/fire")
    for place in officer.locator("input[name^=slot-]").all():
        place.fill("Chợ Ba Tơ")
    officer.get_by_role("button", name="Tiếp: chọn nơi nhận").click()
    officer.get_by_label("Cả khu vực Ba Tơ").check()
    officer.get_by_role("button", name="Tiếp: kiểm tra lần cuối").click()
    expect(officer.locator("#heard audio").first).to_be_visible()
    wrong += violations(officer, "what is heard of an alert")


def start_drill(officer: Page, address: str, wrong: list[str]) -> str:
    """Start a drill, first with errors; return its path."""
    officer.goto(f"{address}/staff/drills/new/fire")
    officer.get_by_role("button", name="Tiếp: chọn nơi nhận").click()
    wrong += violations(officer, "the alert form with its errors")
    for place in officer.locator("input[name^=slot-]").all():
        place.fill("Chợ Ba Tơ")
    officer.get_by_role("button", name="Tiếp: chọn nơi nhận").click()
    wrong += violations(officer, "where an alert goes")
    officer.get_by_label("Cả khu vực Ba Tơ").check()
    officer.get_by_role("button", name="Tiếp: kiểm tra lần cuối").click()
    wrong += violations(officer, "the last look at an alert")
    for tick in officer.locator("main input[type=checkbox]").all():
        tick.check()
    officer.get_by_role("button", name="Bắt đầu DIỄN TẬP").click()
    expect(officer.get_by_role("link", name="Hủy")).to_be_visible()
    return officer.url.removeprefix(address)


def look_at_a_feed(administrator: Page, address: str, wrong: list[str]) -> str:
    """Have a site's headlines fetched, first with errors; return the path of the feed."""
    with a_site() as site:
        site.says("Tối nay vùng núi mưa to", at=datetime.now(UTC))
        administrator.goto(f"{address}/staff/feeds")
        administrator.get_by_role("button", name="Lấy về xem thử").click()
        wrong += violations(administrator, "the form of a feed with its errors")
        administrator.get_by_label("Địa chỉ RSS").fill(site.url)
        administrator.get_by_label("Tên nguồn").fill("Đài khí tượng")
        administrator.get_by_role("button", name="Lấy về xem thử").click()
        expect(administrator.locator("main")).to_contain_text("Tối nay vùng núi mưa to")
    return administrator.url.removeprefix(address)


def hear_of_a_flood(live_server: LiveServer, windows: dict[str, BrowserContext]) -> str:
    """Have a source warn by CAP; return the path of the message, which waits for an officer."""
    now, officer = datetime.now(UTC), windows["duty_officer"].new_page()
    ends = f"<expires>{cap_time(now + timedelta(hours=1))}</expires>"
    with a_site() as site:
        site.type = "application/cap+xml"
        site.body = a_cap(
            identifier="QN-777", headline="NƯỚC LÊN", sent=cap_time(now), expires=ends
        )
        add_source(live_server, windows["administrator"].new_page(), site.url)
        link = officer.get_by_role("link", name="NƯỚC LÊN")
        for _ in range(60):
            officer.goto(f"{live_server.address}/staff/cap")
            if link.count():
                break
            officer.wait_for_timeout(1000)
    return str(link.get_attribute("href"))


def a_board_of(live_server: LiveServer) -> str:
    """Name a board of the sample."""
    held = Path(live_server.process.environment["BANGTIN_DATA_DIR"]) / "bangtin.db"
    with closing(sqlite3.connect(held)) as database:
        return str(database.execute("SELECT id FROM boards LIMIT 1").fetchone()[0])


def ask_to_be_paired(screen: Page, address: str) -> str:
    """Open the board page as a new screen; return the code it shows."""
    screen.goto(f"{address}/board")
    expect(screen.locator("#stage")).to_contain_text(re.compile(r"\d{4} \d{4} \d{4}"))
    shown = screen.locator("#stage").inner_text().replace("\n", "")
    code = re.search(r"[B-DF-HJ-NP-TV-Z]{4}\s*-?\s*[B-DF-HJ-NP-TV-Z]{4}", shown)
    assert code is not None, shown
    return re.sub(r"[^A-Z]", "", code.group())


@pytest.fixture(scope="module")
def pages(
    app: Flask, live_server: LiveServer, windows: dict[str, BrowserContext], begun: Begun
) -> list[FoundPage]:
    """Every page of the running server, once for the first role that finds it."""
    notice = begun.notice
    first = {
        "": STRANGERS,
        "author": [f"{notice}/history"],
        "approver": [f"{notice}/return", f"/staff/notices/withdraw?notice={notice[-16:]}"],
        "administrator": [
            f"/staff/boards/pair/{begun.code}",
            begun.feed,
            f"/staff/notices?q={POOLED}",
            "/staff/boards/waiting",
            "/staff/cap/sources",
        ],
        "duty_officer": [
            begun.drill,
            "/staff/stop/boards?all=yes",
            "/staff/stop/go-on?all=yes",
            f"{begun.drill}/cancel",
            begun.call,
            begun.message,
            f"{begun.message}/set-aside",
            begun.template,
        ],
    }
    found: dict[tuple[str, str], FoundPage] = {}
    for role, context in windows.items():
        paths = first[role] + (["/staff/", "/staff/more", "/staff/confirm"] if role else [])
        for page in all_pages.follow(context, app, live_server.address, role, paths):
            found.setdefault((page.endpoint, "drills" if "/drills/" in page.path else ""), page)
    return list(found.values())


def violations(page: Page, where: str) -> list[str]:
    """Return what axe finds wrong at each width, a sentence each; no bar lies over anything."""
    page.evaluate(f"'axe' in window || (() => {{ {AXE.read_text()} }})()")
    wrong: list[str] = []
    for width in WIDTHS:
        show_whole(page, width)
        wrong += [f"{where} at {width}: {said}" for said in page.evaluate(ASK_AXE, TAGS)]
    return wrong


def test_pages_on_the_way_to_a_deed_break_no_rule(begun: Begun) -> None:
    assert begun.wrong == []


def test_every_page_is_found(app: Flask, pages: list[FoundPage]) -> None:
    missed = all_pages.endpoints_of_pages(app) - {page.endpoint for page in pages}
    assert sorted(missed) == []


@pytest.mark.parametrize("role", ["", *all_pages.ROLES])
def test_no_page_breaks_a_rule_or_scrolls_sideways(
    pages: list[FoundPage], live_server: LiveServer, windows: dict[str, BrowserContext], role: str
) -> None:
    wrong: list[str] = []
    page = windows[role].new_page()
    for found in [one for one in pages if one.role == role]:
        page.goto(f"{live_server.address}{found.path}")
        wrong += violations(page, found.path)
        wrong += [f"{found.path} {said}" for said in sideways(page)]
    page.close()
    assert wrong == []


def show_whole(page: Page, width: int) -> None:
    """Make the window as high as the page, so that the bar of tabs covers nothing."""
    page.set_viewport_size({"width": width, "height": 844})
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": max(844, min(height, HIGHEST))})


def sideways(page: Page) -> list[str]:
    """Say where a page scrolls sideways: on the smallest phone, and with text of double size."""
    wrong = []
    for width, size in ((NARROWEST, "100%"), (640, "100%"), (1280, "200%")):
        page.set_viewport_size({"width": width, "height": 640})
        page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
        wide = page.evaluate("document.documentElement.scrollWidth")
        wrong += [f"is {wide} wide at {width}, text {size}"] if wide > width else []
    return wrong
