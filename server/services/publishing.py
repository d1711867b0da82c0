"""Publishing a notice: draft, submit, decide by a second person, withdraw.

A revision is edited in place only while it is a fresh draft; once submitted or decided, an
edit makes the next one, and what was approved stays on the boards until that is approved too.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from content.category import CATEGORIES
from content.notice import (
    NoticeAction,
    NoticeContent,
    NoticeState,
    clean_reason,
    ends_at,
    move,
)
from content.posting import check_posting
from server.services import permissions
from server.services.actor import Actor
from server.services.identities import issuer_of
from server.services.media import require_ready
from server.services.notice_recordings import require_recordings
from server.services.permissions import Right
from server.services.publishing_changes import (
    change_notice,
    changed_meanwhile,
    record_deed,
)
from server.services.publishing_drafts import NoticeDraft, draft_id, read_changes, read_draft
from server.services.publishing_list import (
    ListScope,
    NoticeFilters,
    NoticePage,
    list_notices,
)
from server.services.publishing_views import (
    NoticeView,
    content_of,
    load_notice,
    no_such_notice,
    put_content,
    put_listing,
    view_of,
)
from server.services.unit_settings import is_own_approval_allowed
from server.storage.ids import new_id
from server.storage.tables.notices import NoticeRevisionRow, NoticeRow

if TYPE_CHECKING:
    from server.services.resources import Resources

__all__ = [
    "ListScope",
    "NoticeDraft",
    "NoticeFilters",
    "NoticePage",
    "NoticeView",
    "approve_notice",
    "create_notice",
    "edit_notice",
    "get_notice",
    "list_notices",
    "reject_notice",
    "submit_notice",
]


def create_notice(
    resources: "Resources", actor: Actor, draft: NoticeDraft, key: str = ""
) -> NoticeView:
    """Keep a new notice as a draft, revision 1; a key makes only one, however often it is sent.

    Raises: InvalidInputError, UnitRetiredError, NoBoardsError, ForbiddenError, ConflictError.
    """
    content = read_draft(resources, actor, draft)
    tree = resources.units.tree()
    at = resources.clock.now()
    notice = NoticeRow(
        id=draft_id(actor, key) if key else new_id(),
        unit_id=content.unit_id,
        issuer_name=issuer_of(tree.get(content.unit_id), tree),
        author_id=actor.account_id,
        state=NoticeState.DRAFT.value,
        revision=1,
        created_at=at,
        updated_at=at,
    )

    def work(session: Session) -> NoticeView:
        if key and session.get(NoticeRow, notice.id) is not None:
            raise changed_meanwhile()
        session.add(notice)
        session.flush()
        session.add(put_content(_new_revision(notice, actor, at), content))
        session.flush()
        put_listing(session, notice)
        details = {"revision": 1, "digest": content.digest(), "title": content.title}
        record_deed(session, notice, actor, at, "created", details)
        return view_of(session, notice, at)

    return resources.database.write(work)


def get_notice(resources: "Resources", actor: Actor, notice_id: str) -> NoticeView:
    """Show one notice. Raises: NotFoundError, also for one the actor may not read."""
    at = resources.clock.now()

    def work(session: Session) -> NoticeView:
        return view_of(session, load_notice(session, notice_id), at)

    view = resources.database.read(work)
    if not permissions.can(resources, actor, Right.READ, view.unit_id):
        raise no_such_notice(notice_id)
    return view


def edit_notice(
    resources: "Resources", actor: Actor, notice_id: str, changes: Mapping[str, object]
) -> NoticeView:
    """Change the fields given; the same content changes nothing.

    Raises: NotFoundError, ForbiddenError, ConflictError, InvalidInputError, NoBoardsError.
    """
    before = get_notice(resources, actor, notice_id)
    permissions.require(resources, actor, Right.WRITE_NOTICES, before.unit_id)
    move(before.stored_state, NoticeAction.EDIT)
    content = read_changes(resources, actor, before.content, changes)
    at = resources.clock.now()

    def change(session: Session, notice: NoticeRow, newest: NoticeRevisionRow) -> dict[str, Any]:
        if (before.revision, before.digest) != (newest.revision, newest.digest):
            raise changed_meanwhile()
        state = move(NoticeState(notice.state), NoticeAction.EDIT)
        if notice.state != NoticeState.DRAFT.value:
            notice.revision += 1
            newest = _new_revision(notice, actor, at)
            session.add(newest)
        notice.state = state.value
        newest.created_by = actor.account_id
        put_content(newest, content)
        return {"before": before.digest}

    if content == before.content:
        return before
    return change_notice(resources, actor, notice_id, "edited", change, at)


def submit_notice(resources: "Resources", actor: Actor, notice_id: str) -> NoticeView:
    """Hand a draft to the approvers.

    Raises: NotFoundError, ForbiddenError, ConflictError; InvalidInputError for what the
    category still asks for, and for a public posting that would be too short.
    """
    view = get_notice(resources, actor, notice_id)
    permissions.require(resources, actor, Right.WRITE_NOTICES, view.unit_id)
    at = resources.clock.now()

    def change(session: Session, notice: NoticeRow, newest: NoticeRevisionRow) -> dict[str, Any]:
        notice.state = move(NoticeState(notice.state), NoticeAction.SUBMIT).value
        content_of(newest).check_ready()
        _require_showable(session, content_of(newest), at)
        newest.submitted_at = at
        newest.decision = newest.decided_by = newest.decided_at = newest.reason = None
        return {}

    return change_notice(resources, actor, notice_id, "submitted", change, at)


def approve_notice(
    resources: "Resources", actor: Actor, notice_id: str, revision: int, digest: str
) -> NoticeView:
    """Put the submitted revision on its boards: by a second person, exactly what they read.

    Raises: NotFoundError, ForbiddenError; ConflictError (`revision_changed`) when the newest
    revision or digest is another than the one given; InvalidInputError (`posting_too_short`)
    when too few days are left of a public posting.
    """
    view = get_notice(resources, actor, notice_id)
    permissions.require(resources, actor, Right.APPROVE_NOTICES, view.unit_id)
    at = resources.clock.now()

    def change(session: Session, notice: NoticeRow, newest: NoticeRevisionRow) -> dict[str, Any]:
        if (newest.revision, newest.digest) != (revision, digest):
            raise changed_meanwhile()
        _require_second_person(session, actor, notice, newest)
        _require_showable(session, content_of(newest), at)
        notice.state = move(NoticeState(notice.state), NoticeAction.APPROVE).value
        details = {"replaced": notice.shown_revision, "targets": newest.content["targets"]}
        notice.shown_revision = revision
        newest.approved_at = at
        _decide(newest, actor, at, "approved", None)
        return details

    return change_notice(resources, actor, notice_id, "approved", change, at)


def reject_notice(resources: "Resources", actor: Actor, notice_id: str, reason: str) -> NoticeView:
    """Send the submitted revision back with a reason; what is on the boards stays.

    Raises: NotFoundError, ForbiddenError, ConflictError, InvalidInputError.
    """
    view = get_notice(resources, actor, notice_id)
    permissions.require(resources, actor, Right.APPROVE_NOTICES, view.unit_id)
    why = clean_reason(reason)
    at = resources.clock.now()

    def change(session: Session, notice: NoticeRow, newest: NoticeRevisionRow) -> dict[str, Any]:
        notice.state = move(NoticeState(notice.state), NoticeAction.REJECT).value
        _decide(newest, actor, at, "rejected", why)
        return {"reason": why}

    return change_notice(resources, actor, notice_id, "rejected", change, at)


def _require_showable(session: Session, content: NoticeContent, at: datetime) -> None:
    """Refuse what boards could not show as it must be, were it approved now."""
    require_ready(session, content.all_media)
    require_recordings(session, content)
    check_posting(content, at, ends_at(content, at))


def _new_revision(notice: NoticeRow, actor: Actor, at: datetime) -> NoticeRevisionRow:
    return NoticeRevisionRow(
        notice_id=notice.id,
        revision=notice.revision,
        created_by=actor.account_id,
        created_at=at,
    )


def _decide(
    row: NoticeRevisionRow, actor: Actor, at: datetime, decision: str, reason: str | None
) -> None:
    row.decision, row.reason = decision, reason
    row.decided_by, row.decided_at = actor.account_id, at


def _require_second_person(
    session: Session, actor: Actor, notice: NoticeRow, newest: NoticeRevisionRow
) -> None:
    needs_two = CATEGORIES[content_of(newest).category].needs_second_person
    if not needs_two and is_own_approval_allowed(session, notice.unit_id):
        return
    permissions.require_not_own(actor, notice.author_id)
    permissions.require_not_own(actor, newest.created_by)
