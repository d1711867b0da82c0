"""Where a board hangs and what it is: said anew by a technician without touching the screen."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from content.errors import ContentError
from server.locale import N_, gettext
from server.services.board_changes import move_board
from server.services.board_places import BoardPlace
from server.services.boards import BoardRecord
from server.services.permissions import Right
from server.staff_web.access import confirmed, proved
from server.staff_web.forms import Form
from server.staff_web.places import board_with, label_counts, units_for
from server.staff_web.site import actor, resources, staff

_DISTANCES = (3, 5, 8, 12, 15, 20, 30)
_TURNS = {
    "0": N_("Not turned"),
    "90": N_("A quarter turn to the right"),
    "180": N_("Upside down"),
    "270": N_("A quarter turn to the left"),
}
_FIELDS = ("name", "unit", "phone", "far", "turn", "groups", "tags", "profile")


@staff.get("/boards/<board_id>/place")
@confirmed
def board_place(board_id: str) -> str:
    """Show what is known of the place, to be put right."""
    found = board_with(Right.PAIR_BOARDS, board_id)
    return _page(found, _form_of(found))


@staff.post("/boards/<board_id>/place")
def change_board_place(board_id: str) -> str | Response | tuple[str, int]:
    """Take over what was put right; the board follows within seconds."""
    found = board_with(Right.PAIR_BOARDS, board_id)
    form = Form(request.form)
    try:
        place = _place(form, found)
        if not form.problems and proved(form):
            move_board(resources(), actor(), board_id, place)
    except ContentError as error:
        form.refuse_error(error, "name")
        if form.problems and not set(form.problems) & set(_FIELDS):
            form.refuse("name", next(iter(form.problems.values())))
    if form.problems:
        return _page(found, form), 422
    flash(gettext("Saved. The board follows within seconds."), "done")
    return redirect(url_for("staff.board", board_id=board_id), 303)


def _form_of(found: BoardRecord) -> Form:
    return Form.of(
        {
            "name": found.name,
            "unit": resources().units.tree().get(found.unit_id).code,
            "phone": found.phone or "",
            "far": f"{found.profile.far_m:g}",
            "turn": str(found.profile.rotation),
            "groups": ", ".join(sorted(found.addressee.groups)),
            "tags": ", ".join(sorted(found.addressee.tags)),
        }
    )


def _place(form: Form, found: BoardRecord) -> BoardPlace:
    if not form.value("name").strip():
        form.refuse("name", gettext("Give the board a name"))
    try:
        far = float(form.value("far").replace(",", "."))
    except ValueError:
        form.refuse("far", gettext("Write the distance in metres, like 8"))
        far = found.profile.far_m
    near = min(found.profile.near_m, far)
    turn = form.value("turn") or str(found.profile.rotation)
    if turn not in _TURNS:
        form.refuse("turn", gettext("Choose how the picture is turned"))
    return BoardPlace(
        unit=form.value("unit"),
        name=form.line("name"),
        profile=found.profile.to_dict()
        | {"far_m": far, "near_m": near, "rotation": int(turn) if turn in _TURNS else 0},
        phone=form.value("phone").strip() or None,
        groups=_labels(form.line("groups")),
        tags=_labels(form.line("tags")),
    )


def _labels(text: str) -> list[str]:
    return [label.strip() for label in text.split(",") if label.strip()]


def _page(found: BoardRecord, form: Form) -> str:
    known = label_counts(resources().boards.in_service())
    return render_template(
        "staff/board_place.html",
        form=form,
        name=found.name,
        url_back=url_for("staff.board", board_id=found.id),
        units=units_for(Right.PAIR_BOARDS),
        groups=[label for field, label, _ in known if field == "group"],
        tags=[label for field, label, _ in known if field == "tag"],
        distances=_DISTANCES,
        turns=_TURNS,
    )
