"""The page on which an officer touches the key, and what it answers; the browser is elsewhere."""

from typing import Any

import pytest
from sqlalchemy import select

from server.services.alerting import get_alert, issue_alert
from server.storage.tables import AccountRow
from tests.server.board_builders import a_board, a_request, officer, own_words
from tests.server.officer_builders import actor_of, an_officer, hold_ceremony, touched
from tests.server.staff_web.conftest import Browser, Staff, text_of
from tests.server.staff_web.test_alert_wizard import to_confirm
from tests.server.staff_web.test_approval_keys import sent
from tests.vectors.passkeys import ORIGIN as SITE
from tests.vectors.passkeys import Passkey

LAN = Passkey("lan")


@pytest.fixture
def named(staff: Staff) -> Staff:
    """A commune whose first duty officer of the province holds the only key."""
    resources = staff.resources
    resources.settings = resources.settings.model_copy(update={"public_url": SITE})
    a_board(resources)
    admin = actor_of(resources, account_id(staff, staff.account("administrator", "51")))
    first = actor_of(resources, account_id(staff, staff.account("duty_officer", "51")))
    an_officer(resources, admin, first, LAN, "51")
    hold_ceremony(resources)
    return staff


def account_id(staff: Staff, login: str) -> str:
    query = select(AccountRow.id).where(AccountRow.login == login)
    return str(staff.resources.database.read(lambda session: session.scalar(query)))


def touch(browser: Browser, view: Any, **typed: str) -> Any:
    path = f"/staff/alerts/{view.id}/touch"
    options = sent(browser, f"{path}/options", typed)
    if options.status_code != 200:
        return options
    proof = {"revision": str(view.revision), "digest": view.digest, **typed}
    return sent(browser, path, {**proof, "credential": touched(LAN, options.get_json())})


def test_the_wizard_ends_with_a_touch(named: Staff) -> None:
    browser = named.person("duty_officer", "51")
    carried = to_confirm(browser)
    answer = browser.post("/staff/alerts/new/flash-flood/send", **carried, count="1")
    assert answer.status_code == 303
    assert "touch=yes" in answer.location
    page = browser.get(answer.location)
    assert "Chạm khóa để phát" in text_of(page)
    assert "data-at-once" in page.get_data(as_text=True)


def test_the_author_of_a_prepared_alert_touches_and_it_is_on(named: Staff) -> None:
    browser = named.person("duty_officer", "51")
    author = actor_of(named.resources, account_id(named, named.account("duty_officer", "51")))
    view = issue_alert(named.resources, author, a_request(named.resources.clock.now()))
    answer = touch(browser, view)
    assert answer.get_json() == {"url": f"/staff/alerts/{view.id}"}
    assert get_alert(named.resources, officer(), view.id).state == "in_force"
    assert "Ở đây không còn gì" in touch(browser, view).get_json()["sentence"]


def test_a_second_officer_types_the_number_and_touches(named: Staff) -> None:
    browser = named.person("duty_officer", "51")
    view = issue_alert(named.resources, officer(), own_words(named.resources.clock.now()))
    page = text_of(browser.get(f"/staff/alerts/{view.id}"))
    assert "Chờ người phê duyệt chạm khóa" in page
    assert "Gõ 1" in touch(browser, view, count="7").get_json()["sentence"]
    assert touch(browser, view, count="1").status_code == 200
    assert get_alert(named.resources, officer(), view.id).state == "in_force"


def test_who_has_no_key_is_told_so_and_the_old_way_is_shut(named: Staff) -> None:
    browser = named.person("duty_officer", "51", number=2)
    view = issue_alert(named.resources, officer(), own_words(named.resources.clock.now()))
    path = f"/staff/alerts/{view.id}"
    assert "không có khóa phê duyệt đang có hiệu lực" in text_of(browser.get(path))
    assert "chưa có khóa" in touch(browser, view, count="1").get_json()["sentence"]
    proof = {"revision": str(view.revision), "digest": view.digest, "count": "1"}
    answer = browser.post(f"{path}/approve", **proof)
    assert "Phải có người phê duyệt chạm khóa" in text_of(browser.get(answer.location))
    assert get_alert(named.resources, officer(), view.id).state == "pending"


def test_junk_and_changed_words_get_a_sentence(named: Staff) -> None:
    browser = named.person("duty_officer", "51")
    view = issue_alert(named.resources, officer(), own_words(named.resources.clock.now()))
    for body in (None, [], {"count": "1"}, {"count": "1", "credential": {"id": "x"}}):
        answer = sent(browser, f"/staff/alerts/{view.id}/touch", body)
        assert answer.status_code == 422
    options = sent(browser, f"/staff/alerts/{view.id}/touch/options", {"count": "1"}).get_json()
    other = {"revision": "1", "digest": "0" * 64, "count": "1"}
    answer = sent(
        browser, f"/staff/alerts/{view.id}/touch", {**other, "credential": touched(LAN, options)}
    )
    assert "vừa được sửa" in answer.get_json()["sentence"]
