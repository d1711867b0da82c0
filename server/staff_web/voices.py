"""Sounds of alerts for those who work on them: voices that are being made, and what was sent."""

from flask import Response, jsonify, request, send_file

from content.alert_heard import Way
from content.errors import NotFoundError
from server.locale import gettext
from server.services.media_making import SOUND
from server.services.permissions import Right, require_anywhere
from server.services.speaking import Readiness, readiness, spoken_by_name
from server.staff_web.alert_heard import MAKING, WAYS
from server.staff_web.alerts import shown_view
from server.staff_web.site import actor, resources, staff

_TOLD = {Readiness.READY: WAYS[Way.VOICE], Readiness.MAKING: MAKING, Readiness.NONE: WAYS[Way.TONE]}


@staff.get("/voices/<name>")
def voice(name: str) -> Response:
    """Return the voice of a script that a page of this server named; waits until it is made."""
    require_anywhere(resources(), actor(), Right.FIRE_ALERTS)
    made = spoken_by_name(resources(), name)
    if made is None:
        raise NotFoundError("There is nothing at this address.")
    return sound_file(made.sha256)


@staff.get("/voices/<name>/state")
def voice_state(name: str) -> Response:
    """Tell how far a voice is."""
    require_anywhere(resources(), actor(), Right.FIRE_ALERTS)
    state = readiness(resources(), name)
    told = _TOLD[state]
    return jsonify(state=str(state), told=gettext(told.word), tone=told.tone, icon=told.icon)


@staff.get("/alerts/<alert_id>/sound/<language>")
def alert_sound(alert_id: str, language: str) -> Response:
    """Return what is heard of an alert in one language, also while it waits."""
    view = shown_view(alert_id, is_waiting=bool(request.args.get("waiting")))
    found = [one.audio for one in view.alert.info if one.language == language and one.audio]
    if not found or not resources().media.has(found[0]):
        raise NotFoundError("There is nothing at this address.")
    return sound_file(found[0])


def sound_file(sha256: str) -> Response:
    """Answer with a sound, also in parts, for whom the page was made."""
    answer = send_file(resources().media.path(sha256), mimetype=SOUND)
    answer.headers["Cache-Control"] = "private, max-age=300"
    return answer
