"""People on the staff web: found, given roles, named deputies, shut."""

import re

import pytest

from server.services import accounts
from tests.server.builders import FixedClock
from tests.server.staff_web.conftest import Browser, Staff, text_of
from tests.server.telling_builders import a_person


@pytest.fixture
def admin(staff: Staff) -> Browser:
    return staff.person("administrator", "51")


def address(admin: Browser, login: str) -> str:
    page = admin.get(f"/staff/people?q={login}").get_data(as_text=True)
    found = re.search(r'class="t" href="(/staff/people/[^"]+)"', page)
    assert found is not None
    return found[1]


def test_a_person_shows_roles_and_gets_one_more(staff: Staff, admin: Browser) -> None:
    a_person(staff.resources, "lan", "author", "20857")
    page = address(admin, "lan")
    assert "Xã Ba Tơ" in text_of(admin.get(page))
    answer = admin.post(f"{page}/roles", role="technician", unit="20860", until="31/12/2026")
    assert answer.status_code == 303
    assert "Kỹ thuật" in text_of(admin.get(page)) or "kỹ thuật" in text_of(admin.get(page))
    assert "đến hết 31/12/2026" in text_of(admin.get(page))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"role": "king", "unit": "20857"}, "Không có vai trò"),
        ({"role": "author", "unit": "00000"}, "00000"),
        ({"role": "author", "unit": "20857", "until": "31/02/2027"}, "ngày"),
        ({"role": "author", "unit": "20857", "until": "01/01/2026"}, "Ngày cuối"),
    ],
)
def test_a_role_that_cannot_be_is_refused_in_words(
    staff: Staff, admin: Browser, fields: dict[str, str], said: str
) -> None:
    a_person(staff.resources, "lan", "author", "20857")
    answer = admin.post(f"{address(admin, 'lan')}/roles", **fields)
    assert answer.status_code == 422
    assert said in text_of(answer)


def test_the_last_approver_goes_only_after_a_second_yes(staff: Staff, admin: Browser) -> None:
    a_person(staff.resources, "duyet", "approver", "20860")
    page = address(admin, "duyet")
    asked = admin.post(f"{page}/account/shut")
    assert asked.status_code == 409
    assert "người duyệt cuối cùng của Xã Ba Tô" in text_of(asked)
    assert admin.post(f"{page}/account/shut", answer="yes").status_code == 303
    assert "Đã khoá" in text_of(admin.get(page))
    assert admin.post(f"{page}/account/open").status_code == 303


def test_a_role_is_ended(staff: Staff, admin: Browser) -> None:
    a_person(staff.resources, "lan", "author", "20857")
    page = address(admin, "lan")
    deed = re.search(r'action="([^"]+/end)"', admin.get(page).get_data(as_text=True))
    assert deed is not None
    assert admin.post(deed[1]).status_code == 303
    assert "Chưa có vai trò" in text_of(admin.get(page))


def test_a_deputy_is_named(staff: Staff, admin: Browser) -> None:
    a_person(staff.resources, "duyet", "approver", "20857")
    a_person(staff.resources, "mai", "author", "20857")
    page = address(admin, "duyet")
    grant = re.search(
        r'id="grant"[^>]*><option value="([^"]+)"', admin.get(page).get_data(as_text=True)
    )
    assert grant is not None
    fields = {"grant": grant[1], "deputy": "mai", "deputy_until": "30/11/2026"}
    assert admin.post(f"{page}/deputy", **fields).status_code == 303
    assert "làm thay Người duyet" in text_of(admin.get(address(admin, "mai")))
    wrong = admin.post(f"{page}/deputy", **(fields | {"deputy": "duyet"}))
    assert wrong.status_code == 422
    assert "chính mình" in text_of(wrong)


def test_a_deed_asks_for_the_password_after_five_minutes(
    staff: Staff, admin: Browser, clock: FixedClock
) -> None:
    a_person(staff.resources, "lan", "author", "20857")
    page = address(admin, "lan")
    clock.advance(301)
    asked = admin.post(f"{page}/account/sign_out")
    assert asked.status_code == 422
    assert 'type="password"' in asked.get_data(as_text=True)


def test_others_do_not_see_people(staff: Staff) -> None:
    assert staff.person("approver", "51").get("/staff/people").status_code == 403


def test_a_neighbour_finds_nobody(staff: Staff, admin: Browser) -> None:
    a_person(staff.resources, "lan", "author", "20857")
    page = address(admin, "lan")
    neighbour = staff.person("administrator", "20860")
    assert neighbour.get(page).status_code == 404
    assert neighbour.post(f"{page}/slip").status_code == 404


def test_a_new_slip_is_shown_once(staff: Staff, admin: Browser) -> None:
    a_person(staff.resources, "lan", "author", "20857")
    page = address(admin, "lan")
    shown = admin.post(f"{page}/slip")
    assert shown.status_code == 200
    assert re.search(r"[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}", shown.get_data(as_text=True))
    assert "no-store" in shown.headers["Cache-Control"]
    assert "Đã cấp phiếu" in text_of(admin.get(page))


def test_who_was_taken_the_last_role_cannot_be_found_elsewhere(staff: Staff) -> None:
    accounts.create_account(
        staff.resources, login="xa", name="Xa", password=None, role="viewer", unit_code="20900"
    )
    commune = staff.person("administrator", "20857")
    assert "Không có ai khớp" in text_of(commune.get("/staff/people?q=xa"))
