"""Offers, choices and subscriptions over the API."""

from typing import Any

import pytest

from server.services.resources import Resources
from tests.server.api.conftest import Api
from tests.server.builders import FixedClock
from tests.server.choice_builders import POOLED, from_above

UNIT = "/units/20857"


@pytest.fixture
def author(api: Api, clock: FixedClock) -> dict[str, str]:
    """Somebody who chooses for the commune, and its board."""
    api.a_board("20857")
    api.token("author", "20857")
    clock.advance(1)
    return {"role": "author", "unit": "20857"}


def items(api: Api, path: str, who: dict[str, str]) -> list[dict[str, Any]]:
    answer = api.call("GET", f"{UNIT}{path}", **who)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: list[dict[str, Any]] = answer.get_json()["items"]
    return found


def test_an_offer_is_chosen_and_taken_back(
    api: Api, resources: Resources, author: dict[str, str]
) -> None:
    notice = from_above(resources)
    (offer,) = items(api, "/offers?standing=waiting", author)
    assert (offer["notice"], offer["pool"]) == (notice.id, False)
    chosen = api.call(
        "POST", f"{UNIT}/offers/{notice.id}", **author, json={"choice": "shown", "weight": 3}
    ).get_json()
    assert (chosen["standing"], chosen["weight"]) == ("chosen", 3)
    assert items(api, "/offers?standing=waiting", author) == []
    back = api.call("DELETE", f"{UNIT}/offers/{notice.id}", **author)
    assert back.get_json()["standing"] == "waiting"


@pytest.mark.parametrize(
    "body", [{}, {"choice": "maybe"}, {"choice": "shown", "weight": 99}, {"choice": 1, "x": 2}]
)
def test_a_choice_that_makes_no_sense_is_refused(
    api: Api, resources: Resources, author: dict[str, str], body: dict[str, Any]
) -> None:
    notice = from_above(resources)
    answer = api.call("POST", f"{UNIT}/offers/{notice.id}", **author, json=body)
    assert answer.status_code == 422
    assert items(api, "/offers?standing=waiting", author) != []


def test_a_subscription_takes_from_the_pool_and_the_issuer_sees_it(
    api: Api, resources: Resources, author: dict[str, str]
) -> None:
    made = api.call("POST", f"{UNIT}/subscriptions", **author, json={"source": "51"})
    assert made.status_code == 201
    notice = from_above(resources, **POOLED)
    assert [one["standing"] for one in items(api, "/offers", author)] == ["chosen"]
    usage = api.call("GET", f"/notices/{notice.id}/usage", "author", "51").get_json()["items"]
    assert [(one["unit"], one["via"], one["boards"]) for one in usage] == [
        ("commune", "subscription", 1)
    ]
    assert len(items(api, "/subscriptions", author)) == 1
    gone = api.call("DELETE", f"{UNIT}/subscriptions/{made.get_json()['id']}", **author)
    assert gone.get_json() == {"items": []}
