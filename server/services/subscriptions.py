"""Standing subscriptions to the pool, what they take by themselves, and who used what."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.category import CategoryKey
from content.choosing import Choice, check_subscription
from content.errors import ConflictError, NotFoundError
from content.notice import NoticeContent
from content.values import read_choice
from server.services import audit, permissions
from server.services.actor import Actor
from server.services.changes import Change
from server.services.choosing import has_decided, put_choice
from server.services.manifest_sources import first_approvals
from server.services.offers import read_offers
from server.services.permissions import Right
from server.services.publishing import get_notice
from server.services.publishing_drafts import resolve_unit, today
from server.services.publishing_views import content_of, is_not_over, with_revision
from server.storage.ids import new_id
from server.storage.tables import NoticeChoiceRow, NoticeRow, SubscriptionRow

if TYPE_CHECKING:
    from server.services.resources import Resources

EVERY_S = 60.0
BATCH = 50
# What a restart cut short is made up for; older notices were judged when they were new.
LOOKS_BACK = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a unit takes by itself: of one source or of any, of one category or of all."""

    id: str
    source_id: str | None
    category: CategoryKey | None
    since: datetime


@dataclass(frozen=True, slots=True)
class Usage:
    """Tell that a unit uses a notice: since when, how it came to it, on how many boards."""

    unit_id: str
    via: str
    since: datetime
    boards: int


def listen(resources: "Resources") -> None:
    """Take what is approved for the pool at once; call it after the caches have subscribed."""
    resources.changes.subscribe(lambda change: _heed(resources, change))


def subscribe(
    resources: "Resources",
    actor: Actor,
    unit_code: str,
    source_code: str | None = None,
    category: str | None = None,
) -> Subscription:
    """Take from now on what comes into the pool from a unit above, or from any of them.

    Raises: InvalidInputError, UnitRetiredError, ForbiddenError; ConflictError for the same again.
    """
    unit = resolve_unit(resources, unit_code, "unit")
    permissions.require(resources, actor, Right.CHOOSE_FROM_ABOVE, unit.id)
    source = resolve_unit(resources, source_code, "source").id if source_code else None
    kind = read_choice(CategoryKey, category, "category") if category else None
    check_subscription(unit.id, source, resources.units.tree().path(unit.id))
    now = resources.clock.now()

    def work(session: Session) -> Subscription:
        same = [row for row in _rows(session, unit.id) if row.source_id == source]
        if any(row.category in (None, kind) for row in same):
            raise ConflictError("The unit is subscribed to this already.", code="subscribed")
        row = SubscriptionRow(
            id=new_id(),
            unit_id=unit.id,
            source_id=source,
            category=kind.value if kind else None,
            created_by=actor.account_id,
            created_at=now,
        )
        session.add(row)
        details = {"unit": unit.code, "source": source_code, "category": row.category}
        audit.record(
            session,
            at=now,
            actor=actor,
            action="subscription.made",
            subject=row.id,
            unit_id=unit.id,
            details=details,
        )
        return _view(row)

    return resources.database.write(work)


def unsubscribe(resources: "Resources", actor: Actor, subscription_id: str) -> None:
    """Take nothing more by itself; what was taken stays. Raises: NotFoundError, ForbiddenError."""

    def work(session: Session) -> None:
        row = session.get(SubscriptionRow, subscription_id)
        if row is None:
            raise NotFoundError("There is no such subscription.")
        permissions.require(resources, actor, Right.CHOOSE_FROM_ABOVE, row.unit_id)
        session.delete(row)
        audit.record(
            session,
            at=resources.clock.now(),
            actor=actor,
            action="subscription.ended",
            subject=row.id,
            unit_id=row.unit_id,
        )

    resources.database.write(work)


def list_subscriptions(
    resources: "Resources", actor: Actor, unit_code: str
) -> tuple[Subscription, ...]:
    """List what a unit takes by itself. Raises: InvalidInputError, ForbiddenError."""
    unit = resolve_unit(resources, unit_code, "unit")
    permissions.require(resources, actor, Right.READ, unit.id)
    return resources.database.read(
        lambda session: tuple(_view(row) for row in _rows(session, unit.id))
    )


def list_usage(resources: "Resources", actor: Actor, notice_id: str) -> tuple[Usage, ...]:
    """Tell its issuer which units use a notice, the first first. Raises: NotFoundError."""
    view = get_notice(resources, actor, notice_id)
    boards = resources.boards.in_service()
    query = (
        select(NoticeChoiceRow)
        .where(NoticeChoiceRow.notice_id == view.id, NoticeChoiceRow.choice == Choice.SHOWN.value)
        .order_by(NoticeChoiceRow.decided_at)
    )
    rows = resources.database.read(lambda session: list(session.scalars(query)))
    mains = resources.units.mains(today(resources))
    found: dict[str, Usage] = {}
    for row in rows:
        unit = mains.get(row.unit_id, row.unit_id)
        count = sum(1 for board in boards if unit in board.addressee.path)
        found.setdefault(unit, Usage(unit, row.via, row.decided_at, count))
    return tuple(found.values())


def adopt(resources: "Resources", notice_id: str | None = None) -> int:
    """Take what subscribers wait for; give how many were taken. The chore; also right twice."""
    taken = 0
    while due := resources.database.read(lambda session: _due(session, resources, notice_id)):
        done = resources.database.write(lambda session: _take(session, resources, due[:BATCH]))
        taken += done
        if not done:
            break
    return taken


def _take(session: Session, resources: "Resources", due: list[tuple[str, str]]) -> int:
    taken = 0
    for unit_id, notice in due:
        unit = resources.units.tree().get(unit_id)
        for offer in read_offers(session, resources, unit, notice_id=notice):
            if offer.is_pooled and not has_decided(session, unit_id, notice):
                put_choice(session, resources, unit, offer, Choice.SHOWN)
                taken += 1
    return taken


def _heed(resources: "Resources", change: Change) -> None:
    if change.action == "notice.approved":
        adopt(resources, change.subject)


def _due(session: Session, resources: "Resources", notice_id: str | None) -> list[tuple[str, str]]:
    """Name each unit and notice that a subscription brings together and nobody decided on."""
    rows = session.scalars(select(SubscriptionRow)).all()
    pooled = _pooled(session, resources, notice_id) if rows else {}
    if not pooled:
        return []
    mains, tree = resources.units.mains(today(resources)), resources.units.tree()
    begun = first_approvals(session, list(pooled))
    decided = select(NoticeChoiceRow.unit_id, NoticeChoiceRow.notice_id)
    known = {
        (row.unit_id, row.notice_id)
        for row in session.execute(decided.where(NoticeChoiceRow.notice_id.in_(sorted(pooled))))
    }
    found = set()
    for row in rows:
        unit = mains.get(row.unit_id, row.unit_id)
        above = tree.path(unit)[:-1]
        for notice, content in pooled.items():
            is_asked = (
                row.source_id in (None, content.unit_id)
                and row.category in (None, content.category.value)
                and begun[notice] >= row.created_at
            )
            if is_asked and content.unit_id in above and (unit, notice) not in known:
                found.add((unit, notice))
    return sorted(found)


def _pooled(
    session: Session, resources: "Resources", notice_id: str | None
) -> dict[str, NoticeContent]:
    """Read what lies in the pool and is new, or the one notice if it lies there."""
    since, now = resources.clock.now() - LOOKS_BACK, resources.clock.now()
    query = with_revision(NoticeRow.shown_revision).where(
        NoticeRow.id == notice_id if notice_id else NoticeRow.updated_at >= since,
        is_not_over(now),
    )
    contents = {notice.id: content_of(row) for notice, row in session.execute(query)}
    return {notice: content for notice, content in contents.items() if content.targets.pool}


def _rows(session: Session, unit_id: str) -> list[SubscriptionRow]:
    query = select(SubscriptionRow).where(SubscriptionRow.unit_id == unit_id)
    return list(session.scalars(query.order_by(SubscriptionRow.created_at, SubscriptionRow.id)))


def _view(row: SubscriptionRow) -> Subscription:
    category = CategoryKey(row.category) if row.category else None
    return Subscription(row.id, row.source_id, category, row.created_at)
