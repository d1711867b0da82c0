"""The prepared alerts over the API: enough to fire one without reading anything else."""

import string

import pytest

from content.alert_template import TEMPLATES
from server.api import alert_templates
from tests.server.api.conftest import Api

OFFICER = ("duty_officer", "20857")


def test_all_are_listed_in_the_askers_language(api: Api) -> None:
    assert alert_templates.blueprint.url_prefix == "/api/v1"
    vietnamese = api.call("GET", "/alert-templates").get_json()["items"]
    english = api.call("GET", "/alert-templates", headers={"Accept-Language": "en"}).get_json()
    assert [row["id"] for row in vietnamese] == list(TEMPLATES)
    assert english["next"] is None
    assert english["items"][0]["label"] == "Flash flood"
    assert [slot["label"] for slot in english["items"][0]["slots"]][0] == "Where"
    assert [slot["label"] for slot in vietnamese[0]["slots"]][0] == "Ở đâu"
    assert vietnamese[0]["label"] == "Lũ quét"


def test_the_texts_name_no_place_that_is_not_listed(api: Api) -> None:
    for row in api.call("GET", "/alert-templates").get_json()["items"]:
        texts = [text for info in row["info"] for text in info.values() if text]
        named = {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}
        assert named == {slot["key"] for slot in row["slots"]}


@pytest.mark.parametrize("place", range(len(TEMPLATES)))
def test_each_can_be_fired_from_what_is_listed(api: Api, place: int) -> None:
    api.a_board()
    row = api.call("GET", "/alert-templates", *OFFICER).get_json()["items"][place]
    slots = {slot["key"]: slot["example"] for slot in row["slots"] if slot["required"]}
    body = {
        "status": "Exercise",
        "template": {"id": row["id"], "slots": slots},
        "targets": {"units": ["20857"]},
        "expires": "2026-11-24T03:00:00Z",
    }
    fired = api.call("POST", "/alerts", *OFFICER, json=body).get_json()
    assert (fired["state"], fired["template"]) == ("in_force", row["id"])
    for name in ("event", "category", "urgency", "severity", "certainty", "risk_level"):
        assert fired[name] == row[name]


def test_a_place_takes_as_much_as_is_said_and_no_more(api: Api) -> None:
    api.a_board()
    row = api.call("GET", "/alert-templates", *OFFICER).get_json()["items"][0]
    first = row["slots"][0]
    for length, status in ((first["max_length"], 201), (first["max_length"] + 1, 422)):
        slots = {slot["key"]: slot["example"] for slot in row["slots"]}
        body = {
            "status": "Exercise",
            "template": {"id": row["id"], "slots": {**slots, first["key"]: "x" * length}},
            "targets": {"units": ["20857"]},
            "expires": "2026-11-24T03:00:00Z",
        }
        assert api.call("POST", "/alerts", *OFFICER, json=body).status_code == status
