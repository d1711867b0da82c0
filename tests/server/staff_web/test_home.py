from tests.server.board_builders import a_board, fire
from tests.server.staff_web.conftest import Staff, text_of


def test_an_alert_covers_the_plan_in_frame_and_tile(staff: Staff) -> None:
    board = a_board(staff.resources)
    view = fire(staff.resources)
    browser = staff.person("author")
    found = browser.get(f"/staff/boards/{board.id}/items").get_json()
    assert found["preview"]["alert"]["id"] == view.id
    assert "LŨ QUÉT" in text_of(browser.get("/staff/"))


def test_home_of_a_unit_without_boards_says_how_to_begin(staff: Staff) -> None:
    assert "Chưa có bảng nào" in text_of(staff.person("technician").get("/staff/"))


def test_home_leads_an_approver_to_what_waits(staff: Staff) -> None:
    page = text_of(staff.person("approver").get("/staff/"))
    assert "Không có việc nào chờ anh, chị." in page
    assert "Mọi thứ đang chạy." in page
