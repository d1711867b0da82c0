"""The rules of the ledger: how far an alert came on a board, and the one state that follows."""

from datetime import timedelta
from enum import IntEnum, StrEnum

SILENT_AFTER = timedelta(seconds=45)
QUIET_AFTER = timedelta(seconds=15)
"""A board that took a step has so long for the next one before somebody is to call."""


class Step(IntEnum):
    """The furthest an alert came on a board; what is shown outweighs a fault before it."""

    NOTHING = 0
    SENT = 1
    RECEIVED = 2
    FAILED = 3
    PAINTED = 4
    ENDED = 5


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


_URGENT = (
    DeliveryState.FAILED,
    DeliveryState.UNREACHABLE,
    DeliveryState.SENT,
    DeliveryState.ACCEPTED,
    DeliveryState.RECEIVED,
)
_NOT_URGENT = len(_URGENT)
_SURELY_CALLED = (DeliveryState.FAILED, DeliveryState.UNREACHABLE)


def state_of(step: Step, ending: Ending, *, is_late: bool, awaits: bool = False) -> DeliveryState:
    """Give the state; `is_late` once the revision went out SILENT_AFTER or longer ago.

    With `awaits` the board is not handed it before officers of its own have approved it.
    """
    if step is Step.ENDED:
        return DeliveryState.ENDED
    if step is Step.PAINTED:
        return DeliveryState.PAINTED
    if ending is Ending.TAKEN_BACK:
        return DeliveryState.WITHDRAWN
    if step is Step.FAILED:
        return DeliveryState.FAILED
    return _unpainted(step, ending, is_late=is_late, awaits=awaits)


def urgency_of(state: DeliveryState) -> int:
    """Rank a state: boards that do not show it first, the worst of them at 0."""
    return _URGENT.index(state) if state in _URGENT else _NOT_URGENT


def is_to_call(state: DeliveryState, *, is_quiet: bool) -> bool:
    """Tell whether somebody should phone; `is_quiet` once its last step is QUIET_AFTER old."""
    return state in _SURELY_CALLED or (state in _URGENT and is_quiet)


def _unpainted(step: Step, ending: Ending, *, is_late: bool, awaits: bool) -> DeliveryState:
    if step is Step.RECEIVED:
        return DeliveryState.FAILED if ending is Ending.EXPIRED else DeliveryState.RECEIVED
    if awaits:
        return DeliveryState.FAILED if ending is Ending.EXPIRED else DeliveryState.ACCEPTED
    if ending is Ending.EXPIRED or is_late:
        return DeliveryState.UNREACHABLE
    return DeliveryState.SENT if step is Step.SENT else DeliveryState.ACCEPTED
