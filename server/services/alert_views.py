"""Alerts as pages and the API see them: one revision, the list, what waits for a second officer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.alert import Alert, AlertState
from content.errors import InvalidInputError, NotFoundError
from server.services.actor import Actor
from server.services.alert_book import OUT_STATES, read_payload
from server.services.permissions import Right, units_with
from server.storage.tables.alerts import AlertRevisionRow, AlertRow

if TYPE_CHECKING:
    from server.services.resources import Resources

REPLACED = "replaced"
EXPIRED = "expired"
STATES = ("pending", "in_force", "cancelled", "rejected", EXPIRED)
_MOST, _AT_ONCE = 500, 100


@dataclass(frozen=True, slots=True)
class AlertView:
    """Show one revision; `state` is as of the asking and may also be expired or replaced.

    `sequence` and `issued_at` are None until it comes into force; `digest` is what an
    approval names. `pending` is a newer revision that waits for a second officer. `awaits` are
    boards whose own officers have yet to approve what is in force.
    """

    id: str
    revision: int
    state: str
    sequence: int | None
    digest: str
    issued_at: datetime | None
    alert: Alert
    unit_id: str
    created_by: str | None
    created_at: datetime
    approved_by: str | None
    reason: str | None
    break_glass: bool
    template_id: str | None
    targeted: int
    template_slots: Mapping[str, str] = field(default_factory=dict)
    pending: "AlertView | None" = None
    awaits: tuple[str, ...] = ()

    @property
    def identifier(self) -> str:
        """Give the identifier that CAP uses."""
        return self.alert.identifier


@dataclass(frozen=True, slots=True)
class AlertPage:
    """Hold a part of the list, newest first; `next` continues it."""

    items: tuple[AlertView, ...]
    next: str | None


def get_alert(resources: "Resources", actor: Actor, alert_id: str) -> AlertView:
    """Show an alert. Raises: NotFoundError, also for one outside the actor's units."""
    allowed, now = units_with(resources, actor, Right.READ), resources.clock.now()

    def work(session: Session) -> AlertView:
        row = session.get(AlertRow, alert_id)
        if row is None or row.is_test or row.unit_id not in allowed:
            raise no_such_alert(alert_id)
        return current_view(session, row, now)

    return resources.database.read(work)


def list_alerts(
    resources: "Resources",
    actor: Actor,
    *,
    state: str | None = None,
    status: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> AlertPage:
    """List the alerts of the actor's units, newest first. Raises: InvalidInputError."""
    if state is not None and state not in STATES:
        raise InvalidInputError("There is no state {state}.", field="state", state=state)
    allowed: frozenset[str] | None = units_with(resources, actor, Right.READ)
    now = resources.clock.now()
    if allowed is not None and len(allowed) == len(resources.units.tree()):
        allowed = None  # every unit there is: nothing to narrow by

    def work(session: Session) -> AlertPage:
        found: list[AlertView] = []
        for row, revisions in _with_revisions(session, _rows(session, allowed, cursor, state, now)):
            view = _newest_view(row, revisions, now)
            if not _is_wanted(view, state, status):
                continue
            if len(found) == min(limit, _MOST):
                return AlertPage(tuple(found), found[-1].id)
            found.append(view)
        return AlertPage(tuple(found), None)

    return resources.database.read(work)


def current_view(session: Session, row: AlertRow, now: datetime) -> AlertView:
    """Show the revision that went out last, else the newest one."""
    return _newest_view(row, revisions_of(session, row.id), now)


def _newest_view(row: AlertRow, revisions: list[AlertRevisionRow], now: datetime) -> AlertView:
    out = [revision for revision in revisions if revision.state in OUT_STATES and revision.sequence]
    waiting = [revision for revision in revisions if revision.state == AlertState.PENDING]
    shown = out[-1] if out else revisions[-1]
    pending = None
    if waiting and waiting[-1] is not shown:
        pending = view_of(row, waiting[-1], now)
    return view_of(row, shown, now, pending)


def view_of(
    row: AlertRow, revision: AlertRevisionRow, now: datetime, pending: AlertView | None = None
) -> AlertView:
    """Show one revision."""
    alert = Alert.from_payload(read_payload(revision))
    is_over = revision.state in ("in_force", "pending") and revision.expires <= now
    return AlertView(
        id=row.id,
        revision=revision.revision,
        state=EXPIRED if is_over else revision.state,
        sequence=revision.sequence,
        digest=revision.digest,
        issued_at=alert.issued_at if revision.sequence else None,
        alert=alert,
        unit_id=row.unit_id,
        created_by=revision.created_by,
        created_at=revision.created_at,
        approved_by=revision.approved_by,
        reason=revision.reason,
        break_glass=revision.break_glass,
        template_id=revision.template_id,
        targeted=len(revision.audience),
        awaits=tuple(revision.awaits or ()),
        template_slots=revision.template_slots or {},
        pending=pending,
    )


def revisions_of(session: Session, alert_id: str) -> list[AlertRevisionRow]:
    """List an alert's revisions, oldest first."""
    return list(
        session.scalars(
            select(AlertRevisionRow)
            .where(AlertRevisionRow.alert_id == alert_id)
            .order_by(AlertRevisionRow.revision)
        )
    )


def _with_revisions(
    session: Session, rows: list[AlertRow]
) -> Iterator[tuple[AlertRow, list[AlertRevisionRow]]]:
    """Give each alert with its revisions, oldest first, read for many alerts at once."""
    for first in range(0, len(rows), _AT_ONCE):
        part = rows[first : first + _AT_ONCE]
        query = (
            select(AlertRevisionRow)
            .where(AlertRevisionRow.alert_id.in_([row.id for row in part]))
            .order_by(AlertRevisionRow.revision)
        )
        held: dict[str, list[AlertRevisionRow]] = {}
        for revision in session.scalars(query):
            held.setdefault(revision.alert_id, []).append(revision)
        yield from ((row, held[row.id]) for row in part)


def no_such_alert(alert_id: str) -> NotFoundError:
    """Make the refusal for an unknown alert."""
    return NotFoundError("There is no alert {alert}.", alert=alert_id[:40])


def _rows(
    session: Session,
    allowed: frozenset[str] | None,
    cursor: str | None,
    state: str | None,
    now: datetime,
) -> list[AlertRow]:
    query = select(AlertRow).where(AlertRow.is_test.is_(False))
    if allowed is not None:
        query = query.where(AlertRow.unit_id.in_(sorted(allowed)))
    if state is not None:
        stored = ("in_force", "pending") if state == EXPIRED else (state,)
        bears = select(AlertRevisionRow.alert_id).where(AlertRevisionRow.state.in_(stored))
        if state == "in_force":
            bears = bears.where(AlertRevisionRow.expires > now)
        query = query.where(AlertRow.id.in_(bears))
    if cursor is not None:
        last = session.get(AlertRow, cursor)
        if last is None:
            raise InvalidInputError("This cursor is not ours.", field="cursor")
        query = query.where(
            (AlertRow.created_at < last.created_at)
            | ((AlertRow.created_at == last.created_at) & (AlertRow.id < last.id))
        )
    return list(session.scalars(query.order_by(AlertRow.created_at.desc(), AlertRow.id.desc())))


def _is_wanted(view: AlertView, state: str | None, status: str | None) -> bool:
    if status is not None and view.alert.status != status:
        return False
    has_pending = state == "pending" and view.pending is not None
    return state is None or view.state == state or has_pending
