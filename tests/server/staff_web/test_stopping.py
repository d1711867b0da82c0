"""The stop button's pages: which boards, how many, why, and going on again."""

import json

import pytest
from sqlalchemy import select

from server.services.resources import Resources
from server.storage.tables import AuditRow
from tests.server.board_builders import ABoard, a_board
from tests.server.builders import FixedClock
from tests.server.staff_web.conftest import Staff, text_of

CHECK = "/staff/stop/check"


@pytest.fixture
def boards(staff: Staff) -> list[ABoard]:
    """Two boards of one commune, one of the next."""
    named = (("20857", "Chợ Ba Tơ"), ("20857", "Nhà văn hóa"), ("20860", "Cổng xã"))
    return [a_board(staff.resources, unit, name) for unit, name in named]


def stopped(resources: Resources, boards: list[ABoard]) -> list[bool]:
    return [resources.boards.get(board.id).slate is not None for board in boards]


def test_three_taps_stop_everything_and_the_number_and_names_stand_above_the_button(
    staff: Staff, boards: list[ABoard]
) -> None:
    browser = staff.person("duty_officer", "KV-522")
    assert 'href="/staff/stop"' in browser.get("/staff/").get_data(as_text=True)
    assert 'href="/staff/stop"' in browser.get("/staff/alerts").get_data(as_text=True)
    first = browser.get("/staff/stop")
    assert "Dừng tất cả 3 bảng" in text_of(first)
    assert f"{CHECK}?all=yes" in first.get_data(as_text=True)
    page = text_of(browser.get(f"{CHECK}?all=yes"))
    button = page.index("Dừng 3 bảng ngay")
    for name in ("Chợ Ba Tơ", "Nhà văn hóa", "Cổng xã"):
        assert 0 < page.index(name) < button
    answer = browser.post(f"{CHECK}?all=yes", reason="strange", screen="Bảng đang được kiểm tra")
    assert answer.location == "/staff/stop/boards?all=yes"
    assert stopped(staff.resources, boards) == [True, True, True]
    assert "3 bảng đang dừng" in text_of(browser.get("/staff/"))


def test_a_unit_and_all_below_it_stops_and_goes_on_alone(
    staff: Staff, boards: list[ABoard]
) -> None:
    browser = staff.person("technician", "KV-522")
    browser.get(f"{CHECK}?unit=20857")
    browser.post(f"{CHECK}?unit=20857", reason="other", words="Chữ lạ lúc 9 giờ", screen="")
    assert stopped(staff.resources, boards) == [True, True, False]
    slate = staff.resources.boards.get(boards[0].id).slate
    assert slate is not None and slate["text"] == "Bảng đang được kiểm tra"
    row = staff.resources.database.read(
        lambda session: session.scalars(
            select(AuditRow).where(AuditRow.action == "board.slate")
        ).one()
    )
    assert json.loads(row.details)["reason"] == "Chữ lạ lúc 9 giờ"
    page = text_of(browser.get("/staff/stop/go-on?unit=20857"))
    assert "Cho 2 bảng chạy tiếp?" in page and "Bảng đang được kiểm tra" in page
    assert browser.post("/staff/stop/go-on?unit=20857").status_code == 303
    assert stopped(staff.resources, boards) == [False, False, False]


def test_one_board_is_found_by_name_without_marks(staff: Staff, boards: list[ABoard]) -> None:
    browser = staff.person("technician", "KV-522")
    page = browser.get("/staff/stop?q=cho ba to").get_data(as_text=True)
    assert f"{CHECK}?board={boards[0].id}" in page
    assert f"{CHECK}?board={boards[1].id}" not in page
    assert "Không có bảng nào khớp" in text_of(browser.get("/staff/stop?q=zzz"))
    browser.post(f"{CHECK}?board={boards[0].id}", reason="wrong")
    assert stopped(staff.resources, boards) == [True, False, False]


def test_a_reason_of_ones_own_needs_words_and_nothing_typed_is_lost(
    staff: Staff, boards: list[ABoard]
) -> None:
    browser = staff.person("technician")
    browser.get(f"{CHECK}?all=yes")
    answer = browser.post(f"{CHECK}?all=yes", reason="other", screen="Đang sửa")
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "Ghi rõ vì sao dừng bảng" in page and "Đang sửa" in page
    answer = browser.post(f"{CHECK}?all=yes", reason="check", screen="x" * 201)
    assert answer.status_code == 422 and "x" * 201 in answer.get_data(as_text=True)
    assert stopped(staff.resources, boards) == [False, False, False]


def test_after_five_minutes_the_person_proves_themselves_in_the_same_form(
    staff: Staff, boards: list[ABoard], clock: FixedClock
) -> None:
    browser = staff.person("duty_officer")
    clock.advance(301)
    assert browser.get(f"{CHECK}?all=yes").location.startswith("/staff/confirm?")
    answer = browser.post(f"{CHECK}?all=yes", reason="strange")
    assert answer.status_code == 422 and not any(stopped(staff.resources, boards))
    assert browser.post(f"{CHECK}?all=yes", reason="strange", password="sai").status_code == 422
    assert browser.get("/staff/stop/go-on?all=yes").location.startswith("/staff/confirm?")


def test_a_unit_without_boards_and_one_elsewhere_are_refused(
    staff: Staff, boards: list[ABoard]
) -> None:
    browser = staff.person("technician", "20857")
    assert browser.get(f"{CHECK}?unit=20860").status_code == 403
    assert browser.get(f"{CHECK}?unit=nix").status_code == 404
    assert browser.get(f"{CHECK}?board=nix").status_code == 404
    empty = staff.person("technician", "20900")
    assert empty.get(f"{CHECK}?all=yes").status_code == 422
    assert "chưa có bảng" in text_of(empty.get("/staff/stop"))


def test_going_on_where_nothing_is_stopped_changes_nothing(
    staff: Staff, boards: list[ABoard]
) -> None:
    browser = staff.person("technician")
    assert "không có bảng nào đang dừng" in text_of(browser.get("/staff/stop/go-on?all=yes"))
    before = staff.resources.database.read(lambda s: len(s.scalars(select(AuditRow)).all()))
    assert browser.post("/staff/stop/go-on?all=yes").location == "/staff/stop"
    assert before == staff.resources.database.read(lambda s: len(s.scalars(select(AuditRow)).all()))
