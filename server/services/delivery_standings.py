"""How each board that an alert was addressed to stands with the newest revision meant for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from server.services.alert_book import OUT_STATES
from server.services.alert_views import REPLACED
from server.services.delivery_reading import Group
from server.services.delivery_states import (
    QUIET_AFTER,
    SILENT_AFTER,
    DeliveryState,
    Ending,
    Step,
    is_to_call,
    state_of,
    urgency_of,
)
from server.storage.tables.alerts import AlertRevisionRow

Handed = Mapping[int, Mapping[str, datetime]]
"""When boards were handed a revision, by its number, as far as it is not written yet."""


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """One of the few ways boards stand; those that stand alike share it.

    With `awaits` nothing is wrong with the board: officers of its own have not approved it.
    """

    revision: int
    state: DeliveryState
    urgency: int
    is_to_call: bool
    awaits: bool


def standings(
    revisions: Sequence[AlertRevisionRow], groups: Sequence[Group], handed: Handed, now: datetime
) -> dict[str, Standing]:
    """Give each board's standing, by board; nothing before a revision went out."""
    went_out = [one for one in revisions if one.sequence and one.state in (*OUT_STATES, REPLACED)]
    endings = _endings(went_out, now)
    found: dict[str, Standing] = {}
    for revision in went_out:
        if revision.state == "cancelled":
            continue
        unwritten = handed.get(revision.revision, {})
        of_it = [group for group in groups if group.revision == revision.revision]
        for group in (*_unreported(revision, unwritten, now), *of_it):
            standing = _standing(revision, group, endings[revision.revision], now)
            found |= dict.fromkeys(group.boards, standing)
    return found


def _unreported(
    revision: AlertRevisionRow, handed: Mapping[str, datetime], now: datetime
) -> Iterable[Group]:
    """Group the audience by what is known without the database: handed to them or not yet."""
    number = revision.revision
    yield Group(number, Step.NOTHING, False, tuple(revision.audience))
    yield Group(number, Step.NOTHING, False, tuple(revision.awaits or ()), awaits=True)
    if handed:
        meant = [board for board in revision.audience if board in handed]
        quiet = {board for board in meant if handed[board] <= now - QUIET_AFTER}
        yield Group(number, Step.SENT, True, tuple(quiet))
        yield Group(number, Step.SENT, False, tuple(set(meant) - quiet))


def _standing(revision: AlertRevisionRow, group: Group, ending: Ending, now: datetime) -> Standing:
    is_late = now - (revision.decided_at or revision.created_at) >= SILENT_AFTER
    state = state_of(group.step, ending, is_late=is_late, awaits=group.awaits)
    is_called = is_to_call(state, is_quiet=group.is_quiet) and not group.awaits
    return Standing(revision.revision, state, urgency_of(state), is_called, group.awaits)


def _endings(went_out: Sequence[AlertRevisionRow], now: datetime) -> dict[int, Ending]:
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
