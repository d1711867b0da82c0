"""Boards as pages and the API see them: how each is doing and what is on its glass now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from content.errors import NotFoundError
from content.text import sort_key
from server.services.actor import Actor
from server.services.boards import BoardRecord
from server.services.manifest_schedule import schedule_of
from server.services.permissions import Right, can, units_with
from server.services.presence import BoardStatus
from server.services.publishing_drafts import resolve_unit

if TYPE_CHECKING:
    from server.services.resources import Resources

SILENT_AFTER = timedelta(seconds=60)


class BoardState(StrEnum):
    """How a board is doing, in one word."""

    NEW = "new"
    ONLINE = "online"
    FAULTY = "faulty"
    DEGRADED = "degraded"
    STOPPED = "stopped"
    OFFLINE = "offline"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class BoardView:
    """Show a board; `said` is what it last told of itself, faults only of one that is heard."""

    record: BoardRecord
    state: BoardState
    last_contact_at: datetime | None
    is_connected: bool
    said: BoardStatus
    faults: tuple[str, ...]


def view_board(resources: "Resources", record: BoardRecord) -> BoardView:
    """Show one board as of now, whoever asks."""
    known = resources.presence.of(record.id)
    seen, is_heard = contact_of(resources, record, resources.clock.now())
    faults = known.status.faults if is_heard else ()
    is_proven = not resources.tests.is_degraded(record.id, resources.clock.now())
    return BoardView(
        record=record,
        state=_state(record, seen, is_heard=is_heard, faults=faults, is_proven=is_proven),
        last_contact_at=seen,
        is_connected=known.sockets > 0,
        said=known.status,
        faults=faults,
    )


def state_of(resources: "Resources", record: BoardRecord, at: datetime) -> BoardState:
    """Tell only how a board is doing, for lists that ask thousands."""
    known = resources.presence.of(record.id)
    seen, is_heard = contact_of(resources, record, at)
    is_proven = not resources.tests.is_degraded(record.id, at)
    return _state(record, seen, is_heard=is_heard, faults=known.status.faults, is_proven=is_proven)


def contact_of(
    resources: "Resources", record: BoardRecord, at: datetime
) -> tuple[datetime | None, bool]:
    """Tell when a board was heard last, and whether that is short enough ago."""
    seen = resources.presence.of(record.id).last_contact_at or record.last_contact_at
    return seen, seen is not None and abs(at - seen) < SILENT_AFTER


def get_board(resources: "Resources", actor: Actor, board_id: str) -> BoardView:
    """Show one board. Raises: NotFoundError, also for one outside the actor's units."""
    record = resources.boards.find(board_id)
    if record is None or not can(resources, actor, Right.READ, record.unit_id):
        raise NotFoundError("There is no board {board}.", board=board_id[:40])
    return view_board(resources, record)


def list_boards(
    resources: "Resources", actor: Actor, *, unit: str | None = None, state: str | None = None
) -> tuple[BoardView, ...]:
    """List the boards of the actor's units by name; revoked ones only when asked for.

    `unit` is a code of today and means the unit and all below. Raises: InvalidInputError.
    """
    readable = units_with(resources, actor, Right.READ)
    if unit is not None:
        below = resources.units.tree().subtree(resolve_unit(resources, unit, "unit").id)
        readable &= below
    found = [
        view_board(resources, record)
        for record in resources.boards.all()
        if record.unit_id in readable
    ]
    wanted = [view for view in found if _is_wanted(view, state)]
    return tuple(sorted(wanted, key=lambda view: (sort_key(view.record.name), view.record.id)))


def schedules_now(resources: "Resources", views: Iterable[BoardView]) -> dict[str, dict[str, Any]]:
    """Tell by board what its zones show now; boards that share a score are asked once."""
    now = resources.clock.now()
    scores = {
        view.record.id: resources.scores.score_for(view.record.id)
        for view in views
        if not view.record.is_revoked
    }
    distinct = {score.digest: (score, board) for board, score in scores.items()}

    def work() -> dict[str, dict[str, Any]]:
        return {
            digest: schedule_of(score, board, now) for digest, (score, board) in distinct.items()
        }

    schedules = resources.offload(work)
    return {board: schedules[score.digest] for board, score in scores.items()}


def _state(
    record: BoardRecord,
    seen: datetime | None,
    *,
    is_heard: bool,
    faults: Sequence[str],
    is_proven: bool,
) -> BoardState:
    if record.is_revoked:
        return BoardState.REVOKED
    if seen is None:
        return BoardState.NEW
    if not is_heard:
        return BoardState.OFFLINE
    if record.slate is not None:
        return BoardState.STOPPED
    if faults:
        return BoardState.FAULTY
    return BoardState.ONLINE if is_proven else BoardState.DEGRADED


def _is_wanted(view: BoardView, state: str | None) -> bool:
    if state is None:
        return view.state is not BoardState.REVOKED
    return view.state == state
