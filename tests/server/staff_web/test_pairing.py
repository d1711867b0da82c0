from tests.server.board_builders import a_key, start
from tests.server.staff_web.conftest import Staff, text_of


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
