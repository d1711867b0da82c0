from server.services.resources import Resources
from tests.server.builders import FixedClock
from tests.server.staff_web.conftest import Staff, text_of


def test_signing_in_leads_home_and_gives_a_guarded_cookie(staff: Staff) -> None:
    browser = staff.stranger()
    answer = browser.sign_in(staff.account("author"))
    assert (answer.status_code, answer.location) == (303, "/staff/")
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("bangtin="))
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}


def test_every_failed_sign_in_gets_the_same_answer(staff: Staff) -> None:
    known = staff.account("author")
    wrong = staff.stranger().sign_in(known, "sai mật khẩu rồi nhé")
    unknown = staff.stranger().sign_in("nobody", "sai mật khẩu rồi nhé")
    assert wrong.status_code == unknown.status_code == 401
    said = "Tên đăng nhập hoặc mật khẩu không đúng."
    assert said in text_of(wrong)
    assert said in text_of(unknown)


def test_a_password_is_never_sent_back(staff: Staff) -> None:
    answer = staff.stranger().sign_in(staff.account("author"), "mật khẩu gõ nhầm 12")
    assert "mật khẩu gõ nhầm 12" not in answer.get_data(as_text=True)


def test_a_page_asked_for_before_signing_in_comes_after_it(staff: Staff) -> None:
    browser = staff.stranger()
    asked = browser.get("/staff/notices?state=live")
    assert asked.status_code == 303
    assert asked.location == "/staff/sign-in?next=%2Fstaff%2Fnotices%3Fstate%3Dlive"
    answer = browser.sign_in(staff.account("author"), next="/staff/notices?state=live")
    assert answer.location == "/staff/notices?state=live"


def test_signing_in_never_leads_to_another_site(staff: Staff) -> None:
    for evil in ("https://evil.example/", "//evil.example/staff/", "/staff//evil", "/staff/\\evil"):
        answer = staff.stranger().sign_in(staff.account("author"), next=evil)
        assert answer.location == "/staff/", evil


def test_signing_out_ends_the_session_on_the_server(staff: Staff) -> None:
    browser = staff.person("author")
    kept = browser.client.get_cookie("bangtin")
    assert kept is not None
    assert browser.post("/staff/sign-out").status_code == 303
    browser.client.set_cookie("bangtin", kept.value)
    assert browser.get("/staff/").status_code == 303


def test_one_can_end_the_session_of_a_lost_phone(staff: Staff) -> None:
    lost, here = staff.person("author"), staff.person("author")
    page = here.get("/staff/account").get_data(as_text=True)
    target = page.split("/staff/sessions/")[1].split("/end")[0]
    assert here.post(f"/staff/sessions/{target}/end").status_code == 303
    assert lost.get("/staff/").status_code == 303
    assert here.get("/staff/").status_code == 200


def test_nobody_ends_somebody_elses_session(staff: Staff) -> None:
    owner = staff.person("author", number=2)
    other = staff.person("author")
    staff.person("author", number=2)
    page = owner.get("/staff/account").get_data(as_text=True)
    target = page.split("/staff/sessions/")[1].split("/end")[0]
    assert other.post(f"/staff/sessions/{target}/end").status_code == 404
    assert owner.get("/staff/").status_code == 200


def test_english_can_be_chosen_and_vietnamese_is_the_default(staff: Staff) -> None:
    browser = staff.stranger()
    assert 'lang="vi"' in browser.get("/staff/sign-in").get_data(as_text=True)
    browser.post("/staff/language", language="en", next="/staff/sign-in")
    page = browser.get("/staff/sign-in")
    assert "Sign in" in text_of(page)
    assert '<html lang="en">' in page.get_data(as_text=True)
    browser.sign_in(staff.account("author"))
    assert "Waiting for me" in text_of(browser.get("/staff/"))


def test_alerts_ask_for_the_password_again_after_five_minutes(
    staff: Staff, clock: FixedClock, resources: Resources
) -> None:
    officer = staff.person("duty_officer")
    assert officer.get("/staff/alerts/new").status_code == 200
    clock.advance(301)
    asked = officer.get("/staff/alerts/new")
    assert asked.location == "/staff/confirm?next=%2Fstaff%2Falerts%2Fnew"
    officer.get(asked.location)
    wrong = officer.post("/staff/confirm", password="không phải", next="/staff/alerts/new")
    assert wrong.status_code == 401
    right = officer.post(
        "/staff/confirm", password="ruộng bậc thang 27 mùa", next="/staff/alerts/new"
    )
    assert right.location == "/staff/alerts/new"
    assert officer.get("/staff/alerts/new").status_code == 200
