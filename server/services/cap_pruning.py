"""Forgetting messages from outside of which nothing came, once they are old or too many.

What became an alert or a notice, what changed one, and what an officer decided on stays as long
as the audit, which names it; so does what still waits.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from content.cap_judgement import CapDecision
from content.reminding import Task
from server.services import audit
from server.services.tasks import close_task
from server.storage.tables import CapFileRow, CapMessageRow, CapSourceRow

if TYPE_CHECKING:
    from server.services.resources import Resources

EVERY_S = 3600.0
MOST_KEPT = 5000
"""How many messages of one source of which nothing came are kept."""
MOST_AT_ONCE = 500
_NOTHING_CAME = (CapDecision.IGNORED.value, CapDecision.REJECTED.value, CapDecision.HELD.value)


def prune_cap(resources: "Resources") -> int:
    """Forget what need not be kept; give how many messages. The chore; also right twice."""
    sources = resources.database.read(
        lambda session: session.scalars(select(CapSourceRow.id).order_by(CapSourceRow.id)).all()
    )
    return sum(_prune_source(resources, source) for source in sources)


def _prune_source(resources: "Resources", source_id: str) -> int:
    now = resources.clock.now()
    before = now - timedelta(days=resources.settings.cap_keep_days)
    gone = 0
    while due := resources.database.read(lambda session: _due(session, source_id, before, now)):
        names = due[:MOST_AT_ONCE]
        resources.database.write(partial(_forget, source_id=source_id, names=names, now=now))
        gone += len(names)
    return gone


def _due(session: Session, source_id: str, before: datetime, now: datetime) -> list[str]:
    """Name what may go and is old, or one too many; the oldest first."""
    found = list(_idle(session, source_id, before, now))
    too_many = max(0, len(found) - MOST_KEPT)
    return [name for place, (name, came) in enumerate(found) if place < too_many or came < before]


def _idle(
    session: Session, source_id: str, before: datetime, now: datetime
) -> Iterator[tuple[str, datetime]]:
    """Give the messages of which nothing came and nothing will, with their times, in order."""
    query = (
        select(
            CapMessageRow.id, CapMessageRow.received_at, CapMessageRow.became,
            CapMessageRow.decision, CapMessageRow.expires,
        )
        .where(
            CapMessageRow.source_id == source_id,
            CapMessageRow.decision.in_(_NOTHING_CAME),
            CapMessageRow.decided_by.is_(None),
        )
        .order_by(CapMessageRow.received_at, CapMessageRow.id)
    )  # fmt: skip
    for name, came, became, decision, expires in session.execute(query):
        waits = came >= before if expires is None else expires > now
        is_open = decision == CapDecision.HELD and waits
        if not became and not is_open:
            yield name, came


def _forget(session: Session, source_id: str, names: list[str], now: datetime) -> None:
    source = session.get_one(CapSourceRow, source_id)
    for name in names:
        close_task(session, Task.DECIDE_CAP, name)
    session.execute(delete(CapFileRow).where(CapFileRow.message_id.in_(names)))
    session.execute(delete(CapMessageRow).where(CapMessageRow.id.in_(names)))
    audit.record(
        session,
        at=now,
        actor=None,
        action="cap.pruned",
        subject=source_id,
        unit_id=source.unit_id,
        details={"name": source.name, "count": len(names)},
    )
