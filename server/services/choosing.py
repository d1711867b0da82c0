"""A unit decides on what comes from above, and takes from the pool by hand or by subscription."""

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.choosing import Choice, check_choice
from content.errors import ConflictError
from content.notice import HEAVIEST
from content.unit import Unit
from content.values import read_whole
from server.services import audit, permissions
from server.services.actor import Actor
from server.services.offers import OfferView, find_offer
from server.services.permissions import Right
from server.services.publishing_drafts import resolve_unit
from server.storage.tables import NoticeChoiceRow

if TYPE_CHECKING:
    from server.services.resources import Resources

BY_HAND, BY_SUBSCRIPTION = "hand", "subscription"


def decide(
    resources: "Resources",
    actor: Actor,
    unit_code: str,
    notice_id: str,
    choice: Choice,
    weight: int | None = None,
) -> OfferView:
    """Decide for a unit and all below it, 1 to 10 saying how often it comes; the newest counts.

    Raises: InvalidInputError, UnitRetiredError, ForbiddenError; NotFoundError for what is not
    offered to the unit or is over; ConflictError for hiding what is shown by itself.
    """
    unit = resolve_unit(resources, unit_code, "unit")
    permissions.require(resources, actor, Right.CHOOSE_FROM_ABOVE, unit.id)
    if weight is not None:
        read_whole(weight, 1, HEAVIEST, "weight")

    def work(session: Session) -> None:
        offer = find_offer(session, resources, unit, notice_id)
        check_choice(offer.offer, choice)
        put_choice(session, resources, unit, offer, choice, weight=weight, actor=actor)

    resources.database.write(work)
    return resources.database.read(lambda session: find_offer(session, resources, unit, notice_id))


def take_back(resources: "Resources", actor: Actor, unit_code: str, notice_id: str) -> OfferView:
    """Undo what this unit itself decided; what a unit above decided or the rule says counts then.

    Raises: as decide; ConflictError where the unit decided nothing.
    """
    unit = resolve_unit(resources, unit_code, "unit")
    permissions.require(resources, actor, Right.CHOOSE_FROM_ABOVE, unit.id)

    def work(session: Session) -> None:
        offer = find_offer(session, resources, unit, notice_id)
        row = session.get(NoticeChoiceRow, (unit.id, notice_id))
        if row is None:
            raise ConflictError("Nothing was decided here.", code="nothing_decided")
        if offer.is_pooled:  # gone, a subscription would take it again
            put_choice(session, resources, unit, offer, Choice.DECLINED, actor=actor)
            return
        session.delete(row)
        _record(session, resources, unit, offer, "choice.undone", actor)

    resources.database.write(work)
    return resources.database.read(lambda session: find_offer(session, resources, unit, notice_id))


def put_choice(
    session: Session,
    resources: "Resources",
    unit: Unit,
    offer: OfferView,
    choice: Choice,
    *,
    weight: int | None = None,
    actor: Actor | None = None,
) -> None:
    """Write a decision; without an actor it is a subscription's."""
    key = (unit.id, offer.notice)
    row = session.get(NoticeChoiceRow, key) or NoticeChoiceRow(unit_id=key[0], notice_id=key[1])
    row.choice, row.weight = choice.value, weight
    row.via = BY_HAND if actor is not None else BY_SUBSCRIPTION
    row.decided_by = actor.account_id if actor is not None else None
    row.decided_at = resources.clock.now()
    session.add(row)
    words = ("adopted", "dropped") if offer.is_pooled else ("shown", "declined")
    deed = words[0] if choice is Choice.SHOWN else words[1]
    _record(session, resources, unit, offer, f"choice.{deed}", actor, weight)


def has_decided(session: Session, unit_id: str, notice_id: str) -> bool:
    """Say whether a unit decided on a notice, whatever it decided."""
    query = select(NoticeChoiceRow.unit_id).where(
        NoticeChoiceRow.unit_id == unit_id, NoticeChoiceRow.notice_id == notice_id
    )
    return session.scalar(query) is not None


def _record(
    session: Session,
    resources: "Resources",
    unit: Unit,
    offer: OfferView,
    action: str,
    actor: Actor | None,
    weight: int | None = None,
) -> None:
    audit.record(
        session,
        at=resources.clock.now(),
        actor=actor,
        action=action,
        subject=offer.notice,
        unit_id=unit.id,
        details={"title": offer.title, "unit": unit.code, "weight": weight},
    )
