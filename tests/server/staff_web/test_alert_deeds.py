from server.services.alerting import get_alert, issue_alert
from tests.server.alert_races import actions, at_once, waiting_alert
from tests.server.board_builders import a_board, fire, officer, own_words
from tests.server.staff_web.conftest import Browser, Staff, text_of


def test_cancelling_asks_why_and_ends_it(staff: Staff) -> None:
    a_board(staff.resources)
    view = fire(staff.resources)
    browser = staff.person("duty_officer", "51")
    path = f"/staff/alerts/{view.id}/cancel"
    assert "Hủy cảnh báo THẬT" in text_of(browser.get(path))
    assert browser.post(path, reason=" ").status_code == 422
    answer = browser.post(path, reason="Phát nhầm")
    shown = text_of(browser.get(answer.location))
    assert "Đã hủy. Các bảng gỡ cảnh báo trong vài giây." in shown
    assert "Phát nhầm" in shown
    again = browser.post(path, reason="Lần nữa")
    assert "Cảnh báo này đã được hủy từ trước." in text_of(browser.get(again.location))


def test_a_second_officer_approves_free_words_and_the_first_cannot(staff: Staff) -> None:
    a_board(staff.resources)
    first = staff.person("duty_officer", "51", number=1)
    second = staff.person("duty_officer", "51", number=2)
    author = first.get("/staff/account")
    assert author.status_code == 200
    view = issue_alert(staff.resources, officer(), own_words(staff.resources.clock.now()))
    path = f"/staff/alerts/{view.id}"
    assert "LŨ QUÉT" in text_of(second.get("/staff/"))
    second.get(path)
    proof = {"revision": str(view.revision), "digest": view.digest}
    assert second.post(f"{path}/approve", **proof, count="7").status_code == 422
    answer = second.post(f"{path}/approve", **proof, count="1")
    assert answer.status_code == 303
    assert get_alert(staff.resources, officer(), view.id).state == "in_force"


def test_approving_words_that_changed_meanwhile_sends_nothing(staff: Staff) -> None:
    a_board(staff.resources)
    view = issue_alert(staff.resources, officer(), own_words(staff.resources.clock.now()))
    second = staff.person("duty_officer", "51")
    path = f"/staff/alerts/{view.id}"
    second.get(path)
    answer = second.post(f"{path}/approve", revision="1", digest="0" * 64, count="1")
    assert "Cảnh báo vừa được sửa." in text_of(second.get(answer.location))
    assert get_alert(staff.resources, officer(), view.id).state == "pending"


def test_two_officers_who_approve_at_once_send_it_once_and_one_is_told(staff: Staff) -> None:
    a_board(staff.resources)
    view = waiting_alert(staff.resources)
    path = f"/staff/alerts/{view.id}"
    people = [staff.person("duty_officer", "51", number) for number in (2, 3)]
    for browser in people:
        browser.get(path)
    told: list[str] = []

    def press(browser: Browser) -> None:
        proof = {"revision": str(view.revision), "digest": view.digest}
        answer = browser.post(f"{path}/approve", **proof, count="1")
        assert answer.location == path
        told.append(text_of(browser.get(path)))

    at_once(*(lambda browser=browser: press(browser) for browser in people))
    late = ("Cán bộ trực khác đã duyệt cảnh báo này rồi.", "Ở đây không còn gì chờ duyệt nữa.")
    assert sorted(any(words in page for words in late) for page in told) == [False, True]
    assert all("Đang phát" in page for page in told)
    assert actions(staff.resources) == ["alert.pending", "alert.in_force"]


def test_an_approval_that_comes_too_late_leads_to_what_was_decided(staff: Staff) -> None:
    a_board(staff.resources)
    view = waiting_alert(staff.resources)
    path = f"/staff/alerts/{view.id}"
    first, late = (staff.person("duty_officer", "51", number) for number in (2, 3))
    late.get(path)
    proof = {"revision": "1", "digest": view.digest, "count": "1"}
    assert first.post(f"{path}/approve", **proof).status_code == 303
    answer = late.post(f"{path}/approve", **proof)
    page = text_of(late.get(answer.location))
    assert "Ở đây không còn gì chờ duyệt nữa." in page and "Đang phát" in page
    assert "Đang phát" in text_of(late.get(f"{path}?waiting=yes"))
    assert actions(staff.resources) == ["alert.pending", "alert.in_force"]
