"""The page of approval keys; the keys are made by a program, not by a browser."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from server.services.actor import Actor
from server.services.resources import Resources
from tests.server.officer_builders import a_person, hold_ceremony, propose_key, registered
from tests.server.staff_web.conftest import ORIGIN, Browser, Staff, text_of
from tests.vectors.passkeys import ORIGIN as SITE
from tests.vectors.passkeys import Passkey

LAN = Passkey("lan")


@pytest.fixture
def named(staff: Staff) -> Staff:
    settings = staff.resources.settings.model_copy(update={"public_url": SITE})
    staff.resources.settings = settings
    return staff


def lan(resources: Resources) -> Actor:
    return a_person(resources, "lan", "duty_officer", "20857")


def sent(browser: Browser, path: str, body: object) -> TestResponse:
    browser.get("/staff/account")
    return browser.client.post(path, json=body, headers={**ORIGIN, "X-CSRFToken": browser.token})


def test_a_key_is_made_confirmed_named_by_a_root_and_revoked(named: Staff) -> None:
    officer = named.person("duty_officer")
    page = text_of(officer.get("/staff/approval-keys"))
    assert "Chưa bật" in page
    options = sent(officer, "/staff/approval-keys/options", {}).get_json()
    made: dict[str, Any] = {
        "credential": registered(LAN, options),
        "name": "Điện thoại",
        "unit": "20857",
        "rights": ["alert"],
    }
    answer = sent(officer, "/staff/approval-keys", made)
    assert answer.get_json() == {"url": "/staff/approval-keys"}
    assert "chờ xác nhận" in text_of(officer.get("/staff/approval-keys"))
    admin = named.person("administrator", "51")
    assert "duty_officer 1" in text_of(admin.get("/staff/approval-keys"))
    assert admin.post(f"/staff/approval-keys/{LAN.key_id}/confirm").status_code == 303
    hold_ceremony(named.resources)
    page = text_of(officer.get("/staff/approval-keys"))
    assert "có hiệu lực trên bảng" in page
    assert "đang bật" in page
    assert officer.post(f"/staff/approval-keys/{LAN.key_id}/revoke").status_code == 303
    assert "đã thu hồi" in text_of(officer.get("/staff/approval-keys"))


def test_a_confirmation_asks_who_one_is(named: Staff, clock) -> None:  # type: ignore[no-untyped-def]
    key = propose_key(named.resources, lan(named.resources), LAN, "20857", ["alert"])
    admin = named.person("administrator", "51")
    clock.advance(600)
    refused = admin.post(f"/staff/approval-keys/{key}/confirm")
    assert refused.status_code == 422
    assert "Nhập lại mật khẩu" in text_of(refused)
    refused = sent(admin, "/staff/approval-keys/options", {})
    assert refused.status_code == 422


def test_a_key_that_was_decided_on_says_so(named: Staff) -> None:
    key = propose_key(named.resources, lan(named.resources), LAN, "20857", ["alert"])
    admin = named.person("administrator", "51")
    for _ in range(2):
        assert admin.post(f"/staff/approval-keys/{key}/confirm").status_code == 303
    assert "đã được xử lý" in text_of(admin.get("/staff/approval-keys"))


@pytest.mark.parametrize("body", [None, [], {"rights": 1}, {"credential": {}, "rights": ["alert"]}])
def test_junk_gets_a_sentence(named: Staff, body: object) -> None:
    officer = named.person("duty_officer")
    answer = sent(officer, "/staff/approval-keys", body)
    assert answer.status_code == 422
    assert answer.get_json()["sentence"]


def test_without_a_name_the_page_says_what_is_missing(staff: Staff) -> None:
    settings = staff.resources.settings.model_copy(update={"public_url": "http://127.0.0.1:8000"})
    staff.resources.settings = settings
    page = text_of(staff.person("duty_officer").get("/staff/approval-keys"))
    assert "tên miền" in page
    assert "Tạo khóa" not in page


def test_who_approves_nothing_is_offered_no_key(named: Staff) -> None:
    author = named.person("author")
    assert "Tạo khóa trên máy này" not in text_of(author.get("/staff/approval-keys"))
    assert "Khóa phê duyệt" not in text_of(author.get("/staff/more"))
    refused = sent(author, "/staff/approval-keys/options", {})
    assert refused.status_code == 422
