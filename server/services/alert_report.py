"""What came of an alert, for a page after the event: who, when, how many boards, how fast."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.services.actor import Actor
from server.services.alert_calls import Call, calls_by_board
from server.services.alert_rows import alert_of
from server.services.alert_views import AlertView, get_alert, revisions_of
from server.services.deliveries import BoardDelivery, deliveries
from server.services.delivery_states import urgency_of
from server.storage.tables.alerts import AlertRevisionRow
from server.storage.tables.ledger import DeliveryRow

if TYPE_CHECKING:
    from server.services.resources import Resources

SHARES = (50, 90, 100)
"""Percent of the boards that an alert was addressed to."""


@dataclass(frozen=True, slots=True)
class Step:
    """One revision that went out: written and approved by whom, and when it did."""

    revision: int
    at: datetime
    written_by: str | None
    approved_by: str | None
    is_cancel: bool
    is_alone: bool
    template_id: str | None
    reason: str
    touches: int


@dataclass(frozen=True, slots=True)
class AlertReport:
    """Hold the report; `within` is the time to each share of the boards, None: not reached.

    `shown` counts the boards that painted it at any time, `silent` lists some of the others, the
    worst first; `calls` are all that were made, by board.
    """

    view: AlertView
    began_at: datetime | None
    steps: tuple[Step, ...]
    targeted: int
    counts: Mapping[str, int]
    shown: int
    within: Mapping[int, timedelta | None]
    silent: tuple[BoardDelivery, ...]
    calls: Mapping[str, Sequence[Call]]


def report_of(resources: "Resources", actor: Actor, alert_id: str, most_silent: int) -> AlertReport:
    """Report on an alert of the actor's units. Raises: NotFoundError."""
    view = get_alert(resources, actor, alert_id)
    found = deliveries(resources, actor, alert_id)

    def work(
        session: Session,
    ) -> tuple[list[AlertRevisionRow], dict[str, datetime], Mapping[str, Sequence[Call]]]:
        out = [row for row in revisions_of(session, alert_id) if row.sequence is not None]
        return out, _painted(session, alert_id), calls_by_board(session, alert_id)

    revisions, painted, calls = resources.database.read(work)
    began_at = _began_at(revisions)
    silent = [one for one in found.boards if one.board not in painted]
    return AlertReport(
        view=view,
        began_at=began_at,
        steps=tuple(map(_step, revisions)),
        targeted=found.targeted,
        counts=found.counts,
        shown=found.targeted - len(silent),
        within=_within(began_at, painted, found.targeted),
        silent=tuple(sorted(silent, key=lambda one: urgency_of(one.state))[:most_silent]),
        calls=calls,
    )


def time_to(
    began_at: datetime, painted: Sequence[datetime], percent: int, of: int
) -> timedelta | None:
    """Give how long it took until so many percent of all had painted; None if never."""
    needed = -(-of * percent // 100)
    if not needed or len(painted) < needed:
        return None
    return max(timedelta(0), sorted(painted)[needed - 1] - began_at)


def _within(
    began_at: datetime | None, painted: Mapping[str, datetime], of: int
) -> dict[int, timedelta | None]:
    if began_at is None:
        return dict.fromkeys(SHARES)
    times = list(painted.values())
    return {share: time_to(began_at, times, share, of) for share in SHARES}


def _painted(session: Session, alert_id: str) -> dict[str, datetime]:
    """Give when each board first painted the alert, in whichever revision."""
    row = DeliveryRow
    query = (
        select(row.board_id, func.min(row.painted_at))
        .where(row.alert_id == alert_id, row.painted_at.is_not(None))
        .group_by(row.board_id)
    )
    return {board: at for board, at in session.execute(query) if at is not None}


def _began_at(revisions: Sequence[AlertRevisionRow]) -> datetime | None:
    """Give when boards were first to show it."""
    if not revisions:
        return None
    first = revisions[0]
    return max(first.decided_at or first.created_at, first.effective)


def _step(row: AlertRevisionRow) -> Step:
    return Step(
        revision=row.revision,
        at=row.decided_at or row.created_at,
        written_by=row.created_by,
        approved_by=row.approved_by,
        is_cancel=row.state == "cancelled",
        is_alone=row.break_glass,
        template_id=row.template_id,
        reason=row.reason or "",
        touches=len(alert_of(row).approvals),
    )
