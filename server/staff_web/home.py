"""Home: what the boards show now, what waits for this person, what is wrong."""

from dataclasses import dataclass
from itertools import chain, islice

from flask import render_template, url_for

from content.alert import Alert
from server.locale import gettext
from server.services.alerting import list_alerts
from server.services.boards import BoardRecord
from server.services.permissions import Right
from server.staff_web import times
from server.staff_web.alerts import title_of
from server.staff_web.board_state import (
    contact_text,
    faults_of,
    is_online,
    last_contact,
    phone_link,
    state_key,
    state_of,
    states_of,
)
from server.staff_web.places import boards_for, unit_name
from server.staff_web.playing import Playing, alert_on, playing
from server.staff_web.site import actor, resources, staff
from server.staff_web.waiting import waiting_for_me
from server.staff_web.words import StateWord

BOARDS_SHOWN = 6
FAULTS_SHOWN = 10
_WRONG = frozenset({"offline", "faulty", "degraded"})
_FINE = frozenset({"online", "new"})
_HEARD = frozenset({"online", "faulty", "degraded", "stopped"})


@dataclass(frozen=True)
class Tile:
    """A board on the home page."""

    name: str
    url: str
    picture: str
    shape: str
    width: int
    height: int
    state: StateWord
    now: str
    next: str
    seen: str
    over: str
    is_drill: bool


@dataclass(frozen=True)
class Fault:
    """Something that is wrong, and whom to call."""

    title: str
    what: str
    phone: str
    phone_link: str
    url: str


@dataclass(frozen=True)
class AlertNow:
    """An alert in force."""

    title: str
    url: str
    is_drill: bool


@staff.get("/")
def home() -> str:
    """Show it all on one page."""
    now = resources().clock.now()
    boards = boards_for(Right.READ)
    states = states_of(boards)
    wrong = [board for board in boards if states[board.id] in _WRONG]
    troubled = (board for board in boards if states[board.id] not in _FINE)
    fine = (board for board in boards if states[board.id] in _FINE)
    shown = list(islice(chain(troubled, fine), BOARDS_SHOWN))
    return render_template(
        "staff/home.html",
        today=times.long_day(now),
        clock=times.clock_time(now),
        boards_total=len(boards),
        running=sum(1 for state in states.values() if state in _HEARD),
        boards=[tile_of(board) for board in shown],
        more_boards=len(boards) > BOARDS_SHOWN,
        stopped=sum(1 for board in boards_for(Right.STOP_BOARDS) if board.slate is not None),
        alerts=_alerts_now(),
        waiting=waiting_for_me(),
        faults=[_fault(board) for board in wrong[:FAULTS_SHOWN]],
        faults_total=len(wrong),
    )


def tile_of(board: BoardRecord) -> Tile:
    """Return a board with its picture and what is on."""
    width, height = board.profile.size_px
    on = playing(board, resources().clock.now(), most=2)[0]
    idle = gettext("Waiting screen")
    alert = alert_on(board, resources().clock.now())
    return Tile(
        name=board.name,
        url=url_for("staff.board", board_id=board.id),
        picture=url_for("staff.board_picture", board_id=board.id, small="yes"),
        shape="portrait" if height > width else "landscape",
        width=width,
        height=height,
        state=state_of(board),
        now=_over(board, alert) or (on[0].title if on else idle),
        next=_next(board, alert, on),
        seen=_seen(board),
        over=_over(board, alert),
        is_drill=alert is not None and alert.is_drill,
    )


def _next(board: BoardRecord, alert: Alert | None, on: list[Playing]) -> str:
    after = on[:1] if _over(board, alert) else on[1:2]
    return after[0].title if after else ""


def _over(board: BoardRecord, alert: Alert | None) -> str:
    """Return what covers the plan on this board, in words."""
    if alert is not None:
        return alert.info[0].headline
    return gettext("Waiting screen") if board.slate is not None else ""


def _seen(board: BoardRecord) -> str:
    seen = last_contact(board)
    if is_online(board) or seen is None:
        return ""
    return times.moment(seen, resources().clock.now())


def _alerts_now() -> list[AlertNow]:
    page = list_alerts(resources(), actor(), state="in_force", limit=5)
    return [
        AlertNow(title_of(view), url_for("staff.alert", alert_id=view.id), view.alert.is_drill)
        for view in page.items
    ]


def _fault(board: BoardRecord) -> Fault:
    if state_key(board) == "degraded":
        title = gettext(
            "Board %(name)s has not proven that it would show an alert", name=board.name
        )
        what = gettext(
            "Its weekly silent test was not proven within a day. Ask the caretaker whether the"
            " screen is on and what it shows, then test it again on its page."
        )
    elif is_online(board):
        title = gettext("Board %(name)s reports a fault", name=board.name)
        what = ". ".join(faults_of(board))
    else:
        title = gettext("Board %(name)s is out of contact", name=board.name)
        what = f"{unit_name(board.unit_id)} · {contact_text(board)}. " + gettext(
            "Mostly a power cut or no mobile data left. The board goes on showing what it holds. "
            "Ask the caretaker to look at the plug and the network light."
        )
    return Fault(
        title,
        what,
        board.phone or "",
        phone_link(board.phone),
        url_for("staff.board", board_id=board.id),
    )
