import pytest

from content.choosing import Standing
from content.errors import ForbiddenError, InvalidInputError
from server.services.actor import Role
from server.services.offers import OfferView, count_waiting_offers, list_offers
from server.services.resources import Resources
from server.services.withdrawing import withdraw_notice
from tests.server.builders import FixedClock
from tests.server.choice_builders import (
    CHOOSER,
    POOLED,
    PROVINCE_APPROVER,
    attended,
    from_above,
)
from tests.server.notice_builders import pair_a_board
from tests.server.staff_builders import add_units, an_actor


@pytest.fixture(autouse=True)
def board(resources: Resources, clock: FixedClock) -> str:
    add_units(resources)
    made = pair_a_board(resources)
    attended(resources, "commune")
    clock.advance(60)
    return made


def offers(resources: Resources, unit: str = "20857", text: str = "") -> list[OfferView]:
    return list_offers(resources, CHOOSER, unit, text)


def test_a_normal_notice_from_above_waits(resources: Resources) -> None:
    notice = from_above(resources)
    (offer,) = offers(resources)
    assert (offer.notice, offer.standing) == (notice.id, Standing.WAITING)
    assert count_waiting_offers(resources, CHOOSER) == {"20857": 1}


def test_a_priority_notice_is_shown_by_itself(resources: Resources) -> None:
    from_above(resources, priority="priority")
    (offer,) = offers(resources)
    assert offer.standing is Standing.BY_ITSELF
    assert count_waiting_offers(resources, CHOOSER) == {}


def test_the_pool_lies_there_and_waits_for_nobody(resources: Resources) -> None:
    from_above(resources, **POOLED)
    (offer,) = offers(resources)
    assert (offer.standing, offer.is_pooled) == (Standing.IN_POOL, True)
    assert count_waiting_offers(resources, CHOOSER) == {}


def test_what_is_for_others_or_over_is_no_offer(resources: Resources) -> None:
    pair_a_board(resources, "20900")
    from_above(resources, targets={"units": ["20900"]})
    gone = from_above(resources)
    withdraw_notice(resources, PROVINCE_APPROVER, gone.id, "Sai")
    assert offers(resources) == []


def test_offers_are_found_by_words_without_marks(resources: Resources) -> None:
    from_above(resources, title="Lịch tiêm phòng")
    assert [offer.title for offer in offers(resources, text="lich tiem")] == ["Lịch tiêm phòng"]
    assert offers(resources, text="bão") == []


def test_only_who_reads_the_unit_sees_its_offers(resources: Resources) -> None:
    with pytest.raises(ForbiddenError):
        list_offers(resources, an_actor(Role.AUTHOR, "sibling"), "20857")
    with pytest.raises(InvalidInputError):
        offers(resources, "00000")


def test_an_offer_ends_when_its_notice_leaves_the_boards_by_itself(
    resources: Resources, clock: FixedClock
) -> None:
    from_above(resources, category="market")
    (offer,) = offers(resources)
    assert offer.valid_until is not None
    until_s = (offer.valid_until - clock.now()).total_seconds()
    clock.advance(until_s - 1)
    assert offers(resources) != []
    clock.advance(2)
    assert offers(resources) == []
