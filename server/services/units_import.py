"""Taking a list of units in: all of it or nothing, repeatable, older units keep their ids."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.areas import Box
from content.errors import InvalidInputError
from content.targeting import read_point
from content.text import clean_line
from content.unit import Unit, UnitTree
from content.values import check_length, read_day
from server.services import audit
from server.services.actor import Actor
from server.services.unit_rows import unit_of
from server.storage.ids import new_id
from server.storage.tables.units import UnitRow

if TYPE_CHECKING:
    from server.services.resources import Resources

NEEDED = ("code", "name", "level", "parent_code", "valid_from", "valid_to")
BOX = ("south", "west", "north", "east")
OPTIONAL = ("lat", "lon", *BOX)
LONGEST_CODE = 20
LONGEST_NAME = 100
MOST_ROWS = 50_000

Row = Mapping[str, str | None]
_Key = tuple[str, date | None]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """Count what an import did."""

    added: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class _Entry:
    line: int
    unit: Unit
    parent_code: str


def read_units_csv(text: str) -> list[dict[str, str]]:
    """Read the rows of a CSV file with a header line. Raises: InvalidInputError."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
        if missing:
            raise InvalidInputError(
                "The column {name} is missing.", field=missing[0], name=missing[0]
            )
        return [{name: row.get(name) or "" for name in NEEDED + OPTIONAL} for row in reader]
    except csv.Error as error:
        raise InvalidInputError("The file is not CSV: {reason}.", reason=str(error)) from error


def import_units(
    resources: "Resources", rows: Sequence[Row], actor: Actor | None = None
) -> ImportResult:
    """Add new units and update those known by code and first day; others stay as they are.

    Rows hold the columns of `NEEDED` and, where wanted, `OPTIONAL`. One bad row refuses all.
    Raises: InvalidInputError naming the line.
    """
    if not rows:
        raise InvalidInputError("There are no units in it.")
    if len(rows) > MOST_ROWS:
        raise InvalidInputError("At most {most} units at once.", most=MOST_ROWS)
    entries = [_read(row, line) for line, row in enumerate(rows, start=2)]
    _check_twice(entries)
    at = resources.clock.now()
    return resources.database.write(lambda session: _import(session, entries, at, actor))


def _import(
    session: Session, entries: list[_Entry], at: datetime, actor: Actor | None
) -> ImportResult:
    held = {(row.code, row.valid_from): row for row in session.scalars(select(UnitRow))}
    before = {key: unit_of(row) for key, row in held.items()}
    after = _merge(before, entries)
    UnitTree(after.values())
    added = [unit for key, unit in after.items() if key not in before]
    changed = [unit for key, unit in after.items() if key in before and unit != before[key]]
    for unit in added:
        session.add(_fill(UnitRow(id=unit.id, code=unit.code, valid_from=unit.valid_from), unit))
    for unit in changed:
        _fill(held[unit.code, unit.valid_from], unit)
    session.flush()
    if added or changed:
        audit.record(
            session,
            at=at,
            actor=actor,
            action="unit.imported",
            subject="units",
            details={
                "added": [_name(unit) for unit in added],
                "changed": [_name(unit) for unit in changed],
            },
        )
    return ImportResult(len(added), len(changed), len(entries) - len(added) - len(changed))


def _merge(held: Mapping[_Key, Unit], entries: list[_Entry]) -> dict[_Key, Unit]:
    after = dict(held)
    for entry in entries:
        key = (entry.unit.code, entry.unit.valid_from)
        old = held.get(key)
        if old is None:
            after[key] = entry.unit
        else:
            lat = old.lat if entry.unit.lat is None else entry.unit.lat
            lon = old.lon if entry.unit.lon is None else entry.unit.lon
            box = entry.unit.box or old.box
            after[key] = replace(entry.unit, id=old.id, lat=lat, lon=lon, box=box)
    by_code: dict[str, list[Unit]] = {}
    for unit in after.values():
        by_code.setdefault(unit.code, []).append(unit)
    check_overlaps(by_code)
    for entry in entries:
        key = (entry.unit.code, entry.unit.valid_from)
        after[key] = replace(after[key], parent_id=_parent_id(entry, by_code))
    return after


def _parent_id(entry: _Entry, by_code: Mapping[str, list[Unit]]) -> str | None:
    if not entry.parent_code:
        return None
    first_day = entry.unit.valid_from or date.min
    for unit in by_code.get(entry.parent_code, []):
        if unit.is_valid_on(first_day):
            return unit.id
    raise InvalidInputError(
        "Line {line}: the parent {unit} does not exist on the first day.",
        field="parent_code",
        line=entry.line,
        unit=entry.parent_code,
    )


def check_overlaps(by_code: Mapping[str, list[Unit]]) -> None:
    """Refuse a code that stands for two units on one day. Raises: InvalidInputError."""
    for code, units in by_code.items():
        ordered = sorted(units, key=lambda unit: unit.valid_from or date.min)
        for earlier, later in zip(ordered, ordered[1:], strict=False):
            if (earlier.valid_to or date.max) > (later.valid_from or date.min):
                raise InvalidInputError(
                    "The code {unit} stands for two units on the same day.",
                    field="valid_from",
                    unit=code,
                )


def _check_twice(entries: list[_Entry]) -> None:
    seen: set[_Key] = set()
    for entry in entries:
        key = (entry.unit.code, entry.unit.valid_from)
        if key in seen:
            raise InvalidInputError(
                "Line {line}: the unit {unit} is listed twice.",
                field="code",
                line=entry.line,
                unit=entry.unit.code,
            )
        seen.add(key)


def _read(row: Row, line: int) -> _Entry:
    try:
        return _Entry(line, _unit(row), clean_line(row.get("parent_code") or ""))
    except InvalidInputError as error:
        raise InvalidInputError(
            "Line {line}: {reason}", field=error.field, line=line, reason=str(error)
        ) from error


def _unit(row: Row) -> Unit:
    code, name, level = (clean_line(row.get(column) or "") for column in NEEDED[:3])
    check_length(code, "code", LONGEST_CODE)
    check_length(name, "name", LONGEST_NAME)
    check_length(level, "level", LONGEST_CODE)
    start = read_day(row.get("valid_from") or None, "valid_from")
    end = read_day(row.get("valid_to") or None, "valid_to")
    if start and end and end <= start:
        raise InvalidInputError("The last day lies before the first.", field="valid_to")
    lat, lon = _position(row)
    return Unit(new_id(), code, name, level, None, start, end, lat, lon, _box(row))


def _position(row: Row) -> tuple[float | None, float | None]:
    lat, lon = row.get("lat") or None, row.get("lon") or None
    if lat is None and lon is None:
        return None, None
    try:
        return read_point(float(lat or ""), float(lon or ""), "lat")
    except ValueError:
        raise InvalidInputError("A position is made of numbers.", field="lat") from None


def _box(row: Row) -> Box | None:
    given = [row.get(name) or "" for name in BOX]
    if not any(given):
        return None
    try:
        return Box.of([float(edge) for edge in given])
    except ValueError:
        raise InvalidInputError("A position is made of numbers.", field=BOX[0]) from None


def _fill(row: UnitRow, unit: Unit) -> UnitRow:
    row.name, row.level, row.parent_id = unit.name, unit.level, unit.parent_id
    row.valid_to, row.lat, row.lon = unit.valid_to, unit.lat, unit.lon
    row.box = unit.box.to_json() if unit.box else None
    return row


def _name(unit: Unit) -> str:
    return f"{unit.code} {unit.valid_from or ''}".strip()
