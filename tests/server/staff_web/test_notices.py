import io
import re

from PIL import Image

from server.services.publishing import get_notice
from server.staff_web.notices import compare
from tests.server.builders import FixedClock
from tests.server.notice_builders import AUTHOR, pair_a_board, published, submitted
from tests.server.staff_web.conftest import ORIGIN, Browser, Staff, text_of

TITLE = "Lịch cắt điện thôn Nước Nẻ"


def fields(**changes: object) -> dict[str, object]:
    return {
        "title": TITLE,
        "body": "Lúc: 7:30 thứ Năm\r\nỞ: thôn Nước Nẻ\r\n\r\nBà con chuẩn bị đèn.",
        "category": "security",
        "unit": "20857",
        "where": "all",
        "until": "week",
        "priority": "normal",
        "deed": "submit",
        **changes,
    }


def id_of(location: str) -> str:
    found = re.search(r"/staff/notices/([0-9a-f]{16})$", location)
    assert found is not None, location
    return found[1]


def written(browser: Browser, **changes: object) -> str:
    browser.get("/staff/notices/new")
    answer = browser.post("/staff/notices/new", **fields(**changes))
    assert answer.status_code == 303, text_of(answer)
    return id_of(answer.location)


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
    answer = author.post(f"/staff/notices/{notice}/edit", **fields(title="Tiêu đề mới"))
    assert answer.status_code == 303
    view = get_notice(staff.resources, AUTHOR, notice)
    assert (view.content.title, view.stored_state) == ("Tiêu đề mới", "submitted")


def test_what_is_missing_is_listed_once_on_top_and_at_its_field(staff: Staff) -> None:
    pair_a_board(staff.resources)
    author = staff.person("author")
    author.get("/staff/notices/new")
    answer = author.post("/staff/notices/new", **fields(title="", category="", body="Còn nguyên"))
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
    answer = author.post("/staff/notices/new", **fields(category="news"))
    assert answer.status_code == 422
    assert "Ghi tên báo, đài hoặc cơ quan và ngày đăng" in text_of(answer)
    action = re.search(r'action="(/staff/notices/[0-9a-f]{16}/edit)"', answer.get_data(True))
    assert action is not None
    again = author.post(action[1], **fields(category="news", source="Báo Quảng Ngãi 23/11"))
    assert again.status_code == 303
    assert "1 bảng" in text_of(author.get(again.location))


def test_a_day_that_cannot_be_read_is_explained(staff: Staff) -> None:
    pair_a_board(staff.resources)
    author = staff.person("author")
    author.get("/staff/notices/new")
    for day in ("31/02/2027", "mai", ""):
        answer = author.post("/staff/notices/new", **fields(until="day", until_day=day))
        assert answer.status_code == 422
        assert "Viết ngày như 25/11/2026" in text_of(answer)


def test_a_unit_without_boards_is_told_so(staff: Staff) -> None:
    author = staff.person("author")
    author.get("/staff/notices/new")
    answer = author.post("/staff/notices/new", **fields())
    assert answer.status_code == 422
    assert "Nơi đã chọn không có bảng nào." in text_of(answer)


def test_one_picture_goes_along(staff: Staff) -> None:
    pair_a_board(staff.resources)
    author = staff.person("author")
    author.get("/staff/notices/new")
    sink = io.BytesIO()
    Image.new("RGB", (320, 200), "#2f6").save(sink, "PNG")
    sink.seek(0)
    answer = author.post("/staff/notices/new", **fields(picture=(sink, "ảnh.png")))
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
    answer = author.post("/staff/notices/new", **fields(picture=evil))
    assert answer.status_code == 422
    assert "không phải ảnh JPEG, PNG hoặc WebP" in text_of(answer)
    assert TITLE in answer.get_data(as_text=True)


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


def test_another_commune_sees_neither_draft_nor_list_entry(staff: Staff) -> None:
    pair_a_board(staff.resources)
    view = submitted(staff.resources)
    other = staff.person("approver", "20860")
    assert other.get(f"/staff/notices/{view.id}").status_code == 404
    assert view.content.title not in text_of(other.get("/staff/notices"))
    for deed in ("approve", "withdraw", "return"):
        answer = other.post(f"/staff/notices/{view.id}/{deed}", reason="x", words="x")
        assert answer.status_code == 404, deed


def test_a_notice_of_the_unit_above_leads_to_its_public_page(staff: Staff) -> None:
    pair_a_board(staff.resources)
    view = published(staff.resources)
    reader = staff.person("viewer", "20860")
    assert reader.get(f"/staff/notices/{view.id}").location == f"/n/{view.id}"


def test_words_without_marks_find_a_notice(staff: Staff) -> None:
    pair_a_board(staff.resources)
    author = staff.person("author")
    written(author)
    found = text_of(author.get("/staff/notices?q=cat+dien"))
    assert TITLE in found
    assert "1 tin có “cat dien”" in found
    assert TITLE not in text_of(author.get("/staff/notices?q=khong+co"))
    assert author.get("/staff/notices?cursor=junk&state=nonsense").status_code == 200


def test_an_empty_list_says_what_to_do_first(staff: Staff) -> None:
    assert "Chưa đăng tin nào" in text_of(staff.person("author").get("/staff/notices"))


def test_typed_markup_stays_text(staff: Staff) -> None:
    pair_a_board(staff.resources)
    author = staff.person("author")
    notice = written(author, title="<script>alert(1)</script>", body="<img src=x onerror=alert(1)>")
    page = author.get(f"/staff/notices/{notice}").get_data(as_text=True)
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_the_preview_sets_unsaved_text_in_pages_for_each_kind_of_board(staff: Staff) -> None:
    pair_a_board(staff.resources)
    author = staff.person("author")
    author.get("/staff/notices/new")
    answer = author.post("/staff/notices/preview", **fields())
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
    assert other.post("/staff/notices/preview", **fields()).status_code == 403


def test_a_saved_notice_has_a_preview_and_a_drawn_picture(staff: Staff) -> None:
    pair_a_board(staff.resources)
    author = staff.person("author")
    notice = written(author)
    preview = author.get(f"/staff/notices/{notice}/preview").get_json()["previews"]
    assert [page["template"] for page in preview[0]["item"]["pages"]]
    assert author.get(f"/staff/notices/{notice}/picture").mimetype == "image/png"


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


def test_changed_words_are_marked() -> None:
    (part,) = compare("Hỏi thêm: 0255 000 181.", "Hỏi thêm: 0255 000 118.")
    assert [(piece.kind, piece.text) for piece in part] == [
        ("same", "Hỏi thêm: 0255 000 "),
        ("old", "181."),
        ("new", "118."),
    ]


def test_an_unchanged_end_of_day_keeps_its_instant(staff: Staff, clock: FixedClock) -> None:
    pair_a_board(staff.resources)
    view = submitted(staff.resources, valid_until="2026-12-01T05:00:00Z")
    author = staff.person("author")
    author.get(f"/staff/notices/{view.id}/edit")
    answer = author.post(
        f"/staff/notices/{view.id}/edit", **fields(until="day", until_day="01/12/2026")
    )
    assert answer.status_code == 303
    held = get_notice(staff.resources, AUTHOR, view.id).content.valid_until
    assert held is not None
    assert held.hour == 5
