import re
from pathlib import Path

import pytest

from server.staff_web.words import FAULTS
from tests.server.board_builders import a_board
from tests.server.builders import FixedClock
from tests.server.notice_builders import published
from tests.server.staff_web.conftest import Staff, text_of


def test_a_board_tells_its_state_its_plan_and_its_caretaker(staff: Staff) -> None:
    board = a_board(staff.resources, name="Cổng chợ Ba Tơ", phone="0905 000 127")
    published(staff.resources)
    staff.resources.presence.saw(board.id, staff.resources.clock.now())
    browser = staff.person("author")
    page = text_of(browser.get(f"/staff/boards/{board.id}"))
    for said in ("Cổng chợ Ba Tơ", "Đang chạy", "Tiêm phòng trâu, bò đợt 2", "0905 000 127"):
        assert said in page
    home = text_of(browser.get("/staff/"))
    assert "1/1 bảng đang chạy" in home
    assert "Tiêm phòng trâu, bò đợt 2" in home


def test_a_board_out_of_contact_is_what_is_wrong(staff: Staff, clock: FixedClock) -> None:
    board = a_board(staff.resources, name="Làng Teng", phone="0905 000 118")
    staff.resources.presence.saw(board.id, clock.now())
    clock.advance(120)
    browser = staff.person("author")
    home = browser.get("/staff/")
    assert "Bảng Làng Teng mất liên lạc" in text_of(home)
    assert 'href="tel:0905000118"' in home.get_data(as_text=True)
    assert "Làng Teng" in text_of(browser.get("/staff/boards?state=offline"))
    assert "Làng Teng" not in text_of(browser.get("/staff/boards?state=online"))


@pytest.mark.parametrize("script", ["player/page/agent.js", "player/page/state/library.js"])
def test_each_fault_that_a_page_names_has_words(script: str) -> None:
    source = (Path(__file__).resolve().parents[3] / script).read_text("utf-8")
    named = set(re.findall(r'(?:found\.push|faults\.add)\("(\w+)"\)', source))
    for listed in re.findall(r"const found = \{(.*?)\}", source):
        named |= set(re.findall(r"(\w+):", listed))
    assert named
    assert named <= set(FAULTS)


def test_each_fault_that_a_display_names_has_words() -> None:
    assert {"display_missing", "panel_power", "panel_volume"} <= set(FAULTS)
