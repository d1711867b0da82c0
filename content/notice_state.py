"""The states of a notice and the moves between them."""

from collections.abc import Mapping
from enum import StrEnum

from content.errors import ConflictError


class NoticeState(StrEnum):
    """Name where a notice stands; the last three follow from time and are never stored."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    SCHEDULED = "scheduled"
    LIVE = "live"
    EXPIRED = "expired"


STORED_STATES = tuple(NoticeState)[:5]


class NoticeAction(StrEnum):
    """Name what can be done to a notice."""

    EDIT = "edit"
    SUBMIT = "submit"
    APPROVE = "approve"
    REJECT = "reject"
    WITHDRAW = "withdraw"


_MOVES: Mapping[tuple[NoticeState, NoticeAction], NoticeState] = {
    (NoticeState.DRAFT, NoticeAction.EDIT): NoticeState.DRAFT,
    (NoticeState.DRAFT, NoticeAction.SUBMIT): NoticeState.SUBMITTED,
    (NoticeState.DRAFT, NoticeAction.WITHDRAW): NoticeState.WITHDRAWN,
    (NoticeState.SUBMITTED, NoticeAction.EDIT): NoticeState.DRAFT,
    (NoticeState.SUBMITTED, NoticeAction.APPROVE): NoticeState.APPROVED,
    (NoticeState.SUBMITTED, NoticeAction.REJECT): NoticeState.REJECTED,
    (NoticeState.SUBMITTED, NoticeAction.WITHDRAW): NoticeState.WITHDRAWN,
    (NoticeState.APPROVED, NoticeAction.EDIT): NoticeState.DRAFT,
    (NoticeState.APPROVED, NoticeAction.WITHDRAW): NoticeState.WITHDRAWN,
    (NoticeState.REJECTED, NoticeAction.EDIT): NoticeState.DRAFT,
    (NoticeState.REJECTED, NoticeAction.SUBMIT): NoticeState.SUBMITTED,
    (NoticeState.REJECTED, NoticeAction.WITHDRAW): NoticeState.WITHDRAWN,
}


def move(state: NoticeState, action: NoticeAction) -> NoticeState:
    """Give the state the action leads to. Raises: ConflictError where it is not allowed."""
    try:
        return _MOVES[state, action]
    except KeyError:
        raise ConflictError(
            "This cannot be done: the notice is {state}.",
            code="not_in_this_state",
            state=state.value,
            action=action.value,
        ) from None


def allowed_actions(state: NoticeState) -> frozenset[NoticeAction]:
    """List what may be done from this stored state."""
    return frozenset(action for at, action in _MOVES if at is state)
