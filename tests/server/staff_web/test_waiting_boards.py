"""The page of boards that wait for a touch; keys are touched by a program, not in a browser."""

import pytest

from server.services.actor import Role
from server.services.board_changes import move_board
from server.services.board_places import BoardPlace
from server.services.unit_changes import ChangeKind, ChangeRequest, Into, change_units
from tests.server.board_builders import a_board, a_key, start, technician
from tests.server.officer_builders import (
    actor_of,
    an_officer,
    hold_ceremony,
    somebody_for_alerts,
    touched,
)
from tests.server.staff_builders import an_actor
from tests.server.staff_web.conftest import Staff, text_of
from tests.server.staff_web.test_alert_touch import account_id
from tests.server.staff_web.test_approval_keys import sent
from tests.vectors.passkeys import ORIGIN as SITE
from tests.vectors.passkeys import Passkey

TU = Passkey("tu")
PAGE = "/staff/boards/waiting"


@pytest.fixture
def named(staff: Staff) -> Staff:
    """A province whose technician holds the only key, and a board that was moved."""
    resources = staff.resources
    resources.settings = resources.settings.model_copy(update={"public_url": SITE})
    board = a_board(resources)
    admin = actor_of(resources, account_id(staff, staff.account("administrator", "51")))
    keeper = actor_of(resources, account_id(staff, staff.account("technician", "51")))
    an_officer(resources, admin, keeper, TU, "51", ["identity"])
    somebody_for_alerts(resources, admin)
    hold_ceremony(resources)
    move_board(resources, technician(), board.id, BoardPlace(unit="20900"))
    staff.made.add(board.id)
    return staff


def board_of(named: Staff) -> str:
    (board,) = named.resources.boards.in_service()
    return board.id


def test_a_moved_board_is_listed_and_let_through(named: Staff) -> None:
    browser, board = named.person("technician", "51"), board_of(named)
    assert "1 bảng chờ" in text_of(browser.get("/staff/boards"))
    page = text_of(browser.get(PAGE))
    assert "Xã Ba Tơ → Xã Trà Bồng" in page
    options = sent(browser, f"{PAGE}/options", {"boards": [board]}).get_json()
    body = {"boards": [board], "credential": touched(TU, options)}
    assert sent(browser, PAGE, body).get_json() == {"url": PAGE}
    page = text_of(browser.get(PAGE))
    assert "Đã cho qua 1 bảng" in page
    assert "Không có bảng nào chờ" in page
    assert named.resources.boards.get(board).addressee.unit == "elsewhere"


def test_boards_that_a_merge_left_behind_are_told_apart(named: Staff) -> None:
    into = (Into("20857", "Xã Ba Tơ Mới", "xa"),)
    day = named.resources.clock.now().date()
    merge = ChangeRequest(ChangeKind.MERGE, day, ("20857", "20860"), into)
    a_board(named.resources, name="Chợ Ba Tô")
    change_units(named.resources, an_actor(Role.ADMINISTRATOR, "province"), merge)
    page = text_of(named.person("technician", "51").get(PAGE))
    assert "không đến được" in page and "vẫn giữ địa chỉ cũ" in page
    wizard = named.person("duty_officer", "51")
    said = text_of(wizard.post("/staff/alerts/audience", subtree=["20857"]))
    assert "không nhận được" in said and "Chợ Ba Tô (Xã Ba Tơ Mới)" in said
    assert "Đánh dấu đơn vị" not in said
    home = text_of(named.person("technician", "51").get("/staff/"))
    assert "Bảng chờ phê duyệt" in home


def test_who_has_no_key_sees_the_list_and_who_pairs_nothing_does_not(named: Staff) -> None:
    page = text_of(named.person("technician", "51", number=2).get(PAGE))
    assert "Nhà văn hóa" in page
    assert "không có khóa phê duyệt" in page
    assert named.person("author").get(PAGE).status_code == 403


@pytest.mark.parametrize("body", [None, [], {"boards": "x"}, {"boards": ["nothing"]}])
def test_junk_gets_a_sentence(named: Staff, body: object) -> None:
    browser = named.person("technician", "51")
    for path in (PAGE, f"{PAGE}/options"):
        answer = sent(browser, path, body)
        assert answer.status_code == 422
        assert answer.get_json()["sentence"]


def test_a_new_device_leads_on_to_the_touch(named: Staff) -> None:
    browser = named.person("technician", "51")
    code = start(named.resources, a_key()).user_code
    answer = browser.post(
        f"/staff/boards/pair/{code}", name="Mới", unit="20857", far="8", diagonal="55"
    )
    assert answer.location == PAGE, text_of(answer)
    assert "Thiết bị mới" in text_of(browser.get(PAGE))
