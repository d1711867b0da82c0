"""What comes to a unit from above: each notice as an offer, and how it stands there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from content.category import CategoryKey
from content.choosing import Offer, Standing, Verdict, verdict
from content.notice import NoticeContent
from content.priority import Priority
from content.targeting import Addressee, matches
from content.text import search_key
from content.unit import Unit
from server.services import permissions
from server.services.actor import Actor
from server.services.manifest_sources import first_approvals
from server.services.permissions import Right
from server.services.publishing_drafts import resolve_unit, today
from server.services.publishing_views import content_of, no_such_notice
from server.storage.tables import NoticeRevisionRow, NoticeRow

if TYPE_CHECKING:
    from server.services.resources import Resources

MOST = 500


@dataclass(frozen=True, slots=True)
class OfferView:
    """Show an offer to a unit: the notice, how it stands, and what was decided.

    `decided_by` is the unit whose decision counts; `is_own` says that it is the asked unit.
    """

    notice: str
    title: str
    issuer: str
    issuer_id: str
    category: CategoryKey
    priority: Priority
    begun_at: datetime
    valid_until: datetime | None
    standing: Standing
    weight: int
    decided_by: str | None
    is_own: bool
    is_pooled: bool

    @property
    def offer(self) -> Offer:
        """Give it as the rules of choosing see it."""
        return Offer(self.issuer_id, self.priority, self.begun_at, self.is_pooled)


def list_offers(
    resources: "Resources", actor: Actor, unit_code: str, text: str = ""
) -> list[OfferView]:
    """List what comes to a unit from above now, newest first, at most 500.

    Raises: InvalidInputError, UnitRetiredError, ForbiddenError.
    """
    unit = resolve_unit(resources, unit_code, "unit")
    permissions.require(resources, actor, Right.READ, unit.id)
    return resources.database.read(lambda session: read_offers(session, resources, unit, text=text))


def read_offers(
    session: Session,
    resources: "Resources",
    unit: Unit,
    *,
    notice_id: str | None = None,
    text: str = "",
) -> list[OfferView]:
    """Read the offers to a unit, or the one of a notice."""
    now, tree = resources.clock.now(), resources.units.tree()
    above = [each for each in tree.path(unit.id) if each != unit.id]
    query = (
        select(NoticeRow, NoticeRevisionRow)
        .join(
            NoticeRevisionRow,
            (NoticeRevisionRow.notice_id == NoticeRow.id)
            & (NoticeRevisionRow.revision == NoticeRow.shown_revision),
        )
        .where(
            NoticeRow.unit_id.in_(above),
            or_(NoticeRow.shown_until.is_(None), NoticeRow.shown_until > now),
        )
        .order_by(NoticeRow.created_at.desc(), NoticeRow.id.desc())
        .limit(MOST)
    )
    if notice_id is not None:
        query = query.where(NoticeRow.id == notice_id)
    for word in search_key(text).split():
        query = query.where(NoticeRow.search_text.contains(word, autoescape=True))
    rows = session.execute(query).all()
    begun = first_approvals(session, [row.NoticeRow.id for row in rows])
    found = []
    for notice, revision in rows:
        content = resources.units.lineage().carry(content_of(revision), today(resources))
        if notice.id in begun and _means(resources, content, unit):
            found.append(_view(resources, unit, notice, content, begun[notice.id]))
    return found


def find_offer(session: Session, resources: "Resources", unit: Unit, notice_id: str) -> OfferView:
    """Give the offer of a notice to a unit. Raises: NotFoundError, also once it is over."""
    found = read_offers(session, resources, unit, notice_id=notice_id)
    if not found:
        raise no_such_notice(notice_id)
    return found[0]


def count_waiting_offers(resources: "Resources", actor: Actor) -> Mapping[str, int]:
    """Count what waits for a choice, by the code of each unit the actor chooses for itself."""
    tree, day = resources.units.tree(), today(resources)
    roots = permissions.roots_with(resources, actor, Right.CHOOSE_FROM_ABOVE)
    units = [tree.get(root) for root in sorted(roots) if root in tree]

    def work(session: Session) -> dict[str, int]:
        found = {}
        for unit in units:
            if not unit.is_valid_on(day):
                continue
            offers = read_offers(session, resources, unit)
            waiting = sum(1 for offer in offers if offer.standing is Standing.WAITING)
            if waiting:
                found[unit.code] = waiting
        return found

    return resources.database.read(work)


def _view(
    resources: "Resources", unit: Unit, notice: NoticeRow, content: NoticeContent, begun: datetime
) -> OfferView:
    path = resources.units.tree().path(unit.id)
    is_pooled = content.targets.pool and not _is_targeted(resources, content, unit)
    offer = Offer(content.unit_id, content.priority, begun, is_pooled)
    stands: Verdict = verdict(
        offer, path, resources.choices.decisions(notice.id), resources.choices.attended()
    )
    return OfferView(
        notice=notice.id,
        title=content.title,
        issuer=notice.issuer_name,
        issuer_id=content.unit_id,
        category=content.category,
        priority=content.priority,
        begun_at=begun,
        valid_until=content.valid_until,
        standing=stands.standing,
        weight=content.weight if stands.weight is None else stands.weight,
        decided_by=stands.decided_by,
        is_own=stands.decided_by == unit.id,
        is_pooled=is_pooled,
    )


def _means(resources: "Resources", content: NoticeContent, unit: Unit) -> bool:
    return content.targets.pool or _is_targeted(resources, content, unit)


def _is_targeted(resources: "Resources", content: NoticeContent, unit: Unit) -> bool:
    """Say whether a board at or below the unit is meant, or one that would hang there."""
    path = resources.units.tree().path(unit.id)
    if matches(content.targets, Addressee("", unit.id, path)):
        return True
    boards = resources.boards.in_service()
    return any(
        unit.id in board.addressee.path and matches(content.targets, board.addressee)
        for board in boards
    )
