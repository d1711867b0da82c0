"""Units on the staff web: the list, one unit, and changes planned, done and taken back."""

import re

import pytest

from tests.server.notice_builders import pair_a_board
from tests.server.staff_web.conftest import Staff, text_of

MERGE = {
    "day": "24/11/2026",
    "from": "20857\r\n20860",
    "code": "20857",
    "name": "Xã Ba Tơ Mới",
    "level": "",
    "parent": "",
}


def test_the_list_finds_units_without_marks(staff: Staff) -> None:
    browser = staff.person("administrator", "51")
    shown = text_of(browser.get("/staff/units?q=ba to"))
    assert "Xã Ba Tơ" in shown
    assert "Xã Ba Tô" in shown
    assert "Xã Trà Bồng" not in shown
    assert "Không có đơn vị nào khớp" in text_of(browser.get("/staff/units?q=zzz"))


def test_two_communes_are_merged_after_a_last_look(staff: Staff) -> None:
    pair_a_board(staff.resources, "20860")
    browser = staff.person("administrator", "51")
    browser.get("/staff/units/change/merge")
    look = browser.post("/staff/units/change/merge", **MERGE)
    shown = text_of(look)
    assert look.status_code == 200
    assert "Xã Ba Tơ (20857), Xã Ba Tô (20860)" in shown
    assert "1 bảng" in shown
    assert "không rút lại được" in shown
    assert staff.resources.units.tree().get("sibling").valid_to is None
    done = browser.post("/staff/units/change/merge", **MERGE, answer="yes")
    assert done.status_code == 303
    assert "Xã Ba Tơ Mới" in text_of(browser.get("/staff/units"))
    assert "chuyển thành" in text_of(browser.get("/staff/units/sibling"))


def test_a_planned_change_is_listed_and_can_be_taken_back(staff: Staff) -> None:
    browser = staff.person("administrator", "51")
    fields = MERGE | {"day": "01/12/2026"}
    browser.get("/staff/units/change/merge")
    assert "rút lại cho đến ngày đó" in text_of(browser.post("/staff/units/change/merge", **fields))
    browser.post("/staff/units/change/merge", **fields, answer="yes")
    page = browser.get("/staff/units").get_data(as_text=True)
    cancel = re.search(r'action="(/staff/units/changes/[^"]+/cancel)"', page)
    assert cancel is not None
    browser.post(cancel[1])
    assert "Đã rút" in text_of(browser.get("/staff/units"))


def test_a_split_reads_one_unit_a_line(staff: Staff) -> None:
    browser = staff.person("administrator", "51")
    browser.get("/staff/units/change/split?from=20857")
    fields = {
        "day": "24/11/2026",
        "from": "20857",
        "parts": "20857; Xã Ba Tơ\r\n20999; Xã Ba Động",
    }
    browser.post("/staff/units/change/split", **fields, answer="yes")
    shown = text_of(browser.get("/staff/units?q=ba"))
    assert "Xã Ba Động" in shown


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"day": "ngày mai"}, "Viết ngày như 25/11/2026"),
        ({"from": "20857"}, "Như vậy thì không có gì thay đổi"),
        ({"from": "1 2"}, "mã"),
        ({"code": "20900"}, "20900"),
        ({"name": "x" * 101}, "100"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(
    staff: Staff, changes: dict[str, str], sentence: str
) -> None:
    browser = staff.person("administrator", "51")
    browser.get("/staff/units/change/merge")
    fields = MERGE | changes
    if changes.get("from") == "20857":
        fields |= {"code": "20857", "name": ""}
    answer = browser.post("/staff/units/change/merge", **fields, answer="yes")
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert fields["day"] in answer.get_data(as_text=True)


def test_nobody_else_changes_units(staff: Staff) -> None:
    author = staff.person("author")
    assert author.get("/staff/units").status_code == 200
    assert author.get("/staff/units/change/merge").status_code == 403
    assert author.post("/staff/units/change/merge", **MERGE, answer="yes").status_code in (403, 422)
    assert staff.resources.units.tree().get("commune").valid_to is None
