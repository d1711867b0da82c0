"""CAP 1.2 coming in: each alert of the document is judged and answered."""

from typing import Any, Literal

from flask import request
from flask_openapi3.models import RawModel
from pydantic import BaseModel, Field

from content.cap_reading import LARGEST_BYTES
from server.api.answers import answers
from server.api.gate import actor, language, make_blueprint, resources
from server.api.inputs import Id, Query
from server.errors import too_large
from server.locale import translate
from server.services import cap_intake
from server.services.cap_intake import Result

blueprint = make_blueprint("cap", "Alerts of other systems")


class CapQuery(Query):
    """In whose name: a source of one's units; without it, the account's own."""

    source: Id | None = Field(None, description="the id of a source, from its page")


class CapBytes(RawModel):
    """A CAP 1.2 alert, alone or several in an EDXL-DE envelope, an Atom feed or any list."""

    largest = LARGEST_BYTES
    mimetypes: list[str] = ["application/cap+xml", "application/xml", "text/xml"]


class CapResult(BaseModel):
    """What became of one alert; `reason` is in the asker's language."""

    identifier: str | None = Field(description="null when the message does not even name itself")
    decision: Literal["in_force", "replaced", "cancelled", "held", "ignored", "rejected"]
    reason: str


class CapAnswer(BaseModel):
    """One result for each alert, in the document's order."""

    results: list[CapResult]


@blueprint.post("/cap", responses=answers(CapAnswer, writes=True))
def take_cap(query: CapQuery, raw: CapBytes) -> dict[str, Any]:
    """Judge a CAP document and act on it; sent twice, it is answered alike and done once"""
    body = request.get_data(cache=False)
    if len(body) > LARGEST_BYTES:
        raise too_large(LARGEST_BYTES)
    results = cap_intake.take_cap(resources(), actor(), query.source, body)
    return {"results": [_result(one) for one in results]}


def _result(one: Result) -> dict[str, Any]:
    return {
        "identifier": one.identifier,
        "decision": one.decision,
        "reason": translate(one.reason, language(), **one.params),
    }
