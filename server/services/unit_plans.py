"""A change of units before anything is written: what it means, and whether it can be.

A code may return for another unit, so a change makes new units and ends old ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.errors import ConflictError, InvalidInputError
from content.lineage import Lineage, Succession
from content.text import clean_line
from content.unit import Unit, UnitTree
from content.values import check_length
from server.services import permissions
from server.services.actor import Actor
from server.services.permissions import Right
from server.services.units_import import LONGEST_CODE, LONGEST_NAME, check_overlaps
from server.storage.ids import new_id
from server.storage.tables import UnitSuccessionRow

if TYPE_CHECKING:
    from server.services.resources import Resources

MOST_UNITS = 100
_DAY = timedelta(days=1)


class ChangeKind(StrEnum):
    """Name what happens to units."""

    CREATE = "create"
    RENAME = "rename"
    MERGE = "merge"
    SPLIT = "split"


_FROM = {
    ChangeKind.CREATE: (0, 0),
    ChangeKind.RENAME: (1, 1),
    ChangeKind.MERGE: (1, MOST_UNITS),
    ChangeKind.SPLIT: (1, 1),
}
_INTO = {
    ChangeKind.CREATE: (1, 1),
    ChangeKind.RENAME: (1, 1),
    ChangeKind.MERGE: (1, 1),
    ChangeKind.SPLIT: (2, MOST_UNITS),
}


@dataclass(frozen=True, slots=True)
class Into:
    """Name a unit that is there after a change: a new one, or without `name` one that goes on.

    `level` and `parent` (a code of the day) come from the unit before where they are not given.
    """

    code: str
    name: str | None = None
    level: str | None = None
    parent: str | None = None
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """Say what happens on a local day; the first of `into` is the main one.

    `from_codes` are codes of the day before; `boards` hangs single boards in one of `into`.
    """

    kind: ChangeKind
    day: date
    from_codes: tuple[str, ...] = ()
    into: tuple[Into, ...] = ()
    boards: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Hold a checked change: what ends, what is new, and who follows whom."""

    request: ChangeRequest
    ended: tuple[Unit, ...]
    made: tuple[Unit, ...]
    after: tuple[Unit, ...]
    boards: Mapping[str, str]

    @property
    def top(self) -> str | None:
        """Name the unit above, which is answered to for the change."""
        return self.after[0].parent_id or self.after[0].id


def check_change(resources: "Resources", actor: Actor | None, request: ChangeRequest) -> Plan:
    """Say what a change would do, changing nothing.

    Raises: InvalidInputError, UnitRetiredError, ForbiddenError, ConflictError.
    """
    _check_numbers(request)
    tree = resources.units.tree()
    gone = _units_before(tree, request)
    after = [_unit_after(tree, request, into, gone) for into in request.into]
    goes_on = {unit.id for unit in after if unit.id in tree}
    ended = tuple(unit for unit in gone if unit.id not in goes_on)
    made = tuple(unit for unit in after if unit.id not in tree)
    if request.kind is not ChangeKind.CREATE and not ended:
        raise InvalidInputError("Nothing would change.", field="into")
    _check_tree(tree, request.day, ended, made)
    plan = Plan(request, ended, made, tuple(after), _boards(resources, request, gone, after))
    _require(resources, actor, plan, gone)
    _check_lineage(resources, plan)
    return plan


def _check_numbers(request: ChangeRequest) -> None:
    for given, (least, most), field in (
        (request.from_codes, _FROM[request.kind], "from"),
        (request.into, _INTO[request.kind], "into"),
    ):
        if not least <= len(given) <= most:
            raise InvalidInputError(
                "This change needs {least} to {most} units here.",
                field=field,
                least=least,
                most=most,
            )
    codes = [into.code for into in request.into]
    if len(set(codes)) < len(codes) or len(set(request.from_codes)) < len(request.from_codes):
        raise InvalidInputError("Name each unit once.", field="into")
    if not 1900 <= request.day.year < 2200:
        raise InvalidInputError("This day is too far away.", field="day")


def _units_before(tree: UnitTree, request: ChangeRequest) -> tuple[Unit, ...]:
    found = []
    for code in request.from_codes:
        unit = tree.resolve(code, request.day - _DAY)
        if unit.valid_to is not None and unit.valid_to <= request.day:
            raise InvalidInputError(
                "{unit} ends on this day already.", field="from", unit=unit.name
            )
        found.append(unit)
    return tuple(found)


def _unit_after(tree: UnitTree, request: ChangeRequest, into: Into, gone: Sequence[Unit]) -> Unit:
    code = clean_line(into.code)
    check_length(code, "code", LONGEST_CODE)
    if into.name is None:
        return tree.resolve(code, request.day)
    name = clean_line(into.name)
    check_length(name, "name", LONGEST_NAME)
    like = gone[0] if gone else None
    level = clean_line(into.level or (like.level if like else ""))
    check_length(level, "level", LONGEST_CODE)
    if into.parent:
        parent: str | None = tree.resolve(clean_line(into.parent), request.day).id
    else:
        parent = like.parent_id if like else None
    near = like if like is not None and into.lat is None else None
    return Unit(
        id=new_id(),
        code=code,
        name=name,
        level=level,
        parent_id=parent,
        valid_from=request.day,
        lat=near.lat if near else into.lat,
        lon=near.lon if near else into.lon,
    )


def _check_tree(tree: UnitTree, day: date, ended: Sequence[Unit], made: Sequence[Unit]) -> None:
    """Refuse a code that stands for two units on a day, and units that hang from nothing."""
    ends = {unit.id for unit in ended}
    after = [
        *(replace(unit, valid_to=day) if unit.id in ends else unit for unit in tree.units()),
        *made,
    ]
    by_code: dict[str, list[Unit]] = {}
    for unit in after:
        by_code.setdefault(unit.code, []).append(unit)
    check_overlaps({unit.code: by_code[unit.code] for unit in made})
    for unit in made:
        parent = tree.get(unit.parent_id) if unit.parent_id else None
        if parent is not None and (parent.id in ends or not parent.is_valid_on(day)):
            raise InvalidInputError("The unit above does not exist on this day.", field="parent")
    UnitTree(after)


def _boards(
    resources: "Resources", request: ChangeRequest, gone: Sequence[Unit], after: Sequence[Unit]
) -> dict[str, str]:
    """Find where single boards go: only boards of the units before, only to units after."""
    by_code = {into.code: unit.id for into, unit in zip(request.into, after, strict=True)}
    before = {unit.id for unit in gone}
    found = {}
    for board_id, code in (request.boards or {}).items():
        board = resources.boards.find(board_id)
        if board is None or board.is_revoked or board.unit_id not in before or code not in by_code:
            raise InvalidInputError("This board does not take part.", field="boards")
        found[board_id] = by_code[code]
    return found


def _require(resources: "Resources", actor: Actor | None, plan: Plan, gone: Sequence[Unit]) -> None:
    if actor is None:
        return
    for unit in (*gone, *plan.after):
        known = unit.id if unit not in plan.made else unit.parent_id
        if known is None:
            raise InvalidInputError("Say which unit it belongs to.", field="parent")
        permissions.require(resources, actor, Right.MANAGE_UNITS, known)


def _check_lineage(resources: "Resources", plan: Plan) -> None:
    planned = resources.database.read(_planned_ends)
    for unit in plan.ended:
        if unit.id in planned:
            raise ConflictError("{unit} has a planned change already.", unit=unit.name)
    steps = [
        Succession(plan.request.day, unit.id, new.id, place == 0)
        for unit in plan.ended
        for place, new in enumerate(plan.after)
    ]
    Lineage(steps)


def _planned_ends(session: Session) -> frozenset[str]:
    return frozenset(session.scalars(select(UnitSuccessionRow.from_id)))
