from server.services.publishing import reject_notice
from tests.server.notice_builders import APPROVER, pair_a_board, published, submitted
from tests.server.staff_web.conftest import Staff, text_of, written


def test_a_template_asks_for_its_places_and_writes_them_into_the_form(staff: Staff) -> None:
    pair_a_board(staff.resources)
    author = staff.person("author")
    assert "Cắt điện" in text_of(author.get("/staff/notices/templates"))
    empty = author.get("/staff/notices/templates/power-cut?filled=yes&where=x")
    assert empty.status_code == 422
    assert "còn 2 chỗ cần sửa" in text_of(empty)
    asked = "filled=yes&where=th%C3%B4n+Teng&day=26/11/2026&hours=7:30"
    page = author.get(f"/staff/notices/templates/power-cut?{asked}").get_data(as_text=True)
    assert 'value="Lịch cắt điện: thôn Teng"' in page
    assert "Thời gian: 7:30" in page
    assert 'action="/staff/notices/new"' in page


def test_templates_are_for_those_who_write(staff: Staff) -> None:
    viewer = staff.person("viewer")
    for path in ("templates", "templates/power-cut"):
        assert viewer.get(f"/staff/notices/{path}").status_code == 403
    assert staff.person("author").get("/staff/notices/templates/none").status_code == 404


def test_a_copy_takes_the_words_but_not_the_number_and_the_days(staff: Staff) -> None:
    pair_a_board(staff.resources)
    author = staff.person("author")
    notice = written(author, number="214/TB-UBND", until="day", until_day="31/12/2026")
    page = author.get(f"/staff/notices/{notice}/copy").get_data(as_text=True)
    assert "Lịch cắt điện thôn Nước Nẻ" in page
    assert 'value="214/TB-UBND"' not in page
    assert 'value="31/12/2026"' not in page
    assert 'action="/staff/notices/new"' in page
    stranger = staff.person("author", "20860")
    assert stranger.get(f"/staff/notices/{notice}/copy").status_code == 404


def test_several_notices_are_taken_down_for_one_reason(staff: Staff) -> None:
    pair_a_board(staff.resources)
    first, second = (
        published(staff.resources, title="Cũ 1"),
        submitted(staff.resources, title="Cũ 2"),
    )
    approver = staff.person("approver")
    assert "Gỡ những tin đã đánh dấu" in text_of(approver.get("/staff/notices"))
    chosen = f"notice={first.id}&notice={second.id}"
    asked = text_of(approver.get(f"/staff/notices/withdraw?{chosen}"))
    assert "Gỡ 2 tin" in asked
    assert "Cũ 1" in asked
    assert "Trong đó 1 tin đang ở trên bảng" in asked
    ids = [first.id, second.id]
    assert approver.post("/staff/notices/withdraw", notice=ids, reason=" ").status_code == 422
    done = approver.post("/staff/notices/withdraw", notice=ids, reason="Đã quá hạn")
    assert done.status_code == 303
    listed = text_of(approver.get(done.location))
    assert "Đã gỡ 2 tin" in listed
    assert "Cũ 1" in listed
    assert "Cũ 2" in listed


def test_all_are_taken_down_or_none(staff: Staff) -> None:
    pair_a_board(staff.resources)
    mine = published(staff.resources, title="Còn hiện")
    gone = submitted(staff.resources, title="Đã rút")
    approver = staff.person("approver")
    fields = {"notice": [mine.id, gone.id], "reason": "Nhầm"}
    approver.post(f"/staff/notices/{gone.id}/withdraw", reason="Rút trước")
    refused = approver.post("/staff/notices/withdraw", **fields)
    assert refused.status_code == 422
    assert "Bạn không gỡ được: Đã rút" in text_of(refused)
    assert "Còn hiện" in text_of(approver.get("/staff/notices?state=live"))
    viewer = staff.person("viewer")
    assert viewer.post("/staff/notices/withdraw", **fields).status_code == 403
    assert "Còn hiện" in text_of(viewer.get("/staff/notices?state=live"))


def test_nothing_ticked_leads_back_to_the_list(staff: Staff) -> None:
    pair_a_board(staff.resources)
    view = submitted(staff.resources)
    reject_notice(staff.resources, APPROVER, view.id, "Thiếu giờ")
    approver = staff.person("approver")
    assert approver.get("/staff/notices/withdraw").location == "/staff/notices"
    assert approver.get("/staff/notices/withdraw?notice=none").status_code == 404


def test_a_document_to_post_begins_as_a_posting_that_stays_its_days(staff: Staff) -> None:
    pair_a_board(staff.resources)
    author = staff.person("author")
    filled = "what=Danh+s%C3%A1ch&until=26/12&where=UBND&filled=1"
    page = author.get(f"/staff/notices/templates/document?{filled}").get_data(True)
    assert '<option value="public" selected>' in page
    assert 'value="posting" checked' in page
    power = author.get("/staff/notices/templates/power-cut?filled=1&where=a&day=b&hours=c")
    assert '<option value="" selected' not in power.get_data(True)
    assert 'value="posting" checked' not in power.get_data(True)
