"""An alert that some boards do not show yet, for their own officers have not touched."""

from typing import Any

import pytest

from server.services.alerting import get_alert, issue_alert
from tests.server.board_builders import a_board, a_request, officer
from tests.server.officer_builders import actor_of, an_officer, hold_ceremony, touched
from tests.server.staff_web.conftest import Browser, Staff, text_of
from tests.server.staff_web.test_alert_touch import account_id
from tests.server.staff_web.test_approval_keys import sent
from tests.vectors.passkeys import ORIGIN as SITE
from tests.vectors.passkeys import Passkey

HERE, THERE = Passkey("Ba Tơ"), Passkey("Trà Bồng")


@pytest.fixture
def named(staff: Staff) -> Staff:
    """Two boards in two communes, and two duty officers each of whom speaks for one."""
    resources = staff.resources
    resources.settings = resources.settings.model_copy(update={"public_url": SITE})
    a_board(resources)
    a_board(resources, unit="20900", name="Trà Bồng")
    admin = actor_of(resources, account_id(staff, staff.account("administrator", "51")))
    for number, passkey, unit in ((1, HERE, "20857"), (2, THERE, "20900")):
        login = staff.account("duty_officer", "51", number)
        an_officer(resources, admin, actor_of(resources, account_id(staff, login)), passkey, unit)
    hold_ceremony(resources)
    return staff


def touch(browser: Browser, path: str, passkey: Passkey, view: Any, **typed: str) -> Any:
    options = sent(browser, f"{path}/touch/options", typed)
    if options.status_code != 200:
        return options
    proof = {"revision": str(view.revision), "digest": view.digest, **typed}
    return sent(browser, f"{path}/touch", {**proof, "credential": touched(passkey, options.json)})


def _asks(browser: Browser) -> bool:
    """Whether Home asks this person for the touch."""
    return "1 bảng đang chờ" in text_of(browser.get("/staff/"))


def test_it_goes_on_to_the_other_boards_by_their_officers_touch(named: Staff) -> None:
    resources = named.resources
    author = actor_of(resources, account_id(named, named.account("duty_officer", "51", 1)))
    request = a_request(resources.clock.now(), targets={"subtrees": ["51"]})
    view = issue_alert(resources, author, request)
    path = f"/staff/alerts/{view.id}"
    first, second = (named.person("duty_officer", "51", number=number) for number in (1, 2))
    assert touch(first, path, HERE, view).status_code == 200

    shown = text_of(first.get(path))
    assert "1 bảng chờ người phê duyệt của nơi đó" in shown and "Trà Bồng" in shown
    assert "không có khóa phê duyệt đang có hiệu lực" in shown
    assert shown.count("Chờ cán bộ ở đó") == 1
    assert [_asks(browser) for browser in (first, second)] == [False, True]
    assert "Gõ 1" in touch(second, path, THERE, view, count="2").json["sentence"]
    assert touch(second, path, THERE, view, count="1").status_code == 200
    done = get_alert(resources, officer(), view.id)
    assert (done.state, done.awaits) == ("in_force", ())
    assert "chờ người phê duyệt của nơi đó" not in text_of(second.get(path))
    again = touch(second, path, THERE, view, count="1")
    assert again.status_code == 422 and "không còn gì" in again.json["sentence"]
