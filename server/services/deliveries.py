"""Where an alert stands on each board: one state per board, with times and whom to phone."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.services.actor import Actor
from server.services.alert_book import OUT_STATES
from server.services.alert_views import REPLACED, no_such_alert, revisions_of
from server.services.permissions import Right, units_with
from server.storage.tables.alerts import AlertRevisionRow, AlertRow
from server.storage.tables.ledger import DeliveryRow

if TYPE_CHECKING:
    from server.services.resources import Resources

SILENT_AFTER = timedelta(seconds=45)


class DeliveryState(StrEnum):
    """Where one alert stands on one board."""

    ACCEPTED = "accepted"
    SENT = "sent"
    RECEIVED = "received"
    PAINTED = "painted"
    ENDED = "ended"
    FAILED = "failed"
    UNREACHABLE = "unreachable"
    WITHDRAWN = "withdrawn"


class Ending(StrEnum):
    """How a revision came to its end; `none` while it is in force."""

    NONE = "none"
    EXPIRED = "expired"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class Times:
    """Hold when each step was reached on one board."""

    sent_at: datetime | None = None
    received_at: datetime | None = None
    painted_at: datetime | None = None
    ended_at: datetime | None = None
    failed_at: datetime | None = None
    reason: str | None = None


_NOTHING = Times()
_Known = Mapping[tuple[int, str], Times]


@dataclass(frozen=True, slots=True)
class BoardDelivery:
    """Show one board's state for the newest revision that was addressed to it."""

    board: str
    name: str
    unit: str
    state: DeliveryState
    revision: int
    times: Times
    phone: str | None


@dataclass(frozen=True, slots=True)
class Deliveries:
    """Show where an alert stands; `counts` holds the states that occur."""

    targeted: int
    counts: Mapping[str, int]
    boards: tuple[BoardDelivery, ...]


def state_of(times: Times, ending: Ending, accepted_at: datetime, now: datetime) -> DeliveryState:
    """Give the one state that follows from the times, the revision's ending and the time now."""
    if times.ended_at is not None:
        return DeliveryState.ENDED
    if times.painted_at is not None:
        return DeliveryState.PAINTED
    if ending is Ending.TAKEN_BACK:
        return DeliveryState.WITHDRAWN
    if times.failed_at is not None:
        return DeliveryState.FAILED
    return _unpainted(times, ending, now - accepted_at >= SILENT_AFTER)


def _unpainted(times: Times, ending: Ending, is_late: bool) -> DeliveryState:
    if times.received_at is not None:
        return DeliveryState.FAILED if ending is Ending.EXPIRED else DeliveryState.RECEIVED
    if ending is Ending.EXPIRED or is_late:
        return DeliveryState.UNREACHABLE
    return DeliveryState.ACCEPTED if times.sent_at is None else DeliveryState.SENT


def deliveries(resources: "Resources", actor: Actor, alert_id: str) -> Deliveries:
    """Tell for every board that the alert was addressed to where it stands.

    Raises: NotFoundError, also for an alert outside the actor's units.
    """
    allowed, now = units_with(resources, actor, Right.READ), resources.clock.now()

    def work(session: Session) -> tuple[list[AlertRevisionRow], _Known]:
        row = session.get(AlertRow, alert_id)
        if row is None or row.unit_id not in allowed:
            raise no_such_alert(alert_id)
        return revisions_of(session, alert_id), _known(session, alert_id)

    revisions, known = resources.database.read(work)
    found = _boards(resources, revisions, known, now)
    counts = Counter(str(one.state) for one in found)
    return Deliveries(len(found), dict(counts), tuple(found))


def _boards(
    resources: "Resources",
    revisions: list[AlertRevisionRow],
    known: _Known,
    now: datetime,
) -> list[BoardDelivery]:
    went_out = [one for one in revisions if one.sequence and one.state in (*OUT_STATES, REPLACED)]
    contents = [one for one in went_out if one.state != "cancelled"]
    endings = _endings(went_out, now)
    newest: dict[str, int] = {}
    for revision in contents:
        newest |= dict.fromkeys(revision.audience, revision.revision)
        late_comers = (board for number, board in known if number == revision.revision)
        newest |= dict.fromkeys(late_comers, revision.revision)
    sent = {one.revision: resources.sent.of(one.alert_id, one.revision) for one in contents}
    accepted_at = {one.revision: one.decided_at or one.created_at for one in contents}
    found = []
    for board_id, number in newest.items():
        board = resources.boards.get(board_id)
        times = known.get((number, board_id), _NOTHING)
        if times.sent_at is None and board_id in sent[number]:
            times = replace(times, sent_at=sent[number][board_id])
        state = state_of(times, endings[number], accepted_at[number], now)
        found.append(
            BoardDelivery(board_id, board.name, board.unit_id, state, number, times, board.phone)
        )
    return sorted(found, key=lambda one: (one.name, one.board))


def _endings(went_out: list[AlertRevisionRow], now: datetime) -> dict[int, Ending]:
    """Tell how each revision ended; one that was replaced after its end had expired first."""
    found: dict[int, Ending] = {}
    for place, revision in enumerate(went_out):
        after = went_out[place + 1] if place + 1 < len(went_out) else None
        ended_by = after.decided_at if after is not None else None
        if ended_by is not None and ended_by < revision.expires:
            found[revision.revision] = Ending.TAKEN_BACK
        else:
            is_over = revision.expires <= now
            found[revision.revision] = Ending.EXPIRED if is_over else Ending.NONE
    return found


def _known(session: Session, alert_id: str) -> _Known:
    """Read the times of each revision on each board: of a country at once, so no whole rows."""
    row = DeliveryRow
    query = select(
        row.revision, row.board_id,
        row.sent_at, row.received_at, row.painted_at, row.ended_at, row.failed_at, row.reason,
    ).where(row.alert_id == alert_id)  # fmt: skip
    return {
        (number, board): Times(sent, received, painted, ended, failed, reason)
        for number, board, sent, received, painted, ended, failed, reason in session.execute(query)
    }
