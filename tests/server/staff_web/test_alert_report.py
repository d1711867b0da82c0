import csv
import io

import pytest

from server.services import alerting
from server.services.alert_calls import note_call
from server.services.alerting import AlertView
from server.services.ledger import store_receipts
from tests.server.board_builders import a_board, a_request, fire, officer
from tests.server.builders import FixedClock
from tests.server.staff_web.conftest import Staff, text_of


@pytest.fixture
def alert(staff: Staff, clock: FixedClock) -> AlertView:
    """One of two boards showed it after 1.5 s, the other's caretaker was phoned; cancelled."""
    shows = a_board(staff.resources, name="Nhà văn hóa")
    silent = a_board(staff.resources, name="=Trạm", phone="0255 000 154")
    view = fire(staff.resources)
    clock.advance(1.5)
    store_receipts(staff.resources, shows.id, [shows.receipt(view), shows.receipt(view, "painted")])
    clock.advance(60)
    note_call(staff.resources, officer(), view.id, silent.id, "mending", "đi xem ngay")
    alerting.cancel_alert(staff.resources, officer(), view.id, "Hết lũ")
    return view


def test_the_sheet_says_what_was_sent_who_did_what_and_who_was_silent(
    staff: Staff, alert: AlertView
) -> None:
    page = text_of(staff.person("viewer", "51").get(f"/staff/alerts/{alert.id}/report"))
    assert "BÁO CÁO KẾT QUẢ CẢNH BÁO" in page and "1 trên 2 (50 %)" in page
    assert "50 % số bảng đã hiện sau 1,5 giây" in page
    assert "100 % số bảng đã hiện sau không đạt" in page
    assert "Âm thanh Tiếng Việt: Chỉ có tiếng báo hiệu; Tiếng Anh: Chỉ có tiếng báo hiệu" in page
    assert "Lý do: Hết lũ" in page and "hủy" in page
    assert "=Trạm Xã Ba Tơ" in page and "đi xem ngay" in page
    assert "Liên lạc được người trông của 1 bảng" in page
    assert "Cán bộ trực (Ký, ghi rõ họ tên)" in page


def test_while_it_is_in_force_the_figures_are_so_far(staff: Staff) -> None:
    a_board(staff.resources)
    request = a_request(staff.resources.clock.now(), status="Exercise")
    view = alerting.issue_alert(staff.resources, officer(), request)
    page = text_of(staff.person("viewer", "51").get(f"/staff/alerts/{view.id}/report"))
    assert "BÁO CÁO KẾT QUẢ DIỄN TẬP" in page and "đang còn hiệu lực" in page


def test_the_csv_says_the_same_with_every_silent_board(staff: Staff, alert: AlertView) -> None:
    answer = staff.person("viewer", "51").get(f"/staff/alerts/{alert.id}/report.csv")
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert ["Bảng đã hiện", "1 trên 2 (50 %)"] in rows
    assert rows[-1][:2] == ["'=Trạm", "Xã Ba Tơ"] and "đi xem ngay" in rows[-1][-1]


def test_another_unit_gets_neither(staff: Staff) -> None:
    a_board(staff.resources)
    view = fire(staff.resources, officer("commune"))
    other = staff.person("viewer", "20860")
    for name in ("report", "report.csv"):
        assert other.get(f"/staff/alerts/{view.id}/{name}").status_code == 404
