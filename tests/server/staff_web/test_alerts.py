from server.services.alerting import get_alert, issue_alert
from server.services.ledger import store_receipts
from tests.server.board_builders import a_board, a_request, fire, officer, own_words
from tests.server.builders import FixedClock
from tests.server.staff_web.conftest import Staff, text_of


def test_the_ledger_follows_the_receipts(staff: Staff) -> None:
    board = a_board(staff.resources, name="Nhà văn hóa Làng Teng")
    view = fire(staff.resources)
    browser = staff.person("duty_officer", "51")
    page = f"/staff/alerts/{view.id}"
    assert "0/1 bảng đang hiện" in text_of(browser.get(page))
    store_receipts(staff.resources, board.id, [board.receipt(view), board.receipt(view, "painted")])
    assert "1/1 bảng đang hiện" in text_of(browser.get(f"{page}/ledger"))


def test_a_silent_board_is_listed_with_its_telephone(staff: Staff, clock: FixedClock) -> None:
    a_board(staff.resources, name="Trạm Y tế", phone="0255 000 154")
    view = fire(staff.resources)
    clock.advance(60)
    page = staff.person("duty_officer", "51").get(f"/staff/alerts/{view.id}")
    assert "Cần gọi ngay: 1 bảng" in text_of(page)
    assert 'href="tel:0255000154"' in page.get_data(as_text=True)
    assert "Mất liên lạc" in text_of(page)


def test_a_sent_alert_is_never_counted_as_shown(staff: Staff, clock: FixedClock) -> None:
    board = a_board(staff.resources)
    view = fire(staff.resources)
    staff.resources.sent.note(view.id, view.revision, [board.id], clock.now())
    page = text_of(staff.person("duty_officer", "51").get(f"/staff/alerts/{view.id}"))
    assert "0/1 bảng đang hiện" in page
    assert "Đã gửi, chưa thấy nhận 1" in page


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


def test_drills_are_marked_in_lists_and_on_their_page(staff: Staff) -> None:
    a_board(staff.resources)
    request = a_request(staff.resources.clock.now(), status="Exercise")
    view = issue_alert(staff.resources, officer(), request)
    browser = staff.person("viewer", "51")
    assert "DIỄN TẬP" in text_of(browser.get("/staff/alerts"))
    assert '<body class="drill">' in browser.get(f"/staff/alerts/{view.id}").get_data(as_text=True)


def test_other_communes_do_not_see_the_alert(staff: Staff) -> None:
    a_board(staff.resources)
    view = fire(staff.resources, officer("commune"))
    other = staff.person("duty_officer", "20860")
    assert other.get(f"/staff/alerts/{view.id}").status_code == 404
    assert other.get(f"/staff/alerts/{view.id}/ledger").status_code == 404
    other.get("/staff/account")
    assert other.post(f"/staff/alerts/{view.id}/cancel", reason="x").status_code == 404


def test_a_viewer_sees_the_ledger_without_deeds(staff: Staff) -> None:
    a_board(staff.resources)
    view = fire(staff.resources)
    viewer = staff.person("viewer", "51")
    page = viewer.get(f"/staff/alerts/{view.id}").get_data(as_text=True)
    assert f"/staff/alerts/{view.id}/cancel" not in page
    viewer.get("/staff/account")
    assert viewer.post(f"/staff/alerts/{view.id}/cancel", reason="x").status_code in (303, 403)
    assert get_alert(staff.resources, officer(), view.id).state == "in_force"


def test_an_over_alert_is_no_longer_refreshed(staff: Staff, clock: FixedClock) -> None:
    a_board(staff.resources)
    view = fire(staff.resources)
    clock.advance(3601)
    page = staff.person("duty_officer", "51").get(f"/staff/alerts/{view.id}")
    assert "data-url" not in page.get_data(as_text=True)
    assert "Cảnh báo đã kết thúc." in text_of(page)
