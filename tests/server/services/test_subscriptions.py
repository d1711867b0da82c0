import pytest

from content.choosing import Standing
from content.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from server.services import subscriptions
from server.services.actor import Role
from server.services.choosing import take_back
from server.services.offers import list_offers
from server.services.resources import Resources
from server.services.subscriptions import (
    adopt,
    list_subscriptions,
    list_usage,
    subscribe,
    unsubscribe,
)
from tests.server.builders import FixedClock
from tests.server.choice_builders import CHOOSER, POOLED, PROVINCE_AUTHOR, from_above
from tests.server.notice_builders import pair_a_board
from tests.server.staff_builders import add_units, an_actor

UNIT = "20857"


@pytest.fixture(autouse=True)
def board(resources: Resources) -> str:
    add_units(resources)
    return pair_a_board(resources)


def standings(resources: Resources) -> list[Standing]:
    return [offer.standing for offer in list_offers(resources, CHOOSER, UNIT)]


@pytest.mark.parametrize(
    ("source", "category", "taken"),
    [
        (None, None, True),
        ("51", None, True),
        ("51", "policy", True),
        (None, "market", False),
        ("KV-522", None, False),
    ],
)
def test_a_subscription_takes_what_fits_it_at_once(
    resources: Resources, source: str | None, category: str | None, taken: bool
) -> None:
    subscribe(resources, CHOOSER, UNIT, source, category)
    from_above(resources, **POOLED)
    assert standings(resources) == [Standing.CHOSEN if taken else Standing.IN_POOL]


def test_it_takes_nothing_that_lay_there_before(resources: Resources, clock: FixedClock) -> None:
    from_above(resources, **POOLED)
    clock.advance(1)
    subscribe(resources, CHOOSER, UNIT)
    assert adopt(resources) == 0
    assert standings(resources) == [Standing.IN_POOL]


def test_what_was_missed_is_taken_by_the_next_round_and_once(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(resources, CHOOSER, UNIT)
    with monkeypatch.context() as broken:
        broken.setattr(subscriptions, "adopt", lambda *_: 0)
        from_above(resources, **POOLED)
    assert standings(resources) == [Standing.IN_POOL]
    assert (adopt(resources), adopt(resources)) == (1, 0)
    assert standings(resources) == [Standing.CHOSEN]


def test_what_somebody_dropped_is_not_taken_again(resources: Resources) -> None:
    subscribe(resources, CHOOSER, UNIT)
    notice = from_above(resources, **POOLED)
    take_back(resources, CHOOSER, UNIT, notice.id)
    assert adopt(resources) == 0
    assert standings(resources) == [Standing.DECLINED]


def test_ending_it_stops_what_comes_and_keeps_what_came(
    resources: Resources, clock: FixedClock
) -> None:
    made = subscribe(resources, CHOOSER, UNIT)
    from_above(resources, **POOLED)
    clock.advance(1)
    unsubscribe(resources, CHOOSER, made.id)
    from_above(resources, **POOLED, title="Tin sau")
    assert standings(resources) == [Standing.IN_POOL, Standing.CHOSEN]
    assert list_subscriptions(resources, CHOOSER, UNIT) == ()


def test_what_is_no_pool_notice_is_not_taken(resources: Resources) -> None:
    subscribe(resources, CHOOSER, UNIT)
    from_above(resources)
    assert adopt(resources) == 0


def test_the_same_again_is_refused(resources: Resources) -> None:
    subscribe(resources, CHOOSER, UNIT, "51", "policy")
    subscribe(resources, CHOOSER, UNIT, "51", "market")
    with pytest.raises(ConflictError):
        subscribe(resources, CHOOSER, UNIT, "51", "policy")
    subscribe(resources, CHOOSER, UNIT, "51")
    with pytest.raises(ConflictError):
        subscribe(resources, CHOOSER, UNIT, "51", "news")


@pytest.mark.parametrize(
    ("source", "category"),
    [(UNIT, None), ("20860", None), ("00000", None), (None, "gossip")],
)
def test_a_source_that_is_not_above_is_refused(
    resources: Resources, source: str | None, category: str | None
) -> None:
    with pytest.raises(InvalidInputError):
        subscribe(resources, CHOOSER, UNIT, source, category)
    assert list_subscriptions(resources, CHOOSER, UNIT) == ()


def test_only_who_chooses_there_subscribes(resources: Resources) -> None:
    stranger = an_actor(Role.AUTHOR, "sibling")
    with pytest.raises(ForbiddenError):
        subscribe(resources, stranger, UNIT)
    made = subscribe(resources, CHOOSER, UNIT)
    with pytest.raises(ForbiddenError):
        unsubscribe(resources, stranger, made.id)
    with pytest.raises(NotFoundError):
        unsubscribe(resources, CHOOSER, "x")


def test_the_issuer_sees_who_uses_it(resources: Resources) -> None:
    subscribe(resources, CHOOSER, UNIT)
    notice = from_above(resources, **POOLED)
    (usage,) = list_usage(resources, PROVINCE_AUTHOR, notice.id)
    assert (usage.unit_id, usage.via, usage.boards) == ("commune", "subscription", 1)
    take_back(resources, CHOOSER, UNIT, notice.id)
    assert list_usage(resources, PROVINCE_AUTHOR, notice.id) == ()
    with pytest.raises(NotFoundError):
        list_usage(resources, CHOOSER, notice.id)
