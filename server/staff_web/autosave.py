"""Drafts saved by the form itself while one writes, and the worker that opens it offline."""

from typing import Any

from flask import jsonify, request, url_for
from werkzeug.wrappers import Response

from content.errors import ConflictError, InvalidInputError
from content.notice import NoticeState
from server.locale import N_
from server.services.permissions import Right, require_anywhere
from server.services.publishing import (
    NoticeDraft,
    NoticeView,
    create_notice,
    edit_notice,
    get_notice,
)
from server.services.publishing_drafts import draft_id, read_changes
from server.staff_web import times, tongue_fields
from server.staff_web.forms import Form
from server.staff_web.notice_fields import read_fields
from server.staff_web.notice_form import as_of_today, held_draft, mark_of, overtaken
from server.staff_web.site import actor, resources, staff
from server.staff_web.uploads import told

_NO_DRAFT = N_("This notice is no longer a draft. What you typed stays on this device.")


@staff.post("/notices/autosave")
@told
def autosave() -> Response | tuple[Response, int]:
    """Keep what is typed as a draft, or say why not; another's version is never overwritten."""
    require_anywhere(resources(), actor(), Right.WRITE_NOTICES)
    form = Form(request.form)
    held = _held(form)
    values = read_fields(form, as_of_today(held) if held else None)
    tongue_fields.put_in(form, values)
    if form.problems:
        raise InvalidInputError(next(iter(form.problems.values())), code="unfinished")
    if held is None:
        draft = NoticeDraft(language="vi", unit=form.value("unit"), **values)
        return _saved(create_notice(resources(), actor(), draft, form.value("draft_key")))
    if held.stored_state is not NoticeState.DRAFT:
        raise ConflictError(_NO_DRAFT)
    if form.value("read") != mark_of(held) and not _is_same(held, values):
        address = url_for("staff.notice", notice_id=held.id)
        return jsonify(told=overtaken(held), code="overtaken", address=address), 409
    return _saved(edit_notice(resources(), actor(), held.id, values))


def _held(form: Form) -> NoticeView | None:
    notice_id = form.value("notice")
    if notice_id:
        return get_notice(resources(), actor(), notice_id)
    draft_id(actor(), form.value("draft_key"))
    return held_draft(form)


def _is_same(held: NoticeView, values: dict[str, Any]) -> bool:
    """Say whether it is the very text that is held: an answer was lost, nothing else."""
    return read_changes(resources(), actor(), held.content, values) == held.content


def _saved(view: NoticeView) -> Response:
    return jsonify(
        id=view.id,
        read=mark_of(view),
        time=times.clock_time(resources().clock.now()),
        address=url_for("staff.edit_notice", notice_id=view.id),
    )


@staff.get("/notices/draft-worker.js")
def draft_worker() -> Response:
    """Serve the worker from here: its scope is the form and nothing else."""
    answer = staff.send_static_file("draft-worker.js")
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
