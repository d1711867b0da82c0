"""The stop button: choose the boards, see their number and names, stop them or let them go on."""

from collections import Counter

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from content.errors import ContentError
from content.text import has_words, search_key
from server.locale import N_, gettext, ngettext
from server.services.heads import slate_of
from server.services.permissions import Right, require_anywhere
from server.services.slates import LONGEST_TEXT, set_slate
from server.staff_web import times
from server.staff_web.access import confirmed, proved
from server.staff_web.alert_reach import reached_by
from server.staff_web.forms import Form
from server.staff_web.places import unit_name
from server.staff_web.site import actor, resources, staff
from server.staff_web.stop_scopes import MOST_FOUND, Asked, asked, stoppable, unit_choices

REASONS = {
    "strange": N_("The boards show something strange"),
    "wrong": N_("What is on is wrong"),
    "check": N_("Checks or repairs"),
}
NAMED_OPENLY = 12


@staff.get("/stop")
def stop_boards() -> str:
    """Ask which boards: all, a unit or one; find one by its name."""
    require_anywhere(resources(), actor(), Right.STOP_BOARDS)
    q, boards = request.args.get("q", "").strip()[:100], stoppable()
    key = search_key(q)
    found = [
        board
        for board in boards
        if key and has_words(f"{board.name} {unit_name(board.unit_id)}", [key])
    ]
    return render_template(
        "staff/stop.html",
        boards=len(boards),
        stopped=sum(1 for board in boards if board.slate is not None),
        units=unit_choices(),
        q=q,
        found=[(board.id, board.name, unit_name(board.unit_id)) for board in found[:MOST_FOUND]],
        found_more=len(found) > MOST_FOUND,
    )


@staff.get("/stop/check")
@confirmed
def check_stop_boards() -> str:
    """Show how many boards and which, and ask for the reason."""
    screen = gettext("The board is being checked")
    return _stop_page(asked(), Form.of({"reason": "strange", "screen": screen}))


@staff.post("/stop/check")
def stopping_boards() -> str | Response | tuple[str, int]:
    """Put the waiting screen over everything but alerts."""
    wanted, form = asked(), Form(request.form)
    why = _reason(form)
    proved(form)
    if form.problems:
        return _stop_page(wanted, form), 422
    try:
        text = form.line("screen") or gettext("The board is being checked")
        boards = set_slate(resources(), actor(), wanted.scope, text, why)
    except ContentError as error:
        form.refuse_error(error, "screen")
        form.problems = {_FIELD.get(name, name): said for name, said in form.problems.items()}
        return _stop_page(wanted, form), 422
    told = ngettext(
        "%(num)d board was told to stop. See below whether it shows its waiting screen.",
        "%(num)d boards were told to stop. See below which show their waiting screen.",
        len(boards),
    )
    flash(told, "done")
    return redirect(url_for("staff.stopped_boards", **wanted.query), 303)


@staff.get("/stop/go-on")
@confirmed
def check_boards_go_on() -> str:
    """Show which boards are stopped and why, before they go on."""
    return _go_on_page(asked(), Form())


@staff.post("/stop/go-on")
def boards_go_on() -> str | Response | tuple[str, int]:
    """Let the boards go on."""
    wanted, form = asked(), Form(request.form)
    if not proved(form):
        return _go_on_page(wanted, form), 422
    if not wanted.stopped:
        flash(gettext("None of these boards is stopped."), "wrong")
        return redirect(url_for("staff.stop_boards"), 303)
    boards = set_slate(resources(), actor(), wanted.scope, None)
    told = ngettext(
        "%(num)d board was told to go on.", "%(num)d boards were told to go on.", len(boards)
    )
    flash(told, "done")
    return redirect(url_for("staff.stopped_boards", **wanted.query), 303)


_FIELD = {"text": "screen"}


def _reason(form: Form) -> str | None:
    """Return the reason in words; what is missing is noted in the form."""
    chosen, words = form.value("reason"), form.value("words").strip()
    if chosen in REASONS:
        said = gettext(REASONS[chosen])
        return f"{said}: {words}" if words else said
    if not words:
        form.refuse("words", gettext("Say in your words why the boards are stopped"))
    return words or None


def _stop_page(wanted: Asked, form: Form) -> str:
    return render_template(
        "staff/stop_check.html",
        form=form,
        label=wanted.label,
        is_one=wanted.scope.board is not None,
        reach=reached_by(wanted.boards),
        is_open=len(wanted.boards) <= NAMED_OPENLY,
        reasons=[(key, gettext(word)) for key, word in REASONS.items()],
        longest=LONGEST_TEXT,
        url_back=_back(wanted),
    )


def _go_on_page(wanted: Asked, form: Form) -> str:
    now = resources().clock.now()
    slates = [slate for slate in map(slate_of, wanted.stopped) if slate is not None]
    said = Counter((slate.text, times.moment(slate.since, now)) for slate in slates)
    return render_template(
        "staff/stop_go_on.html",
        form=form,
        label=wanted.label,
        is_one=wanted.scope.board is not None,
        reach=reached_by(wanted.stopped),
        is_open=len(wanted.stopped) <= NAMED_OPENLY,
        texts=[(text, since, count) for (text, since), count in said.items()],
        url_back=url_for("staff.stopped_boards", **wanted.query),
    )


def _back(wanted: Asked) -> str:
    if wanted.scope.board is not None:
        return url_for("staff.board", board_id=wanted.scope.board)
    return url_for("staff.stop_boards")
