"""A deed changes a notice whole, with its listing and its audit row, or not at all."""

import json
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from content.errors import ConflictError, NotFoundError
from content.notice import NoticeState
from server.services.publishing import get_notice
from server.services.publishing_changes import change_notice, changed_meanwhile
from server.services.resources import Resources
from server.storage.tables import AuditRow
from server.storage.tables.notices import NoticeRevisionRow, NoticeRow
from tests.server.notice_builders import APPROVER, AUTHOR, pair_a_board, submitted
from tests.server.staff_builders import add_units


@pytest.fixture
def notice(resources: Resources) -> str:
    add_units(resources)
    pair_a_board(resources)
    return submitted(resources).id


def newest_audit(resources: Resources) -> AuditRow:
    query = select(AuditRow).order_by(AuditRow.seq.desc()).limit(1)
    return resources.database.read(lambda session: session.scalars(query).one())


def test_a_change_is_dated_listed_and_audited(resources: Resources, notice: str) -> None:
    at = resources.clock.now()

    def change(session: Session, row: NoticeRow, newest: NoticeRevisionRow) -> dict[str, Any]:
        row.state = NoticeState.WITHDRAWN.value
        return {"reason": "thử"}

    view = change_notice(resources, APPROVER, notice, "withdrawn", change, at)
    assert (view.stored_state, view.updated_at) == (NoticeState.WITHDRAWN, at)
    row = newest_audit(resources)
    assert (row.action, row.subject, row.unit_id) == ("notice.withdrawn", notice, "commune")
    details = json.loads(row.details)
    assert (details["reason"], details["digest"]) == ("thử", view.digest)


def test_a_change_that_refuses_leaves_no_trace(resources: Resources, notice: str) -> None:
    before, last = get_notice(resources, AUTHOR, notice), newest_audit(resources).seq

    def change(session: Session, row: NoticeRow, newest: NoticeRevisionRow) -> dict[str, Any]:
        row.state = NoticeState.WITHDRAWN.value
        raise changed_meanwhile()

    with pytest.raises(ConflictError) as caught:
        change_notice(resources, APPROVER, notice, "withdrawn", change, resources.clock.now())
    assert caught.value.code == "revision_changed"
    assert get_notice(resources, AUTHOR, notice) == before
    assert newest_audit(resources).seq == last


def test_a_notice_that_is_not_there_is_not_found(resources: Resources, notice: str) -> None:
    with pytest.raises(NotFoundError):
        change_notice(
            resources, APPROVER, "nothing", "edited", lambda s, n, r: {}, resources.clock.now()
        )
