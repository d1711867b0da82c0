"""Kinds of public posting over the API."""

from typing import Any

import pytest

from tests.server.api.conftest import Api

KINDS = "/units/20857/posting-kinds"
LAND = {"name": "Hồ sơ đất đai", "days": 15, "basis": "Điều 1"}


def listed(api: Api, unit: str = "20857") -> dict[str, Any]:
    answer = api.call("GET", f"/units/{unit}/posting-kinds", "viewer", "20857")
    return {one["key"]: one for one in answer.get_json()["items"]}


def test_a_kind_is_set_listed_and_dropped(api: Api) -> None:
    admin = ("administrator", "20857")
    assert listed(api)["land"]["set_by"] is None
    assert api.call("PUT", f"{KINDS}/land", *admin, json=LAND).status_code == 200
    found = listed(api)["land"]
    assert (found["days"], found["basis"], found["set_by"]) == (15, "Điều 1", "commune")
    assert api.call("DELETE", f"{KINDS}/land", *admin).status_code == 200
    assert "land" not in listed(api)


@pytest.mark.parametrize(
    "body", [{}, {**LAND, "days": 0}, {**LAND, "days": "15"}, {**LAND, "x": 1}, {"name": ""}]
)
def test_what_makes_no_sense_is_refused(api: Api, body: dict[str, Any]) -> None:
    before = listed(api)
    answer = api.call("PUT", f"{KINDS}/land", "administrator", "20857", json=body)
    assert answer.status_code == 422
    assert listed(api) == before


def test_only_administrators_of_the_unit_may(api: Api) -> None:
    for who in (("author", "20857"), ("administrator", "20860")):
        assert api.call("PUT", f"{KINDS}/land", *who, json=LAND).status_code == 403
        assert api.call("DELETE", f"{KINDS}/land", *who).status_code == 403


def test_below_nobody_shortens_what_was_set_above(api: Api) -> None:
    above = ("administrator", "51")
    assert api.call("PUT", "/units/51/posting-kinds/land", *above, json=LAND).status_code == 200
    answer = api.call("PUT", f"{KINDS}/land", "administrator", "20857", json={**LAND, "days": 7})
    assert (answer.status_code, answer.get_json()["code"]) == (422, "set_above")


def test_a_notice_names_its_kind_and_answers_with_days_and_rule(api: Api) -> None:
    api.a_board("20857")
    body = {
        "title": "Hồ sơ đất", "body": "Niêm yết.", "category": "policy", "language": "vi",
        "unit": "20857", "targets": {"units": ["20857"]},
        "document": {"number": "1/TB", "posting": {"kind": "land"}},
    }  # fmt: skip
    made = api.call("POST", "/notices", "author", "20857", json=body)
    assert made.status_code == 201
    assert made.get_json()["document"]["posting"]["days"] == 30
    body["document"] = {"posting": {"kind": "land", "days": 1}}
    assert api.call("POST", "/notices", "author", "20857", json=body).status_code == 422
    body["document"] = {"posting": {"kind": "nothing"}}
    answer = api.call("POST", "/notices", "author", "20857", json=body)
    assert answer.get_json()["code"] == "unknown_posting_kind"
