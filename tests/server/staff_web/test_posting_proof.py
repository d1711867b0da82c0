from datetime import date, timedelta

import pytest

from server.services.plays import store_plays
from server.services.publishing import NoticeView
from server.services.withdrawing import withdraw_notice
from server.staff_web.posting_proof import day_ranges
from tests.server.board_builders import ABoard, a_board
from tests.server.builders import FixedClock
from tests.server.notice_builders import APPROVER, published, submitted
from tests.server.staff_web.conftest import Staff, text_of
from tests.server.staff_web.test_statements import asked_by

HOUR = timedelta(hours=1)


@pytest.fixture
def board(staff: Staff) -> ABoard:
    made = a_board(staff.resources, name="Nhà văn hóa")
    staff.resources.presence.saw(made.id, staff.resources.clock.now())
    return made


@pytest.fixture
def notice(staff: Staff, board: ABoard) -> NoticeView:
    document = {"posted_until": "2026-11-26", "number": "12/TB-UBND", "signer": "Phạm Văn B"}
    return published(staff.resources, document=document)


def play_an_hour(board: ABoard, notice: NoticeView) -> None:
    begun = board.resources.clock.now() - HOUR
    store_plays(board.resources, board.id, [board.play_of(notice.id, begun)])


def play(board: ABoard, notice: NoticeView, clock: FixedClock, days: int) -> None:
    for _ in range(days):
        clock.advance(3600)
        play_an_hour(board, notice)
        clock.advance(23 * 3600)


def test_the_notice_leads_to_its_sheet_which_names_days_and_people(
    staff: Staff, board: ABoard, notice: NoticeView, clock: FixedClock
) -> None:
    play(board, notice, clock, days=2)
    clock.advance(5 * 86400)
    inspector, path = staff.person("inspector"), f"/staff/notices/{notice.id}"
    assert f'href="{path}/proof"' in inspector.get(path).get_data(as_text=True)
    told = text_of(inspector.get(f"{path}/proof"))
    for words in (
        "Biên bản niêm yết",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "12/TB-UBND",
        "Phạm Văn B",
        "đã duyệt lần sửa 1 và cho lên bảng",
        "Nhà văn hóa",
        "Có ngày trong thời hạn không bảng nào chiếu tin này.",
        "không có báo cáo",
        "2 bản ghi đã ký",
    ):
        assert words in told


def test_before_any_report_the_sheet_says_so(
    staff: Staff, board: ABoard, notice: NoticeView
) -> None:
    told = text_of(staff.person("viewer").get(f"/staff/notices/{notice.id}/proof"))
    assert "Chưa bảng nào gửi báo cáo" in told


def test_each_day_shown_is_a_proof_and_taking_down_is_told(
    staff: Staff, board: ABoard, notice: NoticeView, clock: FixedClock
) -> None:
    play(board, notice, clock, days=3)
    withdraw_notice(staff.resources, APPROVER, notice.id, "Hết hạn niêm yết")
    told = text_of(staff.person("viewer").get(f"/staff/notices/{notice.id}/proof"))
    assert "Mỗi ngày trong thời hạn, mọi bảng đều đã chiếu tin này." in told
    assert "Lý do: Hết hạn niêm yết" in told


def test_the_days_can_be_taken_away(
    staff: Staff, board: ABoard, notice: NoticeView, clock: FixedClock
) -> None:
    play(board, notice, clock, days=1)
    answer = staff.person("viewer").get(f"/staff/notices/{notice.id}/proof.csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    heads, row = answer.get_data(as_text=True).lstrip("\ufeff").splitlines()
    cells = dict(zip(heads.split(","), row.split(","), strict=True))
    assert (cells["board"], cells["name"], cells["seconds"]) == (board.id, "Nhà văn hóa", "120")


def test_a_notice_never_put_up_has_no_sheet(staff: Staff, board: ABoard) -> None:
    waiting = submitted(staff.resources)
    viewer = staff.person("viewer")
    page = viewer.get(f"/staff/notices/{waiting.id}").get_data(as_text=True)
    assert "/proof" not in page
    assert viewer.get(f"/staff/notices/{waiting.id}/proof").status_code == 404


def test_more_boards_ask_the_database_no_more_often(
    staff: Staff, board: ABoard, notice: NoticeView
) -> None:
    path, viewer = f"/staff/notices/{notice.id}/proof", staff.person("viewer")
    play_an_hour(board, notice)
    few = asked_by(viewer, path)
    for number in range(12):
        play_an_hour(a_board(staff.resources, name=f"Bảng {number}"), notice)
    assert len(asked_by(viewer, path)) == len(few)


def test_days_in_a_row_are_told_by_their_ends() -> None:
    days = [date(2026, 11, number) for number in (28, 29, 30)]
    assert day_ranges([]) == ""
    assert day_ranges(days) == "28/11/2026 – 30/11/2026"
    assert day_ranges([*days, date(2026, 12, 1), date(2026, 12, 3)]) == (
        "28/11/2026 – 01/12/2026, 03/12/2026"
    )
