import pytest

from server.services.alerting import get_alert, issue_alert
from server.services.ledger import store_receipts
from tests.server.board_builders import a_board, a_request, fire, officer
from tests.server.builders import FixedClock
from tests.server.staff_web.conftest import Staff, text_of


def test_the_ledger_follows_the_receipts(staff: Staff) -> None:
    board = a_board(staff.resources, name="Nhà văn hóa Làng Teng")
    view = fire(staff.resources)
    browser = staff.person("duty_officer", "51")
    page = f"/staff/alerts/{view.id}"
    assert "0/1 bảng đang hiện" in text_of(browser.get(page))
    store_receipts(staff.resources, board.id, [board.receipt(view), board.receipt(view, "painted")])
    assert "1/1 bảng đang hiện" in text_of(browser.get(f"{page}/ledger"))


def test_a_silent_board_is_listed_with_its_telephone(staff: Staff, clock: FixedClock) -> None:
    a_board(staff.resources, name="Trạm Y tế", phone="0255 000 154")
    view = fire(staff.resources)
    clock.advance(60)
    page = staff.person("duty_officer", "51").get(f"/staff/alerts/{view.id}")
    assert "Cần gọi ngay: 1 bảng" in text_of(page)
    assert 'href="tel:0255000154"' in page.get_data(as_text=True)
    assert "Mất liên lạc" in text_of(page)


def test_a_sent_alert_is_never_counted_as_shown(staff: Staff, clock: FixedClock) -> None:
    board = a_board(staff.resources)
    view = fire(staff.resources)
    staff.resources.sent.note(view.id, view.revision, [board.id], clock.now())
    page = text_of(staff.person("duty_officer", "51").get(f"/staff/alerts/{view.id}"))
    assert "0/1 bảng đang hiện" in page
    assert "Đã gửi, chưa thấy nhận 1" in page


def test_drills_are_marked_in_lists_and_on_their_page(staff: Staff) -> None:
    a_board(staff.resources)
    request = a_request(staff.resources.clock.now(), status="Exercise")
    view = issue_alert(staff.resources, officer(), request)
    browser = staff.person("viewer", "51")
    assert "DIỄN TẬP" in text_of(browser.get("/staff/alerts"))
    assert '<body class="drill"' in browser.get(f"/staff/alerts/{view.id}").get_data(as_text=True)


def test_other_communes_do_not_see_the_alert(staff: Staff) -> None:
    a_board(staff.resources)
    view = fire(staff.resources, officer("commune"))
    other = staff.person("duty_officer", "20860")
    assert other.get(f"/staff/alerts/{view.id}").status_code == 404
    assert other.get(f"/staff/alerts/{view.id}/ledger").status_code == 404
    other.get("/staff/account")
    assert other.post(f"/staff/alerts/{view.id}/cancel", reason="x").status_code == 404


def test_a_viewer_sees_the_ledger_without_deeds(staff: Staff) -> None:
    a_board(staff.resources)
    view = fire(staff.resources)
    viewer = staff.person("viewer", "51")
    page = viewer.get(f"/staff/alerts/{view.id}").get_data(as_text=True)
    assert f"/staff/alerts/{view.id}/cancel" not in page
    viewer.get("/staff/account")
    assert viewer.post(f"/staff/alerts/{view.id}/cancel", reason="x").status_code in (303, 403)
    assert get_alert(staff.resources, officer(), view.id).state == "in_force"


def test_an_over_alert_is_no_longer_refreshed(staff: Staff, clock: FixedClock) -> None:
    a_board(staff.resources)
    view = fire(staff.resources)
    clock.advance(3601)
    page = staff.person("duty_officer", "51").get(f"/staff/alerts/{view.id}")
    assert "data-url" not in page.get_data(as_text=True)
    assert "Cảnh báo đã kết thúc." in text_of(page)


def test_a_long_ledger_lists_some_boards_those_without_the_alert_first(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    boards = [a_board(staff.resources, name=name) for name in ("An", "Bình", "Cam")]
    view = fire(staff.resources, officer())
    receipts = [boards[0].receipt(view), boards[0].receipt(view, "painted")]
    store_receipts(staff.resources, boards[0].id, receipts)
    monkeypatch.setattr("server.staff_web.alerts.ROWS_OF_LEDGER", 2)
    browser, page = staff.person("duty_officer", "51"), f"/staff/alerts/{view.id}"

    def rows(path: str) -> list[str]:
        text = browser.get(path).get_data(as_text=True)
        return [name for name in ("An", "Bình", "Cam") if f'<th scope="row">{name}</th>' in text]

    assert rows(f"{page}/ledger") == ["Bình", "Cam"]
    told = text_of(browser.get(f"{page}/ledger"))
    assert "1/3 bảng đang hiện" in told and "Tất cả 3 bảng" in told
    assert "2 bảng đầu, bảng chưa hiện xếp trước" in told
    assert f"{page}?rows=12" in browser.get(page).get_data(as_text=True)
    assert rows(f"{page}?rows=12") == ["An", "Bình", "Cam"]
    shown = browser.get(f"{page}?rows=12").get_data(as_text=True)
    assert f"{page}/ledger?rows=12" in shown and "bảng chưa hiện xếp trước" not in shown
