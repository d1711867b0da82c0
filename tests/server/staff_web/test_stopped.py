"""The live page after the stop button: what boards say of themselves, and whom to call."""

import pytest

from server.services import heads
from server.services.slates import SlateScope, set_slate
from server.staff_web import stopped
from tests.server.board_builders import ABoard, a_board, technician
from tests.server.builders import FixedClock
from tests.server.staff_web.conftest import Staff, text_of

NOW = "/staff/stop/boards/now?all=yes"


def say(staff: Staff, board: ABoard, item: str | None) -> None:
    sequence = board.head().sequence
    heads.status_answer(staff.resources, board.id, {"sequence": sequence, "item": item})


def stop(staff: Staff, text: str | None = "Tạm dừng") -> None:
    set_slate(staff.resources, technician(), SlateScope(unit_id="commune"), text)


def test_only_what_a_board_says_itself_counts_as_shown(staff: Staff) -> None:
    boards = [a_board(staff.resources, name=name) for name in ("Một", "Hai")]
    browser = staff.person("duty_officer")
    for board in boards:
        say(staff, board, "tin")
    stop(staff)
    page = text_of(browser.get("/staff/stop/boards?all=yes"))
    assert "0/2 bảng đang hiện màn hình chờ" in page and "bảng chưa trả lời" in page
    say(staff, boards[0], "stop")
    say(staff, boards[1], "tin")
    page = text_of(browser.get(NOW))
    assert "1/2 bảng đang hiện màn hình chờ" in page
    assert page.index("Đã nhận lệnh, chưa báo là đang hiện") and "1 bảng chưa tự báo" in page
    say(staff, boards[1], "stop")
    assert "2/2" in text_of(browser.get(NOW))
    assert "Mọi bảng đều đã tự báo như vậy" in text_of(browser.get(NOW))


def test_a_board_out_of_contact_stands_first_with_its_caretakers_number(
    staff: Staff, clock: FixedClock
) -> None:
    silent = a_board(staff.resources, name="Xa", phone="0905123456")
    near = a_board(staff.resources, name="Gần")
    stop(staff)
    say(staff, silent, "tin")
    clock.advance(120)
    say(staff, near, "stop")
    browser = staff.person("duty_officer")
    page = browser.get(NOW)
    assert "tel:0905123456" in page.get_data(as_text=True)
    said = text_of(page)
    assert said.index("Xa") < said.index("Gần") and "rút phích cắm" in said


def test_after_going_on_the_same_page_says_which_run_again(staff: Staff) -> None:
    board = a_board(staff.resources)
    browser = staff.person("duty_officer")
    stop(staff)
    say(staff, board, "stop")
    stop(staff, None)
    page = browser.get("/staff/stop/boards?all=yes")
    assert "0/1 bảng đang phát chương trình" in text_of(page)
    assert "/staff/stop/check?all=yes" in page.get_data(as_text=True)
    say(staff, board, None)
    assert "1/1 bảng đang phát chương trình" in text_of(browser.get(NOW))


def test_many_boards_are_counted_whole_and_listed_in_part(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        a_board(staff.resources, name=f"Bảng {number}")
    stop(staff)
    monkeypatch.setattr(stopped, "ROWS", 2)
    page = staff.person("duty_officer").get("/staff/stop/boards?all=yes")
    assert "0/3" in text_of(page) and "rows=12" in page.get_data(as_text=True)
    assert page.get_data(as_text=True).count('class="t" href="/staff/boards/') == 2
