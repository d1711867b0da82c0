"""The touch of an officer's own key, over exactly the alert that its page shows."""

from typing import Any

from flask import flash, jsonify, request, url_for
from werkzeug.wrappers import Response

from content.errors import ContentError
from server.locale import gettext
from server.services import touches
from server.services.alert_extending import extend_alert
from server.services.alerting import AlertView
from server.services.alerting import approve_alert as let_out
from server.services.permissions import Right, require
from server.staff_web.alert_standing import touch_options, waits_for_touch
from server.staff_web.alerts import reach_of, shown_view
from server.staff_web.forms import sentence_of
from server.staff_web.site import actor, resources, staff


@staff.post("/alerts/<alert_id>/touch/options")
def alert_touch_options(alert_id: str) -> Response | tuple[Response, int]:
    """Ask the browser for a touch over exactly what waits."""
    view = shown_view(alert_id, is_waiting=True)
    require(resources(), actor(), Right.APPROVE_ALERTS, view.unit_id)
    sent: Any = request.get_json(silent=True)
    sent = sent if isinstance(sent, dict) else {}
    if not waits_for_touch(view):
        return _refused(gettext("Nothing waits for approval here any more."))
    if wrong := _wrong_count(view, sent):
        return _refused(wrong)
    try:
        options = touch_options(view)
    except ContentError as error:
        return _refused(sentence_of(error))
    return jsonify(options)


@staff.post("/alerts/<alert_id>/touch")
def touch_alert(alert_id: str) -> Response | tuple[Response, int]:
    """Let it go out by one's own key, as the page showed it."""
    view = shown_view(alert_id, is_waiting=True)
    require(resources(), actor(), Right.APPROVE_ALERTS, view.unit_id)
    sent: Any = request.get_json(silent=True)
    sent = sent if isinstance(sent, dict) else {}
    revision = str(sent.get("revision") or "")
    if wrong := _wrong_count(view, sent):
        return _refused(wrong)
    try:
        approval = touches.approval_of(resources(), actor(), sent.get("credential"))
        number = int(revision) if revision.isdecimal() else 0
        if view.state == "pending":
            digest = str(sent.get("digest") or "")
            done = let_out(resources(), actor(), alert_id, number, digest, [approval])
        else:
            done = extend_alert(resources(), actor(), alert_id, number, [approval])
    except ContentError as error:
        return _refused(sentence_of(error))
    if done.state == "pending":
        flash(gettext("Touched. It is on no board yet: another officer must touch too."), "done")
    elif done.awaits:
        flash(gettext("Touched. Some boards still wait for their own officers."), "done")
    return jsonify(url=url_for("staff.alert", alert_id=alert_id, waiting=_waits(done)))


def _waits(view: AlertView) -> str | None:
    return "yes" if view.state == "pending" and view.revision > 1 else None


def _wrong_count(view: AlertView, sent: Any) -> str:
    """Return what a second officer has to type first, as without keys; empty when it is right."""
    if view.alert.is_drill or view.created_by == actor().account_id:
        return ""
    boards = len(view.awaits) if view.state != "pending" else reach_of(view)
    if str(sent.get("count") or "").strip() == str(boards):
        return ""
    return gettext("Type %(n)s: that many boards will show it now", n=boards)


def _refused(sentence: str) -> tuple[Response, int]:
    return jsonify(sentence=sentence), 422
