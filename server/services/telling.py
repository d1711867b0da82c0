"""Tells those who must act, and goes on asking: it follows the audit, so that no deed is missed.

What the audit says was done is worked off from where this stopped, in one transaction with the
messages it causes: each is queued once, whatever restarts come between.
"""

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from content.alert import AlertState
from content.notice import NoticeState
from content.reminding import Task
from server.services import outbox, told_words
from server.services.alert_reviews import tell_superior
from server.services.cap_touched import follow_touch
from server.services.changes import Change
from server.services.publishing_views import load_revision
from server.services.tasks import close_task, name_of, open_task, tell_task
from server.services.touch_boards import tell_of_boards
from server.services.touch_people import has_key_for, to_touch
from server.storage import counters
from server.storage.tables import AlertRow, AlertTemplateRow, AuditRow, NoticeRow, TaskRow
from server.storage.tables.alerts import AlertRevisionRow

if TYPE_CHECKING:
    from server.services.resources import Resources

EVERY_S = 2.0
BATCH = 200
_NOTICE, _ALERT, _TEMPLATE = "notice.", "alert.", "template."
_WENT_OUT = ("alert.in_force", "alert.updated")
_ASKS = ("alert.pending", "alert.prepared", "alert.touched")
_TOUCHES = (*_ASKS, *_WENT_OUT, "alert.extended")
# Who has just prepared an alert touches at once; later somebody else is asked too.
TOUCHES_WITHIN = timedelta(minutes=1)
_OURS = or_(*(AuditRow.action.startswith(kind) for kind in (_NOTICE, _ALERT, _TEMPLATE)))


def listen(resources: "Resources") -> None:
    """Tell at once of notices and templates; call it after the caches have subscribed."""
    resources.changes.subscribe(lambda change: _heed(resources, change))


def tell(resources: "Resources") -> None:
    """Work off what was done since the last round, and remind where nobody has answered."""
    while resources.database.read(_is_behind):
        resources.database.write(lambda session: _follow(session, resources))
    tell_of_boards(resources)
    now = resources.clock.now()
    due = select(TaskRow).where(TaskRow.next_at <= now).order_by(TaskRow.next_at).limit(BATCH)
    if resources.database.read(lambda session: session.scalars(due.limit(1)).first()) is None:
        return

    def remind(session: Session) -> None:
        for task in session.scalars(due).all():
            tell_task(session, resources, task)

    resources.database.write(remind)


def _heed(resources: "Resources", change: Change) -> None:
    if change.action.startswith((_NOTICE, _TEMPLATE)) or change.action in _ASKS:
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
        elif row.action.startswith(_TEMPLATE):
            _follow_template(session, resources, row)
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
    if row.action == "notice.approved" and row.actor_id is None:
        return  # a source's own words: nobody waited for an answer
    if row.action == "notice.approved":
        message = told_words.notice_approved(notice.id, newest.title, who)
    else:
        reason = notice.withdrawn_reason or ""
        message = told_words.notice_taken_down(notice.id, newest.title, who, reason)
    outbox.queue(session, resources, people, message)


def _follow_alert(session: Session, resources: "Resources", row: AuditRow) -> None:
    alert = session.get(AlertRow, row.subject)
    asked = to_touch(session, alert) if alert is not None else None
    if row.action in _WENT_OUT:
        tell_superior(session, resources, row.subject, row.at)
    if alert is None or asked is None or asked.state != AlertState.PENDING:
        close_task(session, Task.APPROVE_ALERT, row.subject)
        follow_touch(session, resources, row.subject)
    if alert is None or asked is None:
        close_task(session, Task.TOUCH_ALERT, row.subject)
    elif row.action in _TOUCHES and resources.keyring.officers() is not None:
        _ask_for_touch(session, resources, row, alert, asked)
    elif row.action == "alert.pending":
        made_by = asked.created_by
        open_task(session, resources, Task.APPROVE_ALERT, alert.id, alert.unit_id, made_by=made_by)


def _ask_for_touch(
    session: Session,
    resources: "Resources",
    row: AuditRow,
    alert: AlertRow,
    asked: AlertRevisionRow,
) -> None:
    """Ask those who hold keys; whoever just prepared it and can let it out has a minute first."""
    author = asked.created_by
    is_at_it = row.action == "alert.prepared" and has_key_for(
        session, resources, alert, asked, author
    )
    open_task(
        session, resources, Task.TOUCH_ALERT, alert.id, alert.unit_id, made_by=author,
        after=TOUCHES_WITHIN if is_at_it else None,
    )  # fmt: skip


def _follow_template(session: Session, resources: "Resources", row: AuditRow) -> None:
    template = session.get(AlertTemplateRow, row.subject)
    if template is None or template.state != "written":
        close_task(session, Task.APPROVE_TEMPLATE, row.subject)
        return
    open_task(
        session, resources, Task.APPROVE_TEMPLATE, template.id, template.unit_id,
        made_by=template.written_by,
    )  # fmt: skip
