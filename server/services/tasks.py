"""What waits for people: opened with the first telling, told again at its pace, closed when done.

Whether it still waits is read from the notice or the alert itself, never from the task.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from content.notice import NoticeState
from content.reminding import Task, levels, next_telling
from server.services import outbox, told_words, touch_people
from server.services.actor import Actor
from server.services.alert_rows import alert_of, gone_out, waiting
from server.services.holders import holders
from server.services.outbox import Message
from server.services.permissions import Right, units_with
from server.services.publishing_views import load_revision
from server.services.touch_people import TOUCHES
from server.storage.tables import (
    AccountRow,
    AlertReviewRow,
    AlertRow,
    AlertTemplateRow,
    CapMessageRow,
    CapSourceRow,
    NoticeRow,
    TaskRow,
    UnitRow,
)

if TYPE_CHECKING:
    from server.services.resources import Resources

RIGHTS = {
    Task.APPROVE_NOTICE: Right.APPROVE_NOTICES,
    Task.APPROVE_ALERT: Right.APPROVE_ALERTS,
    Task.REVIEW_ALERT: Right.APPROVE_ALERTS,
    Task.DECIDE_CAP: Right.FIRE_ALERTS,
    Task.APPROVE_TEMPLATE: Right.APPROVE_ALERTS,
}

ABOUT_ALERTS = (Task.APPROVE_ALERT, Task.REVIEW_ALERT, Task.DECIDE_CAP, Task.APPROVE_TEMPLATE)


def open_task(
    session: Session,
    resources: "Resources",
    kind: Task,
    about: str,
    unit_id: str,
    *,
    account_id: str | None = None,
    made_by: str | None = None,
    after: timedelta | None = None,
) -> None:
    """Begin to wait for somebody and tell them, or only after a while.

    What waited before for the same is over.
    """
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
    if after is None:
        tell_task(session, resources, task)
    else:
        task.next_at = task.since + after


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
    message = _message(session, resources, kind, task)
    if message is None:
        close_task(session, kind, task.about)
        return
    task.told += 1
    task.next_at = next_telling(kind, task.told, resources.clock.now())
    if task.account_id is not None:
        people = frozenset({task.account_id})
    elif kind in TOUCHES:
        people = touch_people.people(session, resources, task)
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
        counted = select(*columns, func.count().label("n")).where(TaskRow.kind.not_in(TOUCHES))
        for row in session.execute(counted.group_by(*columns)):
            is_mine = row.account_id == actor.account_id
            is_anyones = row.account_id is None and row.made_by != actor.account_id
            if is_mine or (is_anyones and row.unit_id in held[Task(row.kind)]):
                total += row.n
        touches = touches_for(session, resources, actor.account_id)
        return total + len({_place(task) for task in touches})

    return resources.database.read(work)


def _place(task: TaskRow) -> tuple[str, str]:
    """Tell where a touch is asked for: on an alert's page, or for boards of all units on one."""
    return task.kind, task.about if task.kind == Task.TOUCH_ALERT else ""


def touches_for(session: Session, resources: "Resources", account_id: str) -> list[TaskRow]:
    """List what waits for this person's touch, the oldest first."""
    query = select(TaskRow).where(TaskRow.kind.in_(TOUCHES)).order_by(TaskRow.since, TaskRow.about)
    return [
        task
        for task in session.scalars(query)
        if account_id in touch_people.people(session, resources, task)
    ]


def _message(session: Session, resources: "Resources", kind: Task, task: TaskRow) -> Message | None:
    """Give the words, None when nothing waits any more."""
    if kind in TOUCHES:
        return touch_people.message(session, resources, task)
    if kind in ABOUT_ALERTS:
        return _about_alert(session, resources, kind, task)
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


def _about_alert(
    session: Session, resources: "Resources", kind: Task, task: TaskRow
) -> Message | None:
    if kind is Task.APPROVE_ALERT:
        return _of_alert(session, task)
    if kind is Task.REVIEW_ALERT:
        return _of_review(session, task)
    if kind is Task.APPROVE_TEMPLATE:
        return _of_template(session, task)
    return _of_cap(session, task, resources.clock.now())


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


def _of_review(session: Session, task: TaskRow) -> Message | None:
    review, row = session.get(AlertReviewRow, task.about), session.get(AlertRow, task.about)
    if review is None or review.reviewed_at is not None or row is None:
        return None
    out = gone_out(session, row)
    return told_words.review_asked(
        row.id,
        alert_of(out).event if out is not None else row.identifier,
        session.get_one(UnitRow, row.unit_id).name,
        name_of(session, review.fired_by),
        review.fired_at,
        is_first=not task.told,
    )


def _of_cap(session: Session, task: TaskRow, now: datetime) -> Message | None:
    row = session.get(CapMessageRow, task.about)
    if row is None or row.held_for is None or (row.expires is not None and row.expires <= now):
        return None
    source = session.get_one(CapSourceRow, row.source_id)
    return told_words.cap_held(row.id, row.headline, source.name, _unit(session, task), row.expires)


def _of_template(session: Session, task: TaskRow) -> Message | None:
    row = session.get(AlertTemplateRow, task.about)
    if row is None or row.state != "written":
        return None
    who = name_of(session, row.written_by)
    since = task.since if task.told else None
    return told_words.template_asked(row.id, row.name, _unit(session, task), who, since)


def _unit(session: Session, task: TaskRow) -> str:
    row = session.get(UnitRow, task.unit_id)
    return row.name if row is not None else task.unit_id


def name_of(session: Session, account_id: str | None) -> str:
    """Give a person's name, the system's own for nobody."""
    row = session.get(AccountRow, account_id) if account_id else None
    return row.name if row is not None else "Bảng Tin"
