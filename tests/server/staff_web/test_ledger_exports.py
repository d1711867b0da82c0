import csv
import io
import zipfile
from xml.etree import ElementTree

import pytest

from content.receipt_file import check_file
from server.services.alert_calls import note_call
from server.services.alerting import AlertView
from server.services.ledger import store_receipts
from tests.server.board_builders import ABoard, a_board, fire, officer
from tests.server.builders import FixedClock
from tests.server.staff_web.conftest import Staff

SHEET = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


@pytest.fixture
def alert(staff: Staff, clock: FixedClock) -> AlertView:
    """A board that shows it, and one that reports a fault, with a name a spreadsheet would run."""
    shows, broken = a_board(staff.resources), a_broken(staff)
    view = fire(staff.resources)
    receipts = [shows.receipt(view), shows.receipt(view, "painted")]
    store_receipts(staff.resources, shows.id, receipts)
    failed = broken.receipt(view, "failed") | {"reason": "TypeError"}
    store_receipts(staff.resources, broken.id, [failed])
    note_call(staff.resources, officer(), view.id, broken.id, "no_answer", "máy bận")
    return view


def a_broken(staff: Staff) -> ABoard:
    return a_board(staff.resources, name="=Trạm Y tế", phone="+84 255 000 154")


def test_csv_has_a_row_for_each_board_in_words(staff: Staff, alert: AlertView) -> None:
    answer = staff.person("duty_officer", "51").get(f"/staff/alerts/{alert.id}/ledger.csv")
    text = answer.get_data(as_text=True)
    assert text.startswith("\ufeff") and answer.mimetype == "text/csv"
    assert f'filename="so-phat-{alert.id}.csv"' in answer.headers["Content-Disposition"]
    head, *rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    broken, shows = (dict(zip(head, row, strict=True)) for row in rows)
    assert [shows["Bảng"], broken["Bảng"]] == ["Nhà văn hóa", "'=Trạm Y tế"]
    assert shows["Trạng thái"] == "Đang hiện trên bảng"
    assert shows["Hiện"] == "09:00:00 24/11/2026" and shows["Lỗi"] == ""
    assert broken["Lỗi"] == "Bảng không vẽ được: TypeError"
    assert broken["Điện thoại người trông bảng"] == "'+84 255 000 154"
    assert "Không ai nghe máy (máy bận)" in broken["Các cuộc gọi"]


def test_after_the_alert_nothing_is_said_to_be_showing(
    staff: Staff, alert: AlertView, clock: FixedClock
) -> None:
    clock.advance(3601)
    browser = staff.person("viewer", "51")
    text = browser.get(f"/staff/alerts/{alert.id}/ledger.csv").get_data(as_text=True)
    assert "Đang hiện trên bảng" not in text and "Đã hiện" in text


def test_the_spreadsheet_holds_the_same_as_an_independent_reader_finds_it(
    staff: Staff, alert: AlertView
) -> None:
    data = staff.person("viewer", "51").get(f"/staff/alerts/{alert.id}/ledger.xlsx").get_data()
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        shared = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    strings = ["".join(one.itertext()) for one in shared.findall("m:si", SHEET)]
    cells = [
        [strings[int(cell.findtext("m:v", "", SHEET))] for cell in row.findall("m:c", SHEET)]
        for row in sheet.iterfind(".//m:row", SHEET)
    ]
    assert "LŨ QUÉT" in cells[0][0] and cells[1][:2] == ["Mã bảng", "Bảng"]
    assert [row[1] for row in cells[2:]] == ["=Trạm Y tế", "Nhà văn hóa"]
    assert sheet.find(".//m:f", SHEET) is None


def test_the_receipts_can_be_checked_by_whoever_has_the_file(
    staff: Staff, alert: AlertView
) -> None:
    answer = staff.person("inspector", "51").get(f"/staff/alerts/{alert.id}/receipts.jsonl")
    assert answer.mimetype == "application/jsonl"
    checked = check_file(answer.get_data().splitlines())
    assert checked.is_good and checked.good == {"received": 1, "painted": 1, "failed": 1}
