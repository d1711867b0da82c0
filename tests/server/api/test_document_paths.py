"""What boards call, in the document: the addresses that there are, answering what it says."""

import base64
import io
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from PIL import Image
from schemathesis import GenerationMode, checks

from server.api import document_boards
from server.api.document_paths import PATHS
from server.services import tokens
from server.services.resources import Resources
from tests.server.board_builders import ABoard, a_board, a_key, fire
from tests.server.staff_builders import add_units

EXAMPLES = 5
PARTS = ("board_pairing.", "board_state.", "board_reports.", "board_content.")
PROBES = {"healthz", "readyz", "metrics"}
OPERATIONS = sorted((path, method) for path, operations in PATHS.items() for method in operations)
# What breaks a schema here is not always refused: boards may send more than the document says.
LENIENT = [checks.positive_data_acceptance, checks.negative_data_rejection]

# What goes through no socket is not unpacked either.
_PLAIN = {"Accept-Encoding": "identity"}


@dataclass
class Known:
    """A board, and what it would send and ask for."""

    board: ABoard
    bodies: dict[str, Any]
    digests: dict[str, str]


@pytest.fixture
def known(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> Known:
    add_units(resources)
    board = a_board(resources)
    alert = fire(resources)
    nonce = tokens.make_challenge(resources, board.id)
    public = base64.b64encode(a_key().public).decode()
    picture = io.BytesIO()
    Image.new("RGB", (32, 18), "teal").save(picture, "JPEG")
    items = {"c" * 64: b'{"title": "T"}'}
    monkeypatch.setattr(resources.scores, "item", items.get)
    bodies = {
        "pair": {"public_key": public, "width": 1920, "height": 1080, "software": "x"},
        "collect": {"device_code": "x"},
        "challenge": {"board_id": board.id},
        "token": {"board_id": board.id, "nonce": nonce, "sig": board.sign_nonce(nonce)},
        "status": {"sequence": 0, "faults": ["storage_full"]},
        "receipts": {"receipts": [board.receipt(alert), board.receipt(alert, revision=9)]},
        "plays": {"plays": []},
        "screenshot": picture.getvalue(),
    }
    digests = {"manifest": board.head().manifest or "", "item": "c" * 64, "media": "0" * 64}
    return Known(board, bodies, digests)


def test_the_addresses_are_those_that_are_served(app: Flask) -> None:
    served = {
        (rule.rule.replace("<", "{").replace(">", "}"), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith(PARTS) or rule.endpoint in PROBES
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert set(OPERATIONS) == served


def test_each_name_in_the_document_is_given_once(app: Flask) -> None:
    document = app.test_client().get("/api/v1/openapi.json").get_json()
    names = [
        operation["operationId"]
        for operations in document["paths"].values()
        for operation in operations.values()
    ]
    assert sorted(names) == sorted(set(names))
    assert document["components"]["schemas"]["Envelope"]["title"] == (
        document_boards.Envelope.__name__
    )


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_a_boards_own_call_is_answered_as_the_document_says(
    app: Flask, known: Known, path: str, method: str
) -> None:
    name = PATHS[path][method]["operationId"].removeprefix("board_")
    digest = known.digests.get(name)
    operation = operation_of(app, path, method)
    case = operation.Case(
        path_parameters={"digest": digest} if digest else {},
        **({"body": known.bodies[name]} if name in known.bodies else {}),
    )
    answer = case.call_and_validate(headers={**known.board.headers(), **_PLAIN})
    # No address is known of who asks here, and no file is there; nobody lets the board in.
    expected = {"pair": 201, "collect": 400, "media": 404, "metrics": 404}
    assert answer.status_code == expected.get(name, 200)


@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_generated_requests_get_what_the_document_says(
    app: Flask, known: Known, path: str, method: str, mode: GenerationMode
) -> None:
    operation = operation_of(app, path, method)
    if mode is GenerationMode.NEGATIVE and not (operation.body or operation.path_parameters):
        return
    headers = known.board.headers()

    @settings(
        max_examples=EXAMPLES,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        case.call_and_validate(headers=headers, excluded_checks=LENIENT)

    ask()


def operation_of(app: Flask, path: str, method: str) -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)[path][method]
