"""The open page of an alert: sent only what changed, and a map by state."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from content.instant import format_instant
from server.services.alerting import AlertView
from server.services.ledger import store_receipts
from tests.server.board_builders import ABoard, a_board, fire
from tests.server.builders import FixedClock
from tests.server.staff_web.conftest import Browser, Staff, text_of

TAG = re.compile(r'data-tag="([^"]+)"( data-same)?')


@pytest.fixture
def boards(staff: Staff) -> list[ABoard]:
    return [
        a_board(staff.resources, name=name, lat=14.7 + number / 10, lon=108.7, phone="0255 000 154")
        for number, name in enumerate(("An", "Bình", "Cam"))
    ]


@pytest.fixture
def alert(staff: Staff, boards: list[ABoard]) -> AlertView:
    return fire(staff.resources)


class OpenPage:
    """What a page that is open holds, and what it is sent."""

    def __init__(self, browser: Browser, alert: AlertView) -> None:
        self.browser, self.path = browser, f"/staff/alerts/{alert.id}"
        self.tags = {tag for tag, _ in TAG.findall(browser.get(self.path).get_data(as_text=True))}
        self.version = ""

    def ask(self) -> str | None:
        """The answer's text; None when nothing changed."""
        answer = self.browser.client.get(
            f"{self.path}/ledger",
            headers={"Bangtin-Held": " ".join(self.tags), "If-None-Match": self.version},
        )
        assert re.fullmatch(r"\d\d:\d\d:\d\d", answer.headers["Bangtin-As-Of"])
        self.version = answer.headers["ETag"]
        if answer.status_code == 304:
            assert answer.get_data() == b""
            return None
        assert answer.status_code == 200
        text = answer.get_data(as_text=True)
        self.tags = {tag for tag, _ in TAG.findall(text)}
        return text


def test_a_page_is_sent_nothing_while_nothing_changes(
    staff: Staff, alert: AlertView, clock: FixedClock
) -> None:
    page = OpenPage(staff.person("duty_officer", "51"), alert)
    first = page.ask()
    assert first is not None and all(same for _, same in TAG.findall(first))
    clock.advance(1)
    assert page.ask() is None


def test_of_the_rows_only_those_that_changed_are_sent(
    staff: Staff, alert: AlertView, boards: list[ABoard]
) -> None:
    page = OpenPage(staff.person("duty_officer", "51"), alert)
    page.ask()
    board = boards[1]
    store_receipts(staff.resources, board.id, [board.receipt(alert)])
    text = page.ask()
    assert text is not None
    rows = re.findall(r'<tr data-row="(\w+)" data-tag="[^"]+"( data-same)?>', text)
    assert {name for name, same in rows if not same} == {board.id}
    assert len(rows) == 3
    parts = dict(re.findall(r'data-part="(\w+)" data-tag="[^"]+"( data-same)?>', text))
    assert parts == {"standing": "", "calls": " data-same", "map": ""}


def test_silent_boards_come_with_their_telephones_within_a_minute_on_the_open_page(
    staff: Staff, alert: AlertView, clock: FixedClock
) -> None:
    page = OpenPage(staff.person("duty_officer", "51"), alert)
    page.ask()
    clock.advance(59)
    text = page.ask()
    assert text is not None
    assert text.count('href="tel:0255000154"') == 3 and "Cần gọi ngay: 3 bảng" in text


def test_an_open_page_is_told_that_the_alert_is_over(
    staff: Staff, boards: list[ABoard], clock: FixedClock
) -> None:
    ends = format_instant(clock.now() + timedelta(minutes=5))
    page = OpenPage(staff.person("duty_officer", "51"), fire(staff.resources, expires=ends))
    assert 'data-live="yes"' in str(page.ask())
    clock.advance(301)
    assert 'data-live=""' in str(page.ask())


def test_the_map_draws_each_state_with_its_own_sign_and_word(
    staff: Staff, alert: AlertView, boards: list[ABoard], clock: FixedClock
) -> None:
    shows, got, _ = boards
    store_receipts(
        staff.resources, shows.id, [shows.receipt(alert), shows.receipt(alert, "painted")]
    )
    store_receipts(staff.resources, got.id, [got.receipt(alert)])
    clock.advance(60)
    answer = staff.person("viewer", "51").get(f"/staff/alerts/{alert.id}")
    text = answer.get_data(as_text=True)
    drawn = text[text.index('class="areamap ledgermap"') : text.index('class="legend"')]
    signs = dict(re.findall(r"<title>(\w+) \(.*?</title>.*?#(l-\w+)", drawn))
    assert signs == {"An": "l-on", "Bình": "l-got", "Cam": "l-out"}
    assert "Đang hiện 1 Đã nhận 1 Mất liên lạc 1" in re.sub(r"\s+", " ", text_of(answer))


def test_an_alert_that_was_only_sent_is_nowhere_called_shown(
    staff: Staff, alert: AlertView, boards: list[ABoard], clock: FixedClock
) -> None:
    ids = [board.id for board in boards]
    staff.resources.sent.note(alert.id, alert.revision, ids, clock.now())
    page = text_of(staff.person("duty_officer", "51").get(f"/staff/alerts/{alert.id}"))
    assert "0/3 bảng đang hiện" in page and "Đang hiện trên bảng 0" in page
    assert "Đã gửi 3" in page


def test_more_boards_to_call_are_a_link_away(
    staff: Staff, alert: AlertView, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.staff_web.alerts.CALLED", 2)
    clock.advance(60)
    browser, page = staff.person("duty_officer", "51"), f"/staff/alerts/{alert.id}"
    text = browser.get(page).get_data(as_text=True)
    assert text.count('href="tel:0255000154"') == 2 and f"{page}?calls=12" in text
    more = browser.get(f"{page}?calls=12").get_data(as_text=True)
    assert more.count('href="tel:0255000154"') == 3
    assert "Xem thêm bảng cần gọi" not in more


def test_pages_and_files_are_made_with_native_threads_too(
    staff: Staff, alert: AlertView, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = staff.person("duty_officer", "51")
    with ThreadPoolExecutor() as threads:
        monkeypatch.setattr(staff.resources, "offload", lambda work: threads.submit(work).result())
        for name in ("", "/ledger", "/ledger.csv", "/ledger.xlsx", "/report", "/report.csv"):
            assert browser.get(f"/staff/alerts/{alert.id}{name}").status_code == 200, name
        for name in ("drills", "drills.csv"):
            assert browser.get(f"/staff/units/province/{name}").status_code == 200, name
