"""The ledger of an alert as the page shows it: what is seen showing first, whom to call next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import nsmallest

from server.locale import N_, gettext, ngettext
from server.services.deliveries import BoardDelivery, Deliveries
from server.staff_web import times
from server.staff_web.board_state import last_contact, phone_link
from server.staff_web.places import unit_name
from server.staff_web.site import resources
from server.staff_web.words import LEDGER_STATES, StateWord

ORDER = ("painted", "received", "sent", "accepted", "unreachable", "failed", "ended", "withdrawn")
_BAR = {
    "painted": "on",
    "received": "got",
    "sent": "sent",
    "accepted": "sent",
    "unreachable": "out",
    "failed": "out",
}
_CALL_AFTER_S = 15
_SHORT = {
    "painted": N_("On now"),
    "received": N_("Received"),
    "sent": N_("Sent"),
    "accepted": N_("Accepted"),
    "unreachable": N_("Out of contact"),
    "failed": N_("Fault"),
    "ended": N_("Over"),
    "withdrawn": N_("Withdrawn"),
}
_URGENT = {"failed": 0, "unreachable": 1, "sent": 2, "accepted": 3, "received": 4}
ROWS, CALLED = 200, 20


@dataclass(frozen=True)
class Count:
    """How many boards are in one state."""

    state: StateWord
    number: int
    is_main: bool


@dataclass(frozen=True)
class Part:
    """A stretch of the bar, in thousandths."""

    kind: str
    x: int
    width: int


@dataclass(frozen=True)
class Line:
    """One board's row."""

    name: str
    place: str
    state: StateWord
    short: str
    why: str
    phone: str
    phone_link: str
    sent: str
    received: str
    painted: str
    ended: str


@dataclass(frozen=True)
class Ledger:
    """Everything the ledger shows."""

    showing: int
    targeted: int
    heading: str
    told: str
    bar: list[Part]
    counts: list[Count]
    to_call: list[Line]
    to_call_total: int
    boards: list[Line]
    more: str


def ledger_of(found: Deliveries, *, is_live: bool, rows: int, more: str) -> Ledger:
    """Return the ledger as of now; only a live alert has boards to call.

    At most `rows` boards are listed, by name; of more than that those without it come first, and
    `more` leads on.
    """
    now = resources().clock.now()
    silent = _to_call(found, now) if is_live else []
    listed: Sequence[BoardDelivery] = found.boards
    if len(listed) > rows:
        listed = nsmallest(rows, listed, key=_urgency)
    showing = found.counts.get("painted", 0)
    ended = found.counts.get("ended", 0)
    return Ledger(
        showing=showing if is_live else ended + showing,
        targeted=found.targeted,
        heading=ngettext("board is showing it", "boards are showing it", found.targeted)
        if is_live
        else ngettext("board showed it", "boards showed it", found.targeted),
        told=_told(now) if is_live else gettext("The alert is over."),
        bar=_bar(found),
        counts=[
            Count(LEDGER_STATES[state], found.counts.get(state, 0), state == "painted")
            for state in ORDER
            if found.counts.get(state, 0) or (is_live and state in ("painted", "unreachable"))
        ],
        to_call=[_line(board) for board in nsmallest(CALLED, silent, key=_urgency)],
        to_call_total=len(silent),
        boards=[_line(board) for board in listed],
        more=more if len(listed) < len(found.boards) else "",
    )


def _told(now: datetime) -> str:
    return gettext("As of %(time)s, refreshed each second.", time=times.exact_time(now))


def _bar(found: Deliveries) -> list[Part]:
    parts: list[Part] = []
    x = 0
    for state, kind in _BAR.items():
        width = round(1000 * found.counts.get(state, 0) / max(1, found.targeted))
        if width:
            parts.append(Part(kind, x, width))
            x += width
    return parts


def _to_call(found: Deliveries, now: datetime) -> list[BoardDelivery]:
    """Return the boards that do not show it, by name; fresh ones get a few seconds."""
    return [board for board in found.boards if _is_to_call(board, now)]


def _urgency(board: BoardDelivery) -> int:
    """Sort the worst first; what is sorted is in the order of names already."""
    return _URGENT.get(str(board.state), len(_URGENT))


def _is_to_call(board: BoardDelivery, now: datetime) -> bool:
    if str(board.state) not in _URGENT:
        return False
    if str(board.state) in ("failed", "unreachable"):
        return True
    last_step = board.times.received_at or board.times.sent_at
    return last_step is not None and (now - last_step).total_seconds() >= _CALL_AFTER_S


def _line(board: BoardDelivery) -> Line:
    state = str(board.state)
    return Line(
        name=board.name,
        place=unit_name(board.unit),
        state=LEDGER_STATES[state],
        short=_SHORT[state],
        why=_why(board),
        phone=board.phone or "",
        phone_link=phone_link(board.phone),
        sent=_clock(board.times.sent_at),
        received=_clock(board.times.received_at),
        painted=_clock(board.times.painted_at),
        ended=_clock(board.times.ended_at),
    )


def _why(board: BoardDelivery) -> str:
    if board.times.reason:
        return board.times.reason
    if str(board.state) == "unreachable":
        known = resources().boards.find(board.board)
        seen = known and last_contact(known)
        if seen:
            when = times.moment(seen, resources().clock.now())
            return gettext("last heard %(when)s", when=when)
    return ""


def _clock(at: datetime | None) -> str:
    return times.exact_time(at) if at else "–"
