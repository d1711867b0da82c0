"""Which units the pages of stop_scopes offer: from the person's own down, those with boards."""

from tests.server.board_builders import a_board
from tests.server.staff_web.conftest import Staff, text_of


def test_upper_units_stand_open_and_those_at_the_bottom_are_folded(staff: Staff) -> None:
    for unit in ("20857", "20860"):
        a_board(staff.resources, unit)
    page = staff.person("technician", "KV-522").get("/staff/stop")
    said = text_of(page)
    assert "Cả khu vực Ba Tơ" in said and "Xã Trà Bồng" not in said
    folded = page.get_data(as_text=True).split("<details>")[1]
    assert "unit=20857" in folded and "unit=20860" in folded and "unit=KV-522" not in folded


def test_a_commune_is_offered_as_a_whole_and_one_board_alone_has_no_all(staff: Staff) -> None:
    a_board(staff.resources)
    page = staff.person("technician").get("/staff/stop").get_data(as_text=True)
    assert "unit=20857" in page and "Dừng tất cả" not in page


def test_the_number_in_the_question_is_of_the_unit_asked_for(staff: Staff) -> None:
    for unit in ("20857", "20860"):
        a_board(staff.resources, unit)
    browser = staff.person("technician", "51")
    assert "Dừng 2 bảng?" in text_of(browser.get("/staff/stop/check?unit=KV-522"))
    assert "Dừng 1 bảng?" in text_of(browser.get("/staff/stop/check?unit=20860"))
