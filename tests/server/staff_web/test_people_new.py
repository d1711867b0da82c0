"""A new person: from the form to the slip to the first sign-in."""

import re

import pytest

from tests.server.staff_web.conftest import Staff, text_of

LAN = {"name": "Đinh Thị Lan", "login": "lan.ba-to", "role": "author", "unit": "20857"}
NEW = "mùa nước nổi năm nay lên sớm"


def test_a_person_is_added_and_opens_the_account_with_the_slip(staff: Staff) -> None:
    admin = staff.person("administrator", "51")
    admin.get("/staff/people/new")
    slip = admin.post("/staff/people/new", **LAN, email="lan@example.vn")
    assert slip.status_code == 200
    code = re.search(r"[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}", slip.get_data(as_text=True))
    assert code is not None
    fresh = staff.stranger()
    fresh.get("/staff/welcome")
    opened = fresh.post("/staff/welcome", code=code[0], password=NEW, again=NEW)
    assert opened.status_code == 303
    assert "Đinh Thị Lan" in text_of(fresh.get("/staff/account"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " "}, "Tên"),
        ({"login": "Lan Phạm"}, "đăng nhập"),
        ({"unit": ""}, "đơn vị"),
        ({"email": "not an address"}, "@"),
        ({"phone": "call me"}, "số điện thoại"),
        ({"until": "yesterday"}, "ngày"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_made(
    staff: Staff, wrong: dict[str, str], said: str
) -> None:
    admin = staff.person("administrator", "51")
    admin.get("/staff/people/new")
    answer = admin.post("/staff/people/new", **(LAN | wrong))
    assert answer.status_code == 422
    assert said.casefold() in text_of(answer).casefold()
    assert "Không có ai khớp" in text_of(admin.get("/staff/people?q=dinh thi lan"))


def test_an_administrator_adds_people_below_only(staff: Staff) -> None:
    commune = staff.person("administrator", "20857")
    commune.get("/staff/people/new")
    assert commune.post("/staff/people/new", **(LAN | {"unit": "20860"})).status_code == 422
    assert staff.person("author", "20857").get("/staff/people/new").status_code == 403
