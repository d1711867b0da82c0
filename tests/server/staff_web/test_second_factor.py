"""The second factor on the staff web: set up, asked for, required, taken away."""

import re

import pyotp
import pytest

from server.services.resources import Resources
from tests.server.staff_web.conftest import Browser, Staff, text_of


def set_up(browser: Browser, resources: Resources) -> tuple[str, list[str]]:
    browser.post("/staff/second-factor/begin")
    page = browser.get("/staff/second-factor").get_data(as_text=True)
    assert "<svg" in page
    secret = re.search(r'<b class="typed">([A-Z2-7]+)</b>', page)
    assert secret is not None
    code = pyotp.TOTP(secret[1]).at(int(resources.clock.now().timestamp()))
    codes = browser.post("/staff/second-factor/confirm", code=code).get_data(as_text=True)
    return secret[1], re.findall(r'<li class="typed">([a-z0-9-]+)</li>', codes)


def test_after_setting_it_up_the_password_alone_opens_nothing(staff: Staff) -> None:
    browser = staff.person("approver")
    _, codes = set_up(browser, staff.resources)
    assert len(codes) == 10
    stranger = staff.stranger()
    answer = stranger.sign_in(staff.account("approver"))
    assert answer.location.startswith("/staff/sign-in/code")
    assert stranger.get("/staff/").status_code == 303
    asked = stranger.get(answer.location)
    assert "Mã 6 số" in text_of(asked)
    wrong = stranger.post("/staff/sign-in/code", code="000000")
    assert wrong.status_code == 401
    assert "Mã không đúng" in text_of(wrong)
    done = stranger.post("/staff/sign-in/code", code=codes[0])
    assert done.status_code == 303
    assert stranger.get("/staff/").status_code == 200


def test_a_code_without_a_ticket_leads_back_to_the_sign_in(staff: Staff) -> None:
    stranger = staff.stranger()
    stranger.get("/staff/sign-in")
    assert stranger.get("/staff/sign-in/code").location == "/staff/sign-in"
    assert stranger.post("/staff/sign-in/code", code="123456").location == "/staff/sign-in"


def test_where_it_is_required_an_approver_sets_it_up_before_anything_else(staff: Staff) -> None:
    settings = staff.resources.settings.model_copy(update={"second_factor": "required"})
    staff.resources.settings = settings
    browser = staff.person("approver")
    assert browser.get("/staff/").location == "/staff/second-factor"
    assert browser.get("/staff/notices").location == "/staff/second-factor"
    assert "Hãy thiết lập ngay" in text_of(browser.get("/staff/second-factor"))
    set_up(browser, staff.resources)
    assert browser.get("/staff/").status_code == 200
    assert staff.person("author").get("/staff/").status_code == 200


def test_it_is_taken_away_only_after_a_proof(staff: Staff, clock) -> None:  # type: ignore[no-untyped-def]
    browser = staff.person("approver")
    _, codes = set_up(browser, staff.resources)
    clock.advance(600)
    refused = browser.post("/staff/second-factor/remove")
    assert refused.status_code == 422
    assert "Nhập mã trên ứng dụng" in text_of(refused)
    assert browser.post("/staff/second-factor/remove", password=codes[1]).status_code == 303
    assert "Thiết lập" in text_of(browser.get("/staff/second-factor"))


def test_an_administrator_takes_it_away_for_somebody_below_and_nobody_else_does(
    staff: Staff,
) -> None:
    browser = staff.person("approver")
    set_up(browser, staff.resources)
    account = staff.resources.database.read(_account_of("approver1.20857"))
    address = f"/staff/people/{account}/second-factor/reset"
    assert staff.person("administrator", "20860").post(address).status_code == 403
    assert staff.person("author").post(address).status_code == 403
    assert staff.person("administrator", "51").post(address).status_code == 303
    assert staff.stranger().sign_in("approver1.20857").location == "/staff/"


def _account_of(login: str):  # type: ignore[no-untyped-def]
    from sqlalchemy import select

    from server.storage.tables import AccountRow

    return lambda session: session.scalar(select(AccountRow.id).where(AccountRow.login == login))


@pytest.mark.parametrize(
    "path",
    [
        "/staff/sign-in/passkey",
        "/staff/sign-in/passkey/options",
        "/staff/confirm/passkey",
        "/staff/confirm/passkey/options",
        "/staff/second-factor/passkeys",
        "/staff/second-factor/passkeys/options",
    ],
)
def test_passkeys_are_refused_in_words_where_there_can_be_none(staff: Staff, path: str) -> None:
    browser = staff.person("approver")
    answer = browser.post(path)
    assert answer.status_code == 422
    assert answer.get_json()["sentence"]
