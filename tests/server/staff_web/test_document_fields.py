"""What a notice says as an official document, and how long it must be posted."""

from datetime import timedelta

import pytest

from content.schedule import TIMEZONE
from server.services.publishing import get_notice
from tests.server.builders import FixedClock
from tests.server.notice_builders import AUTHOR, pair_a_board
from tests.server.staff_web.conftest import Browser, Staff, notice_fields, text_of, written


@pytest.fixture
def author(staff: Staff) -> Browser:
    pair_a_board(staff.resources)
    return staff.person("author")


def test_a_posting_that_ends_too_early_is_asked_about_at_its_field(author: Browser) -> None:
    author.get("/staff/notices/new")
    answer = author.post("/staff/notices/new", **notice_fields(posting="land", until="week"))
    assert answer.status_code == 422
    assert "phải niêm yết ít nhất 30 ngày: sớm nhất đến hết ngày" in text_of(answer)
    assert 'href="#valid_until"' in answer.get_data(True)


def test_it_stays_as_long_as_it_must_when_that_is_chosen(staff: Staff, author: Browser) -> None:
    notice = written(author, posting="land", until="posting", number="12/TB-UBND", kind="Thông báo")
    view = get_notice(staff.resources, AUTHOR, notice)
    document = view.content.document
    assert document is not None and document.posting is not None
    assert (view.content.valid_until, document.posting.days) == (None, 30)
    page = text_of(author.get(f"/staff/notices/{notice}"))
    assert "đủ 30 ngày niêm yết, tính từ khi duyệt" in page
    assert "Hồ sơ đất đai, bồi thường, tái định cư (ít nhất 30 ngày)" in page
    form = author.get(f"/staff/notices/{notice}/edit").get_data(True)
    assert '<option value="land" selected>' in form
    assert 'value="posting" checked' in form


def test_an_end_by_posting_needs_a_kind(author: Browser) -> None:
    author.get("/staff/notices/new")
    answer = author.post("/staff/notices/new", **notice_fields(until="posting"))
    assert answer.status_code == 422
    assert "Chọn loại niêm yết, hoặc chọn ngày kết thúc khác" in text_of(answer)


@pytest.mark.parametrize(
    ("fields", "anchor"),
    [
        ({"posting": "nothing", "until": "week"}, "posting"),
        ({"posting": "land", "until": "posting", "posting_reason": "a" * 301}, "posting_reason"),
        ({"effective_from": "32/13/2026"}, "effective_from"),
        (
            {"effective_from": "02/12/2026", "effective_until": "01/12/2026"},
            "effective_until",
        ),
        ({"kind": "a" * 301}, "kind"),
    ],
)
def test_a_wrong_document_field_is_told_at_the_field(
    author: Browser, fields: dict[str, str], anchor: str
) -> None:
    author.get("/staff/notices/new")
    answer = author.post("/staff/notices/new", **notice_fields(**fields))
    assert answer.status_code == 422
    assert f'href="#{anchor}"' in answer.get_data(True)


def test_who_takes_a_posting_down_too_early_is_warned(staff: Staff, author: Browser) -> None:
    notice = written(author, posting="land", until="posting")
    approver = staff.person("approver")
    view = get_notice(staff.resources, AUTHOR, notice)
    deed = {"revision": str(view.revision), "digest": view.digest}
    assert approver.post(f"/staff/notices/{notice}/approve", **deed).status_code == 303
    page = text_of(approver.get(f"/staff/notices/{notice}/withdraw"))
    assert "phải niêm yết đến hết ngày" in page
    other = written(author)
    assert "phải niêm yết" not in text_of(approver.get(f"/staff/notices/{other}/withdraw"))


def test_too_few_days_left_is_told_to_the_approver(
    staff: Staff, author: Browser, clock: FixedClock
) -> None:
    last = clock.now().astimezone(TIMEZONE).date() + timedelta(days=31)
    notice = written(author, posting="land", until="day", until_day=f"{last:%d/%m/%Y}")
    clock.advance(3 * 86_400)
    approver = staff.person("approver")
    view = get_notice(staff.resources, AUTHOR, notice)
    deed = {"revision": str(view.revision), "digest": view.digest}
    answer = approver.post(f"/staff/notices/{notice}/approve", **deed)
    assert answer.status_code == 303
    page = text_of(approver.get(f"/staff/notices/{notice}"))
    assert "phải niêm yết ít nhất 30 ngày: sớm nhất đến hết ngày" in page
    assert get_notice(staff.resources, AUTHOR, notice).state == "submitted"
