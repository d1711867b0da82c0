import pytest

from server.services.time_rules import TimeRules
from tests.server.notice_builders import pair_a_board
from tests.server.staff_web.conftest import Staff, text_of

UNIT = "/staff/units/commune/time"
OWN = {
    name: "own"
    for name in ("shares_from", "quiet_from", "caps_from", "power_from", "brightness_from")
}


def test_a_unit_sets_shares_and_hours_and_reads_them_in_words(staff: Staff) -> None:
    admin = staff.person("administrator")
    assert "Chưa đặt tỉ lệ" in text_of(admin.get(UNIT))
    answer = admin.post(
        UNIT,
        **OWN,
        **{"share-policy": "30 %", "share-market": "10"},
        quiet="21:00-5:00",
        caps="5:00-7:00 40, 17h-21h 70 %",
        power="",
        brightness="18-22 60, 22:00-5:00 30%",
    )
    assert answer.status_code == 303, text_of(answer)
    said = text_of(admin.get(UNIT))
    assert "ít nhất 30 % thời lượng, khoảng 18 phút mỗi giờ" in said
    assert "Yên lặng: 21–5 giờ" in said
    assert "Âm lượng nhiều nhất 40 %: 5–7 giờ" in said
    assert "Độ sáng 30 %: 22–5 giờ" in said
    rules = staff.resources.rules.own("commune")
    assert [cap.percent for cap in rules.hours.brightness or ()] == [60, 30]
    assert rules.shares is not None and rules.shares.to_dict() == {"policy": 30, "market": 10}
    assert [cap.percent for cap in rules.hours.caps or ()] == [40, 70]
    assert rules.hours.power == ()
    again = admin.get(UNIT).get_data(True)
    assert 'value="5:00-7:00 40, 17:00-21:00 70"' in again
    assert 'value="18:00-22:00 60, 22:00-5:00 30"' in again


def test_what_is_not_set_comes_from_above_and_is_shown(staff: Staff) -> None:
    above = staff.person("administrator", "51")
    fields = {"shares_from": "own", "share-policy": "30", "quiet_from": "own", "quiet": "22-5"}
    assert above.post("/staff/units/province/time", **fields).status_code == 303
    below = staff.person("administrator")
    assert "Cấp trên đặt" in text_of(below.get(UNIT))
    assert "Yên lặng: 22–5 giờ" in text_of(below.get(UNIT))
    board = pair_a_board(staff.resources)
    page = f"/staff/boards/{board}/time"
    assert "Yên lặng: 22–5 giờ" in text_of(below.get(page))
    assert below.post(page, quiet_from="own", quiet="").status_code == 303
    assert "Tiếng và màn hình bật cả ngày đêm" in text_of(below.get(page))
    assert below.post(page).status_code == 303
    assert staff.resources.rules.own(board) == TimeRules()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"share-policy": "60", "share-news": "41"}, "Cộng lại là 101 %"),
        ({"share-policy": "-3"}, "Nhập số nguyên từ 0 đến 100 (%)"),
        ({"share-policy": "9999"}, "Nhập số nguyên từ 0 đến 100 (%)"),
        ({"quiet": "21:00-21:00"}, "không có phút nào"),
        ({"quiet": "20:00-23:00, 22:00-5:00"}, "trùng với khung giờ khác"),
        ({"caps": "5:00-7:00"}, "Ghi giờ như"),
        ({"caps": "5:00-7:00 140"}, "Nhập số nguyên từ 0 đến 100 (%)"),
        ({"brightness": "18:00-22:00 5"}, "từ 10 đến 100"),
        ({"brightness": "18:00-22:00"}, "Ghi giờ như"),
        ({"power": "sáng"}, "Ghi giờ như"),
    ],
)
def test_what_cannot_be_is_refused_and_stays_typed(
    staff: Staff, fields: dict[str, str], said: str
) -> None:
    admin = staff.person("administrator")
    answer = admin.post(UNIT, **OWN, **fields)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert f'value="{next(iter(fields.values()))}"' in answer.get_data(True)
    assert staff.resources.rules.own("commune") == TimeRules()


def test_those_without_the_right_read_but_do_not_set(staff: Staff) -> None:
    author = staff.person("author")
    page = author.get(UNIT)
    assert page.status_code == 200
    assert "Chỉ quản trị viên" in text_of(page)
    assert author.post(UNIT, **OWN).status_code == 403
    assert staff.person("author", "20900").get(UNIT).status_code == 404
