import re

from server.services.publishing import get_notice
from tests.server.notice_builders import AUTHOR, pair_a_board, published, submitted
from tests.server.staff_web.conftest import TITLE, Staff, text_of, written


def test_an_author_writes_and_an_approver_approves_in_two_taps(staff: Staff) -> None:
    pair_a_board(staff.resources)
    notice = written(staff.person("author"))
    approver = staff.person("approver")
    assert TITLE in text_of(approver.get("/staff/"))
    page = approver.get(f"/staff/notices/{notice}").get_data(as_text=True)
    hidden = dict(re.findall(r'name="(revision|digest)" value="([^"]+)"', page))
    answer = approver.post(f"/staff/notices/{notice}/approve", **hidden)
    assert answer.status_code == 303
    shown = text_of(approver.get(answer.location))
    assert "Đã duyệt. Các bảng nhận tin trong vài giây." in shown
    assert "Đang hiện" in shown


def test_sending_back_needs_a_reason_and_reaches_the_author(staff: Staff) -> None:
    pair_a_board(staff.resources)
    author = staff.person("author")
    notice = written(author)
    approver = staff.person("approver")
    approver.get(f"/staff/notices/{notice}/return")
    empty = approver.post(f"/staff/notices/{notice}/return", reason="other", words="")
    assert empty.status_code == 422
    answer = approver.post(
        f"/staff/notices/{notice}/return",
        reason="Thiếu ngày, giờ hoặc địa điểm",
        words="Ghi rõ giờ có điện lại.",
    )
    assert answer.status_code == 303
    home = text_of(author.get("/staff/"))
    assert "Bị trả lại" in home
    assert "Ghi rõ giờ có điện lại." in home


def test_an_approver_who_read_an_older_version_is_shown_the_new_one(staff: Staff) -> None:
    pair_a_board(staff.resources)
    view = submitted(staff.resources)
    approver = staff.person("approver")
    approver.get(f"/staff/notices/{view.id}")
    answer = approver.post(f"/staff/notices/{view.id}/approve", revision="1", digest="0" * 64)
    assert "Tin vừa được sửa. Hãy đọc lại." in text_of(approver.get(answer.location))
    assert get_notice(staff.resources, AUTHOR, view.id).stored_state == "submitted"


def test_an_author_sees_no_approve_button_and_cannot_approve(staff: Staff) -> None:
    pair_a_board(staff.resources)
    author = staff.person("author")
    notice = written(author)
    page = author.get(f"/staff/notices/{notice}").get_data(as_text=True)
    assert f"/staff/notices/{notice}/approve" not in page
    digest = get_notice(staff.resources, AUTHOR, notice).digest
    refused = author.post(f"/staff/notices/{notice}/approve", revision="1", digest=digest)
    assert refused.status_code == 403
    assert "không có quyền" in text_of(refused)


def test_taking_down_asks_why_and_empties_the_boards(staff: Staff) -> None:
    pair_a_board(staff.resources)
    view = published(staff.resources)
    approver = staff.person("approver")
    approver.get(f"/staff/notices/{view.id}/withdraw")
    assert approver.post(f"/staff/notices/{view.id}/withdraw", reason=" ").status_code == 422
    answer = approver.post(f"/staff/notices/{view.id}/withdraw", reason="Đăng nhầm ngày")
    assert answer.status_code == 303
    assert "Đã gỡ" in text_of(approver.get(answer.location))
