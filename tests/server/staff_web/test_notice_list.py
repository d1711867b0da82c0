from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from server.services.publishing import create_notice
from server.services.resources import Resources
from tests.server.notice_builders import AUTHOR, a_draft, pair_a_board, published, submitted
from tests.server.staff_web.conftest import Staff, text_of, written

LISTS = ("", "notices", "notices?q=tiem&state=live", "notices?scope=waiting", "boards?q=bang")


@contextmanager
def counted(resources: Resources) -> Iterator[list[str]]:
    """What the database is asked meanwhile."""
    asked: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(resources.database.engine, "before_cursor_execute", note)
    yield asked
    event.remove(resources.database.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("path", LISTS)
def test_the_number_of_queries_does_not_grow_with_the_rows(staff: Staff, path: str) -> None:
    pair_a_board(staff.resources)
    approver = staff.person("approver")

    def queries() -> int:
        approver.get(f"/staff/{path}")  # the first look also fills the caches
        with counted(staff.resources) as asked:
            assert approver.get(f"/staff/{path}").status_code == 200
        return len(asked)

    published(staff.resources)
    submitted(staff.resources)
    few = queries()
    for number in range(9):
        published(staff.resources, title=f"Tiêm phòng {number}")
        submitted(staff.resources, title=f"Chờ duyệt {number}")
        pair_a_board(staff.resources, name=f"Bảng số {number}")
    assert queries() == few
    assert few <= 20


def test_a_list_is_narrowed_by_category_unit_and_whose_it_is(staff: Staff) -> None:
    pair_a_board(staff.resources)
    pair_a_board(staff.resources, "20860")
    published(staff.resources, title="Giá sắn tươi", category="market")
    submitted(staff.resources, title="Tiêm phòng bò")
    above = staff.person("approver", "51")
    listed = text_of(above.get("/staff/notices?category=market"))
    assert "Giá sắn tươi" in listed
    assert "Tiêm phòng bò" not in listed
    waiting = text_of(above.get("/staff/notices?scope=waiting"))
    assert "Tiêm phòng bò" in waiting
    assert "Giá sắn tươi" not in waiting
    assert "Tiêm phòng bò" in text_of(above.get("/staff/notices?scope=below"))
    assert "Không có tin nào khớp" in text_of(above.get("/staff/notices?unit=20860"))


def test_what_narrows_the_list_stays_in_the_address_of_the_next_page(staff: Staff) -> None:
    pair_a_board(staff.resources)
    for number in range(22):
        create_notice(staff.resources, AUTHOR, a_draft(title=f"Đường số {number}"))
    author = staff.person("viewer")
    page = author.get("/staff/notices?q=duong&state=draft&category=policy").get_data(as_text=True)
    start = page.index('<a class="btn wide" href="') + len('<a class="btn wide" href="')
    more = page[start : page.index('"', start)].replace("&amp;", "&")
    assert {"q=duong", "state=draft", "category=policy"} <= set(more.split("?")[1].split("&"))
    last = text_of(author.get(more))
    assert last.count("Đường số") == 2
    assert "Hết danh sách" in last


def test_one_s_own_work_never_waits_for_oneself(staff: Staff) -> None:
    pair_a_board(staff.resources)
    both = staff.person("administrator")
    written(both, title="Tự tay soạn")
    submitted(staff.resources, title="Của người khác")
    for path in ("notices?scope=waiting", ""):
        listed = text_of(both.get(f"/staff/{path}"))
        assert "Của người khác" in listed
        assert "Tự tay soạn" not in listed


def test_old_and_new_places_of_the_tone_mark_find_each_other(staff: Staff) -> None:
    pair_a_board(staff.resources)
    published(staff.resources, title="Bà Thủy trưởng thôn")
    viewer = staff.person("viewer")
    for typed in ("Thuỷ", "thuy", "THỦY"):
        assert "Bà Thủy" in text_of(viewer.get(f"/staff/notices?q={typed}")), typed
