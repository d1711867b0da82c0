"""The four steps of an alert or a drill: template, words, who receives it, the last check.

Nothing is stored before the last step: the fields are carried from page to page.
"""

import secrets
from contextlib import suppress
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from content.alert import Alert
from content.errors import ContentError, InvalidInputError
from content.instant import parse_instant
from content.languages import LANGUAGES, VIETNAMESE
from server.locale import gettext, ngettext
from server.services.alert_requests import AlertName, AlertRequest, read_request
from server.services.alert_voice import prepare_voice
from server.services.alerting import get_alert, issue_alert
from server.services.alerting import update_alert as put_update
from server.services.own_templates import prepared
from server.services.permissions import Right, require_anywhere
from server.staff_web import alert_fields as fields
from server.staff_web import times
from server.staff_web.access import confirmed, proved
from server.staff_web.alert_areas import AREA_FIELDS, edge_units
from server.staff_web.alert_heard import Heard, attached, language_name, planned
from server.staff_web.alert_kinds import (
    BREAK_GLASS,
    CARRIED,
    DRILLS,
    MORE_LANGUAGES,
    Kind,
    kind_of,
    kinds,
    own_kinds,
)
from server.staff_web.alert_map import map_of
from server.staff_web.alert_reach import groups, reached, reached_by, split_by_boards
from server.staff_web.alert_recordings import choices, take_recordings
from server.staff_web.alert_targets import (
    asked_targets,
    is_picked,
    reach_of,
    receivers,
)
from server.staff_web.errors import AWAY
from server.staff_web.forms import Form
from server.staff_web.glass import glass_of
from server.staff_web.notice_form import BoardChoice
from server.staff_web.places import boards_for, label_counts, unit_name
from server.staff_web.site import actor, resources, staff
from server.staff_web.target_fields import TARGET_FIELDS
from server.staff_web.template_glass import glasses_by_language

_MODE = "/<any(alerts, drills):mode>"
_STEP = _MODE + "/new/<template_id>"
MOST_BOARDS_LISTED = 300
_UNNAMED = AlertName("preview", "preview")


@staff.get("/alerts/new", defaults={"mode": "alerts"})
@staff.get("/drills/new", defaults={"mode": DRILLS})
@confirmed
def new_alert(mode: str) -> str:
    """Ask what is happening."""
    require_anywhere(resources(), actor(), Right.FIRE_ALERTS)
    return render_template(
        "staff/alert_templates.html",
        templates=kinds(mode),
        own=own_kinds(),
        mode=mode,
        is_drill=mode == DRILLS,
    )


@staff.get(_STEP)
@confirmed
def fill_alert(mode: str, template_id: str) -> str:
    """Show the places to fill in; an update starts from the alert it changes."""
    require_anywhere(resources(), actor(), Right.FIRE_ALERTS)
    kind = kind_of(template_id, mode)
    form = fields.fresh_form(kind, mode == DRILLS)
    updates = request.args.get("updates", "")
    if updates:
        form = fields.filled_form(kind, get_alert(resources(), actor(), updates), mode == DRILLS)
        form.typed["updates"] = updates
        form.typed["corrects"] = "yes" if request.args.get("corrects") else ""
    return _fill_page(mode, kind, form)


@staff.get(_STEP + "/<any(reach, confirm, send, again):step>")
def start_over(mode: str, template_id: str, step: str) -> Response:
    """Lead whoever reloads a later step back to the words."""
    require_anywhere(resources(), actor(), Right.FIRE_ALERTS)
    return redirect(url_for("staff.fill_alert", mode=mode, template_id=template_id), 303)


@staff.post(_STEP + "/again")
def refill_alert(mode: str, template_id: str) -> str:
    """Show the words again, as typed."""
    require_anywhere(resources(), actor(), Right.FIRE_ALERTS)
    form = Form(request.form)
    with suppress(ContentError):
        take_recordings(form, reach_of(form, asked_targets(form)).unit_id)
    return _fill_page(mode, kind_of(template_id, mode), form)


@staff.post(_STEP + "/reach")
def reach_alert(mode: str, template_id: str) -> str | tuple[str, int]:
    """Ask who receives it, once the words are there; an update keeps its boards."""
    require_anywhere(resources(), actor(), Right.FIRE_ALERTS)
    kind, form = kind_of(template_id, mode), Form(request.form)
    fields.read_words(form, kind)
    fields.read_expiry(form, kind)
    if form.problems:
        return _fill_page(mode, kind, form), 422
    if form.value("updates"):
        return _confirm_page(mode, kind, form)
    return _reach_page(mode, kind, form)


@staff.post(_MODE + "/audience")
def count_audience(mode: str) -> str:
    """Count whom the ticked units reach; nothing is kept."""
    require_anywhere(resources(), actor(), Right.FIRE_ALERTS)
    form = Form(request.form)
    return render_template(
        "staff/_reach_counted.html", form=form, reach=reached(form), edges=edge_units(form)
    )


@staff.post(_STEP + "/confirm")
def confirm_alert(mode: str, template_id: str) -> str | tuple[str, int]:
    """Show all of it once more, once somebody is reached."""
    require_anywhere(resources(), actor(), Right.FIRE_ALERTS)
    kind, form = kind_of(template_id, mode), Form(request.form)
    with suppress(ContentError):  # what is wrong with the targets is told by the page itself
        take_recordings(form, reach_of(form, asked_targets(form)).unit_id)
    page = _last_check(mode, kind, form)
    return (page, 422) if form.problems else page


@staff.post(_STEP + "/send")
def send_alert(mode: str, template_id: str) -> str | Response | tuple[str, int]:
    """Send it: a real alert against the typed number, a drill against two ticks."""
    require_anywhere(resources(), actor(), Right.FIRE_ALERTS)
    kind, form = kind_of(template_id, mode), Form(request.form)
    try:
        reach = reach_of(form, asked_targets(form))
        take_recordings(form, reach.unit_id)
        _check_gesture(form, mode, len(reach.boards))
        proved(form)
        alert = fields.read_alert(form, kind, mode, asked_targets(form))
        if form.problems:
            return _confirm_page(mode, kind, form), 422
        alert = replace(alert, expires=_steady_end(form, alert.expires))
        if form.value("updates"):
            view = put_update(resources(), actor(), form.value("updates"), alert)
        else:
            view = issue_alert(resources(), actor(), alert, form.value("key") or None)
    except ContentError as error:
        if error.code == AWAY:
            raise  # nothing was stored and nothing went out: its own page says so
        fields.note_refusal(form, error)
        return _last_check(mode, kind, form), 422
    is_touched = resources().keyring.officers() is not None
    if (view.state == "pending" or view.pending) and not (is_touched and not kind.is_pending):
        flash(gettext("Handed to the second officer. It is on no board yet."), "done")
    waits = "yes" if is_touched else None
    return redirect(url_for("staff.alert", alert_id=view.id, waiting=waits, touch=waits), 303)


def _steady_end(form: Form, read: str) -> str:
    """Return the end the officer saw, so that a repeated press asks for the same alert."""
    seen = form.value("end")
    try:
        return seen if parse_instant(seen, "expires") <= parse_instant(read, "expires") else read
    except ContentError:
        return read


def _check_gesture(form: Form, mode: str, boards: int) -> None:
    if mode == DRILLS:
        if not (form.has("no_danger", "yes") and form.has("told", "yes")):
            form.refuse("ticks", gettext("Tick both sentences to start the drill"))
        return
    if form.value("count").strip() != str(boards):
        told = gettext("Type %(n)s: that many boards will show it now", n=boards)
        form.refuse("count", told)


def _last_check(mode: str, kind: Kind, form: Form) -> str:
    """Return the last step, or the one before it while nobody is reached."""
    try:
        return _confirm_page(mode, kind, form)
    except ContentError as error:
        if form.value("updates"):
            raise
        fields.note_refusal(form, error)
        return _reach_page(mode, kind, form)


def _fill_page(mode: str, kind: Kind, form: Form) -> str:
    is_drill = mode == DRILLS
    return render_template(
        "staff/alert_fill.html",
        is_drill=is_drill,
        template=kind,
        form=form,
        next_url=_step(mode, kind, "reach"),
        explained=gettext("Every word is yours. Write short, plain sentences."),
        kinds=[(value, gettext(word)) for value, word in fields.KINDS],
        severities=[(value, gettext(word)) for value, word in fields.SEVERITIES],
        endings=fields.endings(kind, is_drill),
        is_short=kind.id == BREAK_GLASS,
        carried_names=(*TARGET_FIELDS, *AREA_FIELDS, *CARRIED),
        more=MORE_LANGUAGES if kind.is_free else (),
        languages=[(tag, one.name) for tag, one in LANGUAGES.items() if tag != VIETNAMESE],
        may_have_no_level=kind.risk_level is None,
    )


def _reach_page(mode: str, kind: Kind, form: Form) -> str:
    boards = boards_for(Right.FIRE_ALERTS)
    busy, idle = split_by_boards(groups(form))
    return render_template(
        "staff/alert_reach.html",
        is_drill=mode == DRILLS,
        form=form,
        next_url=_step(mode, kind, "confirm"),
        recount_url=_step(mode, kind, "reach"),
        reach_url=url_for("staff.count_audience", mode=mode),
        reach=reached(form),
        map=map_of(form),
        groups=busy,
        idle=idle,
        labels=label_counts(boards),
        boards=[
            BoardChoice(board.id, board.name, unit_name(board.unit_id))
            for board in boards[:MOST_BOARDS_LISTED]
        ],
        carried_names=kind.fields,
    )


def _confirm_page(mode: str, kind: Kind, form: Form) -> str:
    wanted = fields.read_alert(form, kind, mode, asked_targets(form))
    reach = reach_of(form, wanted.targets)
    units = {board.unit_id for board in reach.boards}
    template = prepared(resources(), actor(), wanted.template_id, reach.boards)
    shown = read_request(wanted, reach, _UNNAMED, 1, resources().clock.now(), template)
    heard = _heard(form, shown, wanted, reach.unit_id)
    return render_template(
        "staff/alert_confirm.html",
        heard=heard,
        record_tags=[(one.language, language_name(one.language)) for one in shown.info],
        languages=choices(),
        attach_url=_step(mode, kind, "confirm"),
        is_drill=mode == DRILLS,
        is_pending=kind.is_pending,
        is_touched=resources().keyring.officers() is not None,
        is_all_clear=kind.is_all_clear,
        form=_without_gesture(form),
        glass=glass_of(shown, reach.boards),
        reach_line=ngettext("%(num)d board", "%(num)d boards", len(reach.boards)),
        reach_units=_units_line(sorted(unit_name(unit) for unit in units)),
        chosen=receivers(reach.targets, reach.unit_id) if is_picked(reach.targets) else [],
        is_cut=reach.is_cut,
        units=len(units),
        count=len(reach.boards),
        key=form.value("key") or secrets.token_urlsafe(16),
        end=wanted.expires,
        starts=_start_text(wanted.effective),
        carried_names=(*kind.fields, *TARGET_FIELDS, *AREA_FIELDS),
        spoken=glasses_by_language(shown, reach.boards),
        reach=reached(form) if not form.value("updates") else reached_by(reach.boards),
        next_url=_step(mode, kind, "send"),
        back_url=_step(mode, kind, "again"),
    )


def _heard(form: Form, shown: Alert, wanted: AlertRequest, unit_id: str) -> Heard:
    """Have the voice made while the officer reads; a recording that is none is noted."""
    try:
        return planned(form, prepare_voice(resources(), actor(), shown, wanted, unit_id))
    except InvalidInputError as error:
        fields.note_refusal(form, error)
        return attached(form)


def _start_text(effective: str | None) -> str:
    if effective is None:
        return ""
    return times.moment(parse_instant(effective, "effective"), resources().clock.now())


def _without_gesture(form: Form) -> Form:
    """Never hand a typed confirmation back: it is typed afresh for what is shown now."""
    form.typed.setlist("count", [])
    return form


def _units_line(names: list[str]) -> str:
    shown = ", ".join(names[:8])
    return shown if len(names) <= 8 else gettext("%(names)s and more", names=shown)


def _step(mode: str, kind: Kind, step: str) -> str:
    values: dict[str, Any] = {"mode": mode, "template_id": kind.id}
    return url_for("staff.fill_alert", **values) + f"/{step}"
