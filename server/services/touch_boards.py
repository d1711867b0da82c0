"""Telling those who hold keys that boards wait for their touch: once a unit, then reminding."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from content.reminding import Task
from server.services.tasks import close_task, open_task
from server.storage.tables import BoardRow, IdentityWaitRow, TaskRow

if TYPE_CHECKING:
    from server.services.resources import Resources

AGAIN_AFTER = timedelta(minutes=10)
"""How long after one telling another board of the same unit is told of by itself."""


def tell_of_boards(resources: "Resources") -> None:
    """Begin to ask for each unit whose boards wait, and cease where none does any more."""
    now = resources.clock.now()
    fresh, done = resources.database.read(lambda session: _changes(session, resources, now))
    if not fresh and not done:
        return

    def work(session: Session) -> None:
        begun, ended = _changes(session, resources, now)
        for unit_id in sorted(ended):
            close_task(session, Task.TOUCH_BOARDS, unit_id)
        for unit_id in sorted(begun):
            open_task(session, resources, Task.TOUCH_BOARDS, unit_id, unit_id)

    resources.database.write(work)


def _changes(session: Session, resources: "Resources", now: datetime) -> tuple[set[str], set[str]]:
    """Give the units to ask for now, and those for which nothing waits."""
    waits = _newest_waits(session) if resources.keyring.officers() is not None else {}
    query = select(TaskRow.about, TaskRow.since).where(TaskRow.kind == Task.TOUCH_BOARDS.value)
    asked = {about: since for about, since in session.execute(query)}
    begun = {
        unit_id
        for unit_id, newest in waits.items()
        if unit_id not in asked or (newest > asked[unit_id] and now - asked[unit_id] >= AGAIN_AFTER)
    }
    return begun, set(asked) - set(waits)


def _newest_waits(session: Session) -> Mapping[str, datetime]:
    """Give the instant since which the newest board of each unit waits."""
    query = (
        select(BoardRow.unit_id, func.max(IdentityWaitRow.since))
        .join(IdentityWaitRow, IdentityWaitRow.board_id == BoardRow.id)
        .where(BoardRow.revoked_at.is_(None))
        .group_by(BoardRow.unit_id)
    )
    return {unit_id: since for unit_id, since in session.execute(query)}
