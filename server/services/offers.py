"""What comes to a unit from above: each notice as an offer, and how it stands there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from content.category import CategoryKey
from content.choosing import Offer, Standing, Verdict, verdict
from content.notice import NoticeContent, ends_at
from content.priority import Priority
from content.targeting import Addressee, matches
from content.text import search_key
from content.unit import Unit
from server.services import permissions
from server.services.actor import Actor
from server.services.manifest_sources import first_approvals
from server.services.permissions import Right
from server.services.publishing_drafts import resolve_unit, today
from server.services.publishing_views import (
    content_of,
    is_not_over,
    no_such_notice,
    with_revision,
)
from server.storage.tables import NoticeRow

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
        with_revision(NoticeRow.shown_revision)
        .where(NoticeRow.unit_id.in_(above), is_not_over(now))
        .order_by(NoticeRow.created_at.desc(), NoticeRow.id.desc())
        .limit(MOST)
    )
    if notice_id is not None:
        query = query.where(NoticeRow.id == notice_id)
    for word in search_key(text).split():
        query = query.where(NoticeRow.search_text.contains(word, autoescape=True))
    rows = session.execute(query).all()
    begun = first_approvals(session, [row.NoticeRow.id for row in rows])
    lineage, day, hang_there = (
        resources.units.lineage(),
        today(resources),
        _addressees(resources, unit),
    )
    found = []
    for notice, revision in rows:
        content = lineage.carry(content_of(revision), day)
        is_meant = any(matches(content.targets, each) for each in hang_there)
        if notice.id in begun and (is_meant or content.targets.pool):
            until = ends_at(content, revision.approved_at)
            is_pooled = content.targets.pool and not is_meant
            found.append(
                _view(resources, unit, notice, content, until, begun[notice.id], is_pooled)
            )
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
    resources: "Resources",
    unit: Unit,
    notice: NoticeRow,
    content: NoticeContent,
    until: datetime | None,
    begun: datetime,
    is_pooled: bool,
) -> OfferView:
    path = resources.units.tree().path(unit.id)
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
        valid_until=until,
        standing=stands.standing,
        weight=content.weight if stands.weight is None else stands.weight,
        decided_by=stands.decided_by,
        is_own=stands.decided_by == unit.id,
        is_pooled=is_pooled,
    )


def _addressees(resources: "Resources", unit: Unit) -> list[Addressee]:
    """Give the boards at or below the unit, and one that would hang there."""
    path = resources.units.tree().path(unit.id)
    boards = resources.boards.in_service()
    below = [board.addressee for board in boards if unit.id in board.addressee.path]
    return [Addressee("", unit.id, path), *below]
