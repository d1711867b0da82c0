"""An area drawn in the wizard, its map and its edges: alert_areas, alert_map."""

import re

import pytest

from server.services.resources import Resources
from server.services.units_import import import_units
from server.staff_web import alert_areas, alert_map
from server.staff_web.forms import Form
from tests.server.board_builders import a_board
from tests.server.staff_web.conftest import Staff, text_of
from tests.server.staff_web.test_alert_wizard import WORDS, hidden

CIRCLE = {"circle_lat": "14,74", "circle_lon": "108.74", "circle_km": "5"}
SQUARE = "14.7, 108.7; 14.7, 108.8\n14.8, 108.8; 14.8, 108.7"
PATH = "/staff/alerts/new/flash-flood"


def give_places(resources: Resources) -> None:
    """Give the communes their boxes and centroids, as an import does."""
    row = {"level": "xa", "parent_code": "KV-522", "valid_from": "2025-07-01", "valid_to": ""}
    edges = {"west": "108.6", "east": "108.9", "lon": "108.75"}
    commune = {
        "code": "20857",
        "name": "Xã Ba Tơ",
        "south": "14.6",
        "north": "14.9",
        "lat": "14.75",
    }
    sibling = {"code": "20860", "name": "Xã Ba Tô", "south": "14.85", "north": "15.2", "lat": "15"}
    import_units(resources, [{**row, **edges, **commune}, {**row, **edges, **sibling}])


TRIANGLE = [[14.7, 108.7], [14.7, 108.8], [14.8, 108.8]]


@pytest.mark.parametrize(
    ("typed", "areas"),
    [
        ({}, []),
        (CIRCLE, [{"lat": 14.74, "lon": 108.74, "radius_km": 5.0}]),
        ({"polygon": "14.7, 108.7; 14.7 108.8\n14.8,  108.8\n"}, [TRIANGLE]),
        ({"polygon": "14.7,108.7; 14.7,108.8; 14.8,108.8"}, [TRIANGLE]),
    ],
)  # fmt: skip
def test_what_is_typed_is_read(typed: dict[str, str], areas: list[object]) -> None:
    assert alert_areas.read_areas(Form.of(typed)) == areas
    assert alert_areas.has_area(Form.of(typed)) is bool(areas)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({**CIRCLE, "circle_km": "0"}, "bán kính lớn hơn 0"),
        ({**CIRCLE, "circle_km": "501"}, "nhiều nhất là 500 km"),
        ({**CIRCLE, "circle_km": "rộng"}, "bằng số"),
        ({**CIRCLE, "circle_lat": ""}, "bằng số"),
        ({**CIRCLE, "circle_lat": "95"}, "95"),
        ({"polygon": "14.7, 108.7; 14.8, 108.8"}, "ít nhất ba"),
        ({"polygon": "14.7; 108.7; 14.8"}, "không phải một góc"),
        ({"polygon": "14.7, 108.7; 14.8, 108.8; 14.8, 108.7; 14.7, 108.8"}, "tự cắt nhau"),
        ({"polygon": "10.1, 100.1; 10.1, 100.2; 10.2, 100.2"}, "Không có bảng nào trong vùng"),
    ],
)
def test_what_is_drawn_badly_or_reaches_nobody_is_said_at_the_map(
    staff: Staff, typed: dict[str, str], said: str
) -> None:
    a_board(staff.resources, lat=14.74, lon=108.74)
    browser = staff.person("duty_officer")
    browser.get(PATH)
    assert said in text_of(browser.post("/staff/alerts/audience", **typed))
    answer = browser.post(f"{PATH}/confirm", **WORDS, **typed)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert 'href="#areas"' in answer.get_data(as_text=True)


def test_a_circle_reaches_the_boards_in_it_and_is_carried_to_the_end(staff: Staff) -> None:
    a_board(staff.resources, name="Gần", lat=14.74, lon=108.74)
    a_board(staff.resources, name="Xa", lat=15.1, lon=108.74)
    browser = staff.person("duty_officer")
    browser.get(PATH)
    confirm = browser.post(f"{PATH}/confirm", **WORDS, **CIRCLE)
    assert "1 vùng trên bản đồ" in text_of(confirm)
    carried = hidden(confirm.get_data(as_text=True))
    answer = browser.post(f"{PATH}/send", **carried, count="1")
    assert answer.status_code == 303, text_of(answer)
    page = text_of(browser.get(answer.location))
    assert "Gần" in page and "Xa" not in page


def test_a_polygon_survives_from_page_to_page(staff: Staff) -> None:
    a_board(staff.resources, lat=14.74, lon=108.74)
    browser = staff.person("duty_officer")
    browser.get(PATH)
    confirm = browser.post(f"{PATH}/confirm", **WORDS, polygon=SQUARE)
    answer = browser.post(f"{PATH}/send", **hidden(confirm.get_data(as_text=True)), count="1")
    assert answer.status_code == 303, text_of(answer)


def test_boards_of_other_units_in_the_area_are_refused_in_words(staff: Staff) -> None:
    a_board(staff.resources, lat=14.74, lon=108.74)
    a_board(staff.resources, unit="20860", lat=14.75, lon=108.74)
    browser = staff.person("duty_officer")
    browser.get(PATH)
    answer = browser.post(f"{PATH}/confirm", **WORDS, **CIRCLE)
    assert answer.status_code == 422
    assert "có bảng của đơn vị khác" in text_of(answer)


def test_a_board_without_a_place_stands_for_its_units_middle(staff: Staff) -> None:
    give_places(staff.resources)
    a_board(staff.resources, name="Không vị trí")
    browser = staff.person("duty_officer", "KV-522")
    answer = text_of(browser.post("/staff/alerts/audience", **CIRCLE))
    assert "1 bảng" in answer and "Không vị trí" in answer


def test_communes_at_the_edge_are_offered_and_those_held_whole_are_not(staff: Staff) -> None:
    give_places(staff.resources)
    a_board(staff.resources)
    a_board(staff.resources, unit="20860", name="Ngoài rìa", lat=15.15, lon=108.65)
    browser = staff.person("duty_officer", "KV-522")
    around = "14.5, 108.5; 14.5, 109.0; 15.0, 109.0; 15.0, 108.5"
    page = text_of(browser.post("/staff/alerts/audience", polygon=around))
    assert "Ở rìa vùng vẽ" in page
    assert re.search(r"Xã Ba Tô\s+1 bảng ngoài vùng", page)
    assert "Xã Ba Tơ 0 bảng ngoài" not in page
    both = text_of(browser.post("/staff/alerts/audience", polygon=around, subtree=["20860"]))
    assert "2 bảng" in both


def test_the_map_draws_units_and_boards_and_needs_no_other_server(staff: Staff) -> None:
    give_places(staff.resources)
    a_board(staff.resources, name="Cổng chợ")
    a_board(staff.resources, name="Trạm Y tế")
    browser = staff.person("duty_officer", "KV-522")
    browser.get(PATH)
    page = browser.post(f"{PATH}/reach", **WORDS, **CIRCLE).get_data(as_text=True)
    drawn = page[page.index('<svg class="areamap"') : page.index('<p class="small legend"')]
    assert drawn.count('class="m-unit"') == 2
    assert "Cổng chợ" in drawn and "Trạm Y tế" in drawn
    assert drawn.count('class="m-silent"') == 1 and 'class="m-count"' in drawn
    assert re.search(r'id="m-circle" cx="[\d.]+" cy="[\d.]+" r="[\d.]+"', drawn)
    assert "http" not in drawn


def test_a_frame_keeps_one_scale_both_ways(staff: Staff) -> None:
    frame = alert_map.Frame(15.0, 108.0, 970.0, 1000.0, 500.0)
    assert frame.at(14.5, 108.1) == (97.0, 500.0)
    assert round(frame.per_km, 2) == 8.99


def test_where_no_place_is_known_the_fields_stand_alone(staff: Staff) -> None:
    a_board(staff.resources)
    browser = staff.person("duty_officer")
    browser.get(PATH)
    page = browser.post(f"{PATH}/reach", **WORDS).get_data(as_text=True)
    assert "areamap" not in page and 'name="circle_km"' in page


def test_all_boards_are_named_and_those_out_of_contact_marked(staff: Staff) -> None:
    names = [f"Bảng thôn {number}" for number in range(1, 13)]
    for name in names:
        a_board(staff.resources, name=name)
    browser = staff.person("duty_officer")
    browser.get(PATH)
    answer = browser.post(f"{PATH}/confirm", **WORDS, subtree=["20857"])
    page = text_of(answer)
    assert all(name in page for name in names)
    assert "12 mất liên lạc" in page
