import io

import pytest

from content.year_plan import read_table
from server.services.actor import Role
from server.services.year_plans import add_entries, list_plan
from tests.server.notice_builders import AUTHOR, pair_a_board
from tests.server.staff_builders import an_actor
from tests.server.staff_web.conftest import Staff, text_of, written

PAGE = "/staff/units/commune/plan"
TABLE = "Phòng cháy rừng;An ninh;quý 1;3;Công an xã\nVay vốn ưu đãi;Chính sách;11;1"


def test_a_table_is_taken_in_and_shown_with_what_is_late(staff: Staff) -> None:
    author = staff.person("author")
    assert "Năm này chưa có kế hoạch" in text_of(author.get(PAGE))
    answer = author.post(PAGE, deed="table", table=TABLE)
    assert answer.status_code == 303, text_of(answer)
    said = text_of(author.get(answer.location))
    assert "Đã nhận 2 việc" in said
    assert "Đã làm 0 trên 2 việc" in said and "1 việc trễ" in said
    assert "quý 1" in said and "tháng 11" in said and "Công an xã" in said
    assert author.get("/staff/plan").location.endswith(PAGE)
    above = text_of(staff.person("viewer", "51").get("/staff/units/province/plan"))
    assert "Xã Ba Tơ" in above and "1 việc trễ" in above


def test_of_many_plans_below_the_first_are_shown_and_a_way_on(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    for unit in ("commune", "sibling"):
        writer = an_actor(Role.AUTHOR, unit)
        add_entries(staff.resources, writer, unit, read_table(TABLE, 2026))
    monkeypatch.setattr("server.staff_web.plans.ROWS", 1)
    viewer, page = staff.person("viewer", "51"), "/staff/units/province/plan"
    first = viewer.get(page)
    assert "Xã Ba Tô" in text_of(first) and "Xã Ba Tơ" not in text_of(first)
    assert "rows=2" in first.get_data(as_text=True)
    everything = viewer.get(f"{page}?rows=2")
    assert "Xã Ba Tô" in text_of(everything) and "Xã Ba Tơ" in text_of(everything)
    assert "rows=" not in everything.get_data(as_text=True)


def test_a_file_is_taken_in_and_a_bad_line_is_named(staff: Staff) -> None:
    author = staff.person("author")
    file = (io.BytesIO(TABLE.encode("utf-8-sig")), "ke-hoach.csv")
    assert author.post(PAGE, deed="table", file=file).status_code == 303
    answer = author.post(PAGE, deed="table", table=f"{TABLE}\nSai;Chính sách;13")
    assert answer.status_code == 422
    assert "Dòng 3: Ghi thời gian như" in text_of(answer)
    assert "Sai;Chính sách;13" in answer.get_data(True)
    latin = (io.BytesIO("Vay vốn;Chính sách;3".encode("utf-16")), "a.csv")
    assert "CSV mã UTF-8" in text_of(author.post(PAGE, deed="table", file=latin))
    outside = author.post(PAGE, deed="one", title="a", category="policy", period="3/2027")
    assert "Thời gian nằm ngoài năm 2026" in text_of(outside)


def test_an_entry_is_ticked_by_hand_with_a_reason(staff: Staff) -> None:
    author = staff.person("author")
    author.post(PAGE, deed="one", title="Họp dân", category="news", period="3", planned="1")
    entry = list_plan(staff.resources, AUTHOR, "commune", 2026)[0]
    tick = f"/staff/plan/{entry.id}/tick"
    refused = author.post(tick, deed="tick", reason="", unit="commune")
    assert "Hãy ghi lý do" in text_of(author.get(refused.location))
    author.post(tick, deed="tick", reason="Đã họp ngày 5/3", unit="commune")
    assert "Đã làm 1 trên 1 việc" in text_of(author.get(PAGE))
    author.post(tick, deed="untick")
    author.post(tick, deed="remove")
    assert list_plan(staff.resources, AUTHOR, "commune", 2026) == ()


def test_a_notice_names_its_entry_on_the_form(staff: Staff) -> None:
    pair_a_board(staff.resources)
    author = staff.person("author")
    assert "Thuộc kế hoạch năm" not in text_of(author.get("/staff/notices/new"))
    author.post(PAGE, deed="table", table=TABLE)
    entry = list_plan(staff.resources, AUTHOR, "commune", 2026)[1]
    assert "Vay vốn ưu đãi (tháng 11)" in text_of(author.get("/staff/notices/new"))
    notice = written(author, category="policy", plan_entry=entry.id)
    approver = staff.person("approver")
    approver.get(f"/staff/notices/{notice}")
    view = staff.resources and list_plan(staff.resources, AUTHOR, "commune", 2026)[1]
    assert view.notices == 0
    page = approver.get(f"/staff/notices/{notice}").get_data(True)
    digest = page.split('name="digest" value="')[1].split('"')[0]
    approver.post(f"/staff/notices/{notice}/approve", revision="1", digest=digest)
    assert "Đã làm 1 trên 2 việc" in text_of(author.get(PAGE))


def test_the_spreadsheet_is_given(staff: Staff) -> None:
    author = staff.person("author")
    author.post(PAGE, deed="table", table=TABLE)
    answer = author.get("/staff/units/commune/plan.xlsx?year=2026")
    assert answer.status_code == 200 and answer.data[:2] == b"PK"
    assert author.get(f"{PAGE}?year=99999").status_code == 200


def test_readers_see_and_strangers_do_not(staff: Staff) -> None:
    assert staff.person("author", "20900").get(PAGE).status_code == 404
    viewer = staff.person("viewer")
    assert "Nhận cả bảng" not in text_of(viewer.get(PAGE))
    assert viewer.post(PAGE, deed="table", table=TABLE).status_code == 403
