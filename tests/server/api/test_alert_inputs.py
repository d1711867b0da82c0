"""The bodies that fire an alert: strict, and null means not given."""

from typing import Any

import pytest
from pydantic import ValidationError

from content.alert_info import LONGEST_HEADLINE, MOST_LANGUAGES
from server.api.alert_inputs import AlertBody, KeyHeader

INFO = {"language": "vi", "headline": "LŨ QUÉT"}
BODY: dict[str, Any] = {
    "status": "Actual",
    "targets": {"subtrees": ["20857"], "areas": [{"lat": 14.7, "lon": 108.7, "radius_km": 5}]},
    "expires": "2026-11-24T03:00:00Z",
}


def test_a_template_becomes_its_id_and_its_slots() -> None:
    body = {**BODY, "template": {"id": "flash-flood", "slots": {"where": "ven suối"}}, "info": None}
    request = AlertBody.model_validate(body).to_request()
    assert (request.template_id, request.template_slots) == (
        "flash-flood",
        {"where": "ven suối"},
    )
    assert (request.info, request.break_glass, request.silent) == ((), False, False)


def test_own_words_are_handed_on_as_given() -> None:
    own = {"event": "Lũ quét", "info": [INFO], "risk_level": 4, "break_glass": True}
    request = AlertBody.model_validate({**BODY, **own}).to_request()
    assert (request.event, request.risk_level, request.break_glass) == ("Lũ quét", 4, True)
    assert [dict(one) for one in request.info] == [{**INFO, "description": "", "instruction": ""}]
    assert request.targets["areas"] == BODY["targets"]["areas"]
    assert request.template_id is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"status": "Test"}, "status"),
        ({"status": None}, "status"),
        ({"severity": "Terrible"}, "severity"),
        ({"risk_level": 6}, "risk_level"),
        ({"risk_level": "4"}, "risk_level"),
        ({"break_glass": "yes"}, "break_glass"),
        ({"expires": "tomorrow"}, "expires"),
        ({"info": [INFO] * (MOST_LANGUAGES + 1)}, "info"),
        ({"info": [{**INFO, "headline": "x" * (LONGEST_HEADLINE + 1)}]}, "info.0.headline"),
        ({"info": [{**INFO, "language": "Tiếng Việt"}]}, "info.0.language"),
        ({"template": {"id": "flash-flood", "slots": {"where": 7}}}, "template.slots.where"),
        ({"template": {"slots": {}}}, "template.id"),
        ({"targets": {"units": "20857"}}, "targets.units"),
        ({"sound": "loud"}, "sound"),
    ],
)
def test_a_wrong_field_is_named(change: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        AlertBody.model_validate({**BODY, **change})
    assert ".".join(map(str, caught.value.errors()[0]["loc"])) == field


def test_a_key_is_short_and_may_be_left_out() -> None:
    assert KeyHeader.model_validate({}).key is None
    assert KeyHeader.model_validate({"Idempotency-Key": "k"}).key == "k"
    for key in ("", "x" * 201):
        with pytest.raises(ValidationError):
            KeyHeader.model_validate({"Idempotency-Key": key})
