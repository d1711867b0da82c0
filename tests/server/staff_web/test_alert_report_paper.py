"""The report of an alert on paper: one sheet, whatever happened, as Chromium prints it."""

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Route
from pypdfium2 import PdfDocument

from server.services import alerting
from server.services.alert_calls import LONGEST_SAID, note_call
from server.services.ledger import LONGEST_REASON, store_receipts
from tests.server.board_builders import a_board, a_request, fire, officer
from tests.server.builders import FixedClock
from tests.server.staff_web.conftest import Browser, Staff

LONG_NAME = "Nhà văn hóa cộng đồng thôn Nước Lang Làng Teng bên cầu treo sông Liêng"


def test_the_report_with_the_most_to_tell_is_one_page(
    staff: Staff, clock: FixedClock, browser: Chromium
) -> None:
    boards = [
        a_board(staff.resources, name=f"{LONG_NAME} {n}", phone="0255 000 154") for n in range(14)
    ]
    view = fire(staff.resources)
    for board in boards:
        failed = board.receipt(view, "failed") | {"reason": "Mất hình " * (LONGEST_REASON // 9)}
        store_receipts(staff.resources, board.id, [failed])
        said = "đi xem ngay " * (LONGEST_SAID // 12)
        note_call(staff.resources, officer(), view.id, board.id, "mending", said)
    for _ in range(7):
        clock.advance(60)
        request = a_request(clock.now(), risk_level=4)
        alerting.update_alert(staff.resources, officer(), view.id, request)
    alerting.cancel_alert(staff.resources, officer(), view.id, "Nước đã rút hết " * 10)
    person = staff.person("viewer", "51")
    assert pages_of(browser, person, f"/staff/alerts/{view.id}/report") == 1


def pages_of(browser: Chromium, person: Browser, path: str) -> int:
    """How many sheets of paper a person's page takes."""

    def answer(route: Route) -> None:
        asked = route.request.url.removeprefix("http://localhost")
        got = person.get(asked)
        route.fulfill(status=got.status_code, body=got.get_data(), content_type=got.content_type)

    context = browser.new_context()
    try:
        page = context.new_page()
        page.route("**/*", answer)
        page.goto(f"http://localhost{path}")
        paper = PdfDocument(page.pdf(prefer_css_page_size=True))
        try:
            return len(paper)
        finally:
            paper.close()
    finally:
        context.close()
