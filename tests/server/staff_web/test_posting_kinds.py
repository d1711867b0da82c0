"""Public postings in the staff web: the kinds of a unit."""

import pytest

from tests.server.notice_builders import pair_a_board
from tests.server.staff_web.conftest import Browser, Staff, text_of

KINDS = "/staff/units/commune/postings"
LAND = {"name": "Hồ sơ đất đai", "days": "15", "basis": "Điều 1"}


@pytest.fixture
def author(staff: Staff) -> Browser:
    pair_a_board(staff.resources)
    return staff.person("author")


def test_a_unit_sets_its_kinds_and_the_form_offers_them(staff: Staff, author: Browser) -> None:
    admin = staff.person("administrator")
    assert "số ngày tạm đặt cho an toàn" in text_of(admin.get(KINDS))
    page = admin.get(f"{KINDS}?kind=land").get_data(True)
    assert 'value="30"' in page
    assert admin.post(KINDS, deed="keep", key="land", **LAND).status_code == 303
    assert admin.post(KINDS, deed="keep", name="Danh sách cử tri", days="20").status_code == 303
    said = text_of(admin.get(KINDS))
    assert "Điều 1 · Xã Ba Tơ quy định" in said
    assert "Hồ sơ đất đai (ít nhất 15 ngày)" in text_of(author.get("/staff/notices/new"))
    assert "Danh sách cử tri (ít nhất 20 ngày)" in text_of(author.get("/staff/notices/new"))
    assert admin.post(KINDS, deed="drop", key="land").status_code == 303
    assert "Hồ sơ đất đai" not in text_of(author.get("/staff/notices/new"))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "Ghi loại niêm yết"),
        ({"days": "0"}, "Ghi số ngày là số nguyên từ 1 đến 366"),
        ({"days": "nửa tháng"}, "Ghi số ngày là số nguyên từ 1 đến 366"),
        ({"key": "../x"}, "không phải là loại niêm yết"),
        ({"deed": "drop", "key": "nothing"}, "Chọn một loại niêm yết trong danh sách"),
    ],
)
def test_what_makes_no_sense_is_told_and_kept_as_typed(
    staff: Staff, fields: dict[str, str], said: str
) -> None:
    admin = staff.person("administrator")
    before = text_of(admin.get(KINDS))
    answer = admin.post(KINDS, **{"deed": "keep", **LAND, **fields})
    assert answer.status_code == 422
    assert said in text_of(answer)
    if "days" in fields:
        assert f'value="{fields["days"]}"' in answer.get_data(True)
    assert text_of(admin.get(KINDS)) == before


def test_below_nobody_shortens_what_was_set_above(staff: Staff) -> None:
    above = staff.person("administrator", "51")
    assert above.post("/staff/units/province/postings", key="land", **LAND).status_code == 303
    admin = staff.person("administrator")
    page = admin.get(f"{KINDS}?kind=land").get_data(True)
    assert 'value="drop"' not in page
    answer = admin.post(KINDS, key="land", **{**LAND, "days": "7"})
    assert answer.status_code == 422
    assert "Đơn vị cấp trên quy định “Hồ sơ đất đai” ít nhất 15 ngày" in text_of(answer)
