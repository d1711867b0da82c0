"""Guessing at passwords: it is slowed, and never shuts the duty officer out."""

from contextlib import ExitStack

import pytest

from server.services.throttle import network_of
from tests.server.staff_builders import PASSWORD
from tests.server.staff_web.conftest import Staff, text_of

ADDRESS = f"address {network_of('127.0.0.1')}"


def crowd(staff: Staff, stack: ExitStack) -> None:
    """Somebody at the officer's own address keeps every turn taken."""
    for _ in range(6):
        stack.enter_context(staff.resources.throttle.attempt(ADDRESS))


def test_an_officer_signs_in_on_a_known_device_while_somebody_crowds_the_address(
    staff: Staff,
) -> None:
    officer = staff.person("duty_officer")
    officer.post("/staff/sign-out")
    login = staff.account("duty_officer")
    keys = (f"account {login}", ADDRESS)
    now = staff.resources.clock.now()
    for _ in range(50):
        staff.resources.throttle.failed(keys, now)
    with ExitStack() as stack:
        crowd(staff, stack)
        assert staff.stranger().sign_in(login).status_code == 503
        assert officer.sign_in(login).status_code == 303
    assert officer.get("/staff/").status_code == 200


def test_failures_elsewhere_only_delay_an_unknown_device(staff: Staff) -> None:
    login = staff.account("duty_officer")
    now = staff.resources.clock.now()
    for _ in range(500):
        staff.resources.throttle.failed((f"account {login}",), now)
    assert staff.resources.throttle.delay_s((f"account {login}",), now) == 5.0
    assert staff.stranger().sign_in(login).status_code == 303


def test_failures_on_a_known_device_are_counted_there(staff: Staff) -> None:
    officer = staff.person("duty_officer")
    officer.post("/staff/sign-out")
    login = staff.account("duty_officer")
    for _ in range(4):
        assert officer.sign_in(login, "sai mật khẩu rồi").status_code == 401
    throttle, now = staff.resources.throttle, staff.resources.clock.now()
    assert throttle.delay_s((f"account {login}",), now) == 0.0
    cookie = officer.client.get_cookie("bangtin-device")
    assert cookie is not None
    assert throttle.delay_s((f"device {cookie.value.split('.')[0]}",), now) == 1.0


def test_the_devices_cookie_alone_opens_nothing_and_is_out_of_reach_of_scripts(
    staff: Staff,
) -> None:
    browser = staff.stranger()
    answer = browser.sign_in(staff.account("duty_officer"))
    [kept] = [c for c in answer.headers.getlist("Set-Cookie") if c.startswith("bangtin-device=")]
    assert "HttpOnly" in kept
    assert "SameSite=Strict" in kept
    browser.client.delete_cookie("bangtin")
    assert browser.get("/staff/").status_code == 303


@pytest.mark.parametrize(
    "login", ["", "ai-đó", "a" * 10_000, "\u202e", "'; DROP TABLE accounts;--"]
)
def test_every_failure_says_the_same(staff: Staff, login: str) -> None:
    known = staff.account("author")
    wrong = staff.stranger().sign_in(known, "sai mật khẩu rồi")
    unknown = staff.stranger().sign_in(login, PASSWORD)
    assert wrong.status_code == unknown.status_code == 401
    assert text_of(wrong).replace(known, "") == text_of(unknown).replace(login, "")


def test_a_session_given_before_is_not_the_one_after_signing_in(staff: Staff) -> None:
    browser = staff.stranger()
    browser.client.set_cookie("bangtin", "planted-by-somebody-else")
    assert browser.get("/staff/").status_code == 303
    browser.sign_in(staff.account("author"))
    first = browser.client.get_cookie("bangtin")
    browser.sign_in(staff.account("author"))
    second = browser.client.get_cookie("bangtin")
    assert first is not None
    assert second is not None
    assert len({"planted-by-somebody-else", first.value, second.value}) == 3
