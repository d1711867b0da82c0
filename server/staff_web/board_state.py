"""How a board is doing, in the words and colours of the pages."""

import re
from collections.abc import Iterable
from datetime import datetime

from server.locale import gettext
from server.services.board_views import SILENT_AFTER, BoardState, view_board
from server.services.board_views import state_of as view_state
from server.services.boards import BoardRecord
from server.staff_web import times
from server.staff_web.site import resources
from server.staff_web.words import BOARD_STATES, FAULTS, StateWord

_HEARD = frozenset({BoardState.ONLINE, BoardState.FAULTY, BoardState.DEGRADED, BoardState.STOPPED})


def last_contact(board: BoardRecord) -> datetime | None:
    """Return when the board was last heard, as far as anyone knows."""
    return view_board(resources(), board).last_contact_at


def is_online(board: BoardRecord) -> bool:
    """Say whether the board has been heard within the last minute."""
    return view_board(resources(), board).state in _HEARD


def faults_of(board: BoardRecord) -> list[str]:
    """Return the board's own complaints in words; only of one that is heard."""
    names = view_board(resources(), board).faults
    return [gettext(FAULTS[name]) if name in FAULTS else name for name in names]


def states_of(boards: Iterable[BoardRecord]) -> dict[str, str]:
    """Return the key of each board's state by id; one look each, also at thousands."""
    found, now = resources(), resources().clock.now()
    return {board.id: view_state(found, board, now).value for board in boards}


def state_key(board: BoardRecord) -> str:
    """Return the key of the board's state."""
    return view_board(resources(), board).state.value


def state_of(board: BoardRecord) -> StateWord:
    """Return the board's state as a chip."""
    return BOARD_STATES[state_key(board)]


def contact_text(board: BoardRecord) -> str:
    """Return the last contact in words."""
    seen = last_contact(board)
    if seen is None:
        return gettext("never heard yet")
    now = resources().clock.now()
    if now - seen < SILENT_AFTER:
        return gettext("heard %(span)s ago", span=times.span((now - seen).total_seconds()))
    return gettext("last heard %(when)s", when=times.moment(seen, now))


def phone_link(phone: str | None) -> str:
    """Return a telephone number as a tel: address takes it."""
    return re.sub(r"[^0-9+]", "", phone or "")
