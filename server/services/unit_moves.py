"""Carrying out a change of units on its day: what one unit had goes over to another.

Every table that names a unit follows by itself; what was approved or written down stays as it
was, so old notices keep the name their issuer had.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Table, UniqueConstraint, delete, exists, select, update
from sqlalchemy.orm import Session

from content.lineage import Lineage
from content.schedule import TIMEZONE
from server.services import alert_rows, audit, identities
from server.services.actor import Actor
from server.services.alert_rows import Desk
from server.services.identities import IdentitySigner
from server.services.unit_rows import APPLIED, SCHEDULED, read_lineage, read_tree
from server.storage.columns import Base
from server.storage.tables import AlertRow, BoardRow, UnitChangeRow, UnitRow, UnitSuccessionRow

if TYPE_CHECKING:
    from server.services.resources import Resources

EVERY_S = 20.0
KEPT = frozenset({"units", "unit_changes", "unit_successions"})
Named = dict[tuple[str, str], set[str]]
"""The units that each column names, by table and column."""


@dataclass(frozen=True, slots=True)
class _Step:
    from_id: str
    to_id: str


def apply_due(resources: "Resources") -> int:
    """Carry out every scheduled change whose day has come, the earliest first; count them.

    All of a change is done in one transaction, or nothing of it.
    """
    day = resources.clock.now().astimezone(TIMEZONE).date()
    due = resources.database.read(lambda session: _due(session, day))
    for change_id in due:
        resources.database.write(partial(carry_out, resources=resources, change_id=change_id))
    return len(due)


def carry_out(
    session: Session, resources: "Resources", change_id: str, actor: Actor | None = None
) -> None:
    """Move boards, people, notices and the rest; one that was carried out stays as it is."""
    change = session.get_one(UnitChangeRow, change_id)
    if change.state != SCHEDULED:
        return
    now = resources.clock.now()
    change.state, change.applied_at = APPLIED, now
    session.flush()
    given = dict(change.details.get("boards") or {})
    moved = {"boards": move_boards(session, given)}
    named = named_units(session)
    for step in _main_steps(session, change_id):
        _hand_on_children(session, step, change.day)
        for name, count in move_rows(session, step.from_id, step.to_id, named).items():
            moved[name] = moved.get(name, 0) + count
    session.flush()
    lineage = read_lineage(session)
    signer = IdentitySigner(resources.keyring, read_tree(session), now)
    audit.record(
        session,
        at=now,
        actor=actor,
        action="unit.changed",
        subject=change_id,
        unit_id=change.details.get("unit"),
        details={
            "kind": change.kind,
            "day": change.day.isoformat(),
            "from": change.details.get("from"),
            "into": change.details.get("into"),
            "moved": {name: count for name, count in moved.items() if count},
        },
    )
    identities.reissue(session, signer, actor)
    _carry_alerts(session, Desk(resources.keyring, actor, now), lineage, change.day)


def move_boards(session: Session, given: Mapping[str, str]) -> int:
    """Hang the boards named one by one in their new units; count them."""
    for board_id, unit_id in given.items():
        session.execute(update(BoardRow).where(BoardRow.id == board_id).values(unit_id=unit_id))
    return len(given)


def move_rows(
    session: Session, from_id: str, to_id: str, named: Named | None = None
) -> dict[str, int]:
    """Hand over what names the first unit in any table; what the second has already stands.

    `named` tells where to look and is kept true; without it the tables are asked.
    """
    named = named_units(session) if named is None else named
    moved: dict[str, int] = {}
    for table, column in _unit_columns():
        names = named[table.name, column.name]
        if from_id not in names:
            continue
        for other in _beside(table, column):
            session.execute(delete(table).where(column == from_id, other(to_id)))
        values = {column.name: to_id}
        done: Any = session.execute(update(table).where(column == from_id).values(values))
        moved[table.name] = moved.get(table.name, 0) + done.rowcount
        names.discard(from_id)
        names.add(to_id)
    return moved


def named_units(session: Session) -> Named:
    """Ask each column once which units it names: a change may move hundreds of them."""
    return {
        (table.name, column.name): set(session.scalars(select(column).distinct()))
        for table, column in _unit_columns()
    }


def _unit_columns() -> Iterable[tuple[Table, Any]]:
    for table in Base.metadata.sorted_tables:
        if table.name not in KEPT:
            yield from ((table, column) for column in unit_columns(table))


def unit_columns(table: Table) -> list[Any]:
    """List the columns of a table that name a unit."""
    return [
        column
        for column in table.columns
        if any(key.column.table.name == "units" for key in column.foreign_keys)
    ]


def _beside(table: Table, column: Any) -> Iterable[Any]:
    """Give, for each key that the column is part of, the test whether another row has it."""
    keys = [table.primary_key, *(c for c in table.constraints if isinstance(c, UniqueConstraint))]
    for key in keys:
        names = [one.name for one in key.columns]
        if column.name in names:
            rest = [name for name in names if name != column.name]

            def has_twin(to_id: str, rest: list[str] = rest) -> ColumnElement[bool]:
                twin = table.alias()
                same = [twin.c[name] == table.c[name] for name in rest]
                return exists(select(1).where(twin.c[column.name] == to_id, *same))

            yield has_twin


def _due(session: Session, day: date) -> list[str]:
    query = (
        select(UnitChangeRow.id)
        .where(UnitChangeRow.state == SCHEDULED, UnitChangeRow.day <= day)
        .order_by(UnitChangeRow.day, UnitChangeRow.created_at, UnitChangeRow.id)
    )
    return list(session.scalars(query))


def _main_steps(session: Session, change_id: str) -> list[_Step]:
    query = select(UnitSuccessionRow).where(
        UnitSuccessionRow.change_id == change_id, UnitSuccessionRow.is_main
    )
    return [_Step(row.from_id, row.to_id) for row in session.scalars(query)]


def _hand_on_children(session: Session, step: _Step, day: date) -> None:
    """Hang units that go on below a unit that does not below the one that follows it."""
    below = session.scalars(select(UnitRow).where(UnitRow.parent_id == step.from_id))
    for row in below:
        if row.id != step.to_id and (row.valid_to is None or row.valid_to > day):
            row.parent_id = step.to_id


def _carry_alerts(session: Session, desk: Desk, lineage: Lineage, day: date) -> None:
    """Name the new units in alerts in force that name old ones: a revision of the same words."""
    for row in session.scalars(select(AlertRow)):
        out = alert_rows.gone_out(session, row)
        if out is None or out.expires <= desk.now:
            continue
        alert = alert_rows.alert_of(out)
        targets = lineage.carry_targets(alert.targets, day)
        if targets != alert.targets:
            desk.carry_over(session, row, out, targets)
