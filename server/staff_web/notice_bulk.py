"""Taking several notices down at once: chosen in the list, named, one reason, all or none."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from content.errors import ConflictError, ContentError, ForbiddenError
from content.notice import NoticeAction, allowed_actions
from server.locale import gettext, ngettext
from server.services.permissions import Right, can, require
from server.services.publishing import NoticeView, get_notice
from server.services.withdrawing import is_own_unshown as is_own
from server.services.withdrawing import withdraw_notices
from server.staff_web.forms import Form, sentence_of
from server.staff_web.site import actor, resources, staff

MOST_AT_ONCE = 50


@staff.get("/notices/withdraw")
def withdraw_several() -> str | Response:
    """Name what was ticked and ask why."""
    form = Form(request.args)
    if not form.values("notice"):
        flash(gettext("Tick the notices to take down first."), "wrong")
        return redirect(url_for("staff.notice_list"), 303)
    return _page(form, _ticked(form))


@staff.post("/notices/withdraw")
def withdrawing_several() -> str | Response | tuple[str, int]:
    """Take them all down, or none."""
    form = Form(request.form)
    views = _ticked(form)
    try:
        done = withdraw_notices(
            resources(), actor(), [view.id for view in views], form.value("reason")
        )
    except (ConflictError, ForbiddenError) as error:
        form.refuse("reason", _none_done(views, error))
        return _page(form, views), 422
    except ContentError as error:
        sentence = gettext("Write why they are taken down")
        form.refuse("reason", sentence if error.field == "reason" else sentence_of(error))
        return _page(form, views), 422
    told = ngettext("%(num)d notice taken down.", "%(num)d notices taken down.", len(done))
    flash(f"{told} " + gettext("They leave the boards within seconds."), "done")
    return redirect(url_for("staff.notice_list", state="withdrawn"), 303)


def _ticked(form: Form) -> list[NoticeView]:
    """Return what was ticked; whoever may take down none of it learns so at once."""
    chosen = form.values("notice")[:MOST_AT_ONCE]
    views = [get_notice(resources(), actor(), notice_id) for notice_id in chosen]
    if views and not any(_has_right(view) for view in views):
        require(resources(), actor(), _right_for(views[0]), views[0].unit_id)
    return views


def withdrawable(notice_id: str) -> NoticeView:
    """Return a notice to take down. Raises: NotFoundError, ForbiddenError."""
    view = get_notice(resources(), actor(), notice_id)
    require(resources(), actor(), _right_for(view), view.unit_id)
    return view


def _has_right(view: NoticeView) -> bool:
    return can(resources(), actor(), _right_for(view), view.unit_id)


def _right_for(view: NoticeView) -> Right:
    return Right.WRITE_NOTICES if is_own(actor(), view) else Right.WITHDRAW_NOTICES


def _none_done(views: list[NoticeView], error: ContentError) -> str:
    stuck = [view.content.title for view in views if not may_withdraw(view)]
    if not stuck:
        return sentence_of(error)
    return gettext(
        "Nothing was taken down. You cannot take down: %(titles)s. Go back and leave it out.",
        titles="; ".join(stuck),
    )


def may_withdraw(view: NoticeView) -> bool:
    """Say whether this person may take the notice down as it stands."""
    if NoticeAction.WITHDRAW not in allowed_actions(view.stored_state):
        return False
    return _has_right(view)


def _page(form: Form, views: list[NoticeView]) -> str:
    return render_template(
        "staff/notice_bulk.html",
        form=form,
        heading=ngettext("Take down %(num)d notice", "Take down %(num)d notices", len(views)),
        chosen=[(view.id, view.content.title) for view in views],
        on_boards=sum(1 for view in views if view.shown_revision is not None),
        url_back=url_for("staff.notice_list"),
    )
