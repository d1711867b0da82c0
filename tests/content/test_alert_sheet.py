"""What the shared cases (tests/vectors/alert_pages.json) do not name."""

from dataclasses import replace

import pytest

from content.alert_info import AlertInfo
from content.alert_sheet import alert_sheets, boxes_of, sender_lines, sheet_seconds
from content.stage import stage_of
from tests.vectors.statements import an_alert


def measure(text: str, em: float, bold: bool) -> float:
    return len(text) * em * (0.6 if bold else 0.55)


@pytest.mark.parametrize("size", [(640, 384), (1920, 1080), (1080, 1920), (1920, 480)])
@pytest.mark.parametrize("status", ["Actual", "Exercise"])
def test_no_page_of_a_long_alert_is_wider_or_higher_than_its_boxes(
    size: tuple[int, int], status: str
) -> None:
    long = AlertInfo(
        "vi",
        "NƯỚC LŨ TRÊN SÔNG LIÊN LÊN RẤT NHANH",
        "Từ đêm nay nước lên rất nhanh ở ven suối, chân núi. " * 6,
        "Lên chỗ cao ngay, bỏ lại đồ đạc và gia súc nặng nề\n" * 5,
    )
    alert = replace(an_alert(status=status), info=(long,))
    stage = stage_of(size, None)
    boxes = boxes_of(stage, alert)
    made = alert_sheets([alert], stage, measure)
    assert len(made) > 1
    for page in made:
        assert all(measure(one, page.where.em, False) <= boxes.say for one in page.where.lines)
        deeds_u = 0.0 if boxes.is_beside else page.deeds.height
        assert page.what.height + page.where.height + deeds_u <= boxes.room + 0.1
        assert len(page.deeds.rows) <= 3
    shown = " ".join(line for page in made for line in page.where.lines)
    assert set(long.description.split()) <= set(shown.split())


def test_up_to_nine_pages_come_round_twice_a_minute_and_none_is_gone_before_it_is_read() -> None:
    assert all(pages * sheet_seconds(pages) <= 30 for pages in range(1, 10))
    assert all(sheet_seconds(pages) >= 3 for pages in range(1, 200))


def test_twenty_alerts_at_once_have_a_page_each_in_the_order_of_their_turns() -> None:
    english = AlertInfo("en", "FLASH FLOOD", "Streams.", "Go up now")
    alerts = [an_alert(f"a{number:02}") for number in range(20)]
    alerts = [replace(alert, info=(*alert.info, english)) for alert in alerts]
    made = alert_sheets(alerts, stage_of((1920, 1080), None), measure)
    assert [page.alert.id for page in made] == [alert.id for alert in alerts]
    assert made[6].nth == "7/20" and made[6].info.language == "vi" and made[6].deeds.rows
    assert len(alert_sheets(alerts[:4], stage_of((1920, 1080), None), measure)) == 8


def test_the_place_of_the_one_who_says_so_stands_on_a_line_of_its_own() -> None:
    found = sender_lines("Ban Chỉ huy tỉnh Quảng Ngãi", 50, 4, measure)
    assert found == ["Ban Chỉ huy", "tỉnh Quảng Ngãi"]
    assert sender_lines("UBND xã Ba Tơ", 92, 4, measure) == ["UBND xã Ba Tơ"]
