"""What is done to a notice besides writing it: submit, approve, send back, take down."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from content.errors import (
    ConflictError,
    ContentError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
)
from content.posting import last_day, required_until
from server.locale import gettext
from server.services.permissions import Right
from server.services.publishing import (
    NoticeView,
    reject_notice,
)
from server.services.publishing import (
    approve_notice as put_on_boards,
)
from server.services.publishing import (
    submit_notice as hand_in,
)
from server.services.withdrawing import withdraw_notice as take_down
from server.staff_web import times
from server.staff_web.forms import Form, sentence_of
from server.staff_web.notice_bulk import withdrawable
from server.staff_web.notices import notice_with
from server.staff_web.site import actor, resources, staff
from server.staff_web.words import RETURN_REASONS


@staff.post("/notices/<notice_id>/submit")
def submit_notice(notice_id: str) -> Response:
    """Hand a draft to the approvers; what is missing is asked for in the form."""
    try:
        hand_in(resources(), actor(), notice_id)
    except (ConflictError, ForbiddenError, NotFoundError):
        raise
    except ContentError as error:
        flash(sentence_of(error), "wrong")
        return redirect(url_for("staff.edit_notice", notice_id=notice_id), 303)
    flash(gettext("Sent for approval."), "done")
    return _to_notice(notice_id)


@staff.post("/notices/<notice_id>/approve")
def approve_notice(notice_id: str) -> Response:
    """Approve exactly the version that was read."""
    form = Form(request.form)
    revision, digest = form.number("revision"), form.value("digest")
    try:
        put_on_boards(resources(), actor(), notice_id, revision, digest)
    except ConflictError as error:
        if error.code != "revision_changed":
            raise
        flash(sentence_of(error), "wrong")
        return redirect(url_for("staff.notice", notice_id=notice_id, since=revision), 303)
    except InvalidInputError as error:
        flash(sentence_of(error), "wrong")
        return _to_notice(notice_id)
    flash(gettext("Approved. The boards get it within seconds."), "done")
    return _to_notice(notice_id)


@staff.get("/notices/<notice_id>/return")
def return_notice(notice_id: str) -> str:
    """Ask why it goes back."""
    return _return_page(notice_with(Right.APPROVE_NOTICES, notice_id), Form())


@staff.post("/notices/<notice_id>/return")
def send_back(notice_id: str) -> str | Response | tuple[str, int]:
    """Send a notice back with a ready reason, words, or both."""
    view = notice_with(Right.APPROVE_NOTICES, notice_id)
    form = Form(request.form)
    reason = _reason_of(form)
    if not reason:
        form.refuse("reason", gettext("Choose a reason or write one"))
        return _return_page(view, form), 422
    try:
        reject_notice(resources(), actor(), notice_id, reason)
    except (ConflictError, ForbiddenError):
        raise
    except ContentError as error:
        form.refuse_error(error, "reason")
        return _return_page(view, form), 422
    flash(gettext("Sent back. The author sees your reason."), "done")
    return redirect(url_for("staff.home"), 303)


@staff.get("/notices/<notice_id>/withdraw")
def withdraw_notice(notice_id: str) -> str:
    """Ask why it is taken down."""
    return _withdraw_page(withdrawable(notice_id), Form())


@staff.post("/notices/<notice_id>/withdraw")
def withdraw(notice_id: str) -> str | Response | tuple[str, int]:
    """Take a notice down."""
    view, form = withdrawable(notice_id), Form(request.form)
    try:
        take_down(resources(), actor(), notice_id, form.value("reason"))
    except ConflictError:
        raise
    except ContentError as error:
        if error.field == "reason":
            form.refuse("reason", gettext("Write why it is taken down"))
        else:
            form.refuse_error(error, "reason")
        return _withdraw_page(view, form), 422
    flash(gettext("Taken down. It leaves the boards within seconds."), "done")
    return _to_notice(notice_id)


def _reason_of(form: Form) -> str:
    ready, words = form.value("reason"), form.value("words").strip()
    known = {gettext(reason) for reason in RETURN_REASONS}
    parts = [ready if ready in known else "", words]
    return "\n".join(part for part in parts if part)


def _return_page(view: NoticeView, form: Form) -> str:
    return render_template(
        "staff/reason.html",
        form=form,
        heading=gettext("Send back to be changed"),
        about=view.content.title,
        reasons=[gettext(reason) for reason in RETURN_REASONS],
        deed=gettext("Send back"),
        deed_icon="undo",
        tone="go",
        url_back=url_for("staff.notice", notice_id=view.id),
    )


def _withdraw_page(view: NoticeView, form: Form) -> str:
    return render_template(
        "staff/reason.html",
        form=form,
        heading=gettext("Take down the notice"),
        about=view.content.title,
        explained=gettext("It leaves every board within seconds and cannot be put up again."),
        warning=_posting_cut_short(view),
        hint=gettext("It is kept in the log and shown on the public page."),
        deed=gettext("Take down"),
        deed_icon="cross",
        tone="bad",
        url_back=url_for("staff.notice", notice_id=view.id),
    )


def _posting_cut_short(view: NoticeView) -> str:
    """Warn of a public posting that has not been up for its least time."""
    until = None
    if view.shown_content is not None and view.posted_at is not None:
        until = required_until(view.shown_content, view.posted_at)
    if until is None or until <= resources().clock.now():
        return ""
    return gettext(
        "It must be publicly posted until the end of %(day)s. Taken down now, the record of "
        "posting says so, with your reason.",
        day=times.day_text(last_day(until)),
    )


def _to_notice(notice_id: str) -> Response:
    return redirect(url_for("staff.notice", notice_id=notice_id), 303)
