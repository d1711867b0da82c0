"""Which boards show the stop slate, by their own word: what was sent is never called shown."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from server.services.board_views import contact_of
from server.services.boards import BoardRecord
from server.services.heads import slate_of

if TYPE_CHECKING:
    from server.services.resources import Resources

STOP_ITEM = "stop"
"""What a board's status names as `item` while the stop slate is on its glass."""
_ALERT_ITEM = "alert:"


class SlateState(StrEnum):
    """Where a board stands after the stop button, or after it was let go on."""

    SHOWN = "shown"
    LAST_SHOWN = "last_shown"
    UNDER_ALERT = "under_alert"
    TAKEN = "taken"
    TOLD = "told"
    SILENT = "silent"
    RUNNING = "running"
    STILL_STOPPED = "still_stopped"
    GOES_ON = "goes_on"


@dataclass(frozen=True, slots=True)
class SlateStanding:
    """Say it of one board, and when the board was heard last."""

    board: BoardRecord
    state: SlateState
    heard_at: datetime | None

    @property
    def is_done(self) -> bool:
        """Tell whether the board itself has said that it does as it was told."""
        return self.state in (SlateState.SHOWN, SlateState.RUNNING)


def standing_of(resources: "Resources", board: BoardRecord, at: datetime) -> SlateStanding:
    """Tell where a board stands: by the head it holds and by what it names as on its glass."""
    heard, is_heard = contact_of(resources, board, at)
    state = _stopped(resources, board) if board.slate is not None else _running(resources, board)
    if not is_heard:
        state = SlateState.LAST_SHOWN if state is SlateState.SHOWN else SlateState.SILENT
    return SlateStanding(board, state, heard)


def _stopped(resources: "Resources", board: BoardRecord) -> SlateState:
    if not _holds_it(resources, board):
        return SlateState.TOLD
    item = resources.presence.of(board.id).status.item or ""
    if item == STOP_ITEM:
        return SlateState.SHOWN
    return SlateState.UNDER_ALERT if item.startswith(_ALERT_ITEM) else SlateState.TAKEN


def _running(resources: "Resources", board: BoardRecord) -> SlateState:
    is_told = board.id in resources.heads.slates
    if is_told and not _holds_it(resources, board):
        return SlateState.STILL_STOPPED
    is_on = resources.presence.of(board.id).status.item == STOP_ITEM
    return SlateState.GOES_ON if is_on else SlateState.RUNNING


def _holds_it(resources: "Resources", board: BoardRecord) -> bool:
    """Tell whether the board has said that it holds a head which says so of the slate."""
    mark = resources.heads.slates.get(board.id)
    held = resources.presence.of(board.id).status.sequence
    is_told = mark is not None and mark.slate == slate_of(board)
    return is_told and mark is not None and held is not None and held >= mark.sequence
