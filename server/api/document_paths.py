"""The addresses of boards and of operators, for the document: server/board_api, status_web."""

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from server.api import document_boards as wire
from server.api.answers import PROBLEM_ANSWERS, problems
from server.services.screenshots import LARGEST_BYTES

BOARD_TOKEN = "board"
BOARD_TOKEN_SCHEME = {
    "type": "http",
    "scheme": "bearer",
    "description": "a board's access token, bought with its key for 15 minutes",
}
_REF = "#/components/schemas/{model}"
_BINARY = {"type": "string", "format": "binary"}
_TEXT = {"text/plain": {"schema": {"type": "string"}}}
_REFUSALS = problems({400: "The request cannot be read", 413: "Too large"}) | {
    status: PROBLEM_ANSWERS[status] for status in ("401", "422", "429", "500", "503")
}
_GONE = problems(
    {404: "There never was such content, or it is not public yet", 410: "It has been taken down"}
)
_MODELS: list[type[BaseModel]] = []

Part = dict[str, Any]


def board_schemas() -> Part:
    """Return the schemas that the paths refer to."""
    _, made = models_json_schema([(model, "validation") for model in _MODELS], ref_template=_REF)
    schemas: Part = made["$defs"]
    return schemas


def _json(model: type[BaseModel]) -> Part:
    if model not in _MODELS:
        _MODELS.append(model)
    return {"application/json": {"schema": {"$ref": _REF.format(model=model.__name__)}}}


def _answer(content: Part, description: str = "Done") -> Part:
    return {"description": description, "content": content}


def _operation(
    name: str,
    summary: str,
    done: Part,
    *,
    status: int = 200,
    body: Part | None = None,
    is_open: bool = False,
) -> Part:
    made: Part = {
        "operationId": f"board_{name}",
        "tags": ["boards' own"],
        "summary": summary,
        "responses": {str(status): _answer(done), **_REFUSALS},
        "security": [] if is_open else [{BOARD_TOKEN: []}],
    }
    if body is not None:
        made["requestBody"] = {"required": True, "content": body}
    return made


def _asked(
    name: str, summary: str, body: type[BaseModel], done: type[BaseModel], *,
    status: int = 200, is_open: bool = False,
) -> Part:  # fmt: skip
    """Describe an address that takes JSON and answers JSON."""
    return {
        "post": _operation(
            name, summary, _json(done), status=status, body=_json(body), is_open=is_open
        )
    }


def _content(name: str, summary: str, done: Part, more: Part | None = None) -> Part:
    """Describe content named by its digest: public, cacheable, gone when taken down."""
    made = _operation(name, summary, done, is_open=True)
    unchanged = {"304": {"description": "Unchanged since the copy that If-None-Match names"}}
    made["responses"] |= unchanged | _GONE | (more or {})
    made["parameters"] = [
        {
            "name": "digest",
            "in": "path",
            "required": True,
            "schema": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        }
    ]
    return {"get": made}


def _collect() -> Part:
    made = _asked(
        "collect", "Ask whether the board is let in", wire.CollectBody, wire.PairedAnswer,
        is_open=True,
    )  # fmt: skip
    waiting = _json(wire.WaitingAnswer) | _REFUSALS["400"]["content"]
    made["post"]["responses"]["400"] = _answer(waiting, "Not let in, or not yet")
    return made


def _roots() -> Part:
    made = _operation("roots", "Give the roots after a version", _json(wire.RootsAnswer))
    since = {"type": "string", "pattern": "^[0-9]{1,9}$", "default": "0"}
    made["parameters"] = [{"name": "since", "in": "query", "schema": since}]
    return {"get": made}


def _screenshot() -> Part:
    summary = f"Keep a picture of the board's screen, {LARGEST_BYTES} bytes at most"
    made = _operation(
        "screenshot", summary, _json(wire.StoredAnswer), body={"image/jpeg": {"schema": _BINARY}}
    )
    made["responses"] |= problems({415: "Not a JPEG picture"})
    return {"post": made}


def _media() -> Part:
    made = {"*/*": {"schema": _BINARY}}
    beyond = problems({416: "The file has no such part; Content-Range tells its length"})
    part = {"206": _answer(made, "The part that Range asks for")}
    return _content("media", "Give a picture or film, whole or a part of it", made, part | beyond)


def _probe(name: str, summary: str, refusals: Part) -> Part:
    responses = {"200": _answer(_TEXT), **refusals, "500": _REFUSALS["500"]}
    return {
        "get": {
            "operationId": name,
            "tags": ["operation"],
            "summary": summary,
            "responses": responses,
            "security": [],
        }
    }


PATHS: Part = {
    "/api/v1/pairings": _asked(
        "pair", "Ask to be let in", wire.PairingBody, wire.PairingAnswer, status=201, is_open=True
    ),
    "/api/v1/pairings/token": _collect(),
    "/api/v1/board/challenge": _asked(
        "challenge", "Ask for a nonce to sign", wire.ChallengeBody, wire.ChallengeAnswer,
        is_open=True,
    ),
    "/api/v1/board/token": _asked(
        "token", "Buy an access token with a signed nonce", wire.BoardTokenBody,
        wire.BoardTokenAnswer, is_open=True,
    ),
    "/api/v1/board/head": {"get": _operation("head", "Give the head", _json(wire.HeadAnswer))},
    "/api/v1/board/alerts": {
        "get": _operation("alerts", "Give all alerts in force", _json(wire.BoardAlertsAnswer))
    },
    "/api/v1/board/identity": {
        "get": _operation("identity", "Give the identity", _json(wire.IdentityAnswer))
    },
    "/api/v1/board/roots": _roots(),
    "/api/v1/board/status": _asked(
        "status", "Tell how the board is doing", wire.StatusBody, wire.StatusAnswer
    ),
    "/api/v1/board/receipts": _asked(
        "receipts", "Store receipts of alerts", wire.ReceiptsBody, wire.RecordsAnswer
    ),
    "/api/v1/board/plays": _asked(
        "plays", "Store what was played", wire.PlaysBody, wire.RecordsAnswer
    ),
    "/api/v1/board/screenshot": _screenshot(),
    "/manifests/{digest}": _content("manifest", "Give a manifest", _json(wire.Envelope)),
    "/items/{digest}": _content(
        "item", "Give an item", {"application/json": {"schema": {"type": "object"}}}
    ),
    "/media/{digest}": _media(),
    "/healthz": _probe("healthz", "Tell whether the process is alive", {}),
    "/readyz": _probe(
        "readyz", "Tell whether the database is there", {"503": _answer(_TEXT, "It is not there")}
    ),
    "/metrics": _probe(
        "metrics", "Give numbers for Prometheus, on private networks alone",
        problems({404: "Not for this address"}),
    ),
}  # fmt: skip
