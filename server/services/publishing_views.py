"""A notice as pages and the API see it, and how its rows are read."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from content.errors import NotFoundError
from content.notice import NoticeContent, NoticeState, ends_at, is_stale_soon, time_state
from content.text import search_key
from server.storage.tables.notices import NoticeRevisionRow, NoticeRow


@dataclass(frozen=True, slots=True)
class NoticeView:
    """Show the newest revision and, in `shown`, the approved one that is on the boards.

    `state` is as of the asking; `stored_state` leaves time aside. `reason` tells why the
    newest revision was sent back, `withdrawn_reason` why the notice was taken down.
    """

    id: str
    state: NoticeState
    stored_state: NoticeState
    revision: int
    digest: str
    content: NoticeContent
    unit_id: str
    issuer_name: str
    author_id: str
    created_by: str
    created_at: datetime
    updated_at: datetime
    submitted_at: datetime | None
    decided_by: str | None
    decided_at: datetime | None
    reason: str | None
    withdrawn_reason: str | None
    shown_revision: int | None
    shown_digest: str | None
    shown_state: NoticeState | None
    shown_content: NoticeContent | None
    posted_at: datetime | None
    is_stale_soon: bool = False


def load_notice(session: Session, notice_id: str) -> NoticeRow:
    """Give the notice's row. Raises: NotFoundError."""
    row = session.get(NoticeRow, notice_id)
    if row is None:
        raise no_such_notice(notice_id)
    return row


def load_revision(session: Session, notice: NoticeRow, revision: int) -> NoticeRevisionRow:
    """Give one revision of a notice. Raises: NotFoundError."""
    row = session.get(NoticeRevisionRow, (notice.id, revision))
    if row is None:
        raise no_such_notice(notice.id)
    return row


def with_revision(
    column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None],
) -> Select[NoticeRow, NoticeRevisionRow]:
    """Ask for notices, each beside the revision that a column of it names."""
    return select(NoticeRow, NoticeRevisionRow).join(
        NoticeRevisionRow,
        (NoticeRevisionRow.notice_id == NoticeRow.id) & (NoticeRevisionRow.revision == column),
    )


def is_not_over(at: datetime) -> ColumnElement[bool]:
    """Say in SQL that what is shown of a notice lasts beyond an instant."""
    return or_(NoticeRow.shown_until.is_(None), NoticeRow.shown_until > at)


def no_such_notice(notice_id: str) -> NotFoundError:
    """Say so, the same for a notice that is not there and one that is not the asker's."""
    return NotFoundError("There is no notice {notice}.", notice=notice_id)


def content_of(row: NoticeRevisionRow) -> NoticeContent:
    """Read the content of a revision."""
    return NoticeContent.from_dict(row.content)


def view_of(session: Session, notice: NoticeRow, at: datetime) -> NoticeView:
    """Show a notice as of an instant."""
    newest = load_revision(session, notice, notice.revision)
    content = content_of(newest)
    stored = NoticeState(notice.state)
    shown = _shown(session, notice, newest)
    shown_content = None if shown is None else content_of(shown)
    return NoticeView(
        id=notice.id,
        state=time_state(stored, content, at, newest.approved_at),
        stored_state=stored,
        revision=notice.revision,
        digest=newest.digest,
        content=content,
        unit_id=notice.unit_id,
        issuer_name=notice.issuer_name,
        author_id=notice.author_id,
        created_by=newest.created_by,
        created_at=notice.created_at,
        updated_at=notice.updated_at,
        submitted_at=newest.submitted_at,
        decided_by=newest.decided_by,
        decided_at=newest.decided_at,
        reason=newest.reason,
        withdrawn_reason=notice.withdrawn_reason,
        shown_revision=notice.shown_revision,
        shown_digest=None if shown is None else shown.digest,
        shown_state=None
        if shown is None or shown_content is None
        else time_state(NoticeState.APPROVED, shown_content, at, shown.approved_at),
        shown_content=shown_content,
        posted_at=None if shown is None else shown.approved_at,
        is_stale_soon=shown is not None
        and shown_content is not None
        and is_stale_soon(shown_content, shown.approved_at, at),
    )


def put_content(row: NoticeRevisionRow, content: NoticeContent) -> NoticeRevisionRow:
    """Write the content and what is found by into a revision's row."""
    row.content = content.to_dict()
    row.digest = content.digest()
    row.title = content.title
    row.category = content.category.value
    row.priority = content.priority.value
    row.plan_entry = content.plan_entry
    texts = [content.title, content.body, *(one.text for one in content.translations)]
    row.search_text = search_key("\n".join(texts))
    return row


def put_listing(session: Session, notice: NoticeRow) -> None:
    """Write beside the notice what lists are narrowed by; after every change of it."""
    newest = load_revision(session, notice, notice.revision)
    notice.category, notice.priority = newest.category, newest.priority
    notice.search_text, notice.written_by = newest.search_text, newest.created_by
    shown = _shown(session, notice, newest)
    content = None if shown is None else content_of(shown)
    notice.shown_from = None if content is None else content.valid_from
    approved_at = None if shown is None else shown.approved_at
    notice.shown_until = None if content is None else ends_at(content, approved_at)


def _shown(
    session: Session, notice: NoticeRow, newest: NoticeRevisionRow
) -> NoticeRevisionRow | None:
    if notice.shown_revision is None:
        return None
    if notice.shown_revision == newest.revision:
        return newest
    return load_revision(session, notice, notice.shown_revision)
