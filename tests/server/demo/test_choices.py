"""What the sample's commune chose: one waits, one is declined, the pool is taken from."""

from collections import Counter

import pytest

from content.choosing import Standing
from server.demo import choices
from server.demo.loading import load_demo
from server.demo.people import COMMUNE, PROVINCE
from server.services.actor import Role
from server.services.offers import list_offers
from server.services.publishing_drafts import resolve_unit
from server.services.resources import Resources
from tests.server.staff_builders import an_actor, cheap_hashes


def test_the_sample_shows_every_way_to_choose(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    cheap_hashes(monkeypatch)
    load_demo(resources)
    province = resolve_unit(resources, PROVINCE, "unit")
    offers = list_offers(resources, an_actor(Role.AUTHOR, province.id), COMMUNE)
    standings = Counter(offer.standing for offer in offers if not offer.is_pooled)
    assert standings[Standing.WAITING] == standings[Standing.DECLINED] == 1
    assert standings[Standing.CHOSEN] >= 4
    assert standings[Standing.BY_ITSELF] == 1
    pooled = {offer.standing for offer in offers if offer.is_pooled}
    assert pooled == {Standing.CHOSEN, Standing.IN_POOL}
    assert [offer.title for offer in offers if offer.standing is Standing.WAITING] == [
        choices.WAITS
    ]
