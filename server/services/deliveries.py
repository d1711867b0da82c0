"""Where an alert stands on each board: one state per board, with times and whom to phone."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from heapq import nsmallest
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from server.services.actor import Actor
from server.services.alert_calls import Call, calls_of
from server.services.alert_views import no_such_alert, revisions_of
from server.services.boards import BoardDirectory
from server.services.delivery_reading import Times, TimesByBoard, read_groups, read_times
from server.services.delivery_standings import Handed, Standing, standings
from server.services.delivery_states import QUIET_AFTER, DeliveryState
from server.services.permissions import Right, units_with
from server.storage.tables.alerts import AlertRow

if TYPE_CHECKING:
    from server.services.resources import Resources

UNAPPROVED = "unapproved"
"""Why a board is not handed an alert before officers of its own have approved it."""
_NOTHING = Times()


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
    call: Call | None = None


@dataclass(frozen=True, slots=True)
class Deliveries:
    """Show where an alert stands; `counts` holds the states that occur.

    `to_call` lists boards that do not show it after a few seconds of grace: those that nobody
    has phoned for first, the worst of them first. `to_call_total` counts them all, `called_total`
    those for which somebody was reached or is being rung up. `states` holds every board's.
    """

    targeted: int
    counts: Mapping[str, int]
    states: Mapping[str, DeliveryState]
    boards: tuple[BoardDelivery, ...]
    to_call: tuple[BoardDelivery, ...]
    to_call_total: int
    called_total: int


def deliveries(
    resources: "Resources",
    actor: Actor,
    alert_id: str,
    *,
    most: int | None = None,
    most_to_call: int = 0,
) -> Deliveries:
    """Tell where the alert stands on the boards that it was addressed to.

    All are listed by name; of more than `most` only so many, those that do not show it first.
    Raises: NotFoundError, also for an alert outside the actor's units.
    """
    allowed, now = units_with(resources, actor, Right.READ), resources.clock.now()
    handed = resources.sent.of(alert_id)

    def work(session: Session) -> Deliveries:
        row = session.get(AlertRow, alert_id)
        if row is None or row.is_test or row.unit_id not in allowed:
            raise no_such_alert(alert_id)
        groups = read_groups(session, alert_id, now - QUIET_AFTER)
        found = standings(revisions_of(session, alert_id), groups, handed, now)
        silent = {board: one for board, one in found.items() if one.is_to_call}
        listed = _listed(resources.boards, found, most)
        calls = calls_of(session, alert_id)
        done = {board for board in silent if board in calls and calls[board].is_done(now)}
        called = _worst_first(resources.boards, silent, most_to_call, after=done)
        asked = None if len(listed) == len(found) else {*listed, *called}
        times = read_times(session, alert_id, asked)
        show = partial(_show, resources.boards, found, times, handed, calls)
        return Deliveries(
            len(found), _counts(found),
            {board: standing.state for board, standing in found.items()},
            tuple(map(show, listed)),
            tuple(map(show, called)), len(silent), len(done),
        )  # fmt: skip

    return resources.database.read(work)


def _counts(found: Mapping[str, Standing]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for standing, number in Counter(found.values()).items():
        counts[str(standing.state)] += number
    return dict(counts)


def _listed(
    boards: BoardDirectory, found: Mapping[str, Standing], most: int | None
) -> Sequence[str]:
    if most is not None and len(found) > most:
        return _worst_first(boards, found, most)
    return sorted(found, key=partial(_by_name, boards))


def _worst_first(
    boards: BoardDirectory,
    found: Mapping[str, Standing],
    most: int,
    after: Collection[str] = frozenset(),
) -> Sequence[str]:
    """Pick so many boards by urgency and name, `after` last: only names that may count are read."""
    ranked: dict[tuple[bool, int], list[str]] = {}
    for board, standing in found.items():
        ranked.setdefault((board in after, standing.urgency), []).append(board)
    picked: list[str] = []
    for _, equal in sorted(ranked.items()):
        picked += nsmallest(most - len(picked), equal, key=partial(_by_name, boards))
    return picked


def _by_name(boards: BoardDirectory, board_id: str) -> tuple[str, str]:
    return boards.get(board_id).name, board_id


def _show(
    boards: BoardDirectory,
    found: Mapping[str, Standing],
    known: TimesByBoard,
    handed: Handed,
    calls: Mapping[str, Call],
    board_id: str,
) -> BoardDelivery:
    board, standing = boards.get(board_id), found[board_id]
    times = known.get((standing.revision, board_id), _NOTHING)
    sent_at = times.sent_at or handed.get(standing.revision, {}).get(board_id)
    reason = UNAPPROVED if standing.awaits else times.reason
    return BoardDelivery(
        board_id, board.name, board.unit_id, standing.state, standing.revision,
        replace(times, sent_at=sent_at, reason=reason), board.phone, calls.get(board_id),
    )  # fmt: skip
