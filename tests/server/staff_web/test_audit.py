"""The audit's page: who sees it, what it says, and what is taken away as a file."""

import csv
import io
import re
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import update

from server.staff_web.audit_words import ACTIONS
from server.storage.tables import AuditRow
from tests.server.board_builders import a_board, fire, officer
from tests.server.notice_builders import pair_a_board
from tests.server.staff_web.conftest import TITLE, Staff, text_of, written

ROOT = Path(__file__).parents[3]


def test_an_inspector_sees_who_did_what_to_which_notice(staff: Staff) -> None:
    pair_a_board(staff.resources)
    notice = written(staff.person("author"))
    page = staff.person("inspector").get("/staff/audit")
    shown = text_of(page)
    assert f"{TITLE}, lần sửa 1" in shown
    assert "Gửi duyệt tin" in shown
    assert "author 1" in shown
    assert f"/staff/notices/{notice}" in page.get_data(as_text=True)


def test_others_are_offered_no_audit_and_refused_it(staff: Staff) -> None:
    author = staff.person("author")
    assert "/staff/audit" not in author.get("/staff/").get_data(as_text=True)
    assert author.get("/staff/audit").status_code == 403
    assert author.get("/staff/audit.csv").status_code == 403
    assert author.post("/staff/audit/check").status_code == 403


def test_checking_says_that_the_chain_is_whole_and_later_that_it_was_changed(staff: Staff) -> None:
    inspector = staff.person("inspector", "51")
    assert "chưa được kiểm" in text_of(inspector.get("/staff/audit"))
    inspector.post("/staff/audit/check")
    assert "Nhật ký nguyên vẹn." in text_of(inspector.get("/staff/audit"))
    staff.resources.database.write(
        lambda session: session.execute(
            update(AuditRow).where(AuditRow.seq == 2).values(subject="x")
        )
    )
    inspector.post("/staff/audit/check")
    assert "dòng 2 không đúng" in text_of(inspector.get("/staff/audit"))


def test_a_real_alert_stands_out(staff: Staff) -> None:
    a_board(staff.resources)
    fire(staff.resources, officer("commune"))
    inspector = staff.person("inspector")
    page = inspector.get("/staff/audit?about=alerts")
    assert 'class="is-real"' in page.get_data(as_text=True)
    assert "Phát CẢNH BÁO" in text_of(page)
    assert "Ghép bảng" in text_of(inspector.get("/staff/audit?about=boards"))


def test_filters_narrow_the_list_and_older_rows_keep_them(staff: Staff) -> None:
    pair_a_board(staff.resources)
    author = staff.person("author")
    for number in range(12):
        written(author, title=f"Tin số {number}")
    inspector = staff.person("inspector")
    page = inspector.get("/staff/audit?about=notices&since=24/11/2026")
    assert "20 trong 24 dòng khớp" in text_of(page)
    older = re.search(r'href="(/staff/audit\?[^"]*before=\d+[^"]*)"', page.get_data(as_text=True))
    assert older is not None
    address = older[1].replace("&amp;", "&")
    assert "about=notices" in address
    assert "4 trong 24 dòng khớp" in text_of(inspector.get(address))
    assert "Không có dòng nào khớp" in text_of(inspector.get("/staff/audit?until=01/01/2020"))


@pytest.mark.parametrize("query", ["since=hôm qua", "until=31/02/2026"])
def test_a_day_that_cannot_be_read_is_said_at_its_field(staff: Staff, query: str) -> None:
    page = staff.person("inspector").get(f"/staff/audit?{query}")
    assert page.status_code == 200
    assert "Viết ngày như 25/11/2026" in text_of(page)


def test_days_the_wrong_way_round_are_said(staff: Staff) -> None:
    page = staff.person("inspector").get("/staff/audit?since=24/11/2026&until=23/11/2026")
    assert "trước ngày" in text_of(page)


def test_the_file_holds_what_the_page_lists_and_runs_no_formula(staff: Staff) -> None:
    pair_a_board(staff.resources)
    author = staff.person("author")
    written(author, title="=HYPERLINK(1)")
    answer = staff.person("inspector").get("/staff/audit.csv?about=notices")
    assert answer.mimetype == "text/csv"
    text = answer.get_data(as_text=True)
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["action"] for row in rows] == ["notice.submitted", "notice.created"]
    assert rows[0]["subject"].startswith("'=HYPERLINK")
    assert rows[0]["unit"] == "Xã Ba Tơ"
    assert len(rows[0]["hash"]) == 64


def test_every_action_the_services_write_has_a_word() -> None:
    found: set[str] = set()
    for path in (ROOT / "server" / "services").rglob("*.py"):
        found |= set(re.findall(r'action="([a-z_]+\.[a-z_]+)"', path.read_text("utf-8")))
    assert found - set(ACTIONS) == set()


def test_a_long_audit_offers_to_look_further_back(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair_a_board(staff.resources)
    inspector = staff.person("inspector")
    for _ in range(2):
        written(staff.person("author"))
    monkeypatch.setattr("server.services.audit_list.REACH", 2)
    page = inspector.get("/staff/audit?q=zzz")
    assert "Không có dòng nào phù hợp. Đã tìm trong 2 dòng nhật ký, đến" in text_of(page)
    further = re.search(r'href="([^"]*top=[^"]*)"', page.text)
    assert further is not None and "q=zzz" in further[1]
    assert inspector.get(unescape(further[1])).status_code == 200
