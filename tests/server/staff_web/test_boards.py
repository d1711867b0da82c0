from server.services.slates import SlateScope, set_slate
from tests.server.board_builders import a_board, technician
from tests.server.notice_builders import published
from tests.server.staff_web.conftest import Staff, text_of


def test_the_frame_gets_what_is_on_now(staff: Staff) -> None:
    board = a_board(staff.resources)
    browser = staff.person("author")
    assert browser.get(f"/staff/boards/{board.id}/items").get_json()["preview"] is None
    published(staff.resources)
    found = browser.get(f"/staff/boards/{board.id}/items").get_json()
    assert found["preview"]["item"]["title"] == "Tiêm phòng trâu, bò đợt 2"
    assert found["seconds"] > 0


def test_a_stopped_board_says_so_and_leads_to_going_on(staff: Staff) -> None:
    board = a_board(staff.resources)
    browser = staff.person("technician")
    path = f"/staff/boards/{board.id}"
    assert f"/staff/stop/check?board={board.id}" in browser.get(path).get_data(as_text=True)
    set_slate(staff.resources, technician(), SlateScope(board=board.id), "Đang kiểm tra")
    page = browser.get(path)
    assert "Đang kiểm tra" in text_of(page)
    assert f"/staff/stop/go-on?board={board.id}" in page.get_data(as_text=True)
    found = browser.get(f"{path}/items").get_json()
    assert found["preview"]["slate"]["text"] == "Đang kiểm tra"


def test_revoking_asks_for_the_name_of_the_board(staff: Staff) -> None:
    board = a_board(staff.resources, name="Cổng chợ")
    browser = staff.person("technician")
    path = f"/staff/boards/{board.id}/revoke"
    browser.get(path)
    assert browser.post(path, reason="Trạm Y tế").status_code == 422
    assert not staff.resources.boards.get(board.id).is_revoked
    assert browser.post(path, reason="cong cho").status_code == 303
    assert staff.resources.boards.get(board.id).is_revoked


def test_an_author_has_no_buttons_and_no_right_to_stop_or_revoke(staff: Staff) -> None:
    board = a_board(staff.resources)
    author = staff.person("author")
    page = author.get(f"/staff/boards/{board.id}").get_data(as_text=True)
    assert "/stop" not in page
    assert "/revoke" not in page
    author.get("/staff/account")
    assert author.post(f"/staff/stop/go-on?board={board.id}").status_code == 403
    author.post(f"/staff/stop/check?board={board.id}", reason="check")
    author.post(f"/staff/boards/{board.id}/revoke", reason="Nhà văn hóa")
    held = staff.resources.boards.get(board.id)
    assert held.slate is None
    assert not held.is_revoked


def test_another_communes_board_is_not_there(staff: Staff) -> None:
    board = a_board(staff.resources)
    other = staff.person("technician", "20860")
    for path in ("", "/items", "/picture", "/revoke"):
        assert other.get(f"/staff/boards/{board.id}{path}").status_code == 404, path
    assert other.get(f"/staff/stop/check?board={board.id}").status_code == 404
    assert "Nhà văn hóa" not in text_of(other.get("/staff/boards"))
