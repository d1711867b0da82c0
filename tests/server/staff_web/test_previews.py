from tests.server.notice_builders import pair_a_board
from tests.server.staff_web.conftest import TITLE, Staff, notice_fields


def test_the_preview_sets_unsaved_text_in_pages_for_each_kind_of_board(staff: Staff) -> None:
    pair_a_board(staff.resources)
    author = staff.person("author")
    author.get("/staff/notices/new")
    answer = author.post("/staff/notices/preview", **notice_fields())
    preview = answer.get_json()["previews"][0]
    assert preview["item"]["title"] == TITLE
    assert preview["layout"]["shape"] == "landscape"
    assert preview["header"]["title"] == "Xã Ba Tơ"
    assert "1 bảng" in answer.get_json()["told"]
    assert author.get("/staff/notices").get_data(as_text=True).count(TITLE) == 0


def test_nobody_previews_into_a_unit_that_is_not_theirs(staff: Staff) -> None:
    pair_a_board(staff.resources)
    other = staff.person("author", "20860")
    other.get("/staff/notices/new")
    assert other.post("/staff/notices/preview", **notice_fields()).status_code == 403
