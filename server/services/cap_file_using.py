"""Putting files of messages from outside into the alerts and notices that are out already."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.alert import Alert
from content.cap import CapProblem
from content.cap_files import FileKind
from content.notice import NoticeContent
from server.services import alert_rows, cap_alerts, cap_notices
from server.services.cap_acting import ALERT, Bench
from server.services.cap_files import (
    NO_ROOM,
    NO_WORDS,
    TOO_LATE,
    TOO_LONG,
    FileState,
    files_in,
    is_too_long,
    names_file,
    put_on,
)
from server.services.media_carried import read_carried
from server.services.publishing_views import content_of, load_notice, load_revision
from server.storage.tables import AlertRow, CapFileRow, CapMessageRow, CapSourceRow

if TYPE_CHECKING:
    from server.services.resources import Resources

Made = Alert | NoticeContent


def use_ready(resources: "Resources") -> None:
    """Put what is ready into what its message has become; what is held waits for that."""
    for message_id in resources.database.read(_messages):
        resources.database.write(partial(_use, resources=resources, message_id=message_id))


def _messages(session: Session) -> list[str]:
    ready = select(CapFileRow.message_id).where(CapFileRow.state == FileState.READY.value)
    query = select(CapMessageRow.id, CapMessageRow.became).where(CapMessageRow.id.in_(ready))
    return [name for name, became in session.execute(query) if became]


def _use(session: Session, resources: "Resources", message_id: str) -> None:
    row = session.get_one(CapMessageRow, message_id)
    source = session.get_one(CapSourceRow, row.source_id)
    bench = Bench(session, resources, source, None, resources.clock.now())
    renewed = [_renew(bench, row, kind, known) for kind, known in row.became]
    made = [one for one, _ in renewed if one is not None]
    is_late = any(late for _, late in renewed)
    ready = files_in(session, message_id, FileState.READY)
    carried = read_carried(session, {str(file.media_id) for file in ready})
    for file in ready:
        if any(names_file(one, file, carried) for one in made):
            file.state = FileState.USED.value
            continue
        why = TOO_LONG if is_too_long(file, carried) else _why_not(file, made, is_late=is_late)
        file.state = FileState.KEPT.value
        file.reason, file.reason_params = why.message, dict(why.params)


def _why_not(file: CapFileRow, made: list[Made], *, is_late: bool) -> CapProblem:
    if file.kind == FileKind.PICTURE and any(isinstance(one, Alert) for one in made):
        return NO_ROOM
    return TOO_LATE if is_late else NO_WORDS


def _renew(bench: Bench, row: CapMessageRow, kind: str, known: str) -> tuple[Made | None, bool]:
    """Give what stands after its files were put on it, and whether they came too late for that."""
    if kind == ALERT:
        return _renew_alert(bench, row, known)
    return _renew_notice(bench, row, known), False


def _renew_alert(bench: Bench, row: CapMessageRow, known: str) -> tuple[Alert | None, bool]:
    """Make a further revision, which boards hear from its beginning.

    Where officers have approved the words, they would have to do so again: those go on as they are.
    """
    session, alert_row = bench.session, bench.session.get_one(AlertRow, known)
    pending = alert_rows.waiting(session, alert_row)
    out = alert_rows.gone_out(session, alert_row)
    if not pending and not cap_alerts.is_on(session, known, bench.now):
        return None, False
    current = pending[-1] if pending else out
    assert current is not None
    alert = alert_rows.alert_of(current)
    made = put_on(session, row, alert)
    assert isinstance(made, Alert)
    if made == alert:
        return alert, False
    has_officers = bench.resources.keyring.officers() is not None
    if has_officers and (not pending or alert.approvals):
        return alert, True
    number = alert_rows.next_revision(session, alert_row)
    renewed = replace(made, revision=number, sequence=0, issued_at=bench.now)
    cap_alerts.put_out(session, bench.resources, bench.desk, row.unit_id, renewed)
    return renewed, False


def _renew_notice(bench: Bench, row: CapMessageRow, known: str) -> NoticeContent | None:
    session = bench.session
    if not cap_notices.is_up(session, known):
        return None
    notice = load_notice(session, known)
    shown = load_revision(session, notice, notice.shown_revision or notice.revision)
    content = content_of(shown)
    made = put_on(session, row, content)
    assert isinstance(made, NoticeContent)
    if made != content:
        cap_notices.change(session, known, made, shown.created_by, None, bench.now)
    return made
