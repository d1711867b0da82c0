"""Notices that CAP messages become when they are no emergency: put up, changed, taken down.

They stand in the unit of their source and are approved as they come: who set the source up
answers for it. What a normal one from above becomes below is each unit's own choice, as ever.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from content.notice import NoticeContent, NoticeState
from server.services.actor import Actor
from server.services.identities import issuer_of
from server.services.publishing_changes import record_deed
from server.services.publishing_views import load_notice, put_content, put_listing
from server.services.withdrawing import withdraw_replaced
from server.storage.ids import new_id
from server.storage.tables.notices import NoticeRevisionRow, NoticeRow

if TYPE_CHECKING:
    from server.services.resources import Resources


def put_up(
    session: Session,
    resources: "Resources",
    content: NoticeContent,
    author_id: str,
    actor: Actor | None,
    at: datetime,
) -> str:
    """Put a notice on its boards; give its id."""
    tree = resources.units.tree()
    notice = NoticeRow(
        id=new_id(),
        unit_id=content.unit_id,
        issuer_name=issuer_of(tree.get(content.unit_id), tree),
        author_id=author_id,
        state=NoticeState.DRAFT.value,
        revision=0,
        created_at=at,
        updated_at=at,
    )
    session.add(notice)
    session.flush()
    _show(session, notice, content, author_id, actor, at)
    return notice.id


def change(
    session: Session,
    notice_id: str,
    content: NoticeContent,
    author_id: str,
    actor: Actor | None,
    at: datetime,
) -> None:
    """Put a new wording in the place of the one that is up."""
    _show(session, load_notice(session, notice_id), content, author_id, actor, at)


def take_down(session: Session, notice_id: str, reason: str, at: datetime) -> None:
    """Take it off the boards; one that is down already stays so."""
    withdraw_replaced(session, notice_id, reason, at)


def is_up(session: Session, notice_id: str) -> bool:
    """Tell whether the notice has not been taken down."""
    return load_notice(session, notice_id).state == NoticeState.APPROVED


def _show(
    session: Session,
    notice: NoticeRow,
    content: NoticeContent,
    author_id: str,
    actor: Actor | None,
    at: datetime,
) -> None:
    replaced = notice.shown_revision
    notice.revision += 1
    revision = NoticeRevisionRow(
        notice_id=notice.id, revision=notice.revision, created_by=author_id, created_at=at
    )
    session.add(put_content(revision, content))
    revision.submitted_at = revision.decided_at = revision.approved_at = at
    revision.decision, revision.decided_by = "approved", actor.account_id if actor else None
    notice.state, notice.shown_revision = NoticeState.APPROVED.value, notice.revision
    notice.updated_at = at
    session.flush()
    put_listing(session, notice)
    details = {
        "revision": notice.revision,
        "digest": revision.digest,
        "title": content.title,
        "replaced": replaced,
        "targets": revision.content["targets"],
        "by_source": True,
    }
    record_deed(session, notice, actor, at, "approved", details)
