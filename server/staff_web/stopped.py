"""Which boards show the stop slate now, by their own word; the page asks again each second."""

from collections import Counter
from dataclasses import dataclass

from flask import render_template, request, url_for

from server.locale import N_, gettext, ngettext
from server.services.slate_standings import SlateStanding, SlateState, standing_of
from server.staff_web import times
from server.staff_web.board_state import phone_link
from server.staff_web.forms import Form
from server.staff_web.places import unit_name
from server.staff_web.site import resources, staff
from server.staff_web.stop_scopes import Asked, asked
from server.staff_web.words import StateWord

ROWS = 60
STATES: dict[SlateState, StateWord] = {
    SlateState.SILENT: StateWord(N_("Out of contact"), "l-out", "bad"),
    SlateState.TOLD: StateWord(N_("Told to stop, has not answered yet"), "l-sent", ""),
    SlateState.TAKEN: StateWord(N_("Has the order, has not said that it shows it"), "l-got", ""),
    SlateState.LAST_SHOWN: StateWord(
        N_("Showed the waiting screen when last heard"), "l-on", "warn"
    ),
    SlateState.UNDER_ALERT: StateWord(
        N_("Has the order; shows an alert above it"), "alert", "warn"
    ),
    SlateState.STILL_STOPPED: StateWord(N_("Told to go on, has not answered yet"), "l-sent", ""),
    SlateState.GOES_ON: StateWord(N_("Is about to go on"), "l-got", ""),
    SlateState.SHOWN: StateWord(N_("Shows the waiting screen"), "l-on", "ok"),
    SlateState.RUNNING: StateWord(N_("Shows its programme"), "check", "ok"),
}


@dataclass(frozen=True)
class Row:
    """A board and what is known of it."""

    name: str
    place: str
    url: str
    state: StateWord
    heard: str
    phone: str
    phone_link: str


@dataclass(frozen=True)
class Live:
    """What the page shows: how many have answered, and each board, those that have not first."""

    done: int
    total: int
    heading: str
    told: str
    counts: list[tuple[StateWord, int]]
    rows: list[Row]
    hidden: int
    more: str
    has_silent: bool
    is_stop: bool


@staff.get("/stop/boards")
def stopped_boards() -> str:
    """Show it, with the way on."""
    wanted = asked()
    return render_template(
        "staff/stopped.html",
        live=_live(wanted),
        label=wanted.label,
        now_url=url_for("staff.stopped_boards_now", rows=_rows(), **wanted.query),
        go_on_url=url_for("staff.check_boards_go_on", **wanted.query) if wanted.stopped else "",
        stop_url=url_for("staff.check_stop_boards", **wanted.query),
    )


@staff.get("/stop/boards/now")
def stopped_boards_now() -> str:
    """Return the list alone, for the page that refreshes it."""
    return render_template("staff/_stopped.html", live=_live(asked()))


def _live(wanted: Asked) -> Live:
    now = resources().clock.now()
    is_stop = bool(wanted.stopped)
    boards = wanted.stopped if is_stop else wanted.boards
    found = [standing_of(resources(), board, now) for board in boards]
    ranks = {state: rank for rank, state in enumerate(STATES)}
    found.sort(key=lambda one: ranks[one.state])
    counted = Counter(one.state for one in found)
    done = sum(1 for one in found if one.is_done)
    rows = _rows()
    return Live(
        done=done,
        total=len(found),
        heading=_heading(len(found), is_stop=is_stop),
        told=_told(len(found) - done, times.exact_time(now)),
        counts=[
            (word, counted[state]) for state, word in reversed(STATES.items()) if counted[state]
        ],
        rows=[_row(one) for one in found[:rows]],
        hidden=max(0, len(found) - rows),
        more=url_for("staff.stopped_boards", rows=rows + 5 * ROWS, **wanted.query),
        has_silent=bool(counted[SlateState.SILENT]),
        is_stop=is_stop,
    )


def _heading(total: int, *, is_stop: bool) -> str:
    if is_stop:
        return ngettext("board shows the waiting screen", "boards show the waiting screen", total)
    return ngettext("board shows its programme", "boards show their programme", total)


def _told(left: int, clock: str) -> str:
    if not left:
        return gettext("Every board has said so itself. As of %(clock)s.", clock=clock)
    return ngettext(
        "%(num)d board has not said so yet. As of %(clock)s.",
        "%(num)d boards have not said so yet. As of %(clock)s.",
        left,
        clock=clock,
    )


def _row(found: SlateStanding) -> Row:
    heard, board = found.heard_at, found.board
    seen = times.moment(heard, resources().clock.now()) if heard is not None else ""
    return Row(
        name=board.name,
        place=unit_name(board.unit_id),
        url=url_for("staff.board", board_id=board.id),
        state=STATES[found.state],
        heard="" if found.is_done else seen,
        phone="" if found.is_done else board.phone or "",
        phone_link=phone_link(board.phone),
    )


def _rows() -> int:
    return max(ROWS, Form(request.args).number("rows"))
