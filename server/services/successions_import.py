"""Taking in which unit follows which, for a change of many units that a list describes."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.errors import InvalidInputError, NotFoundError
from content.lineage import Lineage, Succession
from content.text import clean_line
from content.unit import UnitTree
from content.values import read_day
from server.services import audit, permissions
from server.services.actor import Actor
from server.services.permissions import Right
from server.services.unit_moves import apply_due
from server.services.unit_rows import SCHEDULED
from server.services.units_import import MOST_ROWS
from server.storage.ids import new_id
from server.storage.tables import UnitChangeRow, UnitSuccessionRow

if TYPE_CHECKING:
    from server.services.resources import Resources

COLUMNS = ("day", "from_code", "to_code", "main")
LISTED = "listed"
_FLAGS = {"yes": True, "no": False, "": True}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SuccessionsResult:
    """Count what an import did."""

    added: int
    unchanged: int


def read_successions_csv(text: str) -> list[dict[str, str]]:
    """Read the rows of a CSV file with a header line. Raises: InvalidInputError."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        missing = [name for name in COLUMNS[:3] if name not in (reader.fieldnames or ())]
        if missing:
            raise InvalidInputError(
                "The column {name} is missing.", field=missing[0], name=missing[0]
            )
        return [{name: row.get(name) or "" for name in COLUMNS} for row in reader]
    except csv.Error as error:
        raise InvalidInputError("The file is not CSV: {reason}.", reason=str(error)) from error


def import_successions(
    resources: "Resources", rows: Sequence[Mapping[str, str]], actor: Actor | None = None
) -> SuccessionsResult:
    """Note who follows whom, all or nothing, and carry out what is due; repeatable.

    `from_code` is read as of the day before, `to_code` as of the day; both units are there
    already (`units import`). Raises: InvalidInputError naming the line, ForbiddenError.
    """
    if not 0 < len(rows) <= MOST_ROWS:
        raise InvalidInputError("A list has 1 to {most} rows.", most=MOST_ROWS)
    tree = resources.units.tree()
    steps = [_read(tree, row, line) for line, row in enumerate(rows, start=2)]
    if actor is not None:
        for step in steps:
            for unit_id in (step.from_id, step.to_id):
                permissions.require(resources, actor, Right.MANAGE_UNITS, unit_id)
    result = resources.database.write(lambda session: _import(session, resources, steps, actor))
    apply_due(resources)
    return result


def _import(
    session: Session, resources: "Resources", steps: list[Succession], actor: Actor | None
) -> SuccessionsResult:
    query = select(UnitSuccessionRow, UnitChangeRow.day).join(
        UnitChangeRow, UnitChangeRow.id == UnitSuccessionRow.change_id
    )
    held = [
        Succession(day, row.from_id, row.to_id, row.is_main) for row, day in session.execute(query)
    ]
    fresh = [step for step in steps if step not in held]
    Lineage([*held, *fresh])
    now = resources.clock.now()
    for day in sorted({step.day for step in fresh}):
        _add(session, resources, [step for step in fresh if step.day == day], actor)
    if fresh:
        audit.record(
            session,
            at=now,
            actor=actor,
            action="unit.listed",
            subject="units",
            details={"successions": len(fresh)},
        )
    return SuccessionsResult(len(fresh), len(steps) - len(fresh))


def _add(
    session: Session, resources: "Resources", steps: list[Succession], actor: Actor | None
) -> None:
    tree = resources.units.tree()
    change = UnitChangeRow(
        id=new_id(),
        kind=LISTED,
        day=steps[0].day,
        state=SCHEDULED,
        details={
            "unit": None,
            "from": _named(tree, [step.from_id for step in steps]),
            "into": _named(tree, [step.to_id for step in steps]),
            "ended": {},
            "made": [],
            "boards": {},
        },
        created_by=actor.account_id if actor else None,
        created_at=resources.clock.now(),
    )
    session.add(change)
    session.flush()
    session.add_all(
        UnitSuccessionRow(
            from_id=step.from_id, to_id=step.to_id, change_id=change.id, is_main=step.is_main
        )
        for step in steps
    )
    session.flush()


def _named(tree: UnitTree, ids: list[str]) -> list[list[str]]:
    return [[tree.get(name).code, tree.get(name).name] for name in dict.fromkeys(ids)]


def _read(tree: UnitTree, row: Mapping[str, str], line: int) -> Succession:
    try:
        day = read_day(row["day"] or None, "day")
        flag = clean_line(row["main"]).lower()
        if day is None or flag not in _FLAGS:
            raise InvalidInputError("Say the day, and yes or no under main.", field="day")
        before = tree.resolve(clean_line(row["from_code"]), day - _DAY)
        after = tree.resolve(clean_line(row["to_code"]), day)
        _check_ends(before.valid_to, day)
        return Succession(day, before.id, after.id, _FLAGS[flag])
    except (InvalidInputError, NotFoundError) as error:
        raise InvalidInputError(
            "Line {line}: {reason}", field=error.field, line=line, reason=str(error)
        ) from error


def _check_ends(valid_to: date | None, day: date) -> None:
    if valid_to != day:
        raise InvalidInputError("The unit before does not end on this day.", field="from_code")
