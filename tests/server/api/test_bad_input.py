"""One table of bad inputs: each gets a clear refusal naming the field, and changes nothing."""

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.storage.tables import AlertRow, AuditRow, BoardRow, MediaRow, NoticeRevisionRow
from tests.server.api.conftest import Api, a_notice_body
from tests.server.api.test_alerts import an_alert_body, by_template

COMMUNE = "20857"
INFO = an_alert_body()["info"][0]
SURROGATE, NUL, OVERRIDE = "a\ud800b", "a\x00b", "\u202e\u200b"
ALL_DAY = {"from": "06:00", "to": "06:00"}

# What is changed in a good notice, the status, and the field that is named.
NOTICES: list[tuple[dict[str, Any], int, str | None]] = [
    ({"title": None}, 422, "title"),
    ({"title": ""}, 422, "title"),
    ({"title": "   "}, 422, "title"),
    ({"title": OVERRIDE}, 422, "title"),
    ({"title": "x" * 201}, 422, "title"),
    ({"title": "e\u0302\u0301" * 201}, 422, "title"),
    ({"title": 7}, 422, "title"),
    ({"title": ["Tin"]}, 422, "title"),
    ({"title": SURROGATE}, 422, "title"),
    ({"title": NUL}, 422, "title"),
    ({"body": "x" * 20_001}, 422, "body"),
    ({"body": SURROGATE}, 422, "body"),
    ({"category": "gossip"}, 422, "category"),
    ({"category": 1}, 422, "category"),
    ({"priority": "emergency"}, 422, "priority"),
    ({"priority": "high"}, 422, "priority"),
    ({"language": "xx"}, 422, "language"),
    ({"language": "tiếng Việt"}, 422, "language"),
    ({"unit": "99999"}, 422, "unit"),
    ({"unit": "11111"}, 422, "unit"),
    ({"unit": 20857}, 422, "unit"),
    ({"unit": NUL}, 422, "unit"),
    ({"unit": "20860"}, 403, None),
    ({"targets": {}}, 422, "targets"),
    ({"targets": []}, 422, "targets"),
    ({"targets": {"subtrees": ["99999"]}}, 422, "targets.subtrees"),
    ({"targets": {"units": ["11111"]}}, 422, "targets.units"),
    ({"targets": {"units": COMMUNE}}, 422, "targets.units"),
    ({"targets": {"units": [20857]}}, 422, "targets.units.0"),
    ({"targets": {"subtrees": ["51"]}}, 403, "targets.subtrees"),
    ({"targets": {"boards": ["no-such-board"]}}, 422, "targets.boards"),
    ({"targets": {"tags": ["nobody"]}}, 422, "targets"),
    ({"targets": {"groups": [SURROGATE]}}, 422, "targets.groups.0"),
    ({"targets": {"areas": [[15, 108]]}}, 422, "targets.areas"),
    ({"targets": {"everyone": True}}, 422, "targets.everyone"),
    ({"valid_from": "tomorrow"}, 422, "valid_from"),
    ({"valid_from": "2026-02-30T00:00:00Z"}, 422, "valid_from"),
    ({"valid_from": "2026-11-25T00:00:00"}, 422, "valid_from"),
    ({"valid_until": "9999-12-31T23:59:59Z"}, 422, "valid_until"),
    ({"valid_from": 1764000000}, 422, "valid_from"),
    (
        {"valid_from": "2026-12-02T00:00:00Z", "valid_until": "2026-12-01T00:00:00Z"},
        422,
        "valid_until",
    ),
    ({"valid_until": "2020-01-01T00:00:00Z"}, 422, "valid_until"),
    ({"valid_until": "9999-12-31T23:59:59-14:00"}, 422, "valid_until"),
    ({"dayparts": [ALL_DAY]}, 422, "dayparts"),
    ({"dayparts": [{"from": "25:00", "to": "26:00"}]}, 422, "dayparts"),
    ({"dayparts": [{"from": "06:00"}]}, 422, "dayparts.0.to"),
    ({"dayparts": [{"from": "06:00", "to": "07:00", "days": [0]}]}, 422, "dayparts.0.days.0"),
    ({"dayparts": [{"from": "06:00", "to": "07:00", "days": []}]}, 422, "dayparts.0.days"),
    ({"dayparts": [{"from": "06:00", "to": "07:00"}] * 21}, 422, "dayparts"),
    ({"media": ["no-such-picture"]}, 422, "media"),
    ({"media": ["a"] * 21}, 422, "media"),
    ({"media": "a"}, 422, "media"),
    ({"weight": 0}, 422, "weight"),
    ({"weight": 11}, 422, "weight"),
    ({"weight": 1.5}, 422, "weight"),
    ({"weight": True}, 422, "weight"),
    ({"weight": "1"}, 422, "weight"),
    ({"weight": 10**30}, 422, "weight"),
    ({"document": "12/QĐ"}, 422, "document"),
    ({"document": {"issued_on": "25/11/2026"}}, 422, "document.issued_on"),
    ({"document": {"issued_on": "2026-13-01"}}, 422, "document.issued_on"),
    ({"document": {"stamp": "red"}}, 422, "document.stamp"),
    (
        {"document": {"effective_from": "2026-12-02", "effective_until": "2026-12-01"}},
        422,
        "document.effective_until",
    ),
    ({"picture_consent": "yes"}, 422, "picture_consent"),
    ({"state": "approved"}, 422, "state"),
    ({"\ud800": 1}, 422, None),
    ({"x" * 5000: 1}, 422, "x" * 200),
]

ALERTS: list[tuple[dict[str, Any], int, str | None]] = [
    ({"status": None}, 422, "status"),
    ({"status": "Test"}, 422, "status"),
    ({"event": ""}, 422, "event"),
    ({"event": "x" * 81}, 422, "event"),
    ({"event": None}, 422, "event"),
    ({"category": "Weather"}, 422, "category"),
    ({"urgency": "now"}, 422, "urgency"),
    ({"severity": "extreme"}, 422, "severity"),
    ({"certainty": 1}, 422, "certainty"),
    ({"info": []}, 422, "info"),
    ({"info": [INFO, INFO]}, 422, "info"),
    ({"info": [INFO | {"headline": ""}]}, 422, "info.0.headline"),
    ({"info": [INFO | {"headline": "x" * 121}]}, 422, "info.0.headline"),
    ({"info": [INFO | {"headline": SURROGATE}]}, 422, "info.0.headline"),
    ({"info": [INFO | {"language": "Việt"}]}, 422, "info.0.language"),
    ({"info": [INFO | {"html": "<b>"}]}, 422, "info.0.html"),
    ({"info": [INFO | {"instruction": "x" * 1001}]}, 422, "info.0.instruction"),
    ({"targets": {}}, 422, "targets"),
    ({"targets": {"subtrees": ["99999"]}}, 422, "targets.subtrees"),
    ({"targets": {"tags": ["nobody"]}}, 422, "targets"),
    ({"targets": {"subtrees": ["51"]}}, 403, "targets"),
    ({"targets": {"areas": [[[15, 108], [15, 109]]]}}, 422, "targets.areas"),
    ({"targets": {"areas": [[[15, 108], [91, 108], [15, 109]]]}}, 422, "targets.areas"),
    ({"targets": {"areas": [{"lat": 15, "lon": 108, "radius_km": -1}]}}, 422, "targets.areas"),
    ({"targets": {"areas": [{"lat": 15, "lon": 108}]}}, 422, "targets.areas"),
    ({"targets": {"areas": ["everywhere"]}}, 422, "targets.areas"),
    ({"expires": "2026-11-24T01:00:00Z"}, 422, "expires"),
    ({"expires": "2030-01-01T00:00:00Z"}, 422, "expires"),
    ({"expires": None}, 422, "expires"),
    ({"risk_level": 6}, 422, "risk_level"),
    ({"risk_level": "3"}, 422, "risk_level"),
    ({"break_glass": "yes"}, 422, "break_glass"),
    ({"template": {"id": "flash-flood", "slots": {}}}, 422, "info"),
    ({"approvals": []}, 422, "approvals"),
]

TEMPLATES: list[tuple[dict[str, Any], int, str | None]] = [
    ({"id": "no-such-template", "slots": {}}, 422, "template.id"),
    ({"id": "flash-flood", "slots": {"where": 7}}, 422, "template.slots.where"),
    ({"id": "flash-flood", "slots": {"where": "x" * 500}}, 422, None),
    ({"id": "flash-flood", "slots": {}}, 422, None),
    ({"id": "flash-flood", "slots": {"where": "Ba Tơ", "colour": "red"}}, 422, None),
    ({"id": "flash-flood"}, 422, None),
    ({"slots": {}}, 422, "template.id"),
]

PLACES: list[tuple[dict[str, Any], int, str | None]] = [
    ({"unit": "99999"}, 422, "unit"),
    ({"unit": 1}, 422, "unit"),
    ({"name": ""}, 422, "name"),
    ({"name": "x" * 101}, 422, "name"),
    ({"phone": "gọi cho tôi"}, 422, "phone"),
    ({"lat": 91, "lon": 108}, 422, "lat"),
    ({"lat": 15}, 422, "lat"),
    ({"lat": "15", "lon": "108"}, 422, "lat"),
    ({"profile": {"width": 10}}, 422, "profile.width"),
    ({"profile": {"rotation": 45}}, 422, "profile.rotation"),
    ({"profile": {"viewport": [0, 0, 1]}}, 422, "profile.viewport"),
    ({"profile": {"colour": True}}, 422, "profile.colour"),
    ({"replaces": "no-such-board"}, 422, "replaces"),
    ({"groups": "chợ"}, 422, "groups"),
    ({"owner": "me"}, 422, "owner"),
]

QUERIES: list[tuple[str, int, str]] = [
    ("/notices?limit=0", 422, "limit"),
    ("/notices?limit=501", 422, "limit"),
    ("/notices?limit=ten", 422, "limit"),
    ("/notices?limit=1_0", 422, "limit"),
    ("/notices?limit=%D9%A1", 422, "limit"),
    ("/notices?cursor=AAAA", 422, "cursor"),
    ("/notices?cursor=%00", 422, "cursor"),
    ("/notices?state=dead", 422, "state"),
    ("/notices?category=gossip", 422, "category"),
    ("/notices?unit=99999", 422, "unit"),
    ("/notices?order=title", 422, "order"),
    ("/boards?state=dead", 422, "state"),
    ("/boards?unit=11111", 422, "unit"),
    ("/boards?cursor=AAAA", 422, "cursor"),
    ("/units?at=30/06/2025", 422, "at"),
    ("/units?at=2025-02-30", 422, "at"),
    ("/units?cursor=AAAA", 422, "cursor"),
    ("/alerts?state=dead", 422, "state"),
    ("/alerts?status=Test", 422, "status"),
    ("/alerts?cursor=AAAA", 422, "cursor"),
]

ADDRESSES = [
    "/units/%00",
    "/units/x" + "y" * 100,
    "/notices/%00",
    "/notices/..%2f",
    "/notices/%F0%9F%98%80",
    "/boards/%00",
    "/boards/nobody/schedule",
    "/alerts/%00",
    "/alerts/nobody/deliveries",
]


@pytest.fixture(autouse=True)
def board(api: Api) -> str:
    return api.a_board()


def state_of(api: Api) -> tuple[int, ...]:
    """How many rows there are of everything the API can make."""
    tables = (AuditRow, NoticeRevisionRow, AlertRow, BoardRow, MediaRow)

    def work(session: Session) -> tuple[int, ...]:
        return tuple(
            session.scalar(select(func.count()).select_from(table)) or 0 for table in tables
        )

    return api.resources.database.read(work)


def check(api: Api, rows: list[tuple[Any, ...]], path: str, role: str, good: Any) -> None:
    """Send each row's change of the good body and see that it is refused as told."""
    api.token(role, COMMUNE)
    before = state_of(api)
    wrong = []
    for change, status, field in rows:
        answer = api.call("POST", path, role, COMMUNE, json=good(change))
        told = answer.get_json()
        named = field is None or told.get("field") == field
        if answer.status_code != status or not named or not told["detail"]:
            wrong.append((str(change)[:80], status, field, answer.status_code, told))
    assert wrong == []
    assert state_of(api) == before


def test_bad_notices(api: Api) -> None:
    check(api, NOTICES, "/notices", "author", lambda change: {**a_notice_body(), **change})


def test_bad_edits_leave_the_notice_as_it_was(api: Api) -> None:
    notice = api.a_notice()
    path = f"/notices/{notice['id']}"
    wrong = []
    for change, _, field in NOTICES:
        answer = api.call("PATCH", path, "author", COMMUNE, json=change)
        named = field is None or answer.get_json().get("field") == field
        if not 400 <= answer.status_code < 500 or not named:
            wrong.append((str(change)[:80], answer.status_code, answer.get_json()))
    assert wrong == []
    assert api.call("GET", path, "author", COMMUNE).get_json() == notice


def test_bad_alerts(api: Api) -> None:
    good = an_alert_body(targets={"units": [COMMUNE]})
    check(api, ALERTS, "/alerts", "duty_officer", lambda change: {**good, **change})


def test_bad_templates(api: Api) -> None:
    good = by_template()
    check(api, TEMPLATES, "/alerts", "duty_officer", lambda change: {**good, "template": change})


def test_bad_places(api: Api) -> None:
    good = {"unit": COMMUNE, "name": "Bảng mới"}
    path = "/pairings/BCDF-GHJK/approve"
    check(api, PLACES, path, "technician", lambda change: {**good, **change})


def test_bad_decisions(api: Api) -> None:
    notice = api.a_notice()
    rows: list[tuple[Any, ...]] = [
        ({"revision": 1}, 422, "digest"),
        ({"revision": 0, "digest": notice["digest"]}, 422, "revision"),
        ({"revision": "1", "digest": notice["digest"]}, 422, "revision"),
        ({"revision": 2**63, "digest": notice["digest"]}, 422, "revision"),
        ({"revision": 1, "digest": "short"}, 422, "digest"),
        ({"revision": 1, "digest": notice["digest"], "force": True}, 422, "force"),
    ]
    check(api, rows, f"/notices/{notice['id']}/approve", "approver", lambda change: change)
    reasons: list[tuple[Any, ...]] = [
        ({}, 422, "reason"),
        ({"reason": ""}, 422, "reason"),
        ({"reason": "  "}, 422, "reason"),
        ({"reason": "x" * 1001}, 422, "reason"),
        ({"reason": SURROGATE}, 422, "reason"),
        ({"reason": "Sai", "by": "me"}, 422, "by"),
    ]
    for deed in ("reject", "withdraw"):
        check(api, reasons, f"/notices/{notice['id']}/{deed}", "approver", lambda change: change)


def test_bad_queries(api: Api) -> None:
    wrong = []
    for path, status, field in QUERIES:
        answer = api.call("GET", path)
        if (answer.status_code, answer.get_json().get("field")) != (status, field):
            wrong.append((path, answer.status_code, answer.get_json()))
    assert wrong == []


def test_addresses_of_nothing(api: Api) -> None:
    found = {path: api.call("GET", path).status_code for path in ADDRESSES}
    assert found == dict.fromkeys(ADDRESSES, 404)


def test_a_key_that_is_none(api: Api) -> None:
    for key in ("x" * 201, "a\tb"):
        answer = api.call(
            "POST",
            "/alerts",
            "duty_officer",
            COMMUNE,
            json=by_template(),
            headers={"Idempotency-Key": key},
        )
        assert (answer.status_code, answer.get_json()["field"]) == (422, "Idempotency-Key")
