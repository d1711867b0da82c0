"""Kinds of public posting: how long each must stay up in a unit."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from content.posting import LONGEST_BASIS, LONGEST_DAYS, LONGEST_NAME, PostingKind
from server.api.answers import answers
from server.api.gate import actor, make_blueprint, resources
from server.api.inputs import Input, Path, Text, UnitCode
from server.services.permissions import Right, require
from server.services.posting_kinds import KnownKind, drop_kind, kinds_of, set_kind
from server.services.publishing_drafts import resolve_unit

blueprint = make_blueprint("postings", "Kinds of public posting and their least days")


class KindsPath(Path):
    """Which unit."""

    code: UnitCode


class KindPath(KindsPath):
    """Which unit, and which kind; a new key makes a new kind."""

    key: str = Field(pattern="^[a-z0-9]{1,32}$")


class KindBody(Input):
    """What is posted, for how many days at least, by which rule."""

    name: Annotated[str, Text(LONGEST_NAME)]
    days: int = Field(ge=1, le=LONGEST_DAYS)
    basis: Annotated[str, Text(LONGEST_BASIS)] = ""


class KindAnswer(BaseModel):
    """A kind as it holds; `set_by` is the unit that set it, null for a number to begin with."""

    key: str
    name: str
    days: int
    basis: str
    set_by: str | None


class KindList(BaseModel):
    """The kinds that hold for a unit."""

    items: list[KindAnswer]


@blueprint.get("/units/<code>/posting-kinds", responses=answers(KindList))
def list_kinds(path: KindsPath) -> dict[str, Any]:
    """List the kinds that hold for a unit"""
    require(resources(), actor(), Right.READ, _unit(path))
    return _listed(path)


@blueprint.put("/units/<code>/posting-kinds/<key>", responses=answers(KindList, writes=True))
def put_kind(path: KindPath, body: KindBody) -> dict[str, Any]:
    """Set a kind for a unit and those below it; never for fewer days than one above set"""
    kind = PostingKind(path.key, body.name, body.days, body.basis)
    set_kind(resources(), actor(), _unit(path), kind)
    return _listed(path)


@blueprint.delete("/units/<code>/posting-kinds/<key>", responses=answers(KindList, writes=True))
def remove_kind(path: KindPath) -> dict[str, Any]:
    """Offer a kind no more; what was posted as it stays so"""
    drop_kind(resources(), actor(), _unit(path), path.key)
    return _listed(path)


def _unit(path: KindsPath) -> str:
    return resolve_unit(resources(), path.code, "unit").id


def _listed(path: KindsPath) -> dict[str, Any]:
    return {"items": [_answer(known) for known in kinds_of(resources(), _unit(path))]}


def _answer(known: KnownKind) -> dict[str, Any]:
    kind = known.kind
    told = {"key": kind.key, "name": kind.name, "days": kind.days, "basis": kind.basis}
    return told | {"set_by": known.set_by}
