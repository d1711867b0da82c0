"""The buttons of a board: what a technician has it do from afar, and the picture it sent."""

import pytest

from server.services import screenshots
from server.services.changes import Change
from server.staff_web.board_commands import DEEDS
from tests.server.board_builders import a_board
from tests.server.staff_web.conftest import Staff, text_of

JPEG = b"\xff\xd8\xff\xe0 picture \xff\xd9"


@pytest.mark.parametrize("role", ["technician", "administrator"])
def test_each_button_sends_its_command_and_is_written_down(staff: Staff, role: str) -> None:
    board, browser = a_board(staff.resources), staff.person(role)
    staff.resources.presence.connected(board.id, staff.resources.clock.now())
    path = f"/staff/boards/{board.id}"
    heard: list[Change] = []
    staff.resources.changes.subscribe(heard.append)
    page = browser.get(path).get_data(True)
    for key in DEEDS:
        assert f'name="deed" value="{key}"' in page
        assert browser.post(f"{path}/commands", deed=key).location == path
        assert "Đã gửi yêu cầu" in text_of(browser.get(path))
    sent = [(one.details["name"], one.details.get("on")) for one in heard]
    assert sent == [
        ("screenshot", None), ("identify", None), ("reload", None),
        ("power", True), ("power", False), ("power", None),
    ]  # fmt: skip


def test_a_board_out_of_contact_is_sent_nothing_and_the_page_says_so(staff: Staff) -> None:
    board, browser = a_board(staff.resources), staff.person("technician")
    path = f"/staff/boards/{board.id}"
    heard: list[Change] = []
    staff.resources.changes.subscribe(heard.append)
    browser.get(path)
    assert browser.post(f"{path}/commands", deed="identify").location == path
    assert "mất liên lạc" in text_of(browser.get(path))
    browser.post(f"{path}/commands", deed="explode")
    assert "một trong các nút" in text_of(browser.get(path))
    assert heard == []


def test_a_board_that_only_polls_is_sent_nothing_and_the_page_says_so(staff: Staff) -> None:
    board, browser = a_board(staff.resources), staff.person("technician")
    presence, now = staff.resources.presence, staff.resources.clock.now()
    path = f"/staff/boards/{board.id}"
    heard: list[Change] = []
    staff.resources.changes.subscribe(heard.append)
    presence.saw(board.id, now)
    browser.get(path)
    browser.post(f"{path}/commands", deed="identify")
    assert "không giữ kết nối" in text_of(browser.get(path))
    presence.connected(board.id, now)
    presence.disconnected(board.id, now)
    browser.post(f"{path}/commands", deed="identify")
    assert "không giữ kết nối" in text_of(browser.get(path))
    assert heard == []


def test_a_board_without_a_display_has_neither_picture_nor_switch(staff: Staff) -> None:
    board = a_board(staff.resources, software="bangtin-player/0.1.0 (none)")
    staff.resources.presence.connected(board.id, staff.resources.clock.now())
    browser, path = staff.person("technician"), f"/staff/boards/{board.id}"
    heard: list[Change] = []
    staff.resources.changes.subscribe(heard.append)
    page = browser.get(path).get_data(True)
    offered = [key for key in DEEDS if f'name="deed" value="{key}"' in page]
    assert offered == ["identify", "reload"]
    for key in ("screenshot", "on", "off", "hours"):
        browser.post(f"{path}/commands", deed=key)
    assert heard == []


def test_switching_off_says_how_long(staff: Staff) -> None:
    board, browser = a_board(staff.resources), staff.person("technician")
    staff.resources.presence.connected(board.id, staff.resources.clock.now())
    path = f"/staff/boards/{board.id}"
    browser.get(path)
    browser.post(f"{path}/commands", deed="off")
    assert "lâu nhất 24 giờ; có cảnh báo khẩn cấp thì tự bật" in text_of(browser.get(path))


def test_who_switched_the_screen_is_said_to_all_who_see_the_board(staff: Staff) -> None:
    board, technician = a_board(staff.resources), staff.person("technician")
    staff.resources.presence.connected(board.id, staff.resources.clock.now())
    path, viewer = f"/staff/boards/{board.id}", staff.person("viewer")
    assert "ra lệnh" not in text_of(viewer.get(path))
    technician.get(path)
    technician.post(f"{path}/commands", deed="off")
    technician.post(f"{path}/commands", deed="identify")
    assert "ra lệnh tắt màn hình" in text_of(viewer.get(path))
    technician.post(f"{path}/commands", deed="on")
    assert "ra lệnh bật màn hình" in text_of(viewer.get(path))
    technician.post(f"{path}/commands", deed="hours")
    assert "ra lệnh" not in text_of(viewer.get(path))


def test_a_board_in_a_browser_is_not_asked_for_a_picture(staff: Staff) -> None:
    board = a_board(staff.resources, software="bangtin-page/1")
    staff.resources.presence.saw(board.id, staff.resources.clock.now())
    browser, path = staff.person("technician"), f"/staff/boards/{board.id}"
    heard: list[Change] = []
    staff.resources.changes.subscribe(heard.append)
    page = browser.get(path)
    assert "không gửi được ảnh" in text_of(page)
    assert 'value="screenshot"' not in page.get_data(True)
    assert 'value="identify"' in page.get_data(True)
    browser.post(f"{path}/commands", deed="screenshot")
    assert "một trong các nút" in text_of(browser.get(path))
    assert heard == []


def test_others_see_the_picture_but_have_no_buttons(staff: Staff) -> None:
    board, author = a_board(staff.resources), staff.person("author")
    staff.resources.presence.saw(board.id, staff.resources.clock.now())
    path = f"/staff/boards/{board.id}"
    assert "từ xa" not in text_of(author.get(path))
    assert author.get(f"{path}/screenshot").status_code == 404
    screenshots.store(staff.resources, board.id, JPEG)
    page = author.get(path)
    assert "Do bảng tự chụp" in text_of(page)
    assert f"{path}/screenshot?at=" in page.get_data(True)
    shot = author.get(f"{path}/screenshot")
    assert (shot.mimetype, shot.data) == ("image/jpeg", JPEG)
    assert 'name="deed"' not in page.get_data(True)
    assert author.post(f"{path}/commands", deed="reload").status_code == 403


def test_a_new_picture_has_an_address_of_its_own(staff: Staff) -> None:
    board, browser = a_board(staff.resources), staff.person("technician")
    assert "chưa gửi ảnh" in text_of(browser.get(f"/staff/boards/{board.id}"))
    screenshots.store(staff.resources, board.id, JPEG)
    assert (
        "no-cache" in browser.get(f"/staff/boards/{board.id}/screenshot").headers["Cache-Control"]
    )
