"""The plan of the year of each unit: entries, what was done of them, and the view from above."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from heapq import nsmallest
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, and_, case, func, not_, or_, select
from sqlalchemy.orm import Session

from content.category import CategoryKey
from content.errors import NotFoundError
from content.notice import clean_reason
from content.schedule import TIMEZONE
from content.unit import Unit
from content.year_plan import PlanEntry, PlanState
from server.services import audit, permissions
from server.services.actor import Actor
from server.services.permissions import Right
from server.storage.ids import new_id
from server.storage.tables.notices import NoticeRevisionRow, NoticeRow
from server.storage.tables.plans import PlanEntryRow

if TYPE_CHECKING:
    from server.services.resources import Resources

_BETWEEN = ","  # in no unit's id


@dataclass(frozen=True, slots=True)
class EntryView:
    """Show an entry: how many notices were approved for it, why it was ticked by hand."""

    id: str
    unit_id: str
    entry: PlanEntry
    notices: int
    done_reason: str | None
    state: PlanState


@dataclass(frozen=True, slots=True)
class Progress:
    """Count a unit's entries: done, late and all."""

    unit: Unit
    done: int
    late: int
    total: int


def list_plan(
    resources: "Resources", actor: Actor, unit_id: str, year: int
) -> tuple[EntryView, ...]:
    """List a unit's entries of a year by period. Raises: NotFoundError."""
    _require_read(resources, actor, unit_id)
    return _entries(resources, {unit_id}, year)


def list_progress(
    resources: "Resources", actor: Actor, unit_id: str, year: int, *, most: int | None = None
) -> tuple[Progress, ...]:
    """Count the plans of the units below, those with a plan, at most `most`, the latest first.

    Raises: NotFoundError.
    """
    _require_read(resources, actor, unit_id)
    tree = resources.units.tree()
    below = tree.subtree(unit_id) - {unit_id}
    query = _alike(
        _progress(_today(resources)).where(
            PlanEntryRow.year == year, PlanEntryRow.unit_id.in_(sorted(below))
        )
    )
    rows = resources.database.read(lambda session: session.execute(query).all())
    ranked = (
        (-row.late, tree.get(unit).name, unit, row)
        for row in rows
        for unit in row.units.split(_BETWEEN)
    )
    listed = sorted(ranked) if most is None else nsmallest(most, ranked)
    return tuple(
        Progress(tree.get(unit), row.done, row.late, row.total) for *_, unit, row in listed
    )


def add_entries(
    resources: "Resources", actor: Actor, unit_id: str, entries: Iterable[PlanEntry]
) -> int:
    """Add entries, all or none; give their number. Raises: ForbiddenError, InvalidInputError."""
    permissions.require(resources, actor, Right.WRITE_NOTICES, unit_id)
    now, listed = resources.clock.now(), list(entries)
    for entry in listed:
        entry.validate()

    def work(session: Session) -> None:
        for entry in listed:
            session.add(_row_of(entry, unit_id, now))
        titles = [entry.title for entry in listed]
        _record(session, now, actor, "plan.added", (unit_id, unit_id), {"titles": titles})

    resources.database.write(work)
    return len(listed)


def tick_entry(resources: "Resources", actor: Actor, entry_id: str, reason: str | None) -> str:
    """Tick an entry by hand with a reason, or None: take the tick back; give its unit's id.

    Raises: NotFoundError, ForbiddenError, InvalidInputError.
    """
    unit_id = _require_own(resources, actor, entry_id)
    why = None if reason is None else clean_reason(reason)
    now = resources.clock.now()

    def work(session: Session) -> None:
        row = session.get_one(PlanEntryRow, entry_id)
        row.done_reason = why
        row.done_by, row.done_at = (None, None) if why is None else (actor.account_id, now)
        action = "plan.unticked" if why is None else "plan.ticked"
        details = {"title": row.title, "reason": why}
        _record(session, now, actor, action, (entry_id, unit_id), details)

    resources.database.write(work)
    return unit_id


def remove_entry(resources: "Resources", actor: Actor, entry_id: str) -> str:
    """Take an entry out of the plan; give its unit's id. Raises: NotFoundError, ForbiddenError."""
    unit_id = _require_own(resources, actor, entry_id)
    now = resources.clock.now()

    def work(session: Session) -> None:
        row = session.get_one(PlanEntryRow, entry_id)
        session.delete(row)
        details = {"title": row.title, "year": row.year}
        _record(session, now, actor, "plan.removed", (entry_id, unit_id), details)

    resources.database.write(work)
    return unit_id


def offered_entries(resources: "Resources", units: Collection[str]) -> tuple[EntryView, ...]:
    """List what notices of these units may belong to this year, what is due first."""
    order = (PlanState.NOW, PlanState.LATE, PlanState.AHEAD, PlanState.DONE)
    found = _entries(resources, units, _today(resources).year)
    return tuple(sorted(found, key=lambda view: order.index(view.state)))


def find_entry(resources: "Resources", entry_id: str) -> EntryView | None:
    """Give an entry, None when it is gone."""
    row = resources.database.read(lambda session: session.get(PlanEntryRow, entry_id))
    if row is None:
        return None
    is_asked = PlanEntryRow.id == entry_id
    counts = resources.database.read(lambda session: _counts(session, is_asked))
    return _view(row, counts, _today(resources))


def _entries(resources: "Resources", units: Collection[str], year: int) -> tuple[EntryView, ...]:
    def work(session: Session) -> tuple[list[PlanEntryRow], Mapping[str, int]]:
        is_asked = and_(PlanEntryRow.year == year, PlanEntryRow.unit_id.in_(sorted(units)))
        rows = list(session.scalars(select(PlanEntryRow).where(is_asked)))
        return rows, _counts(session, is_asked)

    rows, counts = resources.database.read(work)
    rows.sort(key=lambda row: (row.first_day, row.last_day, row.title, row.id))
    return tuple(_view(row, counts, _today(resources)) for row in rows)


def _counts(session: Session, is_asked: ColumnElement[bool]) -> Mapping[str, int]:
    """Count the notices of each entry asked for that has any."""
    asked = select(PlanEntryRow.id).where(is_asked)
    query = _notices_of_entries().where(NoticeRevisionRow.plan_entry.in_(asked))
    return {entry: count for entry, count in session.execute(query) if entry is not None}


def _notices_of_entries() -> Select[str | None, int]:
    """Count the notices on the boards, or once there until over, for each entry."""
    return (
        select(NoticeRevisionRow.plan_entry, func.count().label("notices"))
        .join(
            NoticeRow,
            (NoticeRow.id == NoticeRevisionRow.notice_id)
            & (NoticeRow.shown_revision == NoticeRevisionRow.revision),
        )
        .where(NoticeRevisionRow.plan_entry.is_not(None))
        .group_by(NoticeRevisionRow.plan_entry)
    )


def _progress(day: date) -> Select[str, int, int, int]:
    """Count entries by unit as PlanEntry.state tells them, in the database: a country has many."""
    counted = _notices_of_entries().subquery()
    notices = func.coalesce(counted.c.notices, 0)
    is_done = or_(PlanEntryRow.done_reason.is_not(None), notices >= PlanEntryRow.planned)
    is_late = and_(not_(is_done), PlanEntryRow.last_day < day)
    return (
        select(
            PlanEntryRow.unit_id,
            func.count().label("total"),
            func.sum(case((is_done, 1), else_=0)).label("done"),
            func.sum(case((is_late, 1), else_=0)).label("late"),
        )
        .outerjoin(counted, counted.c.plan_entry == PlanEntryRow.id)
        .group_by(PlanEntryRow.unit_id)
    )


def _alike(progress: Select[str, int, int, int]) -> Select[int, int, int, str]:
    """Join the units whose counts are the same: a country's fit in a few rows."""
    one = progress.subquery().c
    units = func.aggregate_strings(one.unit_id, _BETWEEN).label("units")
    return select(one.done, one.late, one.total, units).group_by(one.done, one.late, one.total)


def _view(row: PlanEntryRow, counts: Mapping[str, int], day: date) -> EntryView:
    entry = PlanEntry(
        year=row.year,
        title=row.title,
        category=CategoryKey(row.category),
        first_day=row.first_day,
        last_day=row.last_day,
        planned=row.planned,
        responsible=row.responsible,
        note=row.note,
    )
    notices = counts.get(row.id, 0)
    state = entry.state(notices, row.done_reason is not None, day)
    return EntryView(row.id, row.unit_id, entry, notices, row.done_reason, state)


def _row_of(entry: PlanEntry, unit_id: str, now: datetime) -> PlanEntryRow:
    return PlanEntryRow(
        id=new_id(),
        unit_id=unit_id,
        year=entry.year,
        title=entry.title,
        category=entry.category.value,
        first_day=entry.first_day,
        last_day=entry.last_day,
        planned=entry.planned,
        responsible=entry.responsible,
        note=entry.note,
        created_at=now,
    )


def _record(
    session: Session,
    at: datetime,
    actor: Actor,
    action: str,
    subject: tuple[str, str],
    details: Mapping[str, object],
) -> None:
    audit.record(
        session,
        at=at,
        actor=actor,
        action=action,
        subject=subject[0],
        unit_id=subject[1],
        details=details,
    )


def _require_read(resources: "Resources", actor: Actor, unit_id: str) -> None:
    if not permissions.can(resources, actor, Right.READ, unit_id):
        raise NotFoundError("There is no unit {unit}.", unit=unit_id[:40])


def _require_own(resources: "Resources", actor: Actor, entry_id: str) -> str:
    row = resources.database.read(lambda session: session.get(PlanEntryRow, entry_id))
    if row is None or not permissions.can(resources, actor, Right.READ, row.unit_id):
        raise NotFoundError("There is no plan entry {entry}.", entry=entry_id[:40])
    permissions.require(resources, actor, Right.WRITE_NOTICES, row.unit_id)
    return row.unit_id


def _today(resources: "Resources") -> date:
    return resources.clock.now().astimezone(TIMEZONE).date()
