from typing import Any

from content.category import CategoryKey
from content.notice import NoticeContent
from content.priority import Priority
from content.targeting import Targets
from server.services import cap_notices, telling
from server.services.publishing import get_notice
from server.services.resources import Resources
from server.storage.tables import MessageRow
from tests.server.board_builders import a_board, officer
from tests.server.builders import START
from tests.server.staff_builders import add_units


def words(title: str, priority: Priority = Priority.PRIORITY) -> NoticeContent:
    return NoticeContent(
        title=title,
        body="Mưa lớn.",
        category=CategoryKey.EMERGENCY,
        language="vi",
        unit_id="province",
        targets=Targets(subtrees=("commune",)),
        priority=priority,
    )


def put_up(resources: Resources, content: NoticeContent) -> Any:
    return resources.database.write(
        lambda session: cap_notices.put_up(session, resources, content, "admin", None, START)
    )


def test_it_is_up_at_once_and_nobody_is_asked_or_told(resources: Resources) -> None:
    add_units(resources)
    a_board(resources)
    notice = put_up(resources, words("Mưa lớn"))
    view = get_notice(resources, officer(), notice)
    assert (view.state.value, view.shown_revision, view.decided_by) == ("live", 1, None)
    assert view.issuer_name == "Ủy ban nhân dân tỉnh Quảng Ngãi"
    telling.tell(resources)
    assert resources.database.read(lambda session: session.query(MessageRow).count()) == 0


def test_it_is_changed_and_taken_down_for_good(resources: Resources) -> None:
    add_units(resources)
    a_board(resources)
    notice = put_up(resources, words("Mưa lớn"))
    database = resources.database
    database.write(
        lambda s: cap_notices.change(s, notice, words("Mưa rất to"), "admin", None, START)
    )
    view = get_notice(resources, officer(), notice)
    assert (view.revision, view.shown_revision, view.content.title) == (2, 2, "Mưa rất to")
    assert database.read(lambda s: cap_notices.is_up(s, notice))
    for _ in range(2):
        database.write(lambda s: cap_notices.take_down(s, notice, "Hết mưa", START))
    assert not database.read(lambda s: cap_notices.is_up(s, notice))
