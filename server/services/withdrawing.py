"""Taking notices down for good: by a person for a reason, or for what replaces them."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from content.instant import format_instant
from content.notice import NoticeAction, NoticeState, allowed_actions, clean_reason, move
from content.posting import required_until
from server.services import permissions
from server.services.actor import Actor
from server.services.permissions import Right
from server.services.publishing import get_notice
from server.services.publishing_changes import changed, changed_meanwhile
from server.services.publishing_views import (
    NoticeView,
    content_of,
    load_notice,
    load_revision,
)
from server.storage.tables.notices import NoticeRevisionRow, NoticeRow

if TYPE_CHECKING:
    from server.services.resources import Resources


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
            raise changed_meanwhile()
        return _take_down(session, notice, why, at)

    def work(session: Session) -> tuple[NoticeView, ...]:
        return tuple(changed(session, actor, view.id, "withdrawn", change, at) for view in views)

    return resources.database.write(work)


def withdraw_replaced(
    session: Session, notice_id: str, reason: str, at: datetime
) -> NoticeView | None:
    """Take down what an approved document replaces; None for what is down already."""
    notice = load_notice(session, notice_id)
    if NoticeAction.WITHDRAW not in allowed_actions(NoticeState(notice.state)):
        return None
    why = clean_reason(reason)
    return changed(
        session, None, notice_id, "withdrawn", lambda s, row, _: _take_down(s, row, why, at), at
    )


def _take_down(session: Session, notice: NoticeRow, why: str, at: datetime) -> dict[str, Any]:
    notice.state = move(NoticeState(notice.state), NoticeAction.WITHDRAW).value
    details: dict[str, Any] = {"reason": why, "shown": notice.shown_revision}
    if notice.shown_revision is not None:
        shown = load_revision(session, notice, notice.shown_revision)
        details["targets"] = shown.content["targets"]
        until = required_until(content_of(shown), shown.approved_at or at)
        if until is not None and at < until:
            details["posting_until"] = format_instant(until)
    notice.withdrawn_reason = why
    notice.shown_revision = None
    return details


def is_own_unshown(actor: Actor, view: NoticeView) -> bool:
    """Tell whether the actor wrote it and it was never shown: theirs to take back."""
    return view.author_id == actor.account_id and view.shown_revision is None
