"""What is done to an alert after it was written: a second officer's yes, and ending it."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from content.errors import ConflictError, ContentError, InvalidInputError
from server.locale import gettext
from server.services.alert_reviews import sign_review
from server.services.alerting import AlertView, get_alert
from server.services.alerting import approve_alert as let_out
from server.services.alerting import cancel_alert as end_alert
from server.services.permissions import Right, require
from server.staff_web.access import confirmed, proved
from server.staff_web.alerts import alert_page, reach_of, shown_view, title_of
from server.staff_web.errors import AWAY
from server.staff_web.forms import Form, sentence_of
from server.staff_web.site import actor, resources, staff


@staff.post("/alerts/<alert_id>/approve")
def approve_alert(alert_id: str) -> str | Response | tuple[str, int]:
    """Let a waiting alert go out, against the typed number of boards."""
    form = Form(request.form)
    view = shown_view(alert_id, is_waiting=True)
    require(resources(), actor(), Right.APPROVE_ALERTS, view.unit_id)
    if view.state != "pending":
        flash(gettext("Nothing waits for approval here any more."), "wrong")
        return redirect(url_for("staff.alert", alert_id=alert_id), 303)
    if not view.alert.is_drill and form.value("count").strip() != str(reach_of(view)):
        told = gettext("Type %(n)s: that many boards will show it now", n=reach_of(view))
        form.refuse("count", told)
    proved(form)
    if form.problems:
        return alert_page(view, form), 422
    try:
        let_out(resources(), actor(), alert_id, form.number("revision"), form.value("digest"))
    except ConflictError as error:
        flash(sentence_of(error), "wrong")
    return redirect(url_for("staff.alert", alert_id=alert_id), 303)


@staff.get("/alerts/<alert_id>/cancel")
@confirmed
def cancel_alert(alert_id: str) -> str:
    """Ask why it is cancelled."""
    return _cancel_page(_cancellable(alert_id), Form())


@staff.post("/alerts/<alert_id>/cancel")
def cancelling(alert_id: str) -> str | Response | tuple[str, int]:
    """Cancel an alert, or take back one that waits."""
    view = _cancellable(alert_id)
    form = Form(request.form)
    if not form.value("reason").strip():
        form.refuse("reason", gettext("Write why it is cancelled"))
    proved(form)
    if form.problems:
        return _cancel_page(view, form), 422
    try:
        end_alert(resources(), actor(), alert_id, form.value("reason"))
    except ContentError as error:
        if error.code == AWAY:
            raise
        if error.field != "reason":
            flash(sentence_of(error), "wrong")
            return redirect(url_for("staff.alert", alert_id=alert_id), 303)
        form.refuse_error(error, "reason")
        return _cancel_page(view, form), 422
    flash(gettext("Cancelled. The boards take it off within seconds."), "done")
    return redirect(url_for("staff.alert", alert_id=alert_id), 303)


@staff.post("/alerts/<alert_id>/review")
def review_alert(alert_id: str) -> str | Response | tuple[str, int]:
    """Sign off an alert that one officer sent alone, with a sentence."""
    view, form = shown_view(alert_id, is_waiting=False), Form(request.form)
    require(resources(), actor(), Right.APPROVE_ALERTS, view.unit_id)
    try:
        sign_review(resources(), actor(), alert_id, form.value("sentence"))
    except InvalidInputError as error:
        form.refuse_error(error, "sentence")
        return alert_page(view, form), 422
    except ConflictError as error:
        flash(sentence_of(error), "wrong")
    else:
        flash(gettext("Signed off. Your sentence stands in the log."), "done")
    return redirect(url_for("staff.alert", alert_id=alert_id), 303)


def _cancellable(alert_id: str) -> AlertView:
    view = get_alert(resources(), actor(), alert_id)
    require(resources(), actor(), Right.CANCEL_ALERTS, view.unit_id)
    return view


def _cancel_page(view: AlertView, form: Form) -> str:
    is_drill = view.alert.is_drill
    return render_template(
        "staff/reason.html",
        form=form,
        heading=gettext("Stop the DRILL") if is_drill else gettext("Cancel the REAL alert"),
        about=title_of(view),
        explained=gettext("It leaves every board within seconds. The ledger is kept."),
        hint=gettext("It is kept in the log."),
        deed=gettext("Stop the DRILL") if is_drill else gettext("Cancel the REAL alert"),
        deed_icon="cross",
        tone="bad",
        url_back=url_for("staff.alert", alert_id=view.id),
    )
