"""The page of a lost telephone: one press, and what is left to do."""

from sqlalchemy import select

from server.services.resources import Resources
from server.services.second_factors import has_app
from server.storage.tables import AccountRow
from tests.server.builders import FixedClock
from tests.server.staff_web.conftest import Browser, Staff, text_of
from tests.server.staff_web.test_second_factor import set_up

MINE = "/staff/account/lost-phone"


def id_of(resources: Resources, login: str) -> str:
    query = select(AccountRow.id).where(AccountRow.login == login)
    return str(resources.database.read(lambda session: session.scalar(query)))


def signed_in_by(staff: Staff, code: str) -> Browser:
    """One more browser of the same officer, let in by a paper code."""
    browser = staff.stranger()
    asked = browser.sign_in(staff.account("duty_officer")).location
    browser.get(asked)
    assert browser.post(asked, code=code).status_code == 303
    return browser


def test_one_press_signs_out_elsewhere_and_takes_the_second_factor_away(staff: Staff) -> None:
    phone = staff.person("duty_officer")
    _, codes = set_up(phone, staff.resources)
    desk = signed_in_by(staff, codes[0])
    page = desk.get(MINE)
    assert "Đang đăng nhập trên máy khác 1" in text_of(page)
    assert MINE in desk.get("/staff/account").get_data(as_text=True)
    assert desk.post(MINE).location == MINE
    assert phone.get("/staff/").status_code == 303, "the telephone is signed out"
    assert desk.get("/staff/").status_code == 200
    assert not has_app(staff.resources, id_of(staff.resources, "duty_officer1.20857"))
    after = text_of(desk.get(MINE))
    assert "không mở được gì ở đây" in after
    for left in ("khóa SIM", "phiếu", "ứng dụng tạo mã"):
        assert left in after


def test_without_a_proof_the_phone_is_signed_out_all_the_same_and_the_factor_stays(
    staff: Staff, clock: FixedClock
) -> None:
    desk = staff.person("duty_officer")
    _, codes = set_up(desk, staff.resources)
    phone = signed_in_by(staff, codes[0])
    clock.advance(301)
    assert phone.get("/staff/").status_code == 200
    answer = desk.post(MINE)
    assert answer.status_code == 422 and "một mã giấy cũng được" in text_of(answer)
    assert phone.get("/staff/").status_code == 303
    account = id_of(staff.resources, "duty_officer1.20857")
    assert has_app(staff.resources, account)
    assert desk.post(MINE, password=codes[1]).status_code == 303
    assert not has_app(staff.resources, account)


def test_an_administrator_cuts_off_somebody_of_their_units_and_of_no_other(staff: Staff) -> None:
    officer = staff.person("duty_officer")
    account = id_of(staff.resources, "duty_officer1.20857")
    path = f"/staff/people/{account}/lost-phone"
    above = staff.person("administrator", "51")
    person = above.get(f"/staff/people/{account}").get_data(as_text=True)
    assert path in person
    assert staff.person("administrator", "20860").get(path).status_code in (403, 404)
    assert staff.person("approver").post(path).status_code == 403
    assert officer.get("/staff/").status_code == 200
    assert above.post(path).location == path
    assert officer.get("/staff/").status_code == 303
    assert "không mở được gì ở đây" in text_of(above.get(path))


def test_who_has_a_role_above_is_cut_off_only_from_above(staff: Staff) -> None:
    staff.person("administrator", "51")
    account = id_of(staff.resources, "administrator1.51")
    below = staff.person("administrator", "20857")
    path = f"/staff/people/{account}/lost-phone"
    assert below.get(path).status_code in (403, 404)
    assert below.post(path).status_code in (403, 404)


def test_an_administrator_proves_themselves_first(staff: Staff, clock: FixedClock) -> None:
    officer = staff.person("duty_officer")
    account = id_of(staff.resources, "duty_officer1.20857")
    above = staff.person("administrator", "51")
    clock.advance(301)
    assert above.post(f"/staff/people/{account}/lost-phone").status_code == 422
    assert officer.get("/staff/").status_code == 200
