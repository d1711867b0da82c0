"""A board that was let in and turned bad: staff pages and the API go on, and it shows as text."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from server.services import board_changes
from server.services.accounts import create_token
from server.services.resources import Resources
from tests.server.board_builders import ABoard, a_board, fire, technician
from tests.server.staff_web.conftest import Staff

MARKUP = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
PAGES = ("/staff/", "/staff/boards", "/staff/notices", "/staff/alerts", "/", "/u/20857")


@pytest.fixture
def board(staff: Staff) -> ABoard:
    return a_board(staff.resources, name=f"Bảng {MARKUP}", phone="0912 345 678")


@pytest.mark.parametrize(
    "status",
    [
        {"sequence": 0, "faults": ["\ud800"]},
        {"sequence": 0, "faults": ["\u202e"]},
        {"sequence": 0, "item": "\udfff"},
        {"sequence": 0, "clock_offset_s": float("nan")},
        {"sequence": 0, "temperature_c": float("inf")},
        {"sequence": 10**30},
        {"sequence": 0, "faults": [MARKUP]},
    ],
)
def test_no_status_breaks_a_page_or_writes_markup_into_it(
    staff: Staff, board: ABoard, client: FlaskClient, status: dict[str, Any]
) -> None:
    client.post("/api/v1/board/status", json=status, headers=board.headers())
    person = staff.person("administrator")
    for path in (*PAGES, f"/staff/boards/{board.id}"):
        answer = person.get(path)
        assert answer.status_code == 200, path
        assert "<img src=x" not in answer.get_data(as_text=True)
        assert "<script>alert" not in answer.get_data(as_text=True)


def test_an_alert_and_its_ledger_show_markup_as_text(staff: Staff, board: ABoard) -> None:
    fired = fire(staff.resources, template_slots={"where": MARKUP})
    receipt = board.receipt(fired, "failed", reason=None)
    assert receipt["alert"] == fired.id
    person = staff.person("administrator", "51")
    for path in (*PAGES, f"/staff/alerts/{fired.id}", f"/staff/alerts/{fired.id}/ledger"):
        shown = person.get(path).get_data(as_text=True)
        assert "<script>alert" not in shown, path
        assert "<img src=x" not in shown, path
    assert "&lt;script&gt;" in person.get(f"/staff/alerts/{fired.id}").get_data(as_text=True)


def test_a_revoked_board_is_shown_and_asked_for_without_an_error(
    staff: Staff, board: ABoard
) -> None:
    board_changes.revoke_board(staff.resources, technician(), board.id)
    person = staff.person("administrator")
    for path in ("", "/picture", "/picture?small=yes", "/items", "/stop", "/revoke"):
        assert person.get(f"/staff/boards/{board.id}{path}").status_code < 500, path


@pytest.mark.parametrize("path", ["schedule", "preview"])
def test_the_api_answers_for_a_revoked_board_too(
    staff: Staff, resources: Resources, board: ABoard, client: FlaskClient, path: str
) -> None:
    token = create_token(resources, staff.account("technician"), ("read",))
    board_changes.revoke_board(resources, technician(), board.id)
    answer = client.get(
        f"/api/v1/boards/{board.id}/{path}", headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code < 500
