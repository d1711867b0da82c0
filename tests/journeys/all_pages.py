"""Every page people can open on a running server, found by following its links."""

import re
from dataclasses import dataclass
from html import unescape

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

ROLES = ("administrator", "author", "approver", "duty_officer")
MOST_OF_A_KIND = 2
_LINK = re.compile(r'(?:href|action)="(/[^"#]*)"')
# What answers a GET with something that is not a page, or leads on at once.
NOT_PAGES = {
    "public.index": "leads to the unit of the person who runs the server, or lists them",
    "public.static": "a file",
    "staff.static": "a file",
    "staff.audit_csv": "a file",
    "staff.cap_raw": "a file",
    "staff.notice_proof_csv": "a file",
    "staff.plan_sheet": "a file",
    "staff.board_items": "data",
    "staff.board_picture": "a picture",
    "staff.board_screenshot": "a picture, once the board has sent one",
    "staff.notice_picture": "a picture",
    "staff.media_file": "a file",
    "staff.media_thumb": "a picture",
    "staff.media_state": "data",
    "staff.voice": "a sound",
    "staff.voice_state": "data",
    "staff.alert_sound": "a sound",
    "staff.accent_sample": "a sound",
    "staff.media_full": "a picture",
    "staff.draft_worker": "a script",
    "staff.so_far": "data",
    "staff.my_plan": "leads to staff.plan",
    "staff.my_feeds": "leads to staff.feed_list",
    "staff.preview_saved": "a frame's data",
    "staff.ledger_csv": "a file",
    "staff.ledger_sheet": "a file",
    "staff.ledger_receipts": "a file",
    "staff.alert_report_csv": "a file",
    "staff.drill_year_csv": "a file",
    "staff.stopped_boards_now": "the part of staff.stopped_boards that is fetched again",
    "staff.ledger": "the part of staff.alert that is fetched again",
    "staff.start_over": "leads to the first step",
    "staff.nothing_here": "the page for any other address",
    "staff.sign_in_code": "leads to signing in unless a password was given before",
}


@dataclass(frozen=True)
class FoundPage:
    """A page, and who opens it: a role, or nobody in particular."""

    endpoint: str
    path: str
    role: str


def endpoints_of_pages(app: Flask) -> set[str]:
    """Return the endpoints of all staff and citizens' pages."""
    return {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith(("staff.", "public.")) and "GET" in (rule.methods or ())
    } - set(NOT_PAGES)


def follow(
    context: BrowserContext, app: Flask, address: str, role: str, first: list[str]
) -> list[FoundPage]:
    """Open pages from `first` on and whatever they link to, at most two of each endpoint."""
    adapter = app.url_map.bind("127.0.0.1")
    wanted, waiting, found = endpoints_of_pages(app), list(first), []
    counted: dict[str, int] = {}
    seen: set[str] = set()
    while waiting:
        path = waiting.pop(0)
        endpoint = endpoint_of(adapter, path)
        if path in seen or endpoint not in wanted or counted.get(endpoint, 0) >= MOST_OF_A_KIND:
            continue
        seen.add(path)
        answer = context.request.get(f"{address}{path}")
        came_to = answer.url.removeprefix(address)
        if answer.status != 200 or endpoint_of(adapter, came_to) != endpoint:
            continue
        counted[endpoint] = counted.get(endpoint, 0) + 1
        found.append(FoundPage(endpoint, path, role))
        waiting += [unescape(link) for link in _LINK.findall(answer.text())]
    return found


def endpoint_of(adapter: MapAdapter, path: str) -> str:
    """Return the endpoint that answers a GET of this path, empty without one."""
    try:
        return str(adapter.match(path.split("?")[0], "GET")[0])
    except HTTPException:
        return ""


def signed_in_state(browser: Browser, address: str, login: str, password: str) -> BrowserContext:
    """Return a window in which this person has signed in."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="vi-VN")
    page = context.new_page()
    sign_in(page, address, login, password)
    page.close()
    return context


def sign_in(page: Page, address: str, login: str, password: str) -> None:
    """Sign this person in, up to their home page."""
    page.goto(f"{address}/staff/sign-in")
    page.get_by_label("Tên đăng nhập").fill(login)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/staff/")
