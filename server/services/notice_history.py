"""Every version of a notice: who wrote it when, who decided what, and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.notice import NoticeContent
from server.services.actor import Actor
from server.services.publishing import get_notice
from server.services.publishing_views import content_of
from server.storage.tables import AuditRow
from server.storage.tables.notices import NoticeRevisionRow

if TYPE_CHECKING:
    from server.services.resources import Resources


@dataclass(frozen=True, slots=True)
class RevisionView:
    """Show one version; `decision` is `approved`, `rejected` or None, people are account ids."""

    revision: int
    digest: str
    content: NoticeContent
    created_by: str
    created_at: datetime
    submitted_at: datetime | None
    decided_by: str | None
    decided_at: datetime | None
    decision: str | None
    reason: str | None
    is_shown: bool


def notice_history(
    resources: "Resources", actor: Actor, notice_id: str
) -> tuple[RevisionView, ...]:
    """List the versions of a notice, the newest first. Raises: NotFoundError."""
    view = get_notice(resources, actor, notice_id)

    def work(session: Session) -> tuple[RevisionView, ...]:
        query = select(NoticeRevisionRow).where(NoticeRevisionRow.notice_id == view.id)
        rows = session.scalars(query.order_by(NoticeRevisionRow.revision.desc()))
        return tuple(_shown(row, view.shown_revision) for row in rows)

    return resources.database.read(work)


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Tell who took a notice down (an account id), and when."""

    by: str | None
    at: datetime


def withdrawal_of(resources: "Resources", actor: Actor, notice_id: str) -> Withdrawal | None:
    """Tell who took a notice down, None while nobody has. Raises: NotFoundError."""
    view = get_notice(resources, actor, notice_id)

    def work(session: Session) -> Withdrawal | None:
        row = session.scalars(
            select(AuditRow)
            .where(AuditRow.subject == view.id, AuditRow.action == "notice.withdrawn")
            .order_by(AuditRow.seq.desc())
            .limit(1)
        ).first()
        return None if row is None else Withdrawal(row.actor_id, row.at)

    return resources.database.read(work)


def _shown(row: NoticeRevisionRow, shown_revision: int | None) -> RevisionView:
    return RevisionView(
        revision=row.revision,
        digest=row.digest,
        content=content_of(row),
        created_by=row.created_by,
        created_at=row.created_at,
        submitted_at=row.submitted_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        decision=row.decision,
        reason=row.reason,
        is_shown=row.revision == shown_revision,
    )
