import csv
import io

import pytest

from server.services import alerting
from server.services.ledger import store_receipts
from tests.server.board_builders import a_board, a_request, officer
from tests.server.builders import FixedClock
from tests.server.staff_web.conftest import Staff, text_of


@pytest.fixture
def drilled(staff: Staff) -> None:
    """A drill for two boards, of which one showed it."""
    shows = a_board(staff.resources, name="Nhà văn hóa")
    a_board(staff.resources, "20860", name="=Chợ", phone="0255 000 154")
    request = a_request(
        staff.resources.clock.now(), status="Exercise", targets={"subtrees": ["KV-522"]}
    )
    view = alerting.issue_alert(staff.resources, officer(), request)
    store_receipts(staff.resources, shows.id, [shows.receipt(view, "painted")])


def test_the_year_is_told_by_month_and_unit_with_the_worst_boards(
    staff: Staff, drilled: None
) -> None:
    browser = staff.person("viewer", "51")
    answer = browser.get("/staff/units/province/drills")
    page = text_of(answer)
    assert "Báo cáo diễn tập và kiểm tra ngầm hằng tuần năm 2026" in page
    assert "Tháng 11 dưới 90 % 1 1/2 50 % 0 – – –" in page and "Tháng 12" not in page
    assert "Khu vực Ba Tơ dưới 90 % 2 1 1/2 50 %" in page
    assert "=Chợ Xã Ba Tô 0/1 0/0 0255 000 154" in page
    below = text_of(browser.get("/staff/units/area/drills"))
    assert "Xã Ba Tơ 1 1 1/1 100 %" in below
    assert 'href="/staff/units/area/drills?year=2026"' in answer.get_data(as_text=True)
    assert "Không có: mọi bảng" in text_of(browser.get("/staff/units/commune/drills"))


def test_an_earlier_year_is_whole_and_one_far_off_is_this_year(
    staff: Staff, drilled: None, clock: FixedClock
) -> None:
    browser = staff.person("viewer", "51")
    page = text_of(browser.get("/staff/units/province/drills?year=2025"))
    assert "năm 2025" in page and "Tháng 12" in page and "Khu vực Ba Tơ 2 0 –" in page
    assert "năm 2026" in text_of(browser.get("/staff/units/province/drills?year=99999"))


def test_the_csv_has_a_row_for_each_unit_and_month(staff: Staff, drilled: None) -> None:
    answer = staff.person("viewer", "51").get("/staff/units/province/drills.csv?year=2026")
    rows = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert [(row["Mã đơn vị"], row["Tháng"], row["Bảng đã hiện diễn tập"]) for row in rows] == [
        ("20860", "11", "0"), ("20857", "11", "1"),
    ]  # fmt: skip


def test_the_list_of_alerts_leads_to_it(staff: Staff) -> None:
    page = staff.person("duty_officer", "20857").get("/staff/alerts").get_data(as_text=True)
    assert 'href="/staff/units/commune/drills"' in page
