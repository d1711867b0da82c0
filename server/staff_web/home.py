"""Home: what the boards show now, what waits for this person, what is wrong."""

from dataclasses import dataclass
from itertools import chain, islice

from flask import render_template, url_for

from content.alert import Alert
from content.notice import NoticeState
from server.locale import gettext, ngettext
from server.services.alerting import list_alerts
from server.services.boards import BoardRecord
from server.services.offers import count_waiting_offers
from server.services.people import names_of
from server.services.permissions import Right
from server.services.publishing import ListScope, NoticeFilters, NoticeView, list_notices
from server.staff_web import times
from server.staff_web.access import may_anywhere
from server.staff_web.alerts import title_of
from server.staff_web.board_state import (
    contact_text,
    faults_of,
    is_online,
    last_contact,
    phone_link,
    state_of,
    states_of,
)
from server.staff_web.places import boards_for, unit_name
from server.staff_web.playing import Playing, alert_on, playing
from server.staff_web.site import actor, resources, staff
from server.staff_web.words import ALERT_STATES, STANDINGS, StateWord, notice_state

BOARDS_SHOWN = 6
FAULTS_SHOWN = 10
WAITING_SHOWN = 20
_WRONG = frozenset({"offline", "faulty"})
_FINE = frozenset({"online", "new"})
_HEARD = frozenset({"online", "faulty", "stopped"})


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
class Waiting:
    """One thing that waits for this person."""

    state: StateWord
    when: str
    title: str
    url: str
    reason: str = ""
    who: str = ""


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
        alerts=_alerts_now(),
        waiting=_waiting(),
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


def _waiting() -> list[Waiting]:
    found = [*_alerts_waiting(), *_sent_back(), *_to_approve(), *_to_choose(), *_drafts()]
    return found[:WAITING_SHOWN]


def _alerts_waiting() -> list[Waiting]:
    if not may_anywhere(Right.APPROVE_ALERTS):
        return []
    now = resources().clock.now()
    page = list_alerts(resources(), actor(), state="pending", limit=WAITING_SHOWN)
    return [
        Waiting(
            ALERT_STATES["pending"],
            times.moment(view.created_at, now),
            title_of(view),
            url_for("staff.alert", alert_id=view.id, waiting="yes"),
        )
        for view in page.items
        if (view.pending or view).created_by != actor().account_id
    ]


def _to_approve() -> list[Waiting]:
    if not may_anywhere(Right.APPROVE_NOTICES):
        return []
    views = _listed(NoticeFilters(scope=ListScope.WAITING))
    names = names_of(resources(), (view.created_by for view in views))
    return [_entry(view, who=names.get(view.created_by, "")) for view in views]


def _to_choose() -> list[Waiting]:
    """Say once for each unit how much from above waits for its choice."""
    if not may_anywhere(Right.CHOOSE_FROM_ABOVE):
        return []
    return [
        Waiting(
            STANDINGS["waiting"],
            "",
            ngettext("%(num)d notice from above", "%(num)d notices from above", count),
            url_for("staff.above", unit=code),
        )
        for code, count in count_waiting_offers(resources(), actor()).items()
    ]


def _sent_back() -> list[Waiting]:
    filters = NoticeFilters(state=NoticeState.REJECTED, author=actor().account_id)
    return [_entry(view, reason=view.reason or "") for view in _own(filters)]


def _drafts() -> list[Waiting]:
    filters = NoticeFilters(state=NoticeState.DRAFT, author=actor().account_id)
    return [_entry(view) for view in _own(filters)]


def _own(filters: NoticeFilters) -> list[NoticeView]:
    if not may_anywhere(Right.WRITE_NOTICES):
        return []
    return [view for view in _listed(filters) if view.author_id == actor().account_id]


def _listed(filters: NoticeFilters) -> tuple[NoticeView, ...]:
    return list_notices(resources(), actor(), filters=filters, limit=WAITING_SHOWN).items


def _entry(view: NoticeView, *, reason: str = "", who: str = "") -> Waiting:
    return Waiting(
        notice_state(view.state.value, is_stale_soon=view.is_stale_soon),
        times.moment(view.updated_at, resources().clock.now()),
        view.content.title,
        url_for("staff.notice", notice_id=view.id),
        reason,
        who,
    )


def _fault(board: BoardRecord) -> Fault:
    if is_online(board):
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
