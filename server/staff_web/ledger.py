"""The ledger of an alert as the page shows it: what is seen showing first, whom to call next.

Its pieces carry a tag each, so that an open page is sent only those that changed.
"""

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from flask import url_for

from server.locale import N_, gettext, ngettext, request_language
from server.services.deliveries import UNAPPROVED, BoardDelivery, Deliveries
from server.services.delivery_states import DeliveryState
from server.services.permissions import Right, can
from server.staff_web import times
from server.staff_web.alert_call_words import call_text
from server.staff_web.alert_failures import failure_text
from server.staff_web.board_state import last_contact, phone_link
from server.staff_web.ledger_map import LedgerMap, ledger_map
from server.staff_web.places import unit_name
from server.staff_web.site import actor, resources
from server.staff_web.words import TOUCH_WAITS, StateWord, ledger_short, ledger_word

ORDER = ("painted", "received", "sent", "accepted", "unreachable", "failed", "ended", "withdrawn")
_BAR = {
    "painted": "on",
    "received": "got",
    "sent": "sent",
    "accepted": "sent",
    "unreachable": "out",
    "failed": "out",
}
ROWS, CALLED = 200, 20
_TAG_BYTES = 6


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

    board: str
    name: str
    place: str
    state: StateWord
    short: str
    why: str
    phone: str
    phone_link: str
    call: str
    is_called: bool
    call_url: str
    sent: str
    received: str
    painted: str
    ended: str


@dataclass(frozen=True)
class Group:
    """The boards of one unit that do not show it."""

    place: str
    boards: list[Line]


@dataclass(frozen=True)
class Standing:
    """The figures: how many show it, and the bar and counts of all states.

    `covered` counts the boards of a drill that have a real alert: it stands back there.
    """

    showing: int
    targeted: int
    heading: str
    bar: list[Part]
    counts: list[Count]
    covered: int = 0


@dataclass(frozen=True)
class Calls:
    """Whom to phone; `more` leads on to those that are not listed."""

    groups: list[Group]
    total: int
    called_total: int
    more: str


@dataclass(frozen=True)
class Rows:
    """The table; `more` leads on where not all boards are listed."""

    boards: list[Line]
    targeted: int
    more: str


@dataclass(frozen=True)
class Ledger:
    """Everything the ledger shows; `told` says as of when."""

    told: str
    is_live: bool
    standing: Standing
    calls: Calls
    map: LedgerMap | None
    rows: Rows


def ledger_of(
    found: Deliveries, alert_id: str, *, is_live: bool, more_rows: str, more_calls: str
) -> Ledger:
    """Return the ledger as of now; only a live alert has boards to call.

    Where not all boards are listed, `more_rows` and `more_calls` lead on.
    """
    line = partial(_line, alert_id, is_live)
    is_cut = len(found.to_call) < found.to_call_total
    return Ledger(
        told=told_at(resources().clock.now()) if is_live else gettext("The alert is over."),
        is_live=is_live,
        standing=_standing(found, is_live),
        calls=Calls(
            groups=_groups(map(line, found.to_call)) if is_live else [],
            total=found.to_call_total if is_live else 0,
            called_total=found.called_total if is_live else 0,
            more=more_calls if is_cut else "",
        ),
        map=ledger_map(found, is_live=is_live),
        rows=Rows(
            boards=[line(board) for board in found.boards],
            targeted=found.targeted,
            more=more_rows if len(found.boards) < found.targeted else "",
        ),
    )


def told_at(now: datetime) -> str:
    """Return the sentence that says as of when the page is."""
    return gettext("As of %(time)s, refreshed by itself.", time=times.exact_time(now))


def tag_of(piece: object) -> str:
    """Return what changes when a piece would look otherwise: short, of letters and digits."""
    digest = hashlib.sha256(repr(piece).encode()).digest()[:_TAG_BYTES]
    return base64.urlsafe_b64encode(digest).decode()


def tags_of(shown: Ledger) -> list[str]:
    """Return the tags of all pieces in the page's order."""
    return [tag_of(one) for one in (shown.standing, shown.calls, shown.map, *shown.rows.boards)]


def _standing(found: Deliveries, is_live: bool) -> Standing:
    showing = found.counts.get("painted", 0)
    return Standing(
        showing=showing if is_live else found.counts.get("ended", 0) + showing,
        targeted=found.targeted,
        heading=ngettext("board is showing it", "boards are showing it", found.targeted)
        if is_live
        else ngettext("board showed it", "boards showed it", found.targeted),
        bar=_bar(found),
        counts=[
            Count(
                ledger_word(state, is_live=is_live),
                found.counts.get(state, 0),
                state == "painted",
            )
            for state in ORDER
            if found.counts.get(state, 0) or (is_live and state in ("painted", "unreachable"))
        ],
    )


def _groups(lines: Iterable[Line]) -> list[Group]:
    """Gather boards by unit, the unit with the worst board first; those called come after all."""
    groups: dict[tuple[bool, str], list[Line]] = {}
    for line in lines:
        groups.setdefault((line.is_called, line.place), []).append(line)
    return [Group(place, boards) for (_, place), boards in groups.items()]


def _bar(found: Deliveries) -> list[Part]:
    parts: list[Part] = []
    x = 0
    for state, kind in _BAR.items():
        width = round(1000 * found.counts.get(state, 0) / max(1, found.targeted))
        if width:
            parts.append(Part(kind, x, width))
            x += width
    return parts


def _line(alert_id: str, is_live: bool, board: BoardDelivery) -> Line:
    state = str(board.state)
    awaits = board.state is DeliveryState.ACCEPTED and board.times.reason == UNAPPROVED
    is_called = board.call is not None and board.call.is_done(resources().clock.now())
    return Line(
        board=board.board,
        name=board.name,
        place=unit_name(board.unit),
        state=TOUCH_WAITS if awaits else ledger_word(state, is_live=is_live),
        short=N_("Waits for its officers") if awaits else ledger_short(state, is_live=is_live),
        why=_why(board),
        phone=board.phone or "",
        phone_link=phone_link(board.phone),
        call=call_text(board.call),
        is_called=is_called,
        call_url=_call_url(alert_id, board.board),
        sent=_clock(board.times.sent_at),
        received=_clock(board.times.received_at),
        painted=_clock(board.times.painted_at),
        ended=_clock(board.times.ended_at),
    )


def _call_url(alert_id: str, board_id: str) -> str:
    found = resources().boards.find(board_id)
    if found is None or not can(resources(), actor(), Right.STOP_BOARDS, found.unit_id):
        return ""
    return url_for("staff.call_board", alert_id=alert_id, board_id=board_id)


def _why(board: BoardDelivery) -> str:
    if board.times.reason:
        return failure_text(board.times.reason, request_language())
    if str(board.state) == "unreachable":
        known = resources().boards.find(board.board)
        seen = known and last_contact(known)
        if seen:
            when = times.moment(seen, resources().clock.now())
            return gettext("last heard %(when)s", when=when)
    return ""


def _clock(at: datetime | None) -> str:
    return times.exact_time(at) if at else "–"
