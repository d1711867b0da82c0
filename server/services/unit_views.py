"""Units as their pages show them: what hangs there, what went before and what follows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from content.errors import NotFoundError
from content.text import has_words, search_key
from content.unit import Unit
from server.services import permissions
from server.services.actor import Actor
from server.services.permissions import Right
from server.services.publishing_drafts import today
from server.storage.tables import GrantRow, NoticeRow, UnitChangeRow, UnitSuccessionRow

if TYPE_CHECKING:
    from server.services.resources import Resources


@dataclass(frozen=True, slots=True)
class Step:
    """Tell one step of a unit's history: the other unit, since when, and whether it is planned."""

    unit: Unit
    day: date
    is_planned: bool


@dataclass(frozen=True, slots=True)
class UnitView:
    """Show a unit with what hangs right there; boards, people and notices are counted."""

    unit: Unit
    above: tuple[Unit, ...]
    below: tuple[Unit, ...]
    before: tuple[Step, ...]
    after: tuple[Step, ...]
    boards: int
    people: int
    notices: int


def find_units(
    resources: "Resources", actor: Actor, text: str, most: int
) -> tuple[list[Unit], int]:
    """List today's units the actor reads whose name or code has all words; and count them."""
    readable = permissions.units_with(resources, actor, Right.READ)
    words = search_key(text).split()
    found = [
        unit
        for unit in resources.units.tree().valid_on(today(resources))
        if unit.id in readable and has_words(f"{unit.name} {unit.code}", words)
    ]
    return found[:most], len(found)


def get_unit(resources: "Resources", actor: Actor, unit_id: str) -> UnitView:
    """Show one unit of any date. Raises: NotFoundError, also for one the actor may not read."""
    tree = resources.units.tree()
    if unit_id not in tree or not permissions.can(resources, actor, Right.READ, unit_id):
        raise NotFoundError("There is no unit {unit}.", unit=unit_id[:40])
    unit = tree.get(unit_id)
    counts, steps = resources.database.read(lambda session: _read(session, unit_id))
    return UnitView(
        unit=unit,
        above=tuple(tree.get(name) for name in tree.path(unit_id)[:-1]),
        below=tree.children(unit_id, today(resources)),
        before=tuple(
            Step(tree.get(row.from_id), day, is_planned)
            for row, day, is_planned in steps
            if row.to_id == unit_id and row.from_id in tree
        ),
        after=tuple(
            Step(tree.get(row.to_id), day, is_planned)
            for row, day, is_planned in steps
            if row.from_id == unit_id and row.to_id in tree
        ),
        boards=sum(1 for board in resources.boards.in_service() if board.unit_id == unit_id),
        people=counts[0],
        notices=counts[1],
    )


def count_moving(resources: "Resources", units: Iterable[Unit]) -> tuple[int, int, int]:
    """Count the boards, people and notices that hang right at these units."""
    ids = {unit.id for unit in units}

    def work(session: Session) -> tuple[int, int]:
        people = select(func.count(func.distinct(GrantRow.account_id)))
        notices = select(func.count()).select_from(NoticeRow)
        return (
            session.scalar(people.where(GrantRow.unit_id.in_(ids))) or 0,
            session.scalar(notices.where(NoticeRow.unit_id.in_(ids))) or 0,
        )

    boards = sum(1 for board in resources.boards.in_service() if board.unit_id in ids)
    return (boards, *resources.database.read(work))


def _read(
    session: Session, unit_id: str
) -> tuple[tuple[int, int], list[tuple[UnitSuccessionRow, date, bool]]]:
    people = select(func.count(func.distinct(GrantRow.account_id)))
    notices = select(func.count()).select_from(NoticeRow)
    counts = (
        session.scalar(people.where(GrantRow.unit_id == unit_id)) or 0,
        session.scalar(notices.where(NoticeRow.unit_id == unit_id)) or 0,
    )
    query = (
        select(UnitSuccessionRow, UnitChangeRow.day, UnitChangeRow.applied_at)
        .join(UnitChangeRow, UnitChangeRow.id == UnitSuccessionRow.change_id)
        .where((UnitSuccessionRow.from_id == unit_id) | (UnitSuccessionRow.to_id == unit_id))
        .order_by(UnitChangeRow.day, UnitSuccessionRow.is_main.desc())
    )
    return counts, [(row, day, applied is None) for row, day, applied in session.execute(query)]
