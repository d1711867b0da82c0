import re
from dataclasses import dataclass

import pytest

from server.services.alerting import list_alerts
from server.services.resources import Resources
from server.staff_web.alert_fields import BREAK_GLASS, ENDINGS, FREE
from tests.server.board_builders import a_board, fire, officer
from tests.server.builders import FixedClock
from tests.server.staff_builders import PASSWORD
from tests.server.staff_web.conftest import Browser, Staff, text_of

WORDS = {"slot-where": "ven sông Liêng", "slot-shelter": "", "risk": "4", "ends": "6h"}
OWN = {
    "slot-headline": "VỠ ĐẬP",
    "slot-description": "Đập Núi Ngang",
    "slot-instruction": "Lên đồi\nGọi 112",
    "kind": "Infra",
    "severity": "Extreme",
    "risk": "none",
    "ends": "2h",
}


@dataclass
class Step:
    """Where a form leads and what it carries."""

    action: str
    fields: dict[str, list[str]]


def hidden(page: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page):
        if name != "csrf_token":
            found.setdefault(name, []).append(value)
    return found


def to_confirm(
    browser: Browser, kind: str = "flash-flood", mode: str = "alerts", **words: str
) -> dict[str, list[str]]:
    """Walk the first three steps and return what the last page carries."""
    typed = words or (OWN if kind in (FREE, BREAK_GLASS) else WORDS)
    path = f"/staff/{mode}/new/{kind}"
    assert browser.get(path).status_code == 200
    reach = browser.post(f"{path}/reach", **typed)
    assert reach.status_code == 200, text_of(reach)
    carried = hidden(reach.get_data(as_text=True))
    confirm = browser.post(f"{path}/confirm", **carried, subtree=["20857"])
    assert confirm.status_code == 200, text_of(confirm)
    return hidden(confirm.get_data(as_text=True))


def alerts(resources: Resources) -> list[str]:
    return [view.state for view in list_alerts(resources, officer()).items]


def test_a_prepared_alert_is_in_force_after_typing_the_number(staff: Staff) -> None:
    a_board(staff.resources)
    browser = staff.person("duty_officer")
    carried = to_confirm(browser)
    answer = browser.post("/staff/alerts/new/flash-flood/send", **carried, count="1")
    assert answer.status_code == 303
    page = text_of(browser.get(answer.location))
    assert "Đang phát" in page
    assert "0/1 bảng đang hiện" in page
    (view,) = list_alerts(staff.resources, officer()).items
    assert (view.alert.status, view.alert.risk_level, view.state) == ("Actual", 4, "in_force")


@pytest.mark.parametrize("typed", ["", "2", "11", "một"])
def test_another_number_sends_nothing(staff: Staff, typed: str) -> None:
    a_board(staff.resources)
    browser = staff.person("duty_officer")
    carried = to_confirm(browser)
    answer = browser.post("/staff/alerts/new/flash-flood/send", **carried, count=typed)
    assert answer.status_code == 422
    assert "Gõ 1: đó là số bảng sẽ hiện lúc này" in text_of(answer)
    assert alerts(staff.resources) == []


def test_the_number_counts_at_the_moment_of_sending(staff: Staff) -> None:
    a_board(staff.resources)
    browser = staff.person("duty_officer")
    carried = to_confirm(browser)
    a_board(staff.resources, name="Bảng vừa ghép")
    answer = browser.post("/staff/alerts/new/flash-flood/send", **carried, count="1")
    assert answer.status_code == 422
    assert "2 bảng" in text_of(answer)
    assert alerts(staff.resources) == []


def test_a_second_press_sends_no_second_alert(staff: Staff) -> None:
    a_board(staff.resources)
    browser = staff.person("duty_officer")
    carried = to_confirm(browser)
    first = browser.post("/staff/alerts/new/flash-flood/send", **carried, count="1")
    again = browser.post("/staff/alerts/new/flash-flood/send", **carried, count="1")
    assert first.location == again.location
    assert alerts(staff.resources) == ["in_force"]


def test_a_drill_needs_two_ticks_and_no_number_helps(staff: Staff) -> None:
    a_board(staff.resources)
    browser = staff.person("duty_officer")
    carried = to_confirm(browser, mode="drills", **{**WORDS, "ends": "30m"})
    path = "/staff/drills/new/flash-flood/send"
    for gesture in ({"count": "1"}, {"no_danger": "yes"}, {"told": "yes"}):
        refused = browser.post(path, **carried, **gesture)
        assert refused.status_code == 422
        assert "Đánh dấu cả hai điều" in text_of(refused)
    assert alerts(staff.resources) == []
    answer = browser.post(path, **carried, no_danger="yes", told="yes")
    assert answer.status_code == 303
    (view,) = list_alerts(staff.resources, officer()).items
    assert view.alert.status == "Exercise"


def test_the_drills_gesture_never_fires_a_real_alert(staff: Staff) -> None:
    a_board(staff.resources)
    browser = staff.person("duty_officer")
    carried = to_confirm(browser)
    path = "/staff/alerts/new/flash-flood/send"
    assert browser.post(path, **carried, no_danger="yes", told="yes").status_code == 422
    assert alerts(staff.resources) == []


def test_real_and_drill_pages_look_apart_and_share_no_form_address(staff: Staff) -> None:
    browser = staff.person("duty_officer")
    real = browser.get("/staff/alerts/new/storm").get_data(as_text=True)
    drill = browser.get("/staff/drills/new/storm").get_data(as_text=True)
    assert '<body class="real"' in real
    assert '<body class="drill"' in drill
    assert 'action="/staff/alerts/new/storm/reach"' in real
    assert 'action="/staff/drills/new/storm/reach"' in drill
    assert "/staff/drills/new/storm" not in real


def test_free_words_wait_for_a_second_officer(staff: Staff) -> None:
    a_board(staff.resources)
    browser = staff.person("duty_officer")
    carried = to_confirm(browser, FREE)
    answer = browser.post(f"/staff/alerts/new/{FREE}/send", **carried, count="1")
    assert answer.status_code == 303
    page = text_of(browser.get(answer.location))
    assert "Chờ cán bộ trực thứ hai" in page
    assert "Duyệt và phát" not in page
    assert alerts(staff.resources) == ["pending"]


def test_break_glass_goes_out_alone_and_ends_within_half_an_hour(
    staff: Staff, clock: FixedClock
) -> None:
    a_board(staff.resources)
    browser = staff.person("duty_officer")
    carried = to_confirm(browser, BREAK_GLASS)
    answer = browser.post(f"/staff/alerts/new/{BREAK_GLASS}/send", **carried, count="1")
    assert answer.status_code == 303
    (view,) = list_alerts(staff.resources, officer()).items
    assert view.break_glass
    assert view.alert.expires <= clock.now() + ENDINGS["30m"][0]


def test_a_place_left_empty_is_asked_for(staff: Staff) -> None:
    browser = staff.person("duty_officer")
    browser.get("/staff/alerts/new/flash-flood")
    answer = browser.post("/staff/alerts/new/flash-flood/reach", **{**WORDS, "slot-where": ""})
    assert answer.status_code == 422
    assert "Điền vào: Ở đâu." in text_of(answer)


def test_an_end_in_the_past_of_the_clock_means_tomorrow(staff: Staff) -> None:
    a_board(staff.resources)
    browser = staff.person("duty_officer")
    words = {**WORDS, "ends": "clock", "ends_at": "6h"}
    carried = to_confirm(browser, **words)
    answer = browser.post("/staff/alerts/new/flash-flood/send", **carried, count="1")
    assert answer.status_code == 303, text_of(answer)
    (view,) = list_alerts(staff.resources, officer()).items
    assert view.alert.expires.isoformat() == "2026-11-24T23:00:00+00:00"


def test_nobody_reached_stays_on_the_third_step(staff: Staff) -> None:
    browser = staff.person("duty_officer")
    browser.get("/staff/alerts/new/flash-flood")
    for targets in ({}, {"subtree": ["20857"]}, {"board": ["nonsense"]}):
        answer = browser.post("/staff/alerts/new/flash-flood/confirm", **WORDS, **targets)
        assert answer.status_code == 422
        assert "Ai sẽ nhận?" in text_of(answer)


def test_targets_beyond_ones_unit_are_refused(staff: Staff) -> None:
    a_board(staff.resources, unit="20900")
    browser = staff.person("duty_officer")
    browser.get("/staff/alerts/new/flash-flood")
    answer = browser.post("/staff/alerts/new/flash-flood/confirm", **WORDS, subtree=["51"])
    assert answer.status_code == 422
    assert "vượt quá đơn vị" in text_of(answer)


def test_the_audience_is_counted_and_names_that_look_alike_are_told(staff: Staff) -> None:
    a_board(staff.resources, name="Cổng chợ")
    a_board(staff.resources, unit="20860", name="Trạm Y tế")
    browser = staff.person("duty_officer", "KV-522")
    answer = text_of(browser.post("/staff/alerts/audience", subtree=["KV-522"]))
    assert "2 bảng ở 2 đơn vị" in answer
    assert "đang chọn cả Xã Ba Tơ và Xã Ba Tô." in answer
    assert "Cổng chợ" in answer
    assert "0 bảng" in text_of(browser.post("/staff/alerts/audience"))


def test_only_duty_officers_reach_the_wizard(staff: Staff) -> None:
    for role in ("author", "approver", "technician", "administrator", "viewer"):
        browser = staff.person(role)
        assert browser.get("/staff/alerts/new").status_code == 403, role
        assert browser.get("/staff/alerts/new/flash-flood").status_code == 403, role
        assert browser.post("/staff/alerts/new/flash-flood/send", **WORDS).status_code == 403, role


def test_reloading_a_later_step_leads_back_to_the_words(staff: Staff) -> None:
    browser = staff.person("duty_officer")
    for step in ("reach", "confirm", "send"):
        answer = browser.get(f"/staff/alerts/new/flash-flood/{step}")
        assert answer.location == "/staff/alerts/new/flash-flood"


def test_unknown_templates_and_free_drills_do_not_exist(staff: Staff) -> None:
    browser = staff.person("duty_officer")
    assert browser.get("/staff/alerts/new/tsunami").status_code == 404
    assert browser.get(f"/staff/drills/new/{FREE}").status_code == 404


def test_the_password_is_asked_for_in_the_form_when_time_ran_out(
    staff: Staff, clock: FixedClock
) -> None:
    a_board(staff.resources)
    browser = staff.person("duty_officer")
    carried = to_confirm(browser)
    clock.advance(301)
    path = "/staff/alerts/new/flash-flood/send"
    asked = browser.post(path, **carried, count="1")
    assert asked.status_code == 422
    assert "Nhập lại mật khẩu" in text_of(asked)
    assert alerts(staff.resources) == []
    carried = hidden(asked.get_data(as_text=True))
    answer = browser.post(path, **carried, count="1", password=PASSWORD)
    assert answer.status_code == 303


def test_an_update_keeps_the_boards_and_replaces_the_words(staff: Staff) -> None:
    a_board(staff.resources)
    browser = staff.person("duty_officer")
    view = fire(staff.resources, officer("commune"))
    path = "/staff/alerts/new/flash-flood"
    carried = hidden(browser.get(f"{path}?updates={view.id}").get_data(as_text=True))
    confirm = browser.post(f"{path}/reach", **carried, **{**WORDS, "slot-where": "cả xã Ba Tơ"})
    carried = hidden(confirm.get_data(as_text=True))
    answer = browser.post(f"{path}/send", **carried, count="1")
    assert answer.location == f"/staff/alerts/{view.id}"
    (held,) = list_alerts(staff.resources, officer()).items
    assert held.revision == 2
    assert "cả xã Ba Tơ" in held.alert.info[0].description


def later(**fields: str) -> dict[str, str]:
    return {**WORDS, "ends": "2h", "starts": "clock", **fields}


def test_an_alert_that_starts_later_says_what_boards_do_until_then(staff: Staff) -> None:
    board = a_board(staff.resources)
    browser = staff.person("duty_officer")
    carried = to_confirm(browser, **later(starts_at="18:00"))  # it is 9:00
    page = text_of(browser.post("/staff/alerts/new/flash-flood/confirm", **carried))
    assert "18:00 hôm nay" in page and "giữ sẵn và chưa hiện gì cho đến giờ đó" in page
    assert "20:00 hôm nay" in page, "the end counts from the start"
    answer = browser.post("/staff/alerts/new/flash-flood/send", **carried, count="1")
    assert "Cảnh báo hẹn giờ" in text_of(browser.get(answer.location))
    (view,) = list_alerts(staff.resources, officer()).items
    assert (view.alert.expires - view.alert.effective).total_seconds() == 7200
    assert [one.id for one in board.head().alerts] == [view.id], "boards hold it beforehand"
    form = browser.get(f"/staff/alerts/new/flash-flood?updates={view.id}").get_data(as_text=True)
    assert 'name="starts_at" value="18:00"' in form and "24/11/2026" in form


@pytest.mark.parametrize(
    ("at", "on", "said"),
    [
        ("", "", "giờ"),
        ("25:00", "", "giờ"),
        ("8:00", "24/11/2026", "Giờ bắt đầu đã qua"),
        ("8:00", "23/11/2026", "Giờ bắt đầu đã qua"),
        ("8:00", "31/12/2026", "30 ngày"),
        ("8:00", "mai", "ngày"),
    ],
)
def test_a_start_that_cannot_be_is_said_at_its_field(
    staff: Staff, at: str, on: str, said: str
) -> None:
    a_board(staff.resources)
    browser = staff.person("duty_officer")
    path = "/staff/alerts/new/flash-flood/reach"
    answer = browser.post(path, **later(starts_at=at, starts_on=on))
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    problem = page.split('id="effective-e"')[1].split("</span>")[0]
    assert said in problem and f'value="{at}"' in page
    assert alerts(staff.resources) == []
