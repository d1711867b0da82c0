"""The list of boards, one board's page, and how it is revoked."""

from dataclasses import dataclass
from heapq import nsmallest

from flask import flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from content.text import has_words, search_key
from server.locale import N_, gettext, ngettext
from server.services.board_changes import revoke_board as put_out_of_service
from server.services.boards import BoardRecord
from server.services.permissions import Right, can
from server.staff_web import times
from server.staff_web.access import confirmed, proved
from server.staff_web.board_commands import commands_of, last_picture, power_line
from server.staff_web.board_state import (
    contact_text,
    faults_of,
    phone_link,
    state_key,
    state_of,
    states_of,
)
from server.staff_web.board_tests import ProofLine, proof_line
from server.staff_web.forms import Form
from server.staff_web.places import board_with, boards_for, readable_board, unit_name
from server.staff_web.playing import Playing, alert_on, playing
from server.staff_web.site import actor, resources, staff
from server.staff_web.words import BOARD_STATES, StateWord

ROWS = 20
NEXT_SHOWN = 6
FILTERS: tuple[tuple[str, str], ...] = (
    ("", N_("All")),
    *((key, state.word) for key, state in BOARD_STATES.items() if key != "revoked"),
)


@dataclass(frozen=True)
class Row:
    """A board in the list."""

    url: str
    name: str
    place: str
    state: StateWord
    contact: str


@dataclass(frozen=True)
class On:
    """A notice on the board, now or soon."""

    title: str
    url: str
    line: str


@dataclass(frozen=True)
class Shown:
    """A board as its page shows it."""

    id: str
    name: str
    place: str
    state: StateWord
    contact: str
    slate: str
    picture: str
    width: int
    height: int
    shape: str
    now: str
    playing: list[On]
    condition: list[tuple[str, str]]
    test: ProofLine
    phone: str
    phone_link: str


@staff.get("/boards")
def board_list() -> str:
    """List the boards, those with trouble first."""
    q, state = request.args.get("q", "").strip()[:100], request.args.get("state", "")
    start = request.args.get("start", "")
    first = int(start) if start.isascii() and start.isdigit() and len(start) < 7 else 0
    boards = boards_for(Right.READ)
    states, key = states_of(boards), search_key(q)
    found = [
        board
        for board in boards
        if state in ("", states[board.id]) and (not key or has_words(_found_by(board), [key]))
    ]
    ranks = {name: (name == "online", place) for place, name in enumerate(BOARD_STATES)}
    found = nsmallest(first + ROWS + 1, found, key=lambda board: ranks[states[board.id]])
    more = None
    if len(found) > first + ROWS:
        more = _filtered(state, q, first + ROWS)
    return render_template(
        "staff/boards.html",
        boards=[_row(board) for board in found[first : first + ROWS]],
        filters=[
            {
                "label": gettext(word),
                "url": _filtered(key, q),
                "on": key == state,
            }
            for key, word in FILTERS
        ],
        q=q,
        state=state,
        more=more,
        board_address=f"{resources().settings.address}/board",
    )


@staff.get("/boards/<board_id>")
def board(board_id: str) -> str:
    """Show one board."""
    found = readable_board(board_id)
    may_stop = can(resources(), actor(), Right.STOP_BOARDS, found.unit_id)
    may_pair = can(resources(), actor(), Right.PAIR_BOARDS, found.unit_id)
    is_stopped = found.slate is not None
    return render_template(
        "staff/board.html",
        board=_shown(found),
        last_picture=last_picture(found),
        commands=commands_of(found),
        power=power_line(found),
        deeds={
            "stop": may_stop and not found.is_revoked and not is_stopped,
            "resume": may_stop and not found.is_revoked and is_stopped,
            "place": may_pair and not found.is_revoked,
            "revoke": may_pair and not found.is_revoked,
        },
    )


@staff.get("/boards/<board_id>/items")
def board_items(board_id: str) -> Response:
    """Return what the frame beside the facts paints now, and for how long."""
    found = readable_board(board_id)
    now = resources().clock.now()
    on, layout = playing(found, now, most=1)
    alert = alert_on(found, now)
    over = {"header": dict(found.header), "layout": layout}
    if alert is not None:
        return jsonify(preview={**over, "alert": alert.to_dict()}, seconds=5)
    if found.slate is not None:
        return jsonify(preview={**over, "slate": dict(found.slate)}, seconds=5)
    if not on:
        return jsonify(preview=None, seconds=10)
    preview = {
        "header": dict(found.header),
        "layout": layout,
        "item": on[0].item,
        "page": on[0].page,
        "media": _media_of(on[0]),
    }
    return jsonify(preview=preview, seconds=max(1.0, on[0].left_s))


@staff.get("/boards/<board_id>/revoke")
@confirmed
def revoke_board(board_id: str) -> str:
    """Ask for the name of the board: this cannot be taken back."""
    return _revoke_page(board_with(Right.PAIR_BOARDS, board_id), Form())


@staff.post("/boards/<board_id>/revoke")
def revoking(board_id: str) -> str | Response | tuple[str, int]:
    """Put the board out of service."""
    found, form = board_with(Right.PAIR_BOARDS, board_id), Form(request.form)
    if search_key(form.value("reason").strip()) != search_key(found.name):
        form.refuse("reason", gettext("Type the name of the board: %(name)s", name=found.name))
    proved(form)
    if form.problems:
        return _revoke_page(found, form), 422
    put_out_of_service(resources(), actor(), found.id)
    flash(gettext("Revoked. The board gets nothing any more."), "done")
    return redirect(url_for("staff.board_list"), 303)


def _media_of(on: Playing) -> dict[str, str]:
    pictures = (page["picture"] for page in on.item["pages"])
    return {found["media"]: f"/media/{found['media']}" for found in pictures if found}


def _filtered(state: str, q: str, start: int = 0) -> str:
    return url_for("staff.board_list", state=state or None, q=q or None, start=start or None)


def _found_by(found: BoardRecord) -> str:
    return f"{found.name} {unit_name(found.unit_id)}"


def _row(found: BoardRecord) -> Row:
    return Row(
        url=url_for("staff.board", board_id=found.id),
        name=found.name,
        place=unit_name(found.unit_id),
        state=state_of(found),
        contact=_contact(found),
    )


def _contact(found: BoardRecord) -> str:
    """Return the last contact; a board never heard says so in its state already."""
    return "" if state_key(found) == "new" else contact_text(found)


def _shown(found: BoardRecord) -> Shown:
    width, height = found.profile.size_px
    on, _ = playing(found, resources().clock.now(), NEXT_SHOWN)
    return Shown(
        id=found.id,
        name=found.name,
        place=unit_name(found.unit_id),
        state=state_of(found),
        contact=_contact(found),
        slate=(found.slate or {}).get("text", ""),
        picture=url_for("staff.board_picture", board_id=found.id),
        width=width,
        height=height,
        shape="portrait" if height > width else "landscape",
        now=on[0].title if on else gettext("Waiting screen"),
        playing=[_on(entry, is_first=place == 0) for place, entry in enumerate(on)],
        condition=_condition(found),
        test=proof_line(found),
        phone=found.phone or "",
        phone_link=phone_link(found.phone),
    )


def _on(entry: Playing, *, is_first: bool) -> On:
    pages = len(entry.item["pages"])
    told = ngettext("%(num)d page", "%(num)d pages", pages)
    if is_first and pages > 1:
        told = gettext("Page %(page)s of %(pages)s", page=entry.page + 1, pages=pages)
    notice = str(entry.item["notice"])
    line = f"{told} · {times.span(entry.length_s)}"
    return On(entry.title, url_for("staff.notice", notice_id=notice), line)


def _condition(found: BoardRecord) -> list[tuple[str, str]]:
    status = resources().presence.of(found.id).status
    width, height = found.profile.size_px
    rows = [
        (gettext("Faults"), ". ".join(faults_of(found)) or gettext("none known")),
        (gettext("Screen"), f"{width} × {height}"),
        (gettext("Groups of boards"), ", ".join(sorted(found.addressee.groups))),
        (gettext("Tags"), ", ".join(sorted(found.addressee.tags))),
        (gettext("Farthest reader"), gettext("%(n)s m", n=_short(found.profile.far_m))),
        (gettext("Clock"), _clock_text(status.clock_offset_s)),
        (
            gettext("Memory free"),
            _measured(status.storage_free_mb, "MB"),
        ),
        (gettext("Temperature"), _measured(status.temperature_c, "°C")),
        (gettext("Software"), found.software),
        (gettext("Paired"), times.moment(found.paired_at, resources().clock.now())),
    ]
    return [(term, value) for term, value in rows if value]


def _measured(value: float | None, unit: str) -> str:
    return "" if value is None else f"{value:.0f} {unit}"


def _clock_text(offset_s: float | None) -> str:
    if offset_s is None:
        return ""
    if abs(offset_s) < 2:
        return gettext("right")
    return gettext("wrong by %(span)s", span=times.span(abs(offset_s)))


def _short(number: float) -> str:
    return f"{number:g}"


def _revoke_page(found: BoardRecord, form: Form) -> str:
    return render_template(
        "staff/reason.html",
        form=form,
        heading=gettext("Revoke this board"),
        about=found.name,
        explained=gettext("This cannot be taken back: the board must be paired anew."),
        hint=gettext("Like above; marks may be left out."),
        label=gettext("Type the name of the board"),
        deed=gettext("Revoke this board"),
        deed_icon="bin",
        tone="bad",
        url_back=url_for("staff.board", board_id=found.id),
    )
