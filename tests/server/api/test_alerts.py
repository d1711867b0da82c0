"""Alerts over the API: templates at once, free words by two officers, break-glass, no repeats."""

import base64
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from content.alert_template import TEMPLATES
from tests.server.api.conftest import Api
from tests.server.officer_builders import a_person, an_officer, hold_ceremony, with_name
from tests.server.staff_builders import a_token
from tests.vectors.passkeys import Passkey

OFFICER = ("duty_officer", "KV-522")
PROVINCE_OFFICER = ("duty_officer", "51")


def an_alert_body(**fields: Any) -> dict[str, Any]:
    return {
        "status": "Actual",
        "event": "Lũ quét",
        "category": "Met",
        "urgency": "Immediate",
        "severity": "Extreme",
        "certainty": "Observed",
        "info": [
            {
                "language": "vi",
                "headline": "Lũ quét trên sông Liêng",
                "description": "Xã Ba Tơ, thôn Nước Lô.",
                "instruction": "Rời khỏi ven suối\nLên chỗ cao",
            }
        ],
        "targets": {"subtrees": ["KV-522"]},
        "expires": "2026-11-24T06:00:00Z",
        **fields,
    }


def by_template(**fields: Any) -> dict[str, Any]:
    template = TEMPLATES["flash-flood"]
    slots = {slot.key: slot.example for slot in template.slots}
    return {
        "status": "Exercise",
        "template": {"id": template.id, "slots": slots},
        "targets": {"units": ["20857"]},
        "expires": "2026-11-24T03:00:00Z",
        **fields,
    }


@pytest.fixture(autouse=True)
def board(api: Api) -> str:
    return api.a_board()


def test_a_template_is_in_force_at_once(api: Api) -> None:
    answer = api.call("POST", "/alerts", *OFFICER, json=by_template())
    made = answer.get_json()
    assert (answer.status_code, made["state"], made["revision"]) == (201, "in_force", 1)
    assert made["sequence"] > 0
    assert made["identifier"]
    read = api.call("GET", f"/alerts/{made['id']}", *OFFICER).get_json()
    assert read == made


def test_free_words_wait_for_a_second_officer(api: Api) -> None:
    made = api.call("POST", "/alerts", *OFFICER, json=an_alert_body()).get_json()
    assert (made["state"], made["sequence"]) == ("pending", None)
    path = f"/alerts/{made['id']}/approve"
    body = {"revision": made["revision"], "digest": made["digest"]}
    own = api.call("POST", path, *OFFICER, json=body)
    assert (own.status_code, own.get_json()["code"]) == (403, "own_work")
    other = api.call("POST", path, *PROVINCE_OFFICER, json={**body, "digest": "0" * 64})
    assert other.status_code == 409
    approved = api.call("POST", path, *PROVINCE_OFFICER, json=body).get_json()
    assert (approved["state"], approved["revision"]) == ("in_force", 1)


def test_two_officers_approving_at_once_get_one_yes_and_one_conflict(api: Api) -> None:
    made = api.call("POST", "/alerts", *OFFICER, json=an_alert_body()).get_json()
    body = {"revision": made["revision"], "digest": made["digest"]}
    tokens = [a_token(api.resources, name, *PROVINCE_OFFICER) for name in ("truc-2", "truc-3")]
    together = Barrier(len(tokens))

    def press(token: str) -> tuple[int, str | None]:
        client = api.client.application.test_client()
        headers = {"Authorization": f"Bearer {token}"}
        together.wait(timeout=20)
        path = f"/api/v1/alerts/{made['id']}/approve"
        answer = client.post(path, headers=headers, json=body)
        return answer.status_code, answer.get_json().get("code")

    with ThreadPoolExecutor(len(tokens)) as pool:
        answers = sorted(pool.map(press, tokens))
    assert answers == [(200, None), (409, "alert_state")]
    assert api.call("GET", f"/alerts/{made['id']}", *OFFICER).get_json()["state"] == "in_force"


def test_break_glass_is_at_once_and_short(api: Api) -> None:
    made = api.call("POST", "/alerts", *OFFICER, json=an_alert_body(break_glass=True)).get_json()
    assert (made["state"], made["expires"]) == ("in_force", "2026-11-24T02:30:00Z")


def test_the_same_key_gives_the_same_alert(api: Api) -> None:
    headers = {"Idempotency-Key": "lu-1"}
    first = api.call("POST", "/alerts", *OFFICER, json=by_template(), headers=headers)
    again = api.call("POST", "/alerts", *OFFICER, json=by_template(), headers=headers)
    assert (again.status_code, again.get_json()["id"]) == (201, first.get_json()["id"])
    other = api.call("POST", "/alerts", *OFFICER, json=an_alert_body(), headers=headers)
    assert (other.status_code, other.get_json()["code"]) == (409, "idempotency_key_used")
    assert len(api.call("GET", "/alerts", *OFFICER).get_json()["items"]) == 1


def test_update_and_cancel_are_revisions(api: Api) -> None:
    made = api.call("POST", "/alerts", *OFFICER, json=by_template()).get_json()
    path = f"/alerts/{made['id']}"
    later = by_template(expires="2026-11-24T04:00:00Z")
    updated = api.call("POST", f"{path}/update", *OFFICER, json=later).get_json()
    assert (updated["revision"], updated["expires"]) == (2, "2026-11-24T04:00:00Z")
    assert updated["sequence"] > made["sequence"]
    ended = api.call("POST", f"{path}/cancel", *OFFICER, json={"reason": "Nước đã rút"})
    assert (ended.get_json()["state"], ended.get_json()["revision"]) == ("cancelled", 3)
    again = api.call("POST", f"{path}/cancel", *OFFICER, json={"reason": "Nước đã rút"})
    assert again.status_code == 409


def test_alerts_are_listed_by_state(api: Api) -> None:
    api.call("POST", "/alerts", *OFFICER, json=by_template())
    api.call("POST", "/alerts", *OFFICER, json=an_alert_body())
    states = [alert["state"] for alert in api.call("GET", "/alerts", *OFFICER).get_json()["items"]]
    assert sorted(states) == ["in_force", "pending"]
    pending = api.call("GET", "/alerts?state=pending", *OFFICER).get_json()["items"]
    assert [alert["state"] for alert in pending] == ["pending"]
    drills = api.call("GET", "/alerts?status=Exercise", *OFFICER).get_json()["items"]
    assert [alert["status"] for alert in drills] == ["Exercise"]
    assert api.call("GET", "/alerts", "viewer", "20900").get_json()["items"] == []


def test_where_officers_approve_a_client_brings_their_touches(api: Api) -> None:
    passkey, resources = Passkey("truc"), with_name(api.resources)
    admin = a_person(resources, "quan", "administrator", "51")
    an_officer(resources, admin, a_person(resources, "truc", "duty_officer", "51"), passkey, "51")
    hold_ceremony(resources)
    made = api.call("POST", "/alerts", *OFFICER, json=by_template()).get_json()
    assert (made["state"], made["approved_keys"]) == ("pending", [])
    challenge = base64.b64decode(made["approval_challenge"])
    path = f"/alerts/{made['id']}/approve"
    body = {"revision": 1, "digest": made["digest"]}
    bare = api.call("POST", path, *PROVINCE_OFFICER, json=body)
    assert (bare.status_code, bare.get_json()["code"]) == (409, "approval_needed")
    false = {**body, "approvals": [passkey.approve({}, challenge=b"x" * 32)]}
    refused = api.call("POST", path, *PROVINCE_OFFICER, json=false)
    assert (refused.status_code, refused.get_json()["code"]) == (403, "touch_refused")
    good = {**body, "approvals": [passkey.approve({}, challenge=challenge)]}
    done = api.call("POST", path, *PROVINCE_OFFICER, json=good).get_json()
    assert (done["state"], done["approval_challenge"]) == ("in_force", None)
    assert (done["approved_keys"], done["awaits"]) == ([passkey.key_id], [])


def test_an_administrator_does_not_fire(api: Api) -> None:
    answer = api.call("POST", "/alerts", json=by_template())
    assert (answer.status_code, answer.get_json()["code"]) == (403, "forbidden")


def test_an_end_in_the_past_is_refused_in_words(api: Api) -> None:
    body = by_template(status="Actual", expires="2026-11-23T03:00:00Z")
    answer = api.call("POST", "/alerts", *OFFICER, json=body, headers={"Accept-Language": "vi"})
    problem = answer.get_json()
    assert (answer.status_code, problem["field"]) == (422, "expires")
    assert problem["detail"].startswith("Giờ kết thúc đã qua: không ai thấy cảnh báo.")
    assert api.call("GET", "/alerts", *OFFICER).get_json()["items"] == []
