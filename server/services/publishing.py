"""Publishing a notice: draft, submit, decide by a second person, withdraw.

A revision is edited in place only while it is a fresh draft; once submitted or decided, an
edit makes the next one, and what was approved stays on the boards until that is approved too.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from content.category import CATEGORIES
from content.errors import ConflictError
from content.notice import NoticeAction, NoticeState, allowed_actions, clean_reason, move
from server.services import audit, permissions
from server.services.actor import Actor
from server.services.identities import issuer_of
from server.services.media import require_ready
from server.services.notice_recordings import require_recordings
from server.services.permissions import Right
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
    load_revision,
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
    "is_own_unshown",
    "list_notices",
    "reject_notice",
    "submit_notice",
    "withdraw_notice",
    "withdraw_replaced",
    "withdraw_notices",
]

_Change = Callable[[Session, NoticeRow, NoticeRevisionRow], dict[str, Any]]


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
            raise _changed_meanwhile()
        session.add(notice)
        session.flush()
        session.add(put_content(_new_revision(notice, actor, at), content))
        session.flush()
        put_listing(session, notice)
        details = {"revision": 1, "digest": content.digest(), "title": content.title}
        _record(session, notice, actor, at, "created", details)
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
            raise _changed_meanwhile()
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
    return _change(resources, actor, notice_id, "edited", change, at)


def submit_notice(resources: "Resources", actor: Actor, notice_id: str) -> NoticeView:
    """Hand a draft to the approvers.

    Raises: NotFoundError, ForbiddenError, ConflictError; InvalidInputError for what the
    category still asks for.
    """
    view = get_notice(resources, actor, notice_id)
    permissions.require(resources, actor, Right.WRITE_NOTICES, view.unit_id)
    at = resources.clock.now()

    def change(session: Session, notice: NoticeRow, newest: NoticeRevisionRow) -> dict[str, Any]:
        notice.state = move(NoticeState(notice.state), NoticeAction.SUBMIT).value
        content_of(newest).check_ready()
        require_ready(session, content_of(newest).all_media)
        require_recordings(session, content_of(newest))
        newest.submitted_at = at
        newest.decision = newest.decided_by = newest.decided_at = newest.reason = None
        return {}

    return _change(resources, actor, notice_id, "submitted", change, at)


def approve_notice(
    resources: "Resources", actor: Actor, notice_id: str, revision: int, digest: str
) -> NoticeView:
    """Put the submitted revision on its boards: by a second person, exactly what they read.

    Raises: NotFoundError, ForbiddenError; ConflictError (`revision_changed`) when the newest
    revision or digest is another than the one given.
    """
    view = get_notice(resources, actor, notice_id)
    permissions.require(resources, actor, Right.APPROVE_NOTICES, view.unit_id)
    at = resources.clock.now()

    def change(session: Session, notice: NoticeRow, newest: NoticeRevisionRow) -> dict[str, Any]:
        if (newest.revision, newest.digest) != (revision, digest):
            raise _changed_meanwhile()
        _require_second_person(session, actor, notice, newest)
        require_ready(session, content_of(newest).all_media)
        require_recordings(session, content_of(newest))
        notice.state = move(NoticeState(notice.state), NoticeAction.APPROVE).value
        details = {"replaced": notice.shown_revision, "targets": newest.content["targets"]}
        notice.shown_revision = revision
        newest.approved_at = at
        _decide(newest, actor, at, "approved", None)
        return details

    return _change(resources, actor, notice_id, "approved", change, at)


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

    return _change(resources, actor, notice_id, "rejected", change, at)


def withdraw_notice(
    resources: "Resources", actor: Actor, notice_id: str, reason: str
) -> NoticeView:
    """Take a notice down for good, whatever revision of it is shown.

    Who wrote one that was never shown may take it back without the right to withdraw.
    Raises: NotFoundError, ForbiddenError, ConflictError, InvalidInputError.
    """
    return withdraw_notices(resources, actor, [notice_id], reason)[0]


def withdraw_notices(
    resources: "Resources", actor: Actor, notice_ids: Sequence[str], reason: str
) -> tuple[NoticeView, ...]:
    """Take several down for one reason, all of them or none. Raises: as for one."""
    views = [get_notice(resources, actor, notice_id) for notice_id in notice_ids]
    own = {view.id for view in views if is_own_unshown(actor, view)}
    for view in views:
        right = Right.WRITE_NOTICES if view.id in own else Right.WITHDRAW_NOTICES
        permissions.require(resources, actor, right, view.unit_id)
    why = clean_reason(reason)
    at = resources.clock.now()

    def change(session: Session, notice: NoticeRow, newest: NoticeRevisionRow) -> dict[str, Any]:
        if notice.id in own and notice.shown_revision is not None:
            raise _changed_meanwhile()
        return _take_down(session, notice, why)

    def work(session: Session) -> tuple[NoticeView, ...]:
        return tuple(_changed(session, actor, view.id, "withdrawn", change, at) for view in views)

    return resources.database.write(work)


def withdraw_replaced(
    session: Session, notice_id: str, reason: str, at: datetime
) -> NoticeView | None:
    """Take down what an approved document replaces; None for what is down already."""
    notice = load_notice(session, notice_id)
    if NoticeAction.WITHDRAW not in allowed_actions(NoticeState(notice.state)):
        return None
    why = clean_reason(reason)
    return _changed(
        session, None, notice_id, "withdrawn", lambda s, row, _: _take_down(s, row, why), at
    )


def _take_down(session: Session, notice: NoticeRow, why: str) -> dict[str, Any]:
    notice.state = move(NoticeState(notice.state), NoticeAction.WITHDRAW).value
    details: dict[str, Any] = {"reason": why, "shown": notice.shown_revision}
    if notice.shown_revision is not None:
        shown = load_revision(session, notice, notice.shown_revision)
        details["targets"] = shown.content["targets"]
    notice.withdrawn_reason = why
    notice.shown_revision = None
    return details


def is_own_unshown(actor: Actor, view: NoticeView) -> bool:
    """Tell whether the actor wrote it and it was never shown: theirs to take back."""
    return view.author_id == actor.account_id and view.shown_revision is None


def _change(
    resources: "Resources", actor: Actor, notice_id: str, deed: str, change: _Change, at: datetime
) -> NoticeView:
    return resources.database.write(
        lambda session: _changed(session, actor, notice_id, deed, change, at)
    )


def _changed(
    session: Session, actor: Actor | None, notice_id: str, deed: str, change: _Change, at: datetime
) -> NoticeView:
    notice = load_notice(session, notice_id)
    details = change(session, notice, load_revision(session, notice, notice.revision))
    notice.updated_at = at
    session.flush()
    put_listing(session, notice)
    newest = load_revision(session, notice, notice.revision)
    about = {"revision": newest.revision, "digest": newest.digest, "title": newest.title}
    _record(session, notice, actor, at, deed, about | details)
    return view_of(session, notice, at)


def _record(
    session: Session,
    notice: NoticeRow,
    actor: Actor | None,
    at: datetime,
    deed: str,
    details: Mapping[str, Any],
) -> None:
    audit.record(
        session,
        at=at,
        actor=actor,
        action=f"notice.{deed}",
        subject=notice.id,
        unit_id=notice.unit_id,
        details=details,
    )


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


def _changed_meanwhile() -> ConflictError:
    return ConflictError(
        "The notice was changed meanwhile. Read it again.", code="revision_changed"
    )
