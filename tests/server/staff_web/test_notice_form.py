import io
import re

from PIL import Image

from server.services.publishing import get_notice
from tests.server.notice_builders import AUTHOR, pair_a_board
from tests.server.staff_web.conftest import (
    ORIGIN,
    TITLE,
    Staff,
    id_of,
    notice_fields,
    text_of,
    written,
)


def test_the_text_arrives_as_typed_with_plain_line_ends(staff: Staff) -> None:
    pair_a_board(staff.resources)
    notice = written(staff.person("author"), body="Một dòng\r\nhai dòng\r\n")
    assert get_notice(staff.resources, AUTHOR, notice).content.body == "Một dòng\nhai dòng"


def test_a_draft_is_kept_and_can_be_finished_later(staff: Staff) -> None:
    pair_a_board(staff.resources)
    author = staff.person("author")
    notice = written(author, deed="save")
    assert "Nháp" in text_of(author.get(f"/staff/notices/{notice}"))
    page = author.get(f"/staff/notices/{notice}/edit").get_data(as_text=True)
    assert f'value="{TITLE}"' in page
    answer = author.post(f"/staff/notices/{notice}/edit", **notice_fields(title="Tiêu đề mới"))
    assert answer.status_code == 303
    view = get_notice(staff.resources, AUTHOR, notice)
    assert (view.content.title, view.stored_state) == ("Tiêu đề mới", "submitted")


def test_what_is_missing_is_listed_once_on_top_and_at_its_field(staff: Staff) -> None:
    pair_a_board(staff.resources)
    author = staff.person("author")
    author.get("/staff/notices/new")
    answer = author.post(
        "/staff/notices/new", **notice_fields(title="", category="", body="Còn nguyên")
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Chưa gửi được, còn 2 chỗ cần sửa" in text_of(answer)
    assert 'href="#title"' in page
    assert 'id="title-e"' in page
    assert "Còn nguyên" in page
    assert "Lỗi:" in text_of(answer)


def test_news_without_a_source_is_kept_as_a_draft_and_asked_for_it(staff: Staff) -> None:
    pair_a_board(staff.resources)
    author = staff.person("author")
    author.get("/staff/notices/new")
    answer = author.post("/staff/notices/new", **notice_fields(category="news"))
    assert answer.status_code == 422
    assert "Ghi tên báo, đài hoặc cơ quan và ngày đăng" in text_of(answer)
    action = re.search(r'action="(/staff/notices/[0-9a-f]{16}/edit)"', answer.get_data(True))
    assert action is not None
    again = author.post(action[1], **notice_fields(category="news", source="Báo Quảng Ngãi 23/11"))
    assert again.status_code == 303
    assert "1 bảng" in text_of(author.get(again.location))


def test_a_unit_without_boards_is_told_so(staff: Staff) -> None:
    author = staff.person("author")
    author.get("/staff/notices/new")
    answer = author.post("/staff/notices/new", **notice_fields())
    assert answer.status_code == 422
    assert "Nơi đã chọn không có bảng nào." in text_of(answer)


def test_one_picture_goes_along(staff: Staff) -> None:
    pair_a_board(staff.resources)
    author = staff.person("author")
    author.get("/staff/notices/new")
    sink = io.BytesIO()
    Image.new("RGB", (320, 200), "#2f6").save(sink, "PNG")
    sink.seek(0)
    answer = author.post("/staff/notices/new", **notice_fields(picture=(sink, "ảnh.png")))
    assert answer.status_code == 303, text_of(answer)
    notice = get_notice(staff.resources, AUTHOR, id_of(answer.location))
    (media,) = notice.content.media
    for size in ("small", "whole"):
        assert author.get(f"/staff/media/{media}/{size}").mimetype == "image/webp"
    stranger = staff.person("author", "20900")
    assert stranger.get(f"/staff/media/{media}/whole").status_code == 404


def test_a_file_that_is_no_picture_is_refused_and_the_text_stays(staff: Staff) -> None:
    pair_a_board(staff.resources)
    author = staff.person("author")
    author.get("/staff/notices/new")
    evil = (io.BytesIO(b"<svg onload=alert(1)>"), "a.png")
    answer = author.post("/staff/notices/new", **notice_fields(picture=evil))
    assert answer.status_code == 422
    assert "không phải ảnh JPEG, PNG hoặc WebP" in text_of(answer)
    assert TITLE in answer.get_data(as_text=True)


def test_a_viewer_is_not_let_into_the_form(staff: Staff) -> None:
    viewer = staff.person("viewer")
    assert viewer.get("/staff/notices/new").status_code == 403
    assert "Đăng tin" not in text_of(viewer.get("/staff/"))


def test_broken_text_is_refused_with_a_sentence(staff: Staff) -> None:
    pair_a_board(staff.resources)
    author = staff.person("author")
    author.get("/staff/notices/new")
    body = f"csrf_token={author.token}&title=%ED%A0%80&body=x&category=policy&unit=20857&where=all"
    answer = author.client.post(
        "/staff/notices/new",
        data=body + "&until=week",
        headers={**ORIGIN, "Content-Type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code in (303, 422)


def test_sending_an_unchanged_notice_again_leaves_it_waiting(staff: Staff) -> None:
    pair_a_board(staff.resources)
    author = staff.person("author")
    notice = written(author)
    author.get(f"/staff/notices/{notice}/edit")
    before = get_notice(staff.resources, AUTHOR, notice)
    answer = author.post(
        f"/staff/notices/{notice}/edit",
        **notice_fields(until="day", until_day="30/11/2026"),
    )
    assert answer.status_code == 303
    assert get_notice(staff.resources, AUTHOR, notice).revision == before.revision
    assert "Tin đang chờ duyệt." in text_of(author.get(answer.location))
