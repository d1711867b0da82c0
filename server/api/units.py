"""Administrative units as they stand on a day."""

from datetime import date
from typing import Any

from pydantic import Field

from content.errors import NotFoundError, UnitRetiredError
from content.schedule import TIMEZONE
from content.unit import Unit, UnitTree
from content.values import read_day
from server.api.answers import UnitAnswer, UnitList, answers
from server.api.gate import make_blueprint, resources
from server.api.inputs import Cursor, Day, Limit, Path, Query, UnitCode
from server.api.paging import slice_of

MOST = 500

blueprint = make_blueprint("units", "The tree of administrative units")


class DayQuery(Query):
    """The day asked about, local; today without it."""

    at: Day | None = Field(default=None, description="day, YYYY-MM-DD; without it today")


class UnitsQuery(DayQuery):
    """The day and the page."""

    cursor: Cursor | None = None
    limit: Limit | None = None


class UnitPath(Path):
    """The official code."""

    code: UnitCode


@blueprint.get("/units", responses=answers(UnitList))
def list_units(query: UnitsQuery) -> dict[str, Any]:
    """List the units of a day, by level, then by name"""
    tree = resources().units.tree()
    units = tree.valid_on(_day(query))
    page = slice_of(units, lambda unit: unit.id, query.cursor, query.limit or MOST)
    return {"items": [describe_unit(tree, unit) for unit in page.items], "next": page.next}


@blueprint.get("/units/<code>", responses=answers(UnitAnswer))
def get_unit(path: UnitPath, query: DayQuery) -> dict[str, Any]:
    """Show the unit that has this code on a day"""
    tree = resources().units.tree()
    try:
        return describe_unit(tree, tree.resolve(path.code, _day(query)))
    except (NotFoundError, UnitRetiredError) as error:
        missing = NotFoundError(error.message, code=error.code)
        missing.params = error.params
        raise missing from error


def describe_unit(tree: UnitTree, unit: Unit) -> dict[str, Any]:
    """Return the unit as the API shows it; `parent` is the id of the unit above."""
    parent = tree.get(unit.parent_id) if unit.parent_id else None
    return {
        "id": unit.id,
        "code": unit.code,
        "name": unit.name,
        "level": unit.level,
        "parent": unit.parent_id,
        "parent_code": parent.code if parent else None,
        "valid_from": unit.valid_from.isoformat() if unit.valid_from else None,
        "valid_to": unit.valid_to.isoformat() if unit.valid_to else None,
    }


def _day(query: DayQuery) -> date:
    today = resources().clock.now().astimezone(TIMEZONE).date()
    return read_day(query.at, "at") or today
