"""Noting a call to a caretaker: who phoned, when and what was said, for all officers to see."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from content.errors import InvalidInputError
from server.locale import gettext
from server.services.alert_calls import note_call
from server.services.alerting import get_alert
from server.services.boards import BoardRecord
from server.services.permissions import Right
from server.staff_web.alert_call_words import OUTCOMES
from server.staff_web.alerts import title_of
from server.staff_web.board_state import phone_link
from server.staff_web.forms import Form
from server.staff_web.places import board_with, unit_name
from server.staff_web.site import actor, resources, staff


@staff.get("/alerts/<alert_id>/calls/<board_id>")
def call_board(alert_id: str, board_id: str) -> str:
    """Ask how the call went."""
    return _page(alert_id, board_with(Right.STOP_BOARDS, board_id), Form())


@staff.post("/alerts/<alert_id>/calls/<board_id>")
def calling_board(alert_id: str, board_id: str) -> str | Response | tuple[str, int]:
    """Write the call down."""
    found, form = board_with(Right.STOP_BOARDS, board_id), Form(request.form)
    try:
        outcome, said = form.value("outcome"), form.line("said")
        note_call(resources(), actor(), alert_id, found.id, outcome, said)
    except InvalidInputError as error:
        form.refuse_error(error, "said")
        return _page(alert_id, found, form), 422
    flash(gettext("Noted. The other officers see it too."), "done")
    return redirect(url_for("staff.alert", alert_id=alert_id), 303)


def _page(alert_id: str, found: BoardRecord, form: Form) -> str:
    view = get_alert(resources(), actor(), alert_id)
    return render_template(
        "staff/alert_call.html",
        form=form,
        is_drill=view.alert.is_drill,
        title=title_of(view),
        board=found.name,
        place=unit_name(found.unit_id),
        phone=found.phone or "",
        phone_link=phone_link(found.phone),
        outcomes=[(one.value, gettext(word)) for one, word in OUTCOMES.items()],
        url_back=url_for("staff.alert", alert_id=view.id),
    )
