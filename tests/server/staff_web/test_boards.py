from tests.server.board_builders import a_board, a_key, fire, start
from tests.server.builders import FixedClock
from tests.server.notice_builders import published
from tests.server.staff_web.conftest import Staff, text_of


def test_a_board_tells_its_state_its_plan_and_its_caretaker(staff: Staff) -> None:
    board = a_board(staff.resources, name="Cổng chợ Ba Tơ", phone="0905 000 127")
    published(staff.resources)
    staff.resources.presence.saw(board.id, staff.resources.clock.now())
    browser = staff.person("author")
    page = text_of(browser.get(f"/staff/boards/{board.id}"))
    for said in ("Cổng chợ Ba Tơ", "Đang chạy", "Tiêm phòng trâu, bò đợt 2", "0905 000 127"):
        assert said in page
    home = text_of(browser.get("/staff/"))
    assert "1/1 bảng đang chạy" in home
    assert "Tiêm phòng trâu, bò đợt 2" in home


def test_a_board_out_of_contact_is_what_is_wrong(staff: Staff, clock: FixedClock) -> None:
    board = a_board(staff.resources, name="Làng Teng", phone="0905 000 118")
    staff.resources.presence.saw(board.id, clock.now())
    clock.advance(120)
    browser = staff.person("author")
    home = browser.get("/staff/")
    assert "Bảng Làng Teng mất liên lạc" in text_of(home)
    assert 'href="tel:0905000118"' in home.get_data(as_text=True)
    assert "Làng Teng" in text_of(browser.get("/staff/boards?state=offline"))
    assert "Làng Teng" not in text_of(browser.get("/staff/boards?state=online"))


def test_the_frame_gets_what_is_on_now(staff: Staff) -> None:
    board = a_board(staff.resources)
    browser = staff.person("author")
    assert browser.get(f"/staff/boards/{board.id}/items").get_json()["preview"] is None
    published(staff.resources)
    found = browser.get(f"/staff/boards/{board.id}/items").get_json()
    assert found["preview"]["item"]["title"] == "Tiêm phòng trâu, bò đợt 2"
    assert found["seconds"] > 0


def test_an_alert_covers_the_plan_in_frame_and_tile(staff: Staff) -> None:
    board = a_board(staff.resources)
    view = fire(staff.resources)
    browser = staff.person("author")
    found = browser.get(f"/staff/boards/{board.id}/items").get_json()
    assert found["preview"]["alert"]["id"] == view.id
    assert "LŨ QUÉT" in text_of(browser.get("/staff/"))


def test_pictures_are_drawn_small_and_large(staff: Staff) -> None:
    board = a_board(staff.resources)
    browser = staff.person("author")
    small = browser.get(f"/staff/boards/{board.id}/picture?small=yes")
    assert small.mimetype == "image/webp"
    assert len(small.data) < 20_000
    assert browser.get(f"/staff/boards/{board.id}/picture").mimetype == "image/png"


def test_the_stop_button_puts_the_waiting_screen_up_and_down(staff: Staff) -> None:
    board = a_board(staff.resources)
    browser = staff.person("technician")
    path = f"/staff/boards/{board.id}"
    browser.get(f"{path}/stop")
    assert browser.post(f"{path}/stop", reason="Đang kiểm tra").location == path
    assert "Đang kiểm tra" in text_of(browser.get(path))
    assert staff.resources.boards.get(board.id).slate is not None
    found = browser.get(f"{path}/items").get_json()
    assert found["preview"]["slate"]["text"] == "Đang kiểm tra"
    assert browser.post(f"{path}/resume").location == path
    assert staff.resources.boards.get(board.id).slate is None


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
    assert author.post(f"/staff/boards/{board.id}/resume").status_code == 403
    author.post(f"/staff/boards/{board.id}/stop", reason="x")
    author.post(f"/staff/boards/{board.id}/revoke", reason="Nhà văn hóa")
    held = staff.resources.boards.get(board.id)
    assert held.slate is None
    assert not held.is_revoked


def test_another_communes_board_is_not_there(staff: Staff) -> None:
    board = a_board(staff.resources)
    other = staff.person("technician", "20860")
    for path in ("", "/items", "/picture", "/stop", "/revoke"):
        assert other.get(f"/staff/boards/{board.id}{path}").status_code == 404, path
    assert "Nhà văn hóa" not in text_of(other.get("/staff/boards"))


def test_pairing_shows_the_boards_own_number_before_the_final_yes(staff: Staff) -> None:
    signer = a_key()
    started = start(staff.resources, signer)
    browser = staff.person("technician")
    browser.get("/staff/boards/pair")
    answer = browser.post("/staff/boards/pair", code=started.user_code.lower())
    assert answer.location == f"/staff/boards/pair/{started.user_code}"
    page = text_of(browser.get(answer.location))
    assert "Màn hình có hiện đúng số này?" in page
    assert "1920 × 1080" in page
    done = browser.post(
        answer.location,
        answer="yes",
        name="Nhà văn hóa Nước Nẻ",
        unit="20857",
        far="12",
        diagonal="65",
        phone="0905 000 142",
    )
    assert done.status_code == 303, text_of(done)
    (board,) = staff.resources.boards.in_service()
    assert (board.name, board.profile.far_m, board.phone) == (
        "Nhà văn hóa Nước Nẻ",
        12.0,
        "0905 000 142",
    )


def test_another_number_turns_the_board_away(staff: Staff) -> None:
    started = start(staff.resources, a_key())
    browser = staff.person("technician")
    path = f"/staff/boards/pair/{started.user_code}"
    browser.get(path)
    assert browser.post(path, answer="no").location == "/staff/boards/pair"
    assert staff.resources.boards.in_service() == ()
    assert browser.get(path).status_code == 409


def test_wrong_codes_and_missing_names_are_explained(staff: Staff) -> None:
    browser = staff.person("technician")
    browser.get("/staff/boards/pair")
    for code in ("", "AAAA-AAAA", "BCDF-GHJK"):
        answer = browser.post("/staff/boards/pair", code=code)
        assert answer.status_code == 422
        assert "Không có bảng nào đang chờ với mã này." in text_of(answer)
    started = start(staff.resources, a_key())
    path = f"/staff/boards/pair/{started.user_code}"
    browser.get(path)
    for fields, said in (
        ({"name": " "}, "Đặt tên cho bảng"),
        ({"diagonal": "to"}, "Viết cỡ bằng số"),
        ({"far": "99"}, "Chọn khoảng cách"),
        ({"diagonal": "7", "far": "12"}, "quá nhỏ"),
    ):
        typed = {"name": "Bảng", "unit": "20857", "far": "8", "diagonal": "55", **fields}
        answer = browser.post(path, answer="yes", **typed)
        assert answer.status_code == 422, fields
        assert said in text_of(answer), fields
    assert staff.resources.boards.in_service() == ()


def test_only_technicians_pair(staff: Staff) -> None:
    started = start(staff.resources, a_key())
    author = staff.person("author")
    assert author.get("/staff/boards/pair").status_code == 403
    author.get("/staff/account")
    path = f"/staff/boards/pair/{started.user_code}"
    assert author.post(path, answer="yes", name="x", unit="20857", far="8").status_code == 403
    assert staff.resources.boards.in_service() == ()
