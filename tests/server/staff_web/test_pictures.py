from tests.server.board_builders import a_board
from tests.server.notice_builders import pair_a_board
from tests.server.staff_web.conftest import Staff, written


def test_a_saved_notice_has_a_preview_and_a_drawn_picture(staff: Staff) -> None:
    pair_a_board(staff.resources)
    author = staff.person("author")
    notice = written(author)
    preview = author.get(f"/staff/notices/{notice}/preview").get_json()["previews"]
    assert [page["template"] for page in preview[0]["item"]["pages"]]
    assert author.get(f"/staff/notices/{notice}/picture").mimetype == "image/png"


def test_pictures_are_drawn_small_and_large(staff: Staff) -> None:
    board = a_board(staff.resources)
    browser = staff.person("author")
    small = browser.get(f"/staff/boards/{board.id}/picture?small=yes")
    assert small.mimetype == "image/webp"
    assert len(small.data) < 20_000
    assert browser.get(f"/staff/boards/{board.id}/picture").mimetype == "image/png"
