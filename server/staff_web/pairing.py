"""Pairing a board: the code on its screen, the check number on both, the final yes."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from content.errors import ContentError, ForbiddenError, InvalidInputError
from server.locale import gettext
from server.services.board_places import BoardPlace
from server.services.pairing_approval import WaitingBoard, approve, deny, look_up
from server.services.permissions import Right, require_anywhere
from server.staff_web.access import confirmed, proved
from server.staff_web.forms import Form, sentence_of
from server.staff_web.notice_form import BoardChoice
from server.staff_web.places import boards_for, unit_name, units_for
from server.staff_web.site import actor, resources, staff
from server.staff_web.waiting_boards import count_waiting_boards

_FIELD_OF = {"profile": "profile", "unit": "unit", "name": "name", "phone": "phone"}


@staff.get("/boards/pair")
@confirmed
def pair() -> str | Response:
    """Ask for the code on the screen; a code in the address, from its QR, is only filled in."""
    require_anywhere(resources(), actor(), Right.PAIR_BOARDS)
    return _code_page(Form(request.args))


@staff.post("/boards/pair")
def pairing() -> str | Response | tuple[str, int]:
    """Look the code up."""
    require_anywhere(resources(), actor(), Right.PAIR_BOARDS)
    form = Form(request.form)
    try:
        waiting = look_up(resources(), actor(), form.value("code"))
    except ContentError as error:
        form.refuse("code", sentence_of(error))
        return _code_page(form), 422
    return redirect(url_for("staff.pair_check", code=waiting.user_code), 303)


@staff.get("/boards/pair/<code>")
@confirmed
def pair_check(code: str) -> str:
    """Show the check number and ask where the board hangs."""
    waiting = look_up(resources(), actor(), code)
    return _check_page(waiting, Form.of({"far": "8", "diagonal": "55"}))


@staff.post("/boards/pair/<code>")
def let_in(code: str) -> str | Response | tuple[str, int]:
    """Let the board in, or turn away whatever showed another number."""
    require_anywhere(resources(), actor(), Right.PAIR_BOARDS)
    form = Form(request.form)
    if form.value("answer") == "no":
        deny(resources(), actor(), code)
        flash(gettext("Turned away. Nothing was paired; the screen shows a new code."), "done")
        return redirect(url_for("staff.pair"), 303)
    waiting = look_up(resources(), actor(), code)
    try:
        place = _place(form, waiting)
        proved(form)
        if form.problems:
            return _check_page(waiting, form), 422
        board = approve(resources(), actor(), code, place)
    except ForbiddenError:
        raise
    except ContentError as error:
        name = (error.field or "name").split(".")[0]
        form.refuse(_FIELD_OF.get(name, "name"), sentence_of(error))
        return _check_page(waiting, form), 422
    if count_waiting_boards():
        flash(gettext("Paired. It waits for an officer's touch within ten minutes."), "done")
        return redirect(url_for("staff.waiting_boards"), 303)
    flash(gettext("Paired. The board shows its notices within seconds."), "done")
    return redirect(url_for("staff.board", board_id=board.board), 303)


def _place(form: Form, waiting: WaitingBoard) -> BoardPlace:
    if not form.value("name").strip():
        form.refuse("name", gettext("Give the board a name"))
    far = form.value("far")
    if far not in {"5", "8", "12"}:
        raise InvalidInputError("Choose how far away the farthest reader stands.", field="profile")
    diagonal = form.value("diagonal").strip().replace(",", ".")
    try:
        inches = float(diagonal) if diagonal else 55.0
    except ValueError:
        form.refuse("diagonal", gettext("Write the size as a number, like 55"))
        inches = 55.0
    profile = {
        "width": waiting.width,
        "height": waiting.height,
        "far_m": float(far),
        "diagonal_in": inches,
    }
    return BoardPlace(
        unit=form.value("unit"),
        name=form.line("name"),
        profile=profile,
        phone=form.value("phone").strip() or None,
        replaces=form.value("replaces") or None,
    )


def _code_page(form: Form) -> str:
    return render_template(
        "staff/pair.html", form=form, board_address=f"{resources().settings.address}/board"
    )


def _check_page(waiting: WaitingBoard, form: Form) -> str:
    boards = boards_for(Right.PAIR_BOARDS)
    return render_template(
        "staff/pair_check.html",
        form=form,
        waiting={
            "code": waiting.user_code,
            "check_number": waiting.check_number,
            "size": f"{waiting.width} × {waiting.height}",
        },
        units=units_for(Right.PAIR_BOARDS),
        replaceable=[BoardChoice(b.id, b.name, unit_name(b.unit_id)) for b in boards],
    )
