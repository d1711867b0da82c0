"""Calls on the ledger's page: noted on a form, seen by every officer."""

from server.services.ledger import store_receipts
from tests.server.board_builders import a_board, fire
from tests.server.builders import FixedClock
from tests.server.staff_web.conftest import Staff, text_of


def test_a_call_is_noted_and_the_other_officer_sees_who_phoned(
    staff: Staff, clock: FixedClock
) -> None:
    board = a_board(staff.resources, name="Trạm Y tế", phone="0255 000 154")
    other = a_board(staff.resources, name="Chợ Ba Vì", phone="0905 000 171")
    view = fire(staff.resources)
    clock.advance(60)
    first = staff.person("duty_officer", "51")
    second = staff.person("duty_officer", "51", number=2)
    page, path = f"/staff/alerts/{view.id}", f"/staff/alerts/{view.id}/calls/{board.id}"
    assert path in first.get(page).get_data(True)
    assert 'href="tel:0255000154"' in first.get(path).get_data(True)
    assert first.post(path, outcome="mending", said="Mất điện").location == page
    told = text_of(second.get(page))
    assert "Cần gọi ngay: 2 bảng" in told
    assert "1 bảng đang được gọi hoặc đã gọi được" in told
    assert "duty_officer 1 đã gọi lúc 09:01. Có người nghe: đang ra xem bảng: Mất điện" in told
    assert told.index("Chợ Ba Vì") < told.index("Trạm Y tế")
    second.post(f"/staff/alerts/{view.id}/calls/{other.id}", outcome="ringing")
    assert "duty_officer 2 đang gọi từ 09:01" in text_of(first.get(f"{page}/ledger"))


def test_a_call_without_its_outcome_is_asked_again(staff: Staff) -> None:
    board = a_board(staff.resources)
    view = fire(staff.resources)
    browser = staff.person("duty_officer", "51")
    answer = browser.post(f"/staff/alerts/{view.id}/calls/{board.id}", said="Alô")
    assert answer.status_code == 422
    assert "Hãy chọn kết quả cuộc gọi" in text_of(answer)
    assert 'value="Alô"' in answer.get_data(True)


def test_an_over_alert_does_not_say_that_boards_show_it(staff: Staff, clock: FixedClock) -> None:
    board = a_board(staff.resources)
    view = fire(staff.resources)
    receipts = [board.receipt(view), board.receipt(view, "painted")]
    store_receipts(staff.resources, board.id, receipts)
    browser, page = staff.person("duty_officer", "51"), f"/staff/alerts/{view.id}"
    assert "Đang hiện trên bảng" in text_of(browser.get(page))
    clock.advance(3601)
    told = text_of(staff.person("duty_officer", "51", number=2).get(page))
    assert "Đang hiện" not in told and "Đã hiện, bảng chưa báo đã gỡ xuống" in told
