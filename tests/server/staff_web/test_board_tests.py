"""What a board's page, the lists and the API say of its weekly silent test."""

from datetime import timedelta

from server.services import board_tests, ledger
from tests.server.board_builders import ABoard, a_board
from tests.server.staff_web.conftest import Staff, text_of

DAY_S = 86_400


def sent_to(staff: Staff, board: ABoard) -> None:
    staff.resources.presence.connected(board.id, staff.resources.clock.now())


def prove(staff: Staff, board: ABoard, *states: str) -> None:
    (alert,) = staff.resources.alerts.snapshot().alerts
    receipts = [board.receipt(alert, state) for state in states]  # type: ignore[arg-type]
    ledger.store_receipts(staff.resources, board.id, receipts)
    board_tests.collect(staff.resources)


def test_a_technician_tests_a_board_and_reads_the_proof(staff: Staff) -> None:
    board, browser = a_board(staff.resources), staff.person("technician")
    path = f"/staff/boards/{board.id}"
    assert "Chưa kiểm tra lần nào" in text_of(browser.get(path))
    browser.post(f"{path}/test")
    assert "mất liên lạc" in text_of(browser.get(path))
    sent_to(staff, board)
    assert browser.post(f"{path}/test").location == path
    page = text_of(browser.get(path))
    assert "Đã gửi bài kiểm tra" in page and "bảng chưa nhận" in page
    prove(staff, board, "received")
    assert "bảng đã nhận, màn hình chưa vẽ" in text_of(browser.get(path))
    prove(staff, board, "painted")
    page = text_of(browser.get(path))
    assert "Đạt: gửi lúc" in page and "màn hình vẽ xong sau 0 giây" in page
    assert "DIỄN TẬP" not in text_of(browser.get("/staff/"))


def test_who_may_not_command_has_no_button(staff: Staff) -> None:
    board, browser = a_board(staff.resources), staff.person("author")
    assert "/test" not in browser.get(f"/staff/boards/{board.id}").get_data(True)
    assert browser.post(f"/staff/boards/{board.id}/test").status_code == 403


def test_a_board_without_proof_is_degraded_on_home_list_page_and_api(staff: Staff) -> None:
    board, browser = a_board(staff.resources), staff.person("technician")
    sent_to(staff, board)
    path = f"/staff/boards/{board.id}"
    browser.post(f"{path}/test")
    prove(staff, board, "received", "failed")
    assert "bảng báo" not in text_of(browser.get(path))
    staff.resources.clock.advance(DAY_S + timedelta(minutes=1).total_seconds())  # type: ignore[attr-defined]
    sent_to(staff, board)
    browser = staff.person("technician", number=2)
    assert "Chưa qua kiểm tra tuần" in text_of(browser.get(path))
    assert "Nhà văn hóa" in text_of(browser.get("/staff/boards?state=degraded"))
    assert "chưa chứng minh được là sẽ hiện cảnh báo" in text_of(browser.get("/staff/"))
