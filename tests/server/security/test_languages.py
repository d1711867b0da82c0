"""Whoever is refused is told why in the language they ask for; Vietnamese when for none."""

import base64
from typing import Any

import pytest
from flask.testing import FlaskClient

from server.services import accounts
from server.services.permissions import SCOPES
from tests.server.api.conftest import a_notice_body
from tests.server.api.test_alerts import an_alert_body, by_template
from tests.server.api.test_bad_input import ALERTS, NOTICES, PLACES, TEMPLATES
from tests.server.board_builders import ABoard, a_board
from tests.server.staff_web.conftest import Staff

ENGLISH = {"Accept-Language": "en-GB,en;q=0.9"}
PUBLIC_KEY = base64.b64encode(b"k" * 32).decode()
GOOD_PAIRING = {"public_key": PUBLIC_KEY, "width": 1920, "height": 1080, "software": "t"}

# What a board that is none yet may send wrongly: the address, and the body.
BOARDS: list[tuple[str, Any]] = [
    ("/pairings", {**GOOD_PAIRING, "public_key": "AAAA"}),
    ("/pairings", {**GOOD_PAIRING, "public_key": None}),
    ("/pairings", {**GOOD_PAIRING, "width": 0}),
    ("/pairings", {**GOOD_PAIRING, "width": 10**9}),
    ("/pairings", {**GOOD_PAIRING, "height": "1080"}),
    ("/pairings", {**GOOD_PAIRING, "software": 7}),
    ("/pairings", {**GOOD_PAIRING, "software": "\ud800"}),
    ("/pairings", {**GOOD_PAIRING, "link": 7}),
    ("/pairings", []),
    ("/board/challenge", {"board_id": "nobody"}),
    ("/board/challenge", {"board_id": 7}),
    ("/board/token", {"board_id": "nobody", "nonce": "n", "sig": "s"}),
    ("/board/status", {}),
]


@pytest.fixture
def board(staff: Staff) -> ABoard:
    return a_board(staff.resources)


def told_twice(client: FlaskClient, path: str, body: Any, headers: dict[str, str]) -> list[str]:
    """The two sentences for one refusal, Vietnamese first; neither holds an unfilled place."""
    said = []
    for language in ({}, ENGLISH):
        answer = client.post(f"/api/v1{path}", json=body, headers={**headers, **language})
        assert 400 <= answer.status_code < 500, (path, body, answer.status_code)
        told = answer.get_json()
        said.append(" ".join([told["detail"], *(p["detail"] for p in told.get("errors", ()))]))
    assert not [text for text in said if "{" in text or "%(" in text], said
    return said


def check(client: FlaskClient, cases: list[tuple[str, Any]], headers: dict[str, str]) -> None:
    same = [
        (path, str(body)[:100], said)
        for path, body in cases
        for said in [told_twice(client, path, body, headers)]
        if said[0] == said[1]
    ]
    assert same == []


def bearer(staff: Staff, role: str) -> dict[str, str]:
    token = accounts.create_token(staff.resources, staff.account(role), SCOPES)
    return {"Authorization": f"Bearer {token}"}


def test_every_bad_notice(staff: Staff, board: ABoard, client: FlaskClient) -> None:
    cases = [("/notices", {**a_notice_body(), **row[0]}) for row in NOTICES]
    check(client, cases, bearer(staff, "author"))


def test_every_bad_alert(staff: Staff, board: ABoard, client: FlaskClient) -> None:
    own = an_alert_body(targets={"units": ["20857"]})
    cases = [("/alerts", {**own, **row[0]}) for row in ALERTS]
    cases += [("/alerts", {**by_template(), "template": row[0]}) for row in TEMPLATES]
    check(client, cases, bearer(staff, "duty_officer"))


def test_every_bad_place(staff: Staff, board: ABoard, client: FlaskClient) -> None:
    good = {"unit": "20857", "name": "Bảng mới"}
    cases = [("/pairings/BCDF-GHJK/approve", {**good, **row[0]}) for row in PLACES[:9]]
    check(client, cases, bearer(staff, "technician"))


def test_every_bad_board(board: ABoard, client: FlaskClient) -> None:
    check(client, BOARDS, {})


def test_a_token_that_is_none(client: FlaskClient) -> None:
    check(client, [("/notices", {})], {"Authorization": "Bearer bt_x"})


def test_staff_pages_speak_the_persons_language(staff: Staff) -> None:
    person = staff.person("author")
    assert "Không có gì ở địa chỉ này" in person.get("/staff/nowhere").get_data(as_text=True)
    person.post("/staff/language", language="en", next="/staff/")
    assert "There is nothing at this address" in person.get("/staff/nowhere").get_data(as_text=True)
