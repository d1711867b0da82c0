"""Groups and tags of boards as whom an alert is for, from the third step to the alert's page."""

import re

import pytest

from server.services.alerting import issue_alert, list_alerts
from server.staff_web.alert_fields import FREE
from tests.server.board_builders import a_board, fire, officer, own_words
from tests.server.staff_web.conftest import Browser, Staff, text_of
from tests.server.staff_web.test_alert_wizard import OWN, WORDS, alerts, hidden

PATH = "/staff/alerts/new/flash-flood"
CUT = "Đơn vị khác cũng có bảng thuộc nhóm hoặc nhãn này."


@pytest.fixture
def browser(staff: Staff) -> Browser:
    """A commune's officer; its boards, and one of the same group next door."""
    a_board(staff.resources, name="Chợ Ba Tơ", groups=["chợ"], tags=["ngoài trời"])
    a_board(staff.resources, name="Nhà văn hóa")
    a_board(staff.resources, "20860", "Chợ Ba Tô", groups=["chợ", "ven biển"])
    return staff.person("duty_officer")


def confirm_with(
    browser: Browser, path: str = PATH, **targets: list[str]
) -> tuple[str, dict[str, list[str]]]:
    """Walk to the last check; return its text and what it carries."""
    browser.get(path)
    carried = hidden(browser.post(f"{path}/reach", **WORDS).get_data(as_text=True))
    answer = browser.post(f"{path}/confirm", **carried, **targets)
    assert answer.status_code == 200, text_of(answer)
    return text_of(answer), hidden(answer.get_data(as_text=True))


def test_groups_and_tags_of_ones_own_boards_are_offered_folded(browser: Browser) -> None:
    browser.get(PATH)
    page = browser.post(f"{PATH}/reach", **WORDS).get_data(as_text=True)
    assert "<details><summary>Chọn theo nhóm bảng hoặc nhãn</summary>" in page
    assert 'name="group" value="chợ"' in page and 'name="tag" value="ngoài trời"' in page
    assert "ven biển" not in page
    again = browser.post(f"{PATH}/confirm", **WORDS, group=["chợ"], board=["nonsense"])
    assert "<details open><summary>Chọn theo nhóm bảng hoặc nhãn" in again.get_data(as_text=True)


def test_without_any_group_or_tag_nothing_is_offered(staff: Staff) -> None:
    a_board(staff.resources)
    browser = staff.person("duty_officer")
    browser.get(PATH)
    assert "nhóm bảng" not in text_of(browser.post(f"{PATH}/reach", **WORDS))


def test_the_count_follows_and_says_that_other_units_get_nothing(browser: Browser) -> None:
    browser.get(PATH)
    told = text_of(browser.post("/staff/alerts/audience", group=["chợ"]))
    assert "1 bảng ở 1 đơn vị" in told and "Chợ Ba Tơ" in told and CUT in told
    both = text_of(browser.post("/staff/alerts/audience", group=["chợ"], subtree=["20857"]))
    assert "2 bảng ở 1 đơn vị" in both
    tag = text_of(browser.post("/staff/alerts/audience", tag=["ngoài trời"]))
    assert "1 bảng ở 1 đơn vị" in tag and CUT not in tag


@pytest.mark.parametrize("refused_at", ["confirm", "send"])
def test_counting_again_without_script_stays_on_the_step(browser: Browser, refused_at: str) -> None:
    browser.get(PATH)
    refused = browser.post(f"{PATH}/{refused_at}", **WORDS, group=["bến xe"], count="1")
    page = refused.get_data(as_text=True)
    found = re.search(r'formaction="([^"]+)" name="count" value="yes" id="recount"', page)
    assert found is not None
    again = text_of(browser.post(found[1], **hidden(page), group=["chợ"], count="yes"))
    assert "Ai sẽ nhận?" in again and "1 bảng ở 1 đơn vị" in again


@pytest.mark.parametrize("mode", ["alerts", "drills"])
def test_a_group_goes_from_the_form_to_the_alert_and_its_page(
    staff: Staff, browser: Browser, mode: str
) -> None:
    path = f"/staff/{mode}/new/flash-flood"
    words, carried = confirm_with(browser, path, group=["chợ"], tag=["ngoài trời"])
    assert "Nhóm bảng “chợ” của xã Ba Tơ" in words
    assert "Nhãn “ngoài trời” ở xã Ba Tơ" in words and CUT in words
    gesture = {"count": "1"} if mode == "alerts" else {"no_danger": "yes", "told": "yes"}
    sent = browser.post(f"{path}/send", **carried, **gesture)
    assert sent.status_code == 303, text_of(sent)
    assert "Nhóm bảng “chợ” của xã Ba Tơ" in text_of(browser.get(sent.location))
    (view,) = list_alerts(staff.resources, officer()).items
    assert (view.alert.targets.groups, view.alert.targets.tags) == (("chợ",), ("ngoài trời",))
    assert (view.unit_id, view.targeted) == ("commune", 1)


def test_ones_own_unit_alone_is_not_said_twice(browser: Browser) -> None:
    words, _ = confirm_with(browser, subtree=["20857"])
    assert "2 bảng Xã Ba Tơ" in words
    assert "Cả xã Ba Tơ" not in words


@pytest.mark.parametrize(
    ("targets", "told"),
    [
        ({"group": ["bến xe"]}, "không có bảng nào thuộc nhóm “bến xe”."),
        ({"group": ["ven biển"]}, "không có bảng nào thuộc nhóm “ven biển”."),
        ({"tag": ["chợ"]}, "không có bảng nào mang nhãn “chợ”."),
        ({"group": ["x" * 5000], "subtree": ["20857"]}, "không có bảng nào thuộc nhóm “xxx"),
        ({"subtree": ["20857"], "tag": [""]}, "không có bảng nào mang nhãn “”."),
    ],
)
@pytest.mark.parametrize("step", ["confirm", "send"])
def test_an_unknown_group_or_tag_is_refused_in_words(
    staff: Staff, browser: Browser, step: str, targets: dict[str, list[str]], told: str
) -> None:
    browser.get(PATH)
    answer = browser.post(f"{PATH}/{step}", **WORDS, **targets, count="1")
    assert answer.status_code == 422
    page = text_of(answer)
    assert "Ai sẽ nhận?" in page and told in page
    assert "x" * 200 not in page.split("Chọn theo nhóm")[0]
    assert alerts(staff.resources) == []


def test_going_back_keeps_what_was_ticked(browser: Browser) -> None:
    _, carried = confirm_with(browser, group=["chợ"])
    back = hidden(browser.post(f"{PATH}/again", **carried).get_data(as_text=True))
    assert back["group"] == ["chợ"]


def test_a_second_officer_reads_who_it_is_for_and_types_that_number(
    staff: Staff, browser: Browser
) -> None:
    request = own_words(staff.resources.clock.now(), targets={"groups": ["chợ"]})
    view = issue_alert(staff.resources, officer("commune"), request)
    second = staff.person("duty_officer", "51", number=2)
    page = text_of(second.get(f"/staff/alerts/{view.id}"))
    assert "1 bảng Nhóm bảng “chợ” của xã Ba Tơ" in page
    proof = {"revision": "1", "digest": view.digest}
    refused = second.post(f"/staff/alerts/{view.id}/approve", **proof, count="2")
    assert "Gõ 1" in text_of(refused)
    assert second.post(f"/staff/alerts/{view.id}/approve", **proof, count="1").status_code == 303
    assert alerts(staff.resources) == ["in_force"]


@pytest.mark.parametrize("unit", ["20857", "51"])
def test_an_update_keeps_the_group_and_its_unit(staff: Staff, browser: Browser, unit: str) -> None:
    fired = fire(staff.resources, officer("commune"), targets={"groups": ["chợ"]})
    person = staff.person("duty_officer", unit, number=2)
    carried = hidden(person.get(f"{PATH}?updates={fired.id}").get_data(as_text=True))
    confirm = person.post(f"{PATH}/reach", **carried, **WORDS)
    assert "Nhóm bảng “chợ” của xã Ba Tơ" in text_of(confirm)
    carried = hidden(confirm.get_data(as_text=True))
    sent = person.post(f"{PATH}/send", **carried, count="1")
    assert sent.location == f"/staff/alerts/{fired.id}", text_of(sent)
    (view,) = list_alerts(staff.resources, officer()).items
    assert (view.revision, view.unit_id, view.alert.targets.groups) == (2, "commune", ("chợ",))


def test_single_boards_and_areas_are_named_too(staff: Staff, browser: Browser) -> None:
    board = a_board(staff.resources, name="Trạm Y tế", lat=14.75, lon=108.73)
    words, _ = confirm_with(browser, board=[board.id])
    assert "Từng bảng: Trạm Y tế" in words
    area = {"areas": [{"lat": 14.75, "lon": 108.73, "radius_km": 0.1}], "units": ["20857"]}
    view = fire(staff.resources, officer("commune"), targets=area)
    assert "Xã Ba Tơ 1 vùng trên bản đồ" in text_of(browser.get(f"/staff/alerts/{view.id}"))


def test_free_words_carry_a_group_too(staff: Staff, browser: Browser) -> None:
    path = f"/staff/alerts/new/{FREE}"
    browser.get(path)
    carried = hidden(browser.post(f"{path}/reach", **OWN).get_data(as_text=True))
    confirm = browser.post(f"{path}/confirm", **carried, group=["chợ"])
    sent = browser.post(f"{path}/send", **hidden(confirm.get_data(as_text=True)), count="1")
    assert "Nhóm bảng “chợ” của xã Ba Tơ" in text_of(browser.get(sent.location))
    assert alerts(staff.resources) == ["pending"]
