"""What waits for people: opened with the first telling, told again at its pace, closed when done.

Whether it still waits is read from the notice or the alert itself, never from the task.
"""

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from content.notice import NoticeState
from content.reminding import Task, levels, next_telling
from server.services import outbox, told_words
from server.services.actor import Actor
from server.services.alert_rows import alert_of, waiting
from server.services.holders import holders
from server.services.outbox import Message
from server.services.permissions import Right, units_with
from server.services.publishing_views import load_revision
from server.storage.tables import AccountRow, AlertRow, NoticeRow, TaskRow, UnitRow

if TYPE_CHECKING:
    from server.services.resources import Resources

RIGHTS = {Task.APPROVE_NOTICE: Right.APPROVE_NOTICES, Task.APPROVE_ALERT: Right.APPROVE_ALERTS}


def open_task(
    session: Session,
    resources: "Resources",
    kind: Task,
    about: str,
    unit_id: str,
    *,
    account_id: str | None = None,
    made_by: str | None = None,
) -> None:
    """Begin to wait for somebody and tell them; what waited before for the same is over."""
    close_task(session, kind, about)
    task = TaskRow(
        kind=kind.value,
        about=about,
        unit_id=unit_id,
        account_id=account_id,
        made_by=made_by,
        since=resources.clock.now(),
        told=0,
    )
    session.add(task)
    tell_task(session, resources, task)


def close_task(session: Session, kind: Task, about: str) -> None:
    """Wait no more, and call off what was not sent yet."""
    task = session.get(TaskRow, (kind.value, about))
    if task is not None:
        session.delete(task)
        session.flush()
        outbox.call_off(session, about, told_words.ASKS)


def tell_task(session: Session, resources: "Resources", task: TaskRow) -> None:
    """Tell those a task waits for, the unit above too once it is time; drop it when it is done."""
    kind = Task(task.kind)
    message = _message(session, kind, task)
    if message is None:
        close_task(session, kind, task.about)
        return
    task.told += 1
    task.next_at = next_telling(kind, task.told, resources.clock.now())
    if task.account_id is not None:
        people = frozenset({task.account_id})
    else:
        reach, author = levels(kind, task.told), {task.made_by}
        right, unit = RIGHTS[kind], task.unit_id
        people = holders(session, resources, right, unit, levels=reach, without=author)
    outbox.queue(session, resources, people, message)


def count_waiting(resources: "Resources", actor: Actor) -> int:
    """Count what waits for this person: their approvals, and what was sent back to them."""
    held = {kind: units_with(resources, actor, right) for kind, right in RIGHTS.items()}

    def work(session: Session) -> int:
        columns = (TaskRow.kind, TaskRow.unit_id, TaskRow.account_id, TaskRow.made_by)
        total = 0
        for row in session.execute(select(*columns, func.count().label("n")).group_by(*columns)):
            is_mine = row.account_id == actor.account_id
            is_anyones = row.account_id is None and row.made_by != actor.account_id
            if is_mine or (is_anyones and row.unit_id in held[Task(row.kind)]):
                total += row.n
        return total

    return resources.database.read(work)


def _message(session: Session, kind: Task, task: TaskRow) -> Message | None:
    """Give the words, None when nothing waits any more."""
    if kind is Task.APPROVE_ALERT:
        return _of_alert(session, task)
    notice = session.get(NoticeRow, task.about)
    if notice is None:
        return None
    newest = load_revision(session, notice, notice.revision)
    if kind is Task.APPROVE_NOTICE and notice.state == NoticeState.SUBMITTED:
        if task.told:
            return told_words.notice_still_waits(
                notice.id, newest.title, _unit(session, task), task.since
            )
        who = name_of(session, task.made_by)
        return told_words.notice_asked(notice.id, newest.title, _unit(session, task), who)
    if kind is Task.MEND_NOTICE and notice.state == NoticeState.REJECTED:
        reason = newest.reason or ""
        if task.told:
            return told_words.notice_to_mend(notice.id, newest.title, reason, task.since)
        who = name_of(session, newest.decided_by)
        return told_words.notice_sent_back(notice.id, newest.title, who, reason)
    return None


def _of_alert(session: Session, task: TaskRow) -> Message | None:
    row = session.get(AlertRow, task.about)
    pending = waiting(session, row) if row is not None else []
    if not pending:
        return None
    alert = alert_of(pending[-1])
    return told_words.alert_asked(
        alert.id,
        alert.event,
        _unit(session, task),
        name_of(session, task.made_by),
        alert.expires,
        is_drill=alert.is_drill,
    )


def _unit(session: Session, task: TaskRow) -> str:
    row = session.get(UnitRow, task.unit_id)
    return row.name if row is not None else task.unit_id


def name_of(session: Session, account_id: str | None) -> str:
    """Give a person's name, the system's own for nobody."""
    row = session.get(AccountRow, account_id) if account_id else None
    return row.name if row is not None else "Bảng Tin"
