"""Lists ask the database as often for many rows as for few."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from content.category import CategoryKey
from content.year_plan import PlanEntry
from server.services import publishing
from server.services.actor import Role
from server.services.resources import Resources
from server.services.year_plans import add_entries
from tests.server.board_builders import a_board, fire
from tests.server.notice_builders import AUTHOR, a_draft, published
from tests.server.staff_builders import an_actor
from tests.server.staff_web.conftest import Browser, Staff
from tests.server.statements import statements

FEW, MORE = 3, 15
PAGES = (
    "/staff/",
    "/staff/notices",
    "/staff/notices?state=live",
    "/staff/boards",
    "/staff/alerts",
    "/staff/units",
    "/staff/people",
    "/staff/people?q=can",
    "/staff/units?q=ba",
    "/staff/above",
    "/staff/pool",
    "/staff/audit",
    "/staff/audit?q=tin",
    "/staff/audit?about=alerts",
    "/staff/units/province/plan",
    "/staff/more",
)


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
        from_above(staff.resources, number)
        publishing.submit_notice(
            staff.resources,
            author,
            publishing.create_notice(staff.resources, author, a_draft(title=f"Chờ {number}")).id,
        )
        fire(staff.resources)


def from_above(resources: Resources, number: int) -> None:
    """Have the province offer a notice, and an entry of the commune's plan stand below it."""
    writer, decider = an_actor(Role.AUTHOR, "province"), an_actor(Role.APPROVER, "province")
    targets = {"pool": True} if number % 2 else {"subtrees": ["51"]}
    draft = a_draft(title=f"Từ tỉnh {number}", unit="51", targets=targets)
    notice = publishing.create_notice(resources, writer, draft)
    publishing.submit_notice(resources, writer, notice.id)
    publishing.approve_notice(resources, decider, notice.id, notice.revision, notice.digest)
    days = date(2026, 11, 1), date(2026, 11, 30)
    entry = PlanEntry(2026, f"Việc {number}", CategoryKey.POLICY, *days)
    add_entries(resources, AUTHOR, "commune", [entry])


@pytest.fixture
def counted(staff: Staff) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """What each page asked with few rows, and with five times as many."""
    administrator = staff.person("administrator", "51")
    add_rows(staff, 0, FEW)
    board = staff.resources.boards.in_service()[0].id
    alert = fire(staff.resources).id
    pages = (
        *PAGES,
        f"/staff/boards/{board}/calendar",
        f"/staff/boards/{board}",
        f"/staff/alerts/{alert}",
        f"/staff/alerts/{alert}/ledger",
    )
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
