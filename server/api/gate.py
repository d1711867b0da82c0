"""The way into every API view: who asks, how large, what kind, is it readable; and out again."""

import json
from typing import Any, cast

from flask import Response, current_app, g, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from content.errors import (
    ContentError,
    InvalidInputError,
    UnsupportedMediaError,
)
from server.api.answers import PROBLEM_ANSWERS
from server.errors import MalformedError, asked_language, too_large
from server.services.actor import Actor
from server.services.api_tokens import actor_of_token
from server.services.permissions import Right, require_anywhere
from server.services.resources import Resources

PREFIX = "/api/v1"
LARGEST_JSON = 512 * 1024
LARGEST_PART = 8 * 1024 * 1024
LARGEST_UPLOAD = 48 * 1024 * 1024
_LONGEST_TOKEN = 200


class UnauthenticatedError(ContentError):
    """No token, or one that is not valid."""

    code = "unauthenticated"


def make_blueprint(name: str, description: str) -> APIBlueprint:
    """Return a blueprint under /api/v1 with the gate before and after each of its views."""
    blueprint = APIBlueprint(
        f"api_{name}",
        __name__,
        url_prefix=PREFIX,
        abp_tags=[Tag(name=name, description=description)],
        abp_security=[{"token": []}],
        abp_responses=PROBLEM_ANSWERS,
    )
    blueprint.before_request(_enter)
    blueprint.after_request(_leave)
    return blueprint


def resources() -> Resources:
    """Return the resources this app was made with."""
    return cast(Resources, current_app.extensions["bangtin"])


def actor() -> Actor:
    """Return whom the token of this request stands for."""
    return cast(Actor, g.actor)


def language() -> str:
    """Return the language to answer in."""
    return asked_language()


def _enter() -> None:
    g.actor = _authenticate()
    if request.method in {"GET", "HEAD"}:
        require_anywhere(resources(), g.actor, Right.READ)
    _refuse_doubled_parameters()
    takes = getattr(current_app.view_functions[request.endpoint or ""], "__annotations__", {})
    if "form" in takes:
        _check_form()
    elif "raw" in takes:
        _check_raw(takes["raw"])
    elif request.method in {"POST", "PATCH"}:
        _check_json(has_model="body" in takes)


def _leave(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _authenticate() -> Actor:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    found = None
    if scheme.lower() == "bearer" and len(token) <= _LONGEST_TOKEN:
        found = actor_of_token(resources(), token.strip(), address=request.remote_addr)
    if found is None:
        raise UnauthenticatedError("Send a valid API token: Authorization: Bearer <token>.")
    return found


def _refuse_doubled_parameters() -> None:
    for name, values in request.args.lists():
        if len(values) > 1:
            raise InvalidInputError("{name} is given more than once.", field=name, name=name)


def _check_form() -> None:
    _check_size(LARGEST_UPLOAD)
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMediaError("Send a file as multipart/form-data.")


def _check_raw(model: Any) -> None:
    """Check bytes against what their model says of kind and, in `largest`, of size."""
    largest = getattr(model, "largest", LARGEST_PART)
    _check_size(largest)
    kinds = tuple(model.mimetypes)
    if request.mimetype not in kinds:
        raise UnsupportedMediaError("Send the bytes as {kinds}.", kinds=", ".join(kinds))


def _check_json(*, has_model: bool) -> None:
    _check_size(LARGEST_JSON)
    raw = request.get_data(cache=True)
    if len(raw) > LARGEST_JSON:
        raise too_large(LARGEST_JSON)
    if not raw and not has_model:
        return
    if request.mimetype != "application/json":
        raise UnsupportedMediaError("Send JSON: Content-Type: application/json.")
    value = _read_json(raw)
    if not isinstance(value, dict):
        raise InvalidInputError("A JSON object is expected.")
    if not has_model and value:
        raise InvalidInputError("There is no such field.", field=_shown(next(iter(value))))


def _check_size(largest: int) -> None:
    # A body without a length is cut at this limit: one more byte shows that there was more.
    request.max_content_length = largest + 1
    if request.content_length is not None and request.content_length > largest:
        raise too_large(largest)


def _read_json(raw: bytes) -> Any:
    try:
        return json.loads(
            raw.decode("utf-8"), object_pairs_hook=_without_doubles, parse_constant=_refuse_constant
        )
    except (ValueError, RecursionError) as error:
        raise MalformedError("The body is not valid JSON in UTF-8.") from error


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name is given twice in one object")
    return found


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _shown(name: str) -> str:
    return name.encode("utf-8", "replace").decode()[:200]
