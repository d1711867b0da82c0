"""How a deed changes a notice: in one transaction, listed anew and written into the audit."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from content.errors import ConflictError
from server.services import audit
from server.services.actor import Actor
from server.services.publishing_views import (
    NoticeView,
    load_notice,
    load_revision,
    put_listing,
    view_of,
)
from server.storage.tables.notices import NoticeRevisionRow, NoticeRow

if TYPE_CHECKING:
    from server.services.resources import Resources

Change = Callable[[Session, NoticeRow, NoticeRevisionRow], dict[str, Any]]
"""Changes a notice and its newest revision; gives the details for the audit."""


def change_notice(
    resources: "Resources", actor: Actor, notice_id: str, deed: str, change: Change, at: datetime
) -> NoticeView:
    """Do it in a transaction of its own."""
    return resources.database.write(
        lambda session: changed(session, actor, notice_id, deed, change, at)
    )


def changed(
    session: Session, actor: Actor | None, notice_id: str, deed: str, change: Change, at: datetime
) -> NoticeView:
    """Do it within a transaction. Raises: NotFoundError, and whatever the change refuses."""
    notice = load_notice(session, notice_id)
    details = change(session, notice, load_revision(session, notice, notice.revision))
    notice.updated_at = at
    session.flush()
    put_listing(session, notice)
    newest = load_revision(session, notice, notice.revision)
    about = {"revision": newest.revision, "digest": newest.digest, "title": newest.title}
    record_deed(session, notice, actor, at, deed, about | details)
    return view_of(session, notice, at)


def record_deed(
    session: Session,
    notice: NoticeRow,
    actor: Actor | None,
    at: datetime,
    deed: str,
    details: Mapping[str, Any],
) -> None:
    """Write a deed into the audit."""
    audit.record(
        session,
        at=at,
        actor=actor,
        action=f"notice.{deed}",
        subject=notice.id,
        unit_id=notice.unit_id,
        details=details,
    )


def changed_meanwhile() -> ConflictError:
    """Say that somebody was quicker."""
    return ConflictError(
        "The notice was changed meanwhile. Read it again.", code="revision_changed"
    )
