import base64
from typing import Any

import pytest
from flask.testing import FlaskClient

from content import trust
from content.trust import Envelope
from server.services import pairing_approval
from server.services.board_places import BoardPlace
from server.services.resources import Resources
from tests.server.board_builders import ABoard, a_board, a_key, technician
from tests.server.builders import FixedClock
from tests.server.staff_builders import add_units


@pytest.fixture(autouse=True)
def _units(resources: Resources) -> None:
    add_units(resources)


def asked(public: bytes) -> dict[str, Any]:
    key = base64.b64encode(public).decode()
    return {"public_key": key, "width": 1920, "height": 1080, "software": "test"}


def test_board_pairs_and_renews_its_token_by_the_protocol_alone(
    client: FlaskClient, resources: Resources, clock: FixedClock
) -> None:
    key = a_key()
    started = client.post("/api/v1/pairings", json=asked(key.public))
    assert started.status_code == 201
    told = started.get_json()
    assert told["expires_in"] == 600 and told["interval"] == 5
    assert told["verification_uri"].startswith("http://127.0.0.1:8000/staff/")
    root = trust.first_root(Envelope.from_dict(told["root"], "root"))
    device = {"device_code": told["device_code"]}
    waiting = client.post("/api/v1/pairings/token", json=device)
    assert (waiting.status_code, waiting.get_json()) == (400, {"error": "authorization_pending"})
    assert client.post("/api/v1/pairings/token", json=device).get_json() == {"error": "slow_down"}

    place = BoardPlace(unit="20857", name="Bảng")
    pairing_approval.approve(resources, technician(), told["user_code"], place)
    clock.advance(5)
    paired = client.post("/api/v1/pairings/token", json=device).get_json()
    assert paired["expires_in"] == 900 and paired["root"] == told["root"]
    trust.verify(Envelope.from_dict(paired["identity"], "identity"), root, "state")
    headers = {"Authorization": f"Bearer {paired['access_token']}"}
    assert client.get("/api/v1/board/head", headers=headers).status_code == 200

    clock.advance(900)
    stale = client.get("/api/v1/board/head", headers=headers)
    assert (stale.status_code, stale.get_json()["code"]) == (401, "token_expired")
    board = ABoard(resources, paired["board_id"], key)
    nonce = client.post("/api/v1/board/challenge", json={"board_id": board.id}).get_json()["nonce"]
    answer = {"board_id": board.id, "nonce": nonce, "sig": board.sign_nonce(nonce)}
    fresh = client.post("/api/v1/board/token", json=answer).get_json()
    headers = {"Authorization": f"Bearer {fresh['access_token']}"}
    assert client.get("/api/v1/board/head", headers=headers).status_code == 200
    again = client.post("/api/v1/board/token", json=answer)
    assert (again.status_code, again.get_json()["code"]) == (401, "token_invalid")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"junk", 400),
        (b"\xff\xfe", 400),
        (b"[]", 422),
        (b"{}", 422),
        (b'{"public_key": NaN}', 400),
        (b"[" * 10_000, 400),
        (b'{"public_key": "' + b"A" * 20_000 + b'"}', 413),
    ],
)
def test_junk_is_refused_with_a_problem(client: FlaskClient, body: bytes, status: int) -> None:
    answer = client.post("/api/v1/pairings", data=body, content_type="application/json")
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert answer.get_json()["code"]


@pytest.mark.parametrize("path", ["/board/challenge", "/board/token", "/pairings/token"])
@pytest.mark.parametrize("body", [{}, {"board_id": 7, "device_code": []}, {"board_id": "x"}])
def test_token_addresses_take_no_junk(client: FlaskClient, path: str, body: Any) -> None:
    answer = client.post(f"/api/v1{path}", json=body)
    assert answer.status_code in (400, 401, 422)


def test_body_without_a_declared_length_is_cut_off_at_the_limit(client: FlaskClient) -> None:
    import io

    stream = io.BytesIO(b'{"public_key": "' + b"A" * 40_000 + b'"}')
    answer = client.post(
        "/api/v1/pairings",
        input_stream=stream,
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert answer.status_code == 413


def test_revoked_board_is_told_so(client: FlaskClient, resources: Resources) -> None:
    from server.services import board_changes

    board = a_board(resources)
    headers = board.headers()
    board_changes.revoke_board(resources, technician(), board.id)
    for answer in (
        client.get("/api/v1/board/head", headers=headers),
        client.post("/api/v1/board/challenge", json={"board_id": board.id}),
    ):
        assert (answer.status_code, answer.get_json()["code"]) == (401, "board_revoked")
