import re
from typing import Any

import pytest

from content.cap import CapMessage
from content.cap_reading import read_cap
from server.api.gate import LARGEST_PART
from server.services import cap_intake
from server.storage.database import DatabaseUnavailableError
from tests.server.api.conftest import Api
from tests.server.builders import FixedClock
from tests.server.cap_builders import (
    SAMPLES,
    a_cap,
    a_signer,
    a_source,
    actions,
    alerts,
    messages,
)
from tests.server.notice_builders import pair_a_board

CAP_TYPE = "application/cap+xml"


def post(api: Api, body: bytes, source: str = "", **options: Any) -> Any:
    kind = {"content_type": CAP_TYPE, **options}
    path = f"/cap?source={source}" if source else "/cap"
    return api.call("POST", path, "duty_officer", "51", data=body, **kind)


def test_each_alert_of_a_document_is_answered(api: Api) -> None:
    api.a_board()
    source = a_source(api.resources, is_automatic=True)
    body = b"<list>" + a_cap() + a_cap(identifier="QN-2", scope="") + b"</list>"
    answer = post(api, body, source)
    assert answer.status_code == 200
    assert answer.get_json() == {
        "results": [
            {
                "identifier": "QN-2026-001",
                "decision": "in_force",
                "reason": "Bản tin đang có hiệu lực.",
            },
            {"identifier": "QN-2", "decision": "rejected", "reason": "Thiếu scope."},
        ]
    }
    listed = api.call("GET", "/alerts", "duty_officer", "51").get_json()["items"]
    assert [one["state"] for one in listed] == ["in_force"]


def test_without_a_source_it_is_the_account_s_own_and_waits(api: Api) -> None:
    api.a_board()
    answer = post(api, a_cap(), headers={"Accept-Language": "en"})
    [result] = answer.get_json()["results"]
    assert result["decision"] == "held"
    assert result["reason"] == "Nothing proves where it comes from: a person must confirm it."


@pytest.mark.parametrize("kind", [CAP_TYPE, "application/xml", "text/xml; charset=utf-8"])
def test_xml_of_every_name_is_taken(api: Api, kind: str) -> None:
    assert post(api, a_cap(), content_type=kind).status_code == 200


@pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
def test_another_kind_is_refused(api: Api, kind: str) -> None:
    assert post(api, a_cap(), content_type=kind).status_code == 415


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "malformed_cap"),
        (b"<alert", "malformed_cap"),
        (b"<rss/>", "not_cap"),
        (b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>', "hostile_xml"),
        (b"<a>" * 200 + b"</a>" * 200, "hostile_xml"),
    ],
)
def test_malformed_and_hostile_xml_is_a_problem_and_stores_nothing(
    api: Api, body: bytes, code: str
) -> None:
    answer = post(api, body)
    assert answer.status_code == 422 and answer.mimetype == "application/problem+json"
    assert answer.get_json()["code"] == code
    assert messages(api.resources) == [] and actions(api.resources) == ["cap.refused"]


def test_what_is_too_large_is_refused_before_it_is_read(api: Api) -> None:
    answer = post(api, b" " * (2 * 1024 * 1024) + a_cap())
    assert answer.status_code == 413 and messages(api.resources) == []
    assert LARGEST_PART > 2 * 1024 * 1024


def test_an_unknown_source_is_not_found(api: Api) -> None:
    assert post(api, a_cap(), "0123456789abcdef").status_code == 404
    assert post(api, a_cap(), "x y").status_code in (404, 422)


def test_without_the_database_it_is_unavailable(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    api.token("duty_officer", "51")

    def gone(*_: object) -> None:
        raise DatabaseUnavailableError

    monkeypatch.setattr(cap_intake, "_take_one", gone)
    assert post(api, a_cap()).status_code == 503


def sample(number: str) -> bytes:
    if not SAMPLES.is_dir():
        pytest.skip("the shared samples are not here")
    return next(SAMPLES.glob(f"{number}-*")).read_bytes()


def place_of(message: CapMessage | None) -> dict[str, float]:
    """A point within the first shape of a message, where a board may hang."""
    areas = [area for info in (message.infos if message else ()) for area in info.areas]
    for area in areas:
        for lat, lon, _ in area.circles:
            return {"lat": lat, "lon": lon}
        for ring in area.polygons:
            lats, lons = zip(*ring[:-1], strict=True)
            return {"lat": sum(lats) / len(lats), "lon": sum(lons) / len(lons)}
    return {}


DECISIONS = [
    ("01", "held"),  # an update whose target never came
    ("06", "rejected"),  # no scope
    ("07", "held"),  # references that name nothing
    ("12", "held"),  # no place
    ("13", "in_force"),
    ("14", "held"),
    ("15", "held"),  # codes of units elsewhere
    ("19", "in_force"),
    ("24", "held"),
    ("28", "held"),  # a point without a radius
]


@pytest.mark.parametrize(("number", "expected"), DECISIONS)
def test_real_messages_get_the_right_decision(
    api: Api, clock: FixedClock, number: str, expected: str
) -> None:
    body = sample(number)
    read = read_cap(body)
    pair_a_board(api.resources, **place_of(read[0].message))
    source = a_source(api.resources, is_automatic=True)
    api.token("duty_officer", "51")
    if read[0].message is not None:
        clock.at = read[0].message.sent
    results = post(api, body, source).get_json()["results"]
    assert [one["decision"] for one in results] == [expected]
    again = post(api, body, source).get_json()["results"]
    assert again == results and len(messages(api.resources)) == 1


def test_a_real_alert_is_taken_back_by_its_cancel(api: Api, clock: FixedClock) -> None:
    alert, cancel = sample("31"), sample("32")
    message = read_cap(alert)[0].message
    assert message is not None
    pair_a_board(api.resources, **place_of(message))
    source = a_source(api.resources, is_automatic=True)
    api.token("duty_officer", "51")
    clock.at = message.sent
    assert post(api, alert, source).get_json()["results"][0]["decision"] == "in_force"
    assert [one.state for one in alerts(api.resources)] == ["in_force"]
    clock.advance(120)
    assert post(api, cancel, source).get_json()["results"][0]["decision"] == "cancelled"
    assert [one.state for one in alerts(api.resources)] == ["cancelled"]


def test_a_real_hostile_message_is_refused_unread(api: Api) -> None:
    assert post(api, sample("08")).status_code == 422
    assert messages(api.resources) == []


def test_a_real_signed_message_counts_by_its_issuer_alone(api: Api, clock: FixedClock) -> None:
    body = sample("10")
    read = read_cap(body)[0].message
    found = re.search(rb"X509Certificate>([^<]+)<", body)
    assert read is not None and found is not None
    pem = f"-----BEGIN CERTIFICATE-----\n{found[1].decode()}\n-----END CERTIFICATE-----\n"
    pinned = a_source(api.resources, issuers=(pem,))
    others = a_source(api.resources, issuers=(a_signer().pem,))
    api.token("duty_officer", "51")
    clock.at = read.sent
    assert post(api, body, others).get_json()["results"][0]["decision"] == "rejected"
    altered = body.replace(b">Cancel<", b">Update<")
    assert post(api, altered, pinned).get_json()["results"][0]["decision"] == "rejected"
    assert post(api, body, pinned).get_json()["results"][0]["decision"] == "held"
