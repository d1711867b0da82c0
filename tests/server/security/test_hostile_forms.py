"""Forms and addresses that no browser sends: refused in words, never an error of the server."""

import base64
import json
from typing import Any

import pytest
from sqlalchemy import func, select

from server.services.publishing import NoticeDraft, create_notice, submit_notice
from server.staff_web.security import LARGEST_FORM, LARGEST_UPLOAD
from server.storage.tables import AuditRow, NoticeRow
from tests.server.board_builders import a_board
from tests.server.staff_builders import an_actor
from tests.server.staff_web.conftest import ORIGIN, Browser, Staff

FORM = {
    "title": "Lịch tiêm chủng",
    "body": "Trạm y tế xã tiêm chủng từ 7 giờ 30.",
    "category": "projects",
    "priority": "normal",
    "unit": "20857",
    "where": "all",
    "until": "week",
    "deed": "save",
}
HUGE_NUMBER = "9" * 5000


@pytest.fixture
def author(staff: Staff) -> Browser:
    a_board(staff.resources)
    return staff.person("author")


def rows(staff: Staff) -> tuple[int, ...]:
    tables = (AuditRow, NoticeRow)
    return staff.resources.database.read(
        lambda session: tuple(
            session.scalar(select(func.count()).select_from(table)) or 0 for table in tables
        )
    )


@pytest.mark.parametrize(
    "change",
    [
        {"until": "day", "until_day": "31/12/9999"},
        {"until": "day", "until_day": "01/01/0001"},
        {"until": "day", "until_day": HUGE_NUMBER},
        {"from_day": "01/01/0001"},
        {"from_day": "31/12/9999"},
        {"from_day": "25/12/2026", "from_time": "24:00"},
        {"issued_on": "30/02/2026"},
        {"category": "gossip"},
        {"priority": "emergency"},
        {"unit": "99999"},
        {"unit": "20860"},
        {"where": "some", "subtree": "51"},
        {"where": "some", "board": "no-such-board"},
        {"media": "../../keys/server.secret"},
        {"title": "\u202e\u200b"},
        {"title": "x" * 201},
        {"body": "x" * 20_001},
    ],
)
def test_a_field_out_of_range_is_refused_at_the_form(
    staff: Staff, author: Browser, change: dict[str, str]
) -> None:
    before = rows(staff)
    answer = author.post("/staff/notices/new", **{**FORM, **change})
    assert answer.status_code in (403, 422)
    assert rows(staff) == before


def test_bytes_that_are_no_text_become_a_question_not_an_error(
    staff: Staff, author: Browser
) -> None:
    author.get("/staff/notices/new")
    raw = b"title=%ff%fe%ed%a0%80&body=x&csrf_token=" + author.token.encode()
    answer = author.client.post(
        "/staff/notices/new",
        data=raw,
        content_type="application/x-www-form-urlencoded",
        headers=ORIGIN,
    )
    assert answer.status_code == 422


def test_a_revision_of_5000_digits_approves_nothing(staff: Staff, author: Browser) -> None:
    draft = NoticeDraft(
        title=FORM["title"],
        body=FORM["body"],
        category="projects",
        language="vi",
        unit="20857",
        targets={"subtrees": ["20857"]},
    )
    writer: Any = an_actor(role="author", unit_id="commune")  # type: ignore[arg-type]
    view = create_notice(staff.resources, writer, draft)
    submit_notice(staff.resources, writer, view.id)
    approver = staff.person("approver")
    before = rows(staff)
    for revision in (HUGE_NUMBER, "-1", "١", "1.0", ""):
        path = f"/staff/notices/{view.id}/approve"
        answer = approver.post(path, revision=revision, digest=view.digest)
        assert answer.status_code == 303, revision
    assert rows(staff) == before


@pytest.mark.parametrize(
    "path",
    [
        "/staff/notices/%00",
        "/staff/boards/%00/picture",
        "/staff/alerts/%00/ledger",
        "/staff/alerts?cursor=%00",
        "/staff/media/%00/whole",
        "/staff/notices?q=%00",
        "/n/%00",
        "/u/%00",
        "/?q=%00",
    ],
)
def test_an_address_with_a_nul_is_nowhere(author: Browser, path: str) -> None:
    assert author.get(path).status_code == 404


def test_a_tampered_cursor_shows_the_first_page(author: Browser) -> None:
    places: tuple[Any, ...] = ([0, "\ud800"], [0, "\x00"], [10**30, "a"], [[]], "a", 1)
    for place in places:
        cursor = base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")
        assert author.get(f"/staff/notices?cursor={cursor}").status_code == 200


@pytest.mark.parametrize("origin", ["http://[", "http://]/", "//", "http://localhost:99999999x"])
def test_an_origin_that_is_no_address_is_a_foreign_one(author: Browser, origin: str) -> None:
    author.get("/staff/account")
    answer = author.client.post(
        "/staff/sign-out", data={"csrf_token": author.token}, headers={"Origin": origin}
    )
    assert answer.status_code == 403
    assert author.get("/staff/").status_code == 200


def test_a_strangers_file_is_refused_before_it_is_read(staff: Staff) -> None:
    stranger = staff.stranger()
    stranger.get("/staff/sign-in")
    for path in ("/staff/sign-in", "/staff/notices/new"):
        answer = stranger.client.post(
            path,
            data=b"\xff" * (LARGEST_FORM + 1),
            content_type="multipart/form-data; boundary=x",
            headers=ORIGIN,
        )
        assert answer.status_code == 413


def test_even_a_signed_in_person_sends_no_file_larger_than_an_upload(author: Browser) -> None:
    author.get("/staff/notices/new")
    answer = author.client.post(
        "/staff/notices/new",
        data=b"",
        content_type="multipart/form-data; boundary=x",
        headers=ORIGIN,
        environ_overrides={"CONTENT_LENGTH": str(LARGEST_UPLOAD + 1)},
    )
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example/staff/",
        "/staff/../..//evil.example",
        "/staff//evil.example",
        "/staff/\\evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/staff/\r\nSet-Cookie: a=b",
        "/n/1",
    ],
)
def test_no_page_leads_on_to_a_foreign_address(staff: Staff, target: str) -> None:
    login, browser = staff.account("author"), staff.stranger()
    signed_in = browser.sign_in(login, next=target)
    language = browser.post("/staff/language", language="vi", next=target)
    for answer in (signed_in, language):
        assert answer.status_code == 303
        assert answer.headers["Location"] in ("/staff/", "/staff/sign-in")
