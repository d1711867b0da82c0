import pytest
from flask.testing import FlaskClient

from content import trust
from content.trust import Envelope
from server.services import alerting
from server.services.keyring import rotate_root
from server.services.resources import Resources
from tests.server.board_builders import ABoard, a_board, fire, officer, read_head
from tests.server.builders import FixedClock
from tests.server.staff_builders import add_units

PATHS = ("head", "alerts", "identity", "roots")


@pytest.fixture
def board(resources: Resources) -> ABoard:
    add_units(resources)
    return a_board(resources)


def test_board_gets_head_alerts_identity_and_roots(
    client: FlaskClient, resources: Resources, board: ABoard
) -> None:
    alert, headers = fire(resources), board.headers()

    def get(path: str) -> dict[str, object]:
        answer = client.get(f"/api/v1/board/{path}", headers=headers)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        return dict(answer.get_json())

    told = get("head")
    head = read_head(resources, Envelope.from_dict(told["head"], "head"))
    assert told["now"] == "2026-11-24T02:00:00Z"
    assert [one.id for one in head.alerts] == [alert.id]
    (envelope,) = get("alerts")["alerts"]  # type: ignore[misc]
    trust.verify_alert(Envelope.from_dict(envelope, "alert"), resources.keyring.trusted)
    identity = get("identity")
    assert Envelope.from_dict(identity, "identity").digest == head.identity
    assert Envelope.from_dict(identity["identity"], "identity").digest == head.identity
    rotate_root(resources)
    chain = get("roots?since=1")["roots"]
    held = trust.first_root(resources.keyring.roots(0)[0])
    assert isinstance(chain, list) and len(chain) == 1
    assert trust.next_root(held, Envelope.from_dict(chain[0], "root")).version == 2
    assert len(get("roots")["roots"]) == 2  # type: ignore[arg-type]


def test_status_over_http_is_as_over_the_socket(
    client: FlaskClient, resources: Resources, board: ABoard, clock: FixedClock
) -> None:
    headers = board.headers()

    def status(sequence: int | None) -> dict[str, object]:
        body = {"sequence": sequence, "item": "n1", "faults": []}
        answer = client.post("/api/v1/board/status", json=body, headers=headers)
        assert answer.status_code == 200
        return dict(answer.get_json())

    first = read_head(resources, Envelope.from_dict(status(None)["head"], "head"))
    assert set(status(first.sequence)) == {"now"}
    alert = fire(resources)
    second = read_head(resources, Envelope.from_dict(status(first.sequence)["head"], "head"))
    assert [one.id for one in second.alerts] == [alert.id]
    alerting.cancel_alert(resources, officer(), alert.id, "Hết")
    third = read_head(resources, Envelope.from_dict(status(second.sequence)["head"], "head"))
    assert third.alerts == ()
    assert resources.presence.of(board.id).status.item == "n1"


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer junk", "Basic YTpi", "Bearer \x00", "Bearer " + "a" * 900],
)
def test_nothing_without_a_good_token(
    client: FlaskClient, board: ABoard, path: str, header: str | None
) -> None:
    headers = {} if header is None else {"Authorization": header}
    answer = client.get(f"/api/v1/board/{path}", headers=headers)
    assert (answer.status_code, answer.get_json()["code"]) == (401, "token_invalid")
    assert "head" not in answer.get_json()


@pytest.mark.parametrize("body", [b"[]", b"junk", b'{"sequence": "x"}', b'{"faults": {}}', b""])
def test_junk_status_changes_nothing(client: FlaskClient, board: ABoard, body: bytes) -> None:
    answer = client.post("/api/v1/board/status", data=body, headers=board.headers())
    assert answer.status_code in (400, 422)
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("since", ["-1", "x", "1e9", "9" * 30, "١"])
def test_strange_root_version_is_refused(client: FlaskClient, board: ABoard, since: str) -> None:
    answer = client.get(
        "/api/v1/board/roots", query_string={"since": since}, headers=board.headers()
    )
    assert answer.status_code == 422


def test_staff_token_is_no_board_token(client: FlaskClient, board: ABoard) -> None:
    answer = client.get("/api/v1/notices", headers=board.headers())
    assert answer.status_code == 401
