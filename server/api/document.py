"""openapi.json: what the framework collected and what boards call, with problems and security."""

from typing import Any, cast

from flask import Flask, Response, jsonify
from flask_openapi3.openapi import OpenAPI

from server.api.answers import Problem
from server.api.document_paths import BOARD_TOKEN, BOARD_TOKEN_SCHEME, PATHS, board_schemas
from server.api.gate import PREFIX

ADDRESS = f"{PREFIX}/openapi.json"


def serve_document(app: OpenAPI) -> None:
    """Answer the document at its address; it is made on the first request."""
    made: dict[str, Any] = {}

    def show() -> Response:
        if not made:
            made.update(make_document(app))
        answer = jsonify(made)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    cast(Flask, app).add_url_rule(ADDRESS, "api_document", show, methods=["GET"])


def make_document(app: OpenAPI) -> dict[str, Any]:
    """Return the whole OpenAPI 3.1 document: the app's API views, and what boards call."""
    document = cast(dict[str, Any], app.api_doc)
    schemas = document["components"]["schemas"]
    schemas.pop("ValidationErrorModel", None)
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs") | {"Problem": problem}
    paths = {path: one for path, one in document["paths"].items() if path.startswith(PREFIX)}
    for operations in paths.values():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                parameter["schema"] = _without_null(parameter["schema"])
    schemas |= board_schemas()
    document["components"]["securitySchemes"][BOARD_TOKEN] = BOARD_TOKEN_SCHEME
    return document | {"paths": paths | PATHS}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    found = {name: value for name, value in schema.items() if (name, value) != ("default", None)}
    choices = [one for one in found.get("anyOf", ()) if one.get("type") != "null"]
    if len(choices) == 1:
        del found["anyOf"]
        found |= choices[0]
    return found
