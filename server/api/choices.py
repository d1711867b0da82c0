"""What comes to a unit from above: offers and choices, subscriptions to the pool, who uses what."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from content.category import CategoryKey
from content.choosing import Choice, Standing
from content.instant import format_instant
from content.priority import Priority
from server.api.answers import answers, instant_or_null
from server.api.gate import actor, make_blueprint, resources
from server.api.inputs import Id, Input, Path, Query, UnitCode
from server.api.notice_inputs import Category
from server.services import choosing, offers, subscriptions

blueprint = make_blueprint("choices", "What units below make of what comes from above")


class OffersPath(Path):
    """Which unit."""

    code: UnitCode


class OfferPath(OffersPath):
    """Which unit, and which notice."""

    notice_id: Id


class SubscriptionPath(OffersPath):
    """Which unit, and which subscription."""

    subscription_id: Id


class UsagePath(Path):
    """Which notice."""

    notice_id: Id


class OffersQuery(Query):
    """How they stand, and words of title and text."""

    standing: Standing | None = None
    q: str | None = Field(default=None, max_length=200)


class ChoiceBody(Input):
    """Show it, 1 to 10 saying how often, or do not."""

    choice: Choice = Field(strict=False)
    weight: int | None = None


class SubscriptionBody(Input):
    """Of which unit above and which category; without them, of any."""

    source: UnitCode | None = None
    category: Category | None = None


class OfferAnswer(BaseModel):
    """A notice from above and how it stands in the unit."""

    notice: str
    title: str
    issuer: str
    category: CategoryKey
    priority: Priority
    approved_at: str
    valid_until: str | None
    standing: Standing
    weight: int
    decided_by: str | None
    pool: bool


class OfferList(BaseModel):
    """The offers, newest first, at most 500."""

    items: list[OfferAnswer]


class SubscriptionAnswer(BaseModel):
    """What a unit takes by itself; `source` is a unit's id."""

    id: str
    source: str | None
    category: CategoryKey | None
    since: str


class SubscriptionList(BaseModel):
    """The subscriptions of a unit."""

    items: list[SubscriptionAnswer]


class UsageAnswer(BaseModel):
    """A unit that uses a notice."""

    unit: str
    via: Literal["hand", "subscription"]
    since: str
    boards: int


class UsageList(BaseModel):
    """The units that use a notice, the first first."""

    items: list[UsageAnswer]


@blueprint.get("/units/<code>/offers", responses=answers(OfferList))
def list_offers(path: OffersPath, query: OffersQuery) -> dict[str, Any]:
    """List what comes to a unit from above now"""
    found = offers.list_offers(resources(), actor(), path.code, query.q or "")
    wanted = [one for one in found if query.standing in (None, one.standing)]
    return {"items": [_offer(one) for one in wanted]}


@blueprint.post("/units/<code>/offers/<notice_id>", responses=answers(OfferAnswer, writes=True))
def choose(path: OfferPath, body: ChoiceBody) -> dict[str, Any]:
    """Decide for a unit and all below it; the newest decision counts"""
    return _offer(
        choosing.decide(resources(), actor(), path.code, path.notice_id, body.choice, body.weight)
    )


@blueprint.delete("/units/<code>/offers/<notice_id>", responses=answers(OfferAnswer, writes=True))
def take_back(path: OfferPath) -> dict[str, Any]:
    """Take back what this unit decided"""
    return _offer(choosing.take_back(resources(), actor(), path.code, path.notice_id))


@blueprint.get("/units/<code>/subscriptions", responses=answers(SubscriptionList))
def list_subscriptions(path: OffersPath) -> dict[str, Any]:
    """List what a unit takes from the pool by itself"""
    found = subscriptions.list_subscriptions(resources(), actor(), path.code)
    return {"items": [_subscription(one) for one in found]}


@blueprint.post(
    "/units/<code>/subscriptions", responses=answers(SubscriptionAnswer, 201, writes=True)
)
def subscribe(path: OffersPath, body: SubscriptionBody) -> tuple[dict[str, Any], int]:
    """Take from now on what comes into the pool from a unit above"""
    made = subscriptions.subscribe(resources(), actor(), path.code, body.source, body.category)
    return _subscription(made), 201


@blueprint.delete(
    "/units/<code>/subscriptions/<subscription_id>",
    responses=answers(SubscriptionList, writes=True),
)
def unsubscribe(path: SubscriptionPath) -> dict[str, Any]:
    """Take nothing more by itself; answers what is left"""
    subscriptions.unsubscribe(resources(), actor(), path.subscription_id)
    found = subscriptions.list_subscriptions(resources(), actor(), path.code)
    return {"items": [_subscription(one) for one in found]}


@blueprint.get("/notices/<notice_id>/usage", responses=answers(UsageList))
def list_usage(path: UsagePath) -> dict[str, Any]:
    """Tell which units use a notice, and on how many boards"""
    found = subscriptions.list_usage(resources(), actor(), path.notice_id)
    items = [
        {
            "unit": one.unit_id,
            "via": one.via,
            "since": format_instant(one.since),
            "boards": one.boards,
        }
        for one in found
    ]
    return {"items": items}


def _offer(one: offers.OfferView) -> dict[str, Any]:
    return {
        "notice": one.notice,
        "title": one.title,
        "issuer": one.issuer,
        "category": one.category.value,
        "priority": one.priority.value,
        "approved_at": format_instant(one.begun_at),
        "valid_until": instant_or_null(one.valid_until),
        "standing": one.standing.value,
        "weight": one.weight,
        "decided_by": one.decided_by,
        "pool": one.is_pooled,
    }


def _subscription(one: subscriptions.Subscription) -> dict[str, Any]:
    return {
        "id": one.id,
        "source": one.source_id,
        "category": one.category.value if one.category else None,
        "since": format_instant(one.since),
    }
