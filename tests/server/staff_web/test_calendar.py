from tests.server.notice_builders import pair_a_board, published, submitted
from tests.server.staff_web.conftest import Staff, text_of


def test_the_week_shows_bars_what_waits_and_how_long_a_round_takes(staff: Staff) -> None:
    board = pair_a_board(staff.resources)
    parts = [
        {"from": "05:00", "to": "08:00", "days": [1, 2, 3, 4, 5]},
        {"from": "16:00", "to": "19:00", "days": [1, 2, 3, 4, 5]},
    ]
    published(staff.resources, title="Giá nông sản", category="market", dayparts=parts)
    published(staff.resources, title="Cấp đổi thẻ", valid_until="2026-12-05T17:00:00Z")
    submitted(staff.resources, title="Cấm họp chợ lấn đường", category="security")
    viewer = staff.person("viewer")
    assert f"/staff/boards/{board}/calendar" in viewer.get(f"/staff/boards/{board}").get_data(True)
    answer = viewer.get(f"/staff/boards/{board}/calendar")
    said = text_of(answer)
    assert "Tuần 23/11 – 29/11/2026" in said
    assert "5–8 giờ và 16–19 giờ, thứ Hai đến thứ Sáu" in said
    assert "Cả ngày · đến hết 05/12" in said
    assert "Chờ duyệt, chưa hiện" in said
    assert 'class="run c-security pending"' in answer.get_data(True)
    assert "Một vòng hết" in said and "ph" in said
    noon = text_of(viewer.get(f"/staff/boards/{board}/calendar?part=11-14"))
    assert "Giá nông sản" not in noon and "Cấp đổi thẻ" in noon
    after = text_of(viewer.get(f"/staff/boards/{board}/calendar?week=2026-11-30"))
    assert "Tuần 30/11 – 06/12/2026" in after
    assert "“Giá nông sản” cũ kể từ 02/12" in after


def test_what_is_on_at_a_time_is_answered_with_its_picture(staff: Staff) -> None:
    board = pair_a_board(staff.resources)
    published(staff.resources, title="Hiến đất mở đường")
    published(staff.resources, title="Thi công đường")
    submitted(staff.resources, title="Cấm họp chợ")
    viewer = staff.person("viewer")
    at = f"/staff/boards/{board}/calendar?day=27/11/2026&clock=14:30"
    answer = viewer.get(at)
    said = text_of(answer)
    assert "14:30:00 thứ Sáu 27/11" in said
    assert "Sau đó:" in said
    assert "Nếu được duyệt, “Cấm họp chợ” hiện lần đầu lúc 14:3" in said
    picture = f"/staff/boards/{board}/picture?at=2026-11-27T07:30:00Z"
    assert picture in answer.get_data(True).replace("%3A", ":")
    assert viewer.get(picture).mimetype == "image/png"


def test_an_impossible_day_or_time_is_said_at_its_field(staff: Staff) -> None:
    board = pair_a_board(staff.resources)
    viewer = staff.person("viewer")
    page = f"/staff/boards/{board}/calendar"
    assert "14:30" in text_of(viewer.get(f"{page}?day=27/11/2026&clock=nửa đêm"))
    assert "từ hôm nay trở đi" in text_of(viewer.get(f"{page}?day=01/01/1970&clock=14:30"))
    assert "từ hôm nay trở đi" in text_of(viewer.get(f"{page}?day=01/01/2099&clock=14:30"))
    for odd in ("week=garbage", "week=9999-12-31", "week=0001-01-01", "part=25-99"):
        assert viewer.get(f"{page}?{odd}").status_code == 200


def test_a_board_elsewhere_has_no_calendar(staff: Staff) -> None:
    board = pair_a_board(staff.resources)
    assert staff.person("viewer", "20900").get(f"/staff/boards/{board}/calendar").status_code == 404


def test_an_empty_week_says_what_to_do(staff: Staff) -> None:
    board = pair_a_board(staff.resources)
    said = text_of(staff.person("author").get(f"/staff/boards/{board}/calendar"))
    assert "Bảng hiện màn hình chờ" in said
