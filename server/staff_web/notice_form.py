"""Writing a notice on one page: new, edit, with its files, saved or sent for approval."""

from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from content.category import CATEGORIES
from content.errors import ContentError, ForbiddenError, NotFoundError
from content.notice import NoticeContent, NoticeState
from content.unit import Unit
from server.locale import gettext
from server.services.boards import BoardRecord
from server.services.media import add_media, list_media
from server.services.media_quota import room_of
from server.services.people import names_of
from server.services.permissions import Right, require_anywhere
from server.services.publishing import (
    NoticeDraft,
    NoticeView,
    create_notice,
    get_notice,
    submit_notice,
)
from server.services.publishing import (
    edit_notice as change_notice,
)
from server.services.publishing_drafts import draft_id
from server.staff_web import document_fields, times, tongue_fields
from server.staff_web.daypart_fields import day_names
from server.staff_web.forms import Form, sentence_of
from server.staff_web.notice_fields import form_of, fresh_form, note_refusal, read_fields
from server.staff_web.notices import notice_with
from server.staff_web.places import (
    Place,
    boards_for,
    inside,
    label_counts,
    places,
    today,
    unit_name,
    units_for,
)
from server.staff_web.plans import plan_choices
from server.staff_web.preview_boards import preview_choices
from server.staff_web.site import actor, resources, staff
from server.staff_web.uploads import media_told

MOST_BOARDS_LISTED = 200


@dataclass(frozen=True)
class BoardChoice:
    """A board to tick."""

    id: str
    name: str
    place: str


@staff.get("/notices/new")
def new_notice() -> str:
    """Show the empty form."""
    require_anywhere(resources(), actor(), Right.WRITE_NOTICES)
    return notice_page(fresh_form(units_for(Right.WRITE_NOTICES)[0].code))


@staff.post("/notices/new")
def create() -> str | Response | tuple[str, int]:
    """Keep the draft and, if asked, send it for approval."""
    require_anywhere(resources(), actor(), Right.WRITE_NOTICES)
    form = Form(request.form)
    held = held_draft(form)
    if held is not None:
        return edit(held.id)
    values = read_fields(form, None)
    _take_files(form, values, form.value("unit"))
    if form.problems:
        return notice_page(form), 422
    try:
        draft = NoticeDraft(language="vi", unit=form.value("unit"), **values)
        view = create_notice(resources(), actor(), draft, form.value("draft_key"))
    except ForbiddenError:
        raise
    except ContentError as error:
        note_refusal(form, error)
        return notice_page(form), 422
    return _finish(form, view)


@staff.get("/notices/<notice_id>/edit")
def edit_notice(notice_id: str) -> str:
    """Show the form filled with the newest version."""
    view = notice_with(Right.WRITE_NOTICES, notice_id)
    return notice_page(form_of(as_of_today(view)), view)


@staff.post("/notices/<notice_id>/edit")
def edit(notice_id: str) -> str | Response | tuple[str, int]:
    """Keep the changes and, if asked, send them for approval."""
    view = notice_with(Right.WRITE_NOTICES, notice_id)
    form = Form(request.form)
    values = read_fields(form, as_of_today(view))
    _take_files(form, values, resources().units.tree().get(view.unit_id).code)
    if form.value("read") not in ("", mark_of(view)):
        form.refuse("title", overtaken(view))
    if form.problems:
        return notice_page(form, view), 422
    try:
        view = change_notice(resources(), actor(), notice_id, values)
    except ContentError as error:
        note_refusal(form, error)
        return notice_page(form, view), 422
    return _finish(form, view)


def mark_of(view: NoticeView) -> str:
    """Name the version a form was filled from: who saves another meanwhile is not overwritten."""
    return f"{view.revision}:{view.digest}"


def held_draft(form: Form) -> NoticeView | None:
    """Return what this form saved before, though it may not have heard of it."""
    key = form.value("draft_key")
    if not key:
        return None
    try:
        return get_notice(resources(), actor(), draft_id(actor(), key))
    except NotFoundError:
        return None


def overtaken(view: NoticeView) -> str:
    """Say who saved another version meanwhile."""
    name = names_of(resources(), [view.created_by]).get(view.created_by, "")
    return gettext(
        "%(name)s saved another version at %(time)s. What you typed is still here: compare, then "
        "save again to put yours in its place.",
        name=name,
        time=times.clock_time(view.updated_at),
    )


def as_of_today(view: NoticeView) -> NoticeContent:
    """Return what was written, with today's units in the place of those that are gone."""
    return resources().units.lineage().carry(view.content, today())


def _finish(form: Form, view: NoticeView) -> str | Response | tuple[str, int]:
    """Send for approval if asked; what is still missing is asked for on the saved draft."""
    is_waiting = view.stored_state is NoticeState.SUBMITTED  # nothing was changed
    if form.value("deed") == "submit" and not is_waiting:
        try:
            submit_notice(resources(), actor(), view.id)
        except ContentError as error:
            note_refusal(form, error)
            return notice_page(_with_media(form, view), view), 422
        flash(gettext("Sent for approval."), "done")
    elif is_waiting:
        flash(gettext("Nothing was changed. It waits for approval."), "done")
    else:
        flash(gettext("The draft is saved. Nobody sees it on a board yet."), "done")
    return redirect(url_for("staff.notice", notice_id=view.id), 303)


def _take_files(form: Form, values: dict[str, Any], unit_code: str) -> None:
    """Store the files sent along; they are kept in the form even when another field is wrong."""
    sent = [file for file in request.files.getlist("picture") if file.filename]
    unit = next((one for one in units_for(Right.WRITE_NOTICES) if one.code == unit_code), None)
    if sent and unit is None:
        form.refuse("unit", gettext("Choose the unit that posts it"))
        return
    tongue_fields.put_in(form, values, unit.id if unit else "")
    for file in sent:
        try:
            view = add_media(
                resources(),
                actor(),
                cast(BinaryIO, file.stream),
                file.filename or "",
                unit.id if unit else "",
                is_paper=form.has("paper", "yes"),
            )
        except ContentError as error:
            form.refuse("picture", sentence_of(error))
        else:
            values["media"] = [*values["media"], view.id]
    form.typed.setlist("media", values["media"])


def _with_media(form: Form, view: NoticeView) -> Form:
    form.typed.setlist("media", list(view.content.media))
    return form


def notice_page(form: Form, view: NoticeView | None = None) -> str:
    """Return the page with this form in it: of a new notice, or of the one given."""
    units = units_for(Right.WRITE_NOTICES) if view is None else [_unit_of(view)]
    chosen = next((unit for unit in units if unit.code == form.value("unit")), units[0])
    media = form.values("media")
    below = [place for place in places(Right.READ) if _is_below(place.id, chosen.id)]
    boards = [board for board in boards_for(Right.READ) if chosen.id in board.addressee.path]
    return render_template(
        "staff/notice_form.html",
        form=form,
        is_new=view is None,
        action=_address(view),
        heading=gettext("Edit the notice") if view else gettext("Post a notice"),
        url_back=url_for("staff.notice_list"),
        reason=(view.reason or "") if view else "",
        read=mark_of(view) if view else "",
        account=actor().account_id,
        notice_id=view.id if view else "",
        saves_itself=view is None or view.stored_state is NoticeState.DRAFT,
        url_saved=url_for("staff.notice", notice_id=view.id) if view else "",
        categories=list(CATEGORIES.values()),
        plan_entries=plan_choices(
            resources().units.tree().path(chosen.id), form.value("plan_entry")
        ),
        days={day: name[:1].upper() + name[1:] for day, name in day_names().items()},
        units=units,
        all_label=_all_label(len(boards), chosen.name),
        may_keep_targets=form.has("where", "kept"),
        may_pool=any(resources().units.tree().children(unit.id) for unit in units),
        may_stay_open=view is not None and view.content.valid_until is None,
        subtrees=_offered(below, chosen),
        boards=[_choice(board) for board in boards[:MOST_BOARDS_LISTED]],
        labels=label_counts(boards),
        tongues=tongue_fields.slots(form),
        tongue_choices=tongue_fields.choices(),
        tongues_open=tongue_fields.is_open(form),
        files=[media_told(one) for one in list_media(resources(), actor(), media)],
        previews_on=preview_choices(),
        postings=document_fields.posting_choices(chosen.id, view.content if view else None),
        room=room_of(resources(), actor(), chosen.id),
    )


def _address(view: NoticeView | None) -> str:
    if view is None:
        return url_for("staff.new_notice")
    return url_for("staff.edit_notice", notice_id=view.id)


def _unit_of(view: NoticeView) -> Unit:
    return resources().units.tree().get(view.unit_id)


def _offered(below: list[Place], chosen: Unit) -> list[Place]:
    """Return the units below the chosen one that have a board; the chosen one is `all`."""
    return [place for place in below if place.boards and place.id != chosen.id]


def _is_below(unit_id: str, ancestor_id: str) -> bool:
    return resources().units.tree().is_within(unit_id, ancestor_id)


def _choice(board: BoardRecord) -> BoardChoice:
    return BoardChoice(board.id, board.name, unit_name(board.unit_id))


def _all_label(count: int, name: str) -> str:
    if count == 1:
        return gettext("The board of %(unit)s", unit=inside(name))
    return gettext("All %(num)s boards of %(unit)s", num=count, unit=inside(name))
