import string

import pytest

from content.errors import InvalidInputError, NotFoundError
from content.notice import LONGEST_TITLE
from content.notice_template import TEMPLATES, NoticeTemplate, fill_notice, notice_template

ALL = list(TEMPLATES.values())


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("template", ALL, ids=lambda template: template.id)
def test_every_place_in_the_words_can_be_filled_and_has_a_sample(template: NoticeTemplate) -> None:
    keys = {blank.key for blank in template.blanks}
    assert places(template.title + template.body) == keys
    needed = {blank.key for blank in template.blanks if blank.is_needed}
    assert places(template.title) <= needed
    samples = {blank.key: blank.example for blank in template.blanks}
    title, body = fill_notice(template, samples)
    assert 0 < len(title) <= LONGEST_TITLE
    assert "{" not in title + body


def test_a_line_whose_place_stays_empty_is_left_out() -> None:
    template = notice_template("power-cut")
    given = {"where": "thôn Nước Nẻ", "day": "26/11", "hours": "từ 7:30"}
    title, body = fill_notice(template, given)
    assert title == "Lịch cắt điện: thôn Nước Nẻ"
    assert "Lý do" not in body
    assert "Hỏi thêm" not in body
    assert "Thời gian: từ 7:30" in body


def test_what_is_needed_and_what_is_too_long_is_named() -> None:
    template = notice_template("power-cut")
    with pytest.raises(InvalidInputError) as caught:
        fill_notice(template, {"where": " "})
    assert caught.value.field == "where"
    given = {"where": "x", "day": "x", "hours": "x" * 201}
    with pytest.raises(InvalidInputError) as caught:
        fill_notice(template, given)
    assert caught.value.field == "hours"


def test_braces_typed_into_a_place_stay_text() -> None:
    given = {"where": "{day}", "day": "26/11", "hours": "7:30"}
    assert fill_notice(notice_template("power-cut"), given)[0] == "Lịch cắt điện: {day}"


def test_an_unknown_template_is_said_so() -> None:
    with pytest.raises(NotFoundError):
        notice_template("nothing")
