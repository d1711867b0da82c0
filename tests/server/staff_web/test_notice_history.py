import re

from server.services.publishing import edit_notice, submit_notice
from tests.server.notice_builders import AUTHOR, pair_a_board, published, submitted
from tests.server.staff_web.conftest import Staff, text_of


def test_two_versions_stand_side_by_side_with_the_words_marked(staff: Staff) -> None:
    pair_a_board(staff.resources)
    view = published(staff.resources, body="Hỏi thêm: 0255 000 181.")
    changes = {
        "title": "Tiêm phòng trâu, bò đợt 3",
        "body": "Hỏi thêm: 0255 000 118.",
        "category": "market",
        "valid_until": "2026-12-31T17:00:00Z",
    }
    edit_notice(staff.resources, AUTHOR, view.id, changes)
    page = staff.person("viewer").get(f"/staff/notices/{view.id}/history?old=1&new=2")
    html = page.get_data(as_text=True)
    assert re.search(r"<del>.*?181\..*?</del>", html)
    assert re.search(r"<ins>.*?118\..*?</ins>", html)
    told = text_of(page)
    assert "[bỏ:] 181. [hết]" in told
    assert "[thêm:] 118. [hết]" in told
    assert "Chuyên mục Chính sách, pháp luật Giá cả, hàng hóa" in told
    assert "Đến đến khi gỡ hết ngày" in told


def test_the_same_version_twice_and_unknown_ones_are_no_fault(staff: Staff) -> None:
    pair_a_board(staff.resources)
    view = submitted(staff.resources)
    viewer = staff.person("viewer")
    for asked in ("", "?old=1&new=1", "?old=9&new=-4", "?old=x"):
        page = viewer.get(f"/staff/notices/{view.id}/history{asked}")
        assert "Chưa có gì để so sánh" in text_of(page), asked


def test_an_approver_too_late_is_shown_what_changed_since_they_read(staff: Staff) -> None:
    pair_a_board(staff.resources)
    view = submitted(staff.resources, body="Tiêm lúc 7 giờ.")
    approver = staff.person("approver")
    approver.get(f"/staff/notices/{view.id}")
    edit_notice(staff.resources, AUTHOR, view.id, {"body": "Tiêm lúc 8 giờ."})
    submit_notice(staff.resources, AUTHOR, view.id)
    answer = approver.post(
        f"/staff/notices/{view.id}/approve", revision=view.revision, digest=view.digest
    )
    told = text_of(approver.get(answer.location))
    assert "Tin vừa được sửa. Hãy đọc lại." in told
    assert "[bỏ:] 7 [hết] [thêm:] 8 [hết]" in told
    assert "khác với lần 1" in told
