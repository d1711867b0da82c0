"""Opening an account with a code, and the password that was forgotten."""

from server.services import account_changes
from tests.server.staff_web.conftest import Staff, text_of
from tests.server.telling_builders import a_person

NEW = "mùa nước nổi năm nay lên sớm"


def test_a_wrong_code_is_refused_in_words(staff: Staff) -> None:
    browser = staff.stranger()
    browser.get("/staff/welcome")
    answer = browser.post("/staff/welcome", code="aaaa-bbbb-cccc", password=NEW, again=NEW)
    assert answer.status_code == 422
    assert "Mã không đúng" in text_of(answer)


def test_a_weak_password_is_refused_and_the_code_goes_on(staff: Staff) -> None:
    a_person(staff.resources, "lan", "author", "20857")
    admin = a_person(staff.resources, "quantri", "administrator", "51")
    code = account_changes.new_slip(staff.resources, "lan", admin).code
    browser = staff.stranger()
    browser.get("/staff/welcome")
    assert browser.post("/staff/welcome", code=code, password="1", again="1").status_code == 422
    assert browser.post("/staff/welcome", code=code, password=NEW, again=NEW).status_code == 303


def test_the_answer_to_a_forgotten_password_is_the_same_for_everybody(staff: Staff) -> None:
    a_person(staff.resources, "lan", "author", "20857")
    staff.resources.settings = staff.resources.settings.model_copy(
        update={"smtp_url": "smtp://127.0.0.1:1?tls=none", "mail_from": "bangtin@example.vn"}
    )
    browser = staff.stranger()
    assert "Gửi mã qua thư" in text_of(browser.get("/staff/forgotten"))
    said = {text_of(browser.post("/staff/forgotten", login=who)) for who in ("lan", "nobody")}
    assert len(said) == 1
    assert "mã đang được gửi" in said.pop()


def test_without_mail_it_says_whom_to_ask(staff: Staff) -> None:
    assert "xin quản trị của đơn vị" in text_of(staff.stranger().get("/staff/forgotten"))
