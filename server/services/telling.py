"""Tells those who must act, and goes on asking: it follows the audit, so that no deed is missed.

What the audit says was done is worked off from where this stopped, in one transaction with the
messages it causes: each is queued once, whatever restarts come between.
"""

from typing import TYPE_CHECKING

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from content.notice import NoticeState
from content.reminding import Task
from server.services import outbox, told_words
from server.services.alert_rows import waiting
from server.services.changes import Change
from server.services.publishing_views import load_revision
from server.services.tasks import close_task, name_of, open_task, tell_task
from server.storage import counters
from server.storage.tables import AlertRow, AuditRow, NoticeRow, TaskRow

if TYPE_CHECKING:
    from server.services.resources import Resources

EVERY_S = 2.0
BATCH = 200
_NOTICE, _ALERT = "notice.", "alert."
_OURS = or_(AuditRow.action.startswith(_NOTICE), AuditRow.action.startswith(_ALERT))


def listen(resources: "Resources") -> None:
    """Tell at once what is done to notices; call it after the caches have subscribed."""
    resources.changes.subscribe(lambda change: _heed(resources, change))


def tell(resources: "Resources") -> None:
    """Work off what was done since the last round, and remind where nobody has answered."""
    while resources.database.read(_is_behind):
        resources.database.write(lambda session: _follow(session, resources))
    now = resources.clock.now()
    due = select(TaskRow).where(TaskRow.next_at <= now).order_by(TaskRow.next_at).limit(BATCH)
    if resources.database.read(lambda session: session.scalars(due.limit(1)).first()) is None:
        return

    def remind(session: Session) -> None:
        for task in session.scalars(due).all():
            tell_task(session, resources, task)

    resources.database.write(remind)


def _heed(resources: "Resources", change: Change) -> None:
    if change.action.startswith(_NOTICE) or change.action == "alert.pending":
        tell(resources)


def _is_behind(session: Session) -> bool:
    told = counters.value_of(session, counters.TOLD)
    ours = select(AuditRow.seq).where(AuditRow.seq > told, _OURS).limit(1)
    return session.scalar(ours) is not None


def _follow(session: Session, resources: "Resources") -> None:
    told = counters.value_of(session, counters.TOLD)
    query = select(AuditRow).where(AuditRow.seq > told, _OURS).order_by(AuditRow.seq).limit(BATCH)
    for row in session.scalars(query).all():
        if row.action.startswith(_NOTICE):
            _follow_notice(session, resources, row)
        else:
            _follow_alert(session, resources, row)
        told = row.seq
    counters.raise_to(session, counters.TOLD, told)


def _follow_notice(session: Session, resources: "Resources", row: AuditRow) -> None:
    notice = session.get(NoticeRow, row.subject)
    if notice is None:
        return
    newest = load_revision(session, notice, notice.revision)
    if notice.state != NoticeState.SUBMITTED:
        close_task(session, Task.APPROVE_NOTICE, notice.id)
    if notice.state != NoticeState.REJECTED:
        close_task(session, Task.MEND_NOTICE, notice.id)
    if row.action == "notice.submitted" and notice.state == NoticeState.SUBMITTED:
        open_task(
            session, resources, Task.APPROVE_NOTICE, notice.id, notice.unit_id,
            made_by=newest.created_by,
        )  # fmt: skip
    elif row.action == "notice.rejected" and notice.state == NoticeState.REJECTED:
        open_task(
            session, resources, Task.MEND_NOTICE, notice.id, notice.unit_id,
            account_id=newest.created_by,
        )  # fmt: skip
    elif row.action in ("notice.approved", "notice.withdrawn"):
        _tell_author(session, resources, row, notice)


def _tell_author(
    session: Session, resources: "Resources", row: AuditRow, notice: NoticeRow
) -> None:
    """Tell who wrote it, unless it was their own deed."""
    newest = load_revision(session, notice, notice.revision)
    who = name_of(session, row.actor_id)
    people = {notice.author_id, newest.created_by} - {row.actor_id}
    if row.action == "notice.approved":
        message = told_words.notice_approved(notice.id, newest.title, who)
    else:
        reason = notice.withdrawn_reason or ""
        message = told_words.notice_taken_down(notice.id, newest.title, who, reason)
    outbox.queue(session, resources, people, message)


def _follow_alert(session: Session, resources: "Resources", row: AuditRow) -> None:
    alert = session.get(AlertRow, row.subject)
    pending = waiting(session, alert) if alert is not None else []
    if alert is None or not pending:
        close_task(session, Task.APPROVE_ALERT, row.subject)
    elif row.action == "alert.pending":
        made_by = pending[-1].created_by
        open_task(session, resources, Task.APPROVE_ALERT, alert.id, alert.unit_id, made_by=made_by)
