"""Reading deliveries: the boards of an alert by how far it came there, and times of single boards.

A country has 10,000 boards and a handful of steps, so the database sorts the boards into groups;
times are read of the boards that a page lists.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from server.services.board_records import parts
from server.services.delivery_states import Step
from server.storage.tables.ledger import DeliveryRow

_BETWEEN = ","  # in no board's id


@dataclass(frozen=True, slots=True)
class Times:
    """Hold when each step was reached on one board."""

    sent_at: datetime | None = None
    received_at: datetime | None = None
    painted_at: datetime | None = None
    ended_at: datetime | None = None
    failed_at: datetime | None = None
    reason: str | None = None


TimesByBoard = Mapping[tuple[int, str], Times]


@dataclass(frozen=True, slots=True)
class Group:
    """Hold the boards on which one revision came equally far; `is_quiet`: and long ago.

    With `awaits` they are not handed it before officers of their own have approved it.
    """

    revision: int
    step: Step
    is_quiet: bool
    boards: tuple[str, ...]
    awaits: bool = False


def read_groups(session: Session, alert_id: str, quiet_before: datetime) -> list[Group]:
    """Read how far each revision came; quiet is what was sent or received by that instant."""
    row = DeliveryRow
    last_at = func.coalesce(row.received_at, row.sent_at)
    is_quiet = case((last_at <= quiet_before, 1), else_=0)
    query = (
        select(
            row.revision,
            _step().label("step"),
            is_quiet.label("is_quiet"),
            func.aggregate_strings(row.board_id, _BETWEEN).label("boards"),
        )
        .where(row.alert_id == alert_id)
        .group_by(row.revision, "step", "is_quiet")
    )
    return [
        Group(revision, Step(step), bool(quiet), tuple(boards.split(_BETWEEN)))
        for revision, step, quiet, boards in session.execute(query)
    ]


def read_times(session: Session, alert_id: str, boards: Collection[str] | None) -> TimesByBoard:
    """Read the times of each revision on these boards, None for all: no whole rows."""
    row = DeliveryRow
    query = select(
        row.revision, row.board_id,
        row.sent_at, row.received_at, row.painted_at, row.ended_at, row.failed_at, row.reason,
    ).where(row.alert_id == alert_id)  # fmt: skip
    asked = [query]
    if boards is not None:
        asked = [query.where(row.board_id.in_(part)) for part in parts(sorted(boards))]
    rows = (row for one in asked for row in session.execute(one))
    return {
        (number, board): Times(sent, received, painted, ended, failed, reason)
        for number, board, sent, received, painted, ended, failed, reason in rows
    }


def _step() -> ColumnElement[int]:
    """Name the furthest step whose time is known."""
    reached = (step for step in sorted(Step, reverse=True) if step is not Step.NOTHING)
    columns = DeliveryRow.__table__.c
    return case(
        *((columns[f"{step.name.lower()}_at"].is_not(None), step.value) for step in reached),
        else_=Step.NOTHING.value,
    )
