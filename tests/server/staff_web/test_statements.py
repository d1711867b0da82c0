"""Lists ask the database as often for many rows as for few."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import event

from server.services import publishing
from server.services.resources import Resources
from tests.server.board_builders import a_board, fire
from tests.server.notice_builders import AUTHOR, a_draft, published
from tests.server.staff_web.conftest import Browser, Staff

FEW, MORE = 3, 15
PAGES = (
    "/staff/",
    "/staff/notices",
    "/staff/notices?state=live",
    "/staff/boards",
    "/staff/alerts",
    "/staff/units",
    "/staff/people",
    "/staff/audit",
    "/staff/units/province/plan",
    "/staff/more",
)


@contextmanager
def statements(resources: Resources) -> Iterator[list[str]]:
    """Collect the statements sent to the database meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(resources.database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(resources.database.engine, "before_cursor_execute", note)


def asked_by(person: Browser, path: str) -> list[str]:
    """Return what a page asks of the database once everything it keeps is kept."""
    for _ in range(2):
        assert person.get(path).status_code == 200, path
    with statements(person.resources) as sent:
        person.get(path)
    return sent


def add_rows(staff: Staff, first: int, last: int) -> None:
    """Add so many of everything that stands in a list, each from somebody else."""
    for number in range(first, last):
        login = staff.account("author", number=number)
        author = replace(AUTHOR, account_id=login, login=login)
        a_board(staff.resources, name=f"Bảng {number}")
        published(staff.resources, title=f"Tin số {number}")
        publishing.submit_notice(
            staff.resources,
            author,
            publishing.create_notice(staff.resources, author, a_draft(title=f"Chờ {number}")).id,
        )
        fire(staff.resources)


@pytest.fixture
def counted(staff: Staff) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """What each page asked with few rows, and with five times as many."""
    administrator = staff.person("administrator", "51")
    add_rows(staff, 0, FEW)
    board = staff.resources.boards.in_service()[0].id
    pages = (*PAGES, f"/staff/boards/{board}/calendar", f"/staff/boards/{board}")
    few = {path: asked_by(administrator, path) for path in pages}
    add_rows(staff, FEW, MORE)
    return few, {path: asked_by(administrator, path) for path in pages}


def test_no_list_asks_more_often_for_more_rows(
    counted: tuple[dict[str, list[str]], dict[str, list[str]]],
) -> None:
    few, more = counted
    grown = {
        path: sorted((Counter(more[path]) - Counter(few[path])).items())
        for path in few
        if len(more[path]) > len(few[path])
    }
    assert grown == {}


def test_a_page_asks_a_handful_of_times(
    counted: tuple[dict[str, list[str]], dict[str, list[str]]],
) -> None:
    _, more = counted
    assert {path: len(sent) for path, sent in more.items() if len(sent) > 30} == {}
    assert all(len(sent) > 0 for sent in more.values())
