"""What follows a break-glass alert: somebody above looks at it and signs off with a sentence."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.errors import ConflictError, ForbiddenError, NotFoundError
from content.reminding import Task
from content.text import clean_text
from content.values import check_length, read_string
from server.services import audit, permissions
from server.services.actor import Actor
from server.services.holders import by_unit
from server.services.permissions import Right
from server.services.tasks import close_task, open_task
from server.storage.tables.alerts import AlertReviewRow

if TYPE_CHECKING:
    from server.services.resources import Resources

LONGEST_SENTENCE = 1000
MOST_LISTED = 100


@dataclass(frozen=True)
class ReviewView:
    """An alert one officer sent alone; `reviewed_at` None: nobody above has looked at it yet."""

    alert_id: str
    unit_id: str
    fired_by: str | None
    fired_at: datetime
    reviewed_by: str | None
    reviewed_at: datetime | None
    sentence: str | None

    @property
    def is_open(self) -> bool:
        """Tell whether somebody must still look at it."""
        return self.reviewed_at is None


def tell_superior(
    session: Session, resources: "Resources", alert_id: str, fired_at: datetime
) -> None:
    """Tell whoever must look at what went out then, by every channel, and go on asking."""
    row = session.get(AlertReviewRow, alert_id)
    if row is not None and row.reviewed_at is None and row.fired_at == fired_at:
        unit_id = _reviewing_unit(session, resources, row)
        open_task(
            session, resources, Task.REVIEW_ALERT, alert_id, unit_id, made_by=row.fired_by
        )  # fmt: skip


def open_reviews(resources: "Resources", actor: Actor) -> tuple[ReviewView, ...]:
    """List what nobody has looked at yet in the actor's units, the oldest first."""
    units = permissions.units_with(resources, actor, Right.READ)
    query = (
        select(AlertReviewRow)
        .where(AlertReviewRow.reviewed_at.is_(None), AlertReviewRow.unit_id.in_(sorted(units)))
        .order_by(AlertReviewRow.fired_at)
        .limit(MOST_LISTED)
    )
    rows = resources.database.read(lambda session: session.scalars(query).all())
    return tuple(map(_view, rows))


def review_of(resources: "Resources", alert_id: str) -> ReviewView | None:
    """Give the review of an alert the asker may read; None when it needs none."""
    row = resources.database.read(lambda session: session.get(AlertReviewRow, alert_id))
    return None if row is None else _view(row)


def may_sign(resources: "Resources", actor: Actor, review: ReviewView) -> bool:
    """Tell whether this person is somebody above who may sign it off."""

    def work(session: Session) -> bool:
        row = session.get_one(AlertReviewRow, review.alert_id)
        return _may_sign(session, resources, actor, row)

    return review.is_open and resources.database.read(work)


def sign_review(resources: "Resources", actor: Actor, alert_id: str, sentence: str) -> ReviewView:
    """Sign an alert off with what is to be said of it.

    Raises: NotFoundError, ForbiddenError, InvalidInputError, ConflictError when somebody has.
    """
    permissions.require_anywhere(resources, actor, Right.APPROVE_ALERTS)
    now, words = resources.clock.now(), clean_text(read_string(sentence, "sentence"))
    check_length(words, "sentence", LONGEST_SENTENCE)

    def work(session: Session) -> ReviewView:
        row = session.get(AlertReviewRow, alert_id)
        if row is None:
            raise NotFoundError("There is nothing to review here.")
        permissions.require(resources, actor, Right.APPROVE_ALERTS, row.unit_id)
        if row.reviewed_at is not None:
            raise ConflictError("Somebody has reviewed this alert already.", code="reviewed")
        if not _may_sign(session, resources, actor, row):
            raise ForbiddenError(
                "An officer of the unit above signs this off, not the one who sent it."
            )
        row.reviewed_by, row.reviewed_at, row.sentence = actor.account_id, now, words
        close_task(session, Task.REVIEW_ALERT, alert_id)
        audit.record(
            session, at=now, actor=actor, action="alert.reviewed", subject=alert_id,
            unit_id=row.unit_id, details={"sentence": words, "fired_by": row.fired_by},
        )  # fmt: skip
        return _view(row)

    return resources.database.write(work)


def _may_sign(session: Session, resources: "Resources", actor: Actor, row: AlertReviewRow) -> bool:
    if actor.account_id == row.fired_by:
        return False
    unit_id = _reviewing_unit(session, resources, row)
    return permissions.can(resources, actor, Right.APPROVE_ALERTS, unit_id)


def _reviewing_unit(session: Session, resources: "Resources", row: AlertReviewRow) -> str:
    """Give the nearest unit above where anybody may review; the unit itself where nobody is."""
    holders = by_unit(session, resources, Right.APPROVE_ALERTS, row.unit_id, without={row.fired_by})
    above = [unit for unit, _ in holders if unit != row.unit_id]
    return above[0] if above else row.unit_id


def _view(row: AlertReviewRow) -> ReviewView:
    return ReviewView(
        row.alert_id, row.unit_id, row.fired_by, row.fired_at,
        row.reviewed_by, row.reviewed_at, row.sentence,
    )  # fmt: skip
