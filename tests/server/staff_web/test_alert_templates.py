"""The pages of units' own templates, and the wizard with one: alert_kinds, template_glass."""

import html
import json
import re

import pytest

from content.languages import LANGUAGES
from server.services.alerting import list_alerts
from server.services.own_templates import list_own_templates
from server.staff_web import alert_kinds, template_glass
from tests.server.board_builders import a_board, officer
from tests.server.staff_web.conftest import Staff, text_of
from tests.server.staff_web.test_alert_wizard import hidden
from tests.server.template_builders import a_template, an_approved_template

TYPED = {
    "unit": "commune",
    "name": "Vỡ bờ kè",
    "kind": "Infra",
    "severity": "Extreme",
    "risk": "4",
    "headline": "VỠ BỜ KÈ",
    "description": "Nước sông lên {so}: {noi}.",
    "instruction": "Lên chỗ cao\nGọi {dt}",
    "lang_1": "en",
    "headline_1": "DIKE BREAKS",
    "description_1": "At {noi}.",
    "instruction_1": "Go up",
}


def test_written_approved_and_offered_in_the_wizard(staff: Staff) -> None:
    a_board(staff.resources)
    first, second = staff.person("duty_officer"), staff.person("duty_officer", number=2)
    answer = first.post("/staff/alert-templates/new", **TYPED)
    assert answer.status_code == 303, text_of(answer)
    page = first.get(answer.location)
    assert "cán bộ khác phải duyệt" in text_of(page)
    assert "Duyệt mẫu này" not in text_of(page)
    seen = hidden(second.get(answer.location).get_data(as_text=True))
    assert "Vỡ bờ kè" in text_of(second.get("/staff/alert-templates"))
    assert "Vỡ bờ kè" not in text_of(first.get("/staff/alerts/new"))
    assert second.post(f"{answer.location}/approve", **seen).status_code == 303
    offered = first.get("/staff/alerts/new").get_data(as_text=True)
    assert "Mẫu của đơn vị" in offered and "Vỡ bờ kè" in offered
    assert "Vỡ bờ kè" in text_of(first.get("/staff/drills/new"))
    fill = text_of(first.get(f"/staff/alerts/new/{answer.location.rsplit('/')[-1]}"))
    assert "Mẫu riêng của Xã Ba Tơ" in fill


def test_one_is_fired_through_the_wizard(staff: Staff) -> None:
    a_board(staff.resources)
    template = an_approved_template(staff.resources)
    browser, path = staff.person("duty_officer"), f"/staff/alerts/new/{template.id}"
    words = {"slot-so": "3,5", "slot-noi": "thôn Làng Teng", "slot-dt": "112", "ends": "2h"}
    assert "Mực nước" in text_of(browser.get(path))
    reach = browser.post(f"{path}/reach", **words, risk="4")
    confirm = browser.post(
        f"{path}/confirm", **hidden(reach.get_data(as_text=True)), subtree=["20857"]
    )
    carried = hidden(confirm.get_data(as_text=True))
    answer = browser.post(f"{path}/send", **carried, count="1")
    assert answer.status_code == 303, text_of(answer)
    (view,) = list_alerts(staff.resources, officer()).items
    assert view.alert.info[0].description == "Nước sông lên 3,5 m: thôn Làng Teng."
    assert (view.state, view.template_id) == ("in_force", template.id)


@pytest.mark.parametrize(
    ("changed", "anchor", "said"),
    [
        ({"name": ""}, "name", "Điền"),
        ({"headline": ""}, "headline", "Điền"),
        ({"description": "Tại {đâu}"}, "description", "Không có chỗ điền {đâu}"),
        ({"description": "Tại {noi"}, "description", "ngoặc nhọn đứng lẻ"),
        ({"description_1": "{luc}"}, "description_1", "không có trong câu chữ tiếng Việt"),
        ({"label-so": "x" * 61}, "label-so", "61"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    staff: Staff, changed: dict[str, str], anchor: str, said: str
) -> None:
    browser = staff.person("duty_officer")
    browser.get("/staff/alert-templates/new")
    answer = browser.post("/staff/alert-templates/new", **{**TYPED, **changed})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert f'href="#{anchor}"' in page
    assert said in text_of(answer)
    assert html.escape("Go up") in page
    assert list_own_templates(staff.resources, officer()) == ()


def test_a_change_shows_the_old_text_and_voids_the_approval(staff: Staff) -> None:
    template, browser = an_approved_template(staff.resources), staff.person("duty_officer")
    path = f"/staff/alert-templates/{template.id}"
    page = browser.get(f"{path}/edit").get_data(as_text=True)
    assert "Nước sông lên {so}: {noi}." in page and 'value="Mực nước"' in page
    changed = {**TYPED, **hidden(page), "headline": "ĐÊ VỠ", "label-so": "Mức", "unit-so": "m"}
    assert browser.post(f"{path}/edit", **changed).status_code == 303
    assert "Chờ cán bộ trực thứ hai" in text_of(browser.get(path))
    stale = browser.post(f"{path}/edit", **{**changed, "headline": "KÈ VỠ"})
    assert stale.status_code == 422
    assert "Hãy đọc lại" in text_of(stale)


def test_the_page_shows_it_on_several_shapes_and_in_each_language(staff: Staff) -> None:
    browser = staff.person("duty_officer")
    browser.get("/staff/alert-templates/new")
    made = browser.post("/staff/alert-templates/new", **TYPED)
    page = browser.get(made.location).get_data(as_text=True)
    frames = [json.loads(html.unescape(one)) for one in re.findall(r'data-painted="([^"]*)"', page)]
    assert [[info["language"] for info in one["alert"]["info"]] for one in frames] == [
        ["vi"], ["en"], ["vi"], ["vi"],
    ]  # fmt: skip
    assert len({tuple(one["size"]) for one in frames}) == 3
    assert all(one["alert"]["silent"] for one in frames)
    assert LANGUAGES["en"].name in text_of(browser.get(made.location))
    assert template_glass.glasses_of.__doc__


def test_switching_off_and_on(staff: Staff) -> None:
    template, browser = an_approved_template(staff.resources), staff.person("duty_officer")
    path = f"/staff/alert-templates/{template.id}"
    browser.get(path)
    browser.post(f"{path}/off")
    assert "Ngừng dùng" in text_of(browser.get(path))
    assert browser.get(f"/staff/alerts/new/{template.id}").status_code == 404
    browser.post(f"{path}/on")
    assert browser.get(f"/staff/alerts/new/{template.id}").status_code == 200


def test_approving_what_has_changed_is_refused_in_words(staff: Staff) -> None:
    template, browser = a_template(staff.resources), staff.person("duty_officer")
    path = f"/staff/alert-templates/{template.id}"
    browser.get(path)
    browser.post(f"{path}/approve", seen="0" * 64)
    assert "Mẫu vừa được sửa" in text_of(browser.get(path))


def test_the_wizard_offers_each_built_in_one_once_and_the_test_for_drills_only(
    staff: Staff,
) -> None:
    browser = staff.person("duty_officer")
    real, drill = (text_of(browser.get(f"/staff/{m}/new")) for m in ("alerts", "drills"))
    assert real.count("Báo an toàn") == 1
    assert "Thử bảng tin" in drill and "Thử bảng tin" not in real
    assert browser.get("/staff/alerts/new/test").status_code == 404
    assert alert_kinds.all_clear_for("storm") == "all-clear-storm"


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        ("storm", {"slot-when": "tối nay"}, "hãy ghi giờ và ngày"),
        ("missing-person", {"slot-age": "sáu"}, "hãy ghi số tuổi"),
        ("missing-person", {"slot-phone": "abc"}, "không phải số điện thoại"),
        ("dam-release", {"slot-flow": "nhiều"}, "không phải con số"),
        ("heat", {"slot-until": "31/4"}, "không phải ngày"),
    ],
)
def test_each_kind_of_place_is_checked_on_the_page(
    staff: Staff, kind: str, typed: dict[str, str], said: str
) -> None:
    browser, path = staff.person("duty_officer"), f"/staff/alerts/new/{kind}"
    browser.get(path)
    answer = browser.post(f"{path}/reach", **typed, risk="3", ends="2h")
    assert answer.status_code == 422
    assert said in text_of(answer)
    (field,) = typed
    assert f'href="#{field}"' in answer.get_data(as_text=True)


def test_a_time_alone_means_the_next_such_time(staff: Staff) -> None:
    a_board(staff.resources)
    browser, path = staff.person("duty_officer"), "/staff/alerts/new/storm"
    browser.get(path)
    words = {"slot-name": "bão số 12", "slot-when": "19h", "slot-where": "ven biển", "risk": "3"}
    reach = browser.post(f"{path}/reach", **words, ends="6h")
    carried = hidden(reach.get_data(as_text=True))
    confirm = browser.post(f"{path}/confirm", **carried, subtree=["20857"])
    assert "19h00 ngày 24/11" in text_of(confirm)
