"""Sending files in parts from the notice form, and how far the work on them is; answers in JSON."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import jsonify, request, url_for
from werkzeug.wrappers import Response

from content.errors import ContentError
from server.errors import status_of
from server.locale import gettext
from server.services.media import MediaState, MediaView, get_media
from server.services.media_jobs import cancel_media
from server.services.permissions import Right, require_anywhere
from server.services.publishing_drafts import resolve_unit
from server.services.uploads import (
    PART_BYTES,
    UploadView,
    add_part,
    begin_upload,
    drop_upload,
    get_upload,
)
from server.staff_web.forms import Form, sentence_of
from server.staff_web.site import actor, resources, staff

_View = Callable[..., Response | tuple[Response, int]]


def told(view: _View) -> Callable[..., Response | tuple[Response, int]]:
    """Answer refusals in a sentence the script can show."""

    @wraps(view)
    def answer(**values: Any) -> Response | tuple[Response, int]:
        try:
            return view(**values)
        except ContentError as error:
            words = {"told": sentence_of(error), "code": error.code}
            return jsonify(**words, offset=error.params.get("offset")), status_of(error)

    return answer


@staff.post("/uploads")
@told
def begin() -> Response:
    """Open an upload for a unit."""
    require_anywhere(resources(), actor(), Right.ADD_MEDIA)
    form = Form(request.form)
    view = begin_upload(
        resources(),
        actor(),
        name=form.value("name"),
        size=form.number("size"),
        unit_id=resolve_unit(resources(), form.value("unit"), "unit").id,
        is_paper=form.has("paper", "yes"),
    )
    return jsonify(part=PART_BYTES, **_as_told(view))


@staff.get("/uploads/<upload_id>")
@told
def so_far(upload_id: str) -> Response:
    """Tell how much of an upload is here."""
    return jsonify(part=PART_BYTES, **_as_told(get_upload(resources(), actor(), upload_id)))


@staff.post("/uploads/<upload_id>/part")
@told
def part(upload_id: str) -> Response:
    """Add a part; the last one makes the media."""
    offset = Form(request.args).number("offset")
    data = request.get_data(cache=False)
    return jsonify(**_as_told(add_part(resources(), actor(), upload_id, offset, data)))


@staff.post("/uploads/<upload_id>/drop")
@told
def drop(upload_id: str) -> Response:
    """Give up an upload."""
    drop_upload(resources(), actor(), upload_id)
    return jsonify()


@staff.get("/media/<media_id>/state")
@told
def media_state(media_id: str) -> Response:
    """Tell how far the work on a media is."""
    return jsonify(**media_told(get_media(resources(), actor(), media_id)))


@staff.post("/media/<media_id>/cancel")
@told
def media_cancel(media_id: str) -> Response:
    """Give up the work on a media."""
    cancel_media(resources(), actor(), media_id)
    return jsonify(**media_told(get_media(resources(), actor(), media_id)))


def media_told(view: MediaView) -> dict[str, Any]:
    """Say what a person is told of a media."""
    small = url_for("staff.media_thumb", media_id=view.id) if view.thumbnail_sha256 else ""
    return {
        "id": view.id,
        "name": view.name,
        "state": view.state.value,
        "progress": view.progress,
        "small": small,
        "told": _sentence(view),
    }


def _sentence(view: MediaView) -> str:
    if view.reason is not None:
        return sentence_of(view.reason)
    if view.state is MediaState.PROCESSING:
        told = gettext("Being prepared: %(n)s %%. Go on, no need to wait.", n=view.progress)
        return str(told)
    if view.state is MediaState.CANCELLED:
        return gettext("This was cancelled.")
    if view.paper_found is False:
        return gettext("No sheet of paper was found in the photo; it is kept as it is.")
    if view.paper_found:
        return gettext("The sheet was straightened. Look at it before you send it.")
    return gettext("Ready")


def _as_told(view: UploadView) -> dict[str, Any]:
    told: dict[str, Any] = {"id": view.id, "offset": view.offset, "size": view.size, "media": None}
    if view.media_id is not None:
        told["media"] = media_told(get_media(resources(), actor(), view.media_id))
    return told
