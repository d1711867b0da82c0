from server.staff_web.comparing import compare
from tests.server.notice_builders import pair_a_board, published, submitted
from tests.server.staff_web.conftest import TITLE, Staff, text_of, written


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


def test_changed_words_are_marked() -> None:
    (part,) = compare("Hỏi thêm: 0255 000 181.", "Hỏi thêm: 0255 000 118.")
    assert [(piece.kind, piece.text) for piece in part] == [
        ("same", "Hỏi thêm: 0255 000 "),
        ("old", "181."),
        ("new", "118."),
    ]


def test_texts_with_little_in_common_are_shown_whole() -> None:
    parts = compare("Lúc: 7:30\nỞ: Nhà văn hóa", "Bài của người khác.\nĐọc ở đây.")
    assert [[(piece.kind, piece.text) for piece in part] for part in parts] == [
        [("old", "Lúc: 7:30 Ở: Nhà văn hóa")],
        [("new", "Bài của người khác.")],
        [("new", "Đọc ở đây.")],
    ]
