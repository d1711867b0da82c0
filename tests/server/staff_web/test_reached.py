from server.services.contacts import Contact, accounts_with_email, contact_of
from server.services.resources import Resources
from tests.server.builders import FixedClock
from tests.server.staff_web.conftest import Staff, text_of

GIVEN = {"email": "lan@xa.gov.vn", "phone": "0912 345 678", "by": "mail"}


def test_a_person_says_where_and_how_they_are_told(staff: Staff, resources: Resources) -> None:
    person = staff.person("author")
    assert "chưa gửi tin báo" in text_of(person.get("/staff/account/messages"))
    answer = person.post("/staff/account/messages", **GIVEN)
    assert answer.location == "/staff/account/messages"
    page = person.get("/staff/account/messages").get_data(as_text=True)
    assert 'value="lan@xa.gov.vn"' in page
    assert 'value="gateway" checked' not in page
    (account,) = resources.database.read(lambda s: accounts_with_email(s, "lan@xa.gov.vn"))
    assert contact_of(resources, account) == Contact("lan@xa.gov.vn", "0912345678", True, False)


def test_a_broken_address_is_told_at_its_field_and_kept(staff: Staff) -> None:
    answer = staff.person("author").post("/staff/account/messages", **{**GIVEN, "email": "lan@"})
    assert answer.status_code == 422
    assert 'value="lan@"' in answer.get_data(as_text=True)
    assert "Viết địa chỉ như" in text_of(answer)


def test_an_unlocked_browser_cannot_turn_mail_to_somebody_else(
    staff: Staff, clock: FixedClock, resources: Resources
) -> None:
    person = staff.person("author")
    clock.advance(301)
    answer = person.post("/staff/account/messages", **GIVEN)
    assert answer.status_code == 401
    assert "Nhập lại mật khẩu" in text_of(answer)
    assert resources.database.read(lambda s: accounts_with_email(s, "lan@xa.gov.vn")) == []
