from datetime import timedelta

import pytest

from server.services.plays import store_plays
from tests.server.board_builders import ABoard, a_board
from tests.server.builders import FixedClock
from tests.server.notice_builders import published
from tests.server.staff_web.conftest import Staff, text_of


@pytest.fixture
def board(staff: Staff, clock: FixedClock) -> ABoard:
    made = a_board(staff.resources, name="Nhà văn hóa")
    notice = published(staff.resources, title="Lịch tiêm chủng").id
    clock.advance(3 * 3600)
    begun = clock.now() - timedelta(hours=3)
    for hours, seconds in ((0, 3600), (1, 900)):
        record = made.play_of(notice, begun + timedelta(hours=hours), seconds=seconds)
        store_plays(staff.resources, made.id, [record])
    clock.advance(900)
    return made


def test_the_board_leads_to_its_day_which_names_what_is_missing_and_what_differs(
    staff: Staff, board: ABoard
) -> None:
    viewer, path = staff.person("viewer"), f"/staff/boards/{board.id}"
    assert f'href="{path}/plays"' in viewer.get(path).get_data(as_text=True)
    told = text_of(viewer.get(f"{path}/plays"))
    for words in (
        "Kế hoạch và thực tế: Nhà văn hóa",
        "1 giờ không có báo cáo.",
        "11:00–12:00",
        "“Lịch tiêm chủng”: chiếu 15 phút, theo kế hoạch là 1 giờ.",
        "2 bản ghi đã ký",
    ):
        assert words in told


@pytest.mark.parametrize("day", ["2026-13-45", "hôm qua", "2031-01-01", "2020-01-01"])
def test_a_day_that_cannot_be_shown_gives_today(staff: Staff, board: ABoard, day: str) -> None:
    told = text_of(staff.person("viewer").get(f"/staff/boards/{board.id}/plays?day={day}"))
    assert "24/11/2026" in told


def test_missing_hours_in_a_row_are_told_as_one_stretch(
    staff: Staff, board: ABoard, clock: FixedClock
) -> None:
    clock.advance(2 * 3600)
    told = text_of(staff.person("viewer").get(f"/staff/boards/{board.id}/plays"))
    assert "3 giờ không có báo cáo." in told
    assert "11:00–14:00: bảng tắt" in told


def test_a_day_before_the_board_was_paired_says_so(staff: Staff, board: ABoard) -> None:
    told = text_of(staff.person("viewer").get(f"/staff/boards/{board.id}/plays?day=2026-11-20"))
    assert "Ngày này bảng chưa được đưa vào sử dụng" in told
