"""A document that replaces another takes it down: the same unit, the same number, at its start.

What is approved now and begins later leaves the old one up until then.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_
from sqlalchemy.orm import Session

from content.notice import NoticeContent
from content.text import search_key
from server.services.changes import Change
from server.services.publishing_views import content_of, with_revision
from server.services.withdrawing import withdraw_replaced
from server.storage.tables import NoticeRow

if TYPE_CHECKING:
    from server.services.resources import Resources

EVERY_S = 30.0
# What a restart cut short is made up for.
LOOKS_BACK = timedelta(days=2)


def listen(resources: "Resources") -> None:
    """Replace as soon as something is approved; call it after the caches have subscribed."""
    resources.changes.subscribe(lambda change: _heed(resources, change))


def replace_due(resources: "Resources", notice_id: str | None = None) -> int:
    """Take down what is replaced by now; give how many. The chore; also right when run twice."""
    now = resources.clock.now()
    if not resources.database.read(lambda session: _due(session, now, notice_id)):
        return 0

    def work(session: Session) -> int:
        taken = 0
        for old, reason in _due(session, now, notice_id):
            taken += withdraw_replaced(session, old, reason, now) is not None
        return taken

    return resources.database.write(work)


def _heed(resources: "Resources", change: Change) -> None:
    if change.action == "notice.approved":
        replace_due(resources, change.subject)


def _due(session: Session, now: datetime, notice_id: str | None) -> list[tuple[str, str]]:
    """Name each notice that is replaced by now, and what to say of it."""
    since = now - LOOKS_BACK
    has_begun = or_(NoticeRow.shown_from.is_(None), NoticeRow.shown_from <= now)
    is_new = or_(
        NoticeRow.updated_at >= since,
        and_(NoticeRow.shown_from >= since, NoticeRow.shown_from <= now),
    )
    query = with_revision(NoticeRow.shown_revision).where(
        has_begun, NoticeRow.id == notice_id if notice_id is not None else is_new
    )
    found: dict[str, str] = {}
    for new, revision in session.execute(query).all():
        content = content_of(revision)
        if content.document is None or not content.document.replaces:
            continue
        same_unit = with_revision(NoticeRow.shown_revision).where(
            NoticeRow.unit_id == new.unit_id, NoticeRow.id != new.id
        )
        for old, held in session.execute(same_unit).all():
            if _is_named(content_of(held), content.document.replaces):
                found[old.id] = _reason(content)
    return sorted(found.items())


def _is_named(content: NoticeContent, replaced: str) -> bool:
    number = content.document.number if content.document else None
    return bool(number) and search_key(number or "") == search_key(replaced)


def _reason(content: NoticeContent) -> str:
    """Say it as the public page of the old one does, in Vietnamese like all notices."""
    number = content.document.number if content.document else None
    return f"Thay bằng {number}: {content.title}" if number else f"Thay bằng: {content.title}"
