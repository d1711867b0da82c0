"""Pages that no other test opens, and what every page shares."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, g

from content.errors import InvalidInputError
from server.services.people import names_of
from server.staff_web import errors, pages, playing, site, words
from server.staff_web.alert_reach import split_by_boards
from server.staff_web.forms import Form, sentence_of
from server.staff_web.glass import glass_of
from server.staff_web.help import TOPICS
from server.staff_web.ledger import ORDER
from server.staff_web.notice_form import MOST_BOARDS_LISTED
from server.staff_web.places import inside
from server.staff_web.times import (
    end_of,
    long_day,
    moment,
    read_day,
    read_time,
    span,
    start_of,
    until_text,
)
from tests.server.board_builders import a_board, fire
from tests.server.notice_builders import pair_a_board
from tests.server.staff_web.conftest import Staff, text_of

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


@pytest.fixture
def vietnamese(app: Flask) -> object:
    with app.test_request_context("/staff/"):
        g.language = "vi"
        yield


def test_every_group_of_pages_is_on_the_blueprint(staff: Staff) -> None:
    endpoints = {rule.endpoint for rule in staff.app.url_map.iter_rules()}
    assert {"staff.home", "staff.alert", "staff.pair", "staff.help_topic"} <= endpoints
    assert pages.staff is site.staff
    assert playing in pages.GROUPS or playing.playing is not None


def test_every_topic_of_the_guide_opens(staff: Staff) -> None:
    browser = staff.person("viewer")
    listed = text_of(browser.get("/staff/help"))
    for topic in TOPICS:
        page = browser.get(f"/staff/help/{topic.key}")
        assert page.status_code == 200
        assert topic.title in listed
        assert topic.title in text_of(page)
    assert browser.get("/staff/help/nothing").status_code == 404


def test_the_guide_names_buttons_as_the_pages_do(staff: Staff) -> None:
    author = staff.person("administrator", "51")
    pair_a_board(staff.resources)
    seen = " ".join(
        text_of(author.get(path))
        for path in ("/staff/", "/staff/notices/new", "/staff/boards/pair", "/staff/account")
    )
    for word in ("Đăng tin", "Lưu nháp", "Gửi duyệt", "Trên bảng sẽ như thế này", "Chờ tôi xử lý"):
        assert word in seen, word


def test_an_address_that_does_not_exist_gets_a_page(staff: Staff) -> None:
    answer = staff.person("viewer").get("/staff/khong/co")
    assert answer.status_code == 404
    assert "Không có gì ở đây" in text_of(answer)
    assert set(errors.HEADINGS) >= {400, 403, 404, 409}


def test_every_link_on_the_main_pages_leads_somewhere(staff: Staff) -> None:
    pair_a_board(staff.resources)
    fire(staff.resources)
    browser = staff.person("administrator", "51")
    seen: set[str] = set()
    for path in ("/staff/", "/staff/notices", "/staff/boards", "/staff/alerts", "/staff/account"):
        page = browser.get(path).get_data(as_text=True)
        seen |= set(re.findall(r'href="(/staff/[^"#]*)"', page))
    for link in sorted(seen):
        assert browser.get(link.replace("&amp;", "&")).status_code in (200, 303), link


def test_moments_read_as_close_as_they_are(vietnamese: object) -> None:
    assert moment(NOON, NOON) == "12:00 hôm nay"
    assert moment(NOON - timedelta(days=1), NOON) == "12:00 hôm qua"
    assert moment(NOON + timedelta(days=1), NOON) == "12:00 ngày mai"
    assert moment(NOON + timedelta(days=9), NOON) == "12:00 ngày 03/12/2026"
    assert until_text(end_of(NOON.date()), NOON) == "hết ngày 24/11/2026"
    assert long_day(NOON) == "Thứ Ba, 24/11/2026"


def test_spans_read_in_their_largest_units(vietnamese: object) -> None:
    said = [span(seconds) for seconds in (9, 130, 3600, 13_440, 200_000, -5)]
    assert said == ["9 giây", "2 phút", "1 giờ", "3 giờ 44 phút", "2 ngày", "0 giây"]


def test_typed_days_and_times_are_read_as_people_write_them() -> None:
    assert read_day("25/11/2026", "x").isoformat() == "2026-11-25"
    assert read_day("5-1-2027", "x").isoformat() == "2027-01-05"
    assert [read_time(text, "x").hour for text in ("14:30", "14h", "14h30", "7:05")] == [
        14,
        14,
        14,
        7,
    ]
    for text in ("25/13/2026", "2026-11-25", "", "25/11"):
        with pytest.raises(InvalidInputError):
            read_day(text, "x")
    for text in ("24:00", "7", "14:60", "", "7:5"):
        with pytest.raises(InvalidInputError):
            read_time(text, "x")
    assert end_of(start_of(NOON.date()).date()) - start_of(NOON.date()) == timedelta(days=1)


def test_a_form_keeps_the_first_problem_of_a_field(vietnamese: object) -> None:
    form = Form.of({"title": "  Tin  ", "board": ["a", "b", "a"]})
    form.refuse("title", "một")
    form.refuse("title", "hai")
    assert [(problem.anchor, problem.sentence) for problem in form.listed] == [("title", "một")]
    assert form.values("board") == ("a", "b")
    assert form.line("title") == "Tin"
    error = InvalidInputError("Fill in: {label}.", field="a.b", label="Where")
    assert sentence_of(error) == "Điền vào: Ở đâu."
    form.refuse_error(error, "x")
    assert "a" in form.problems


def test_names_of_people_are_looked_up_at_once(staff: Staff) -> None:
    login = staff.account("author")
    assert names_of(staff.resources, [None, "", "nobody"]) == {}
    person = staff.person("author")
    assert "author 1" in text_of(person.get("/staff/account"))
    assert login in text_of(person.get("/staff/account"))


def test_every_state_has_a_word_an_icon_and_a_tone() -> None:
    for table in (words.NOTICE_STATES, words.BOARD_STATES, words.ALERT_STATES, words.LEDGER_STATES):
        assert all(state.word and state.icon for state in table.values())
    assert set(ORDER) == set(words.LEDGER_STATES)
    assert MOST_BOARDS_LISTED > 50


def test_every_icon_named_is_in_the_sprite(staff: Staff) -> None:
    sprite = staff.stranger().get("/staff/static/icons.svg").get_data(as_text=True)
    held = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    named = {
        state.icon
        for table in (
            words.NOTICE_STATES,
            words.BOARD_STATES,
            words.ALERT_STATES,
            words.LEDGER_STATES,
        )
        for state in table.values()
    }
    assert named <= held


def test_an_alert_is_painted_as_its_first_wide_board_shows_it(staff: Staff) -> None:
    board = a_board(staff.resources)
    view = fire(staff.resources)
    with staff.app.test_request_context("/staff/"):
        g.language = "vi"
        wide = staff.resources.boards.get(board.id)
        tall = replace(wide, profile=replace(wide.profile, rotation=90))
        glass = glass_of(view.alert, [tall, wide])
        assert glass.painted["size"] == [1920, 1080]
        assert glass.headline == "LŨ QUÉT"
        assert glass_of(view.alert, [tall, tall]).painted["size"] == [1080, 1920]
        assert glass_of(view.alert, []).painted == {}


def test_units_without_boards_are_set_apart() -> None:
    assert split_by_boards([]) == ([], [])
    assert inside("Xã Ba Tơ") == "xã Ba Tơ"
