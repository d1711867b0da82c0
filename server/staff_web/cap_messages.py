"""Alerts from outside: what waits for an officer, all that came, one message and what to do."""

from dataclasses import dataclass

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from content.cap_files import FileKind
from content.errors import ConflictError, ContentError
from server.locale import N_, gettext, ngettext, request_language, translate
from server.services import cap_deciding, cap_files, cap_messages
from server.services.cap_deciding import Preview
from server.services.cap_files import FileView
from server.services.cap_messages import MessageView
from server.services.cap_past import PERSON, TARGET
from server.services.people import names_of
from server.services.permissions import Right, can, require
from server.staff_web import times
from server.staff_web.access import confirmed, proved
from server.staff_web.alert_heard import prepared
from server.staff_web.alert_targets import receivers
from server.staff_web.forms import Form, sentence_of
from server.staff_web.glass import glass_of
from server.staff_web.places import inside, unit_name
from server.staff_web.site import actor, resources, staff
from server.staff_web.words import CAP_WAITS, StateWord

ROWS = 30
MOST_SAID = 20
DECISIONS: dict[str, StateWord] = {
    "in_force": StateWord(N_("Went out"), "check", "ok"),
    "replaced": StateWord(N_("Changed what was out"), "check", "ok"),
    "cancelled": StateWord(N_("Took back what was out"), "check", ""),
    "held": StateWord(N_("Held"), "clock", "wait"),
    "ignored": StateWord(N_("Set aside"), "undo", ""),
    "rejected": StateWord(N_("Refused"), "cross", "bad"),
}
FILE_STATES: dict[str, StateWord] = {
    "waits": StateWord(N_("Being fetched"), "clock", "wait"),
    "preparing": StateWord(N_("Being prepared"), "clock", "wait"),
    "ready": StateWord(N_("Here, waits with the message"), "check", ""),
    "used": StateWord(N_("Went out with it"), "check", "ok"),
    "kept": StateWord(N_("Kept here"), "doc", ""),
    "failed": StateWord(N_("Not fetched"), "cross", "bad"),
}
_HERE = ("ready", "used", "kept")
WAITS = {
    PERSON: CAP_WAITS,
    TARGET: StateWord(N_("Waits for another message"), "clock", ""),
}


@dataclass(frozen=True)
class Row:
    """A message in a list."""

    url: str
    title: str
    state: StateWord
    line: str
    reason: str


@dataclass(frozen=True)
class Said:
    """What a message says in one language."""

    language: str
    headline: str
    lines: list[str]
    places: str


@dataclass(frozen=True)
class ShownFile:
    """A picture or recording of a message, in words; the addresses are empty where it is not."""

    title: str
    state: StateWord
    reason: str
    picture: str
    sound: str


@staff.get("/cap")
def cap_held() -> str:
    """List what is held."""
    held = cap_messages.list_held(resources(), actor())
    return render_template(
        "staff/cap_held.html",
        waiting=[row_of(view) for view in held if view.held_for == PERSON],
        others=[row_of(view) for view in held if view.held_for != PERSON],
    )


@staff.get("/cap/messages")
def cap_messages_list() -> str:
    """List all that came, newest first."""
    source, cursor = request.args.get("source", ""), request.args.get("cursor", "")
    page = cap_messages.list_messages(
        resources(), actor(), source_id=source, cursor=cursor, limit=ROWS
    )
    more = url_for("staff.cap_messages_list", source=source or None, cursor=page.next)
    return render_template(
        "staff/cap_messages.html",
        rows=[row_of(view) for view in page.items],
        source=page.items[0].source_name if source and page.items else "",
        more=more if page.next else "",
    )


@staff.get("/cap/messages/<message_id>")
def cap_message(message_id: str) -> str:
    """Show one message, and ask what to do with one that waits."""
    return _message_page(_view(message_id), Form())


@staff.post("/cap/messages/<message_id>/let-out")
def let_out_cap(message_id: str) -> str | Response | tuple[str, int]:
    """Let a held message act, against the typed number of boards."""
    view = _view(message_id)
    require(resources(), actor(), Right.FIRE_ALERTS, view.unit_id)
    form = Form(request.form)
    if view.held_for is None:
        flash(gettext("Nothing waits for a decision here any more."), "wrong")
        return redirect(url_for("staff.cap_message", message_id=message_id), 303)
    seen = cap_deciding.preview(resources(), actor(), message_id)
    if seen.alert is not None and form.value("count").strip() != str(len(seen.boards)):
        told = gettext("Type %(n)s: that many boards will show it now", n=len(seen.boards))
        form.refuse("count", told)
    proved(form)
    if form.problems:
        return _message_page(view, form), 422
    try:
        done = cap_deciding.let_out(resources(), actor(), message_id, form.value("digest"))
    except ConflictError as error:
        flash(sentence_of(error), "wrong")
        return redirect(url_for("staff.cap_message", message_id=message_id), 303)
    except ContentError as error:
        form.refuse_error(error, "count")
        return _message_page(view, form), 422
    fired = next((known for kind, known in done.became if kind == "alert"), None)
    if fired is not None:
        return redirect(url_for("staff.alert", alert_id=fired), 303)
    return redirect(url_for("staff.cap_message", message_id=message_id), 303)


@staff.get("/cap/messages/<message_id>/set-aside")
@confirmed
def set_aside_cap(message_id: str) -> str:
    """Ask why it is set aside."""
    view = _view(message_id)
    require(resources(), actor(), Right.FIRE_ALERTS, view.unit_id)
    return _aside_page(view, Form())


@staff.post("/cap/messages/<message_id>/set-aside")
def setting_aside_cap(message_id: str) -> str | Response | tuple[str, int]:
    """Set a held message aside."""
    view = _view(message_id)
    require(resources(), actor(), Right.FIRE_ALERTS, view.unit_id)
    form = Form(request.form)
    if not form.value("reason").strip():
        form.refuse("reason", gettext("Write why it is set aside"))
    proved(form)
    if form.problems:
        return _aside_page(view, form), 422
    try:
        cap_deciding.set_aside(resources(), actor(), message_id, form.value("reason"))
    except ConflictError as error:
        flash(sentence_of(error), "wrong")
    except ContentError as error:
        form.refuse_error(error, "reason")
        return _aside_page(view, form), 422
    else:
        flash(gettext("Set aside. It is on no board."), "done")
    return redirect(url_for("staff.cap_held"), 303)


@staff.get("/cap/messages/<message_id>/raw")
def cap_raw(message_id: str) -> FlaskResponse:
    """Hand out the message as it came; as a file, never shown by the browser."""
    raw = cap_messages.raw_of(resources(), actor(), message_id)
    answer = FlaskResponse(raw, mimetype="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="cap-{message_id}.xml"'
    return answer


def row_of(view: MessageView) -> Row:
    """Return a message as a row of a list."""
    now = resources().clock.now()
    parts = (view.source_name, unit_name(view.unit_id), times.moment(view.received_at, now))
    return Row(
        url=url_for("staff.cap_message", message_id=view.id),
        title=view.headline or view.identifier,
        state=_state(view),
        line=" · ".join(part for part in parts if part),
        reason=_reason(view),
    )


def _view(message_id: str) -> MessageView:
    return cap_messages.get_message(resources(), actor(), message_id)


def _state(view: MessageView) -> StateWord:
    return WAITS[view.held_for] if view.held_for in WAITS else DECISIONS[view.decision]


def _reason(view: MessageView) -> str:
    return translate(view.reason, request_language(), **view.reason_params) if view.reason else ""


def _message_page(view: MessageView, form: Form) -> str:
    may_decide = can(resources(), actor(), Right.FIRE_ALERTS, view.unit_id)
    is_held, is_own = view.held_for is not None, view.received_by == actor().account_id
    seen = cap_deciding.preview(resources(), actor(), view.id) if is_held else Preview()
    return render_template(
        "staff/cap_message.html",
        form=form,
        message=view,
        title=view.headline or view.identifier,
        state=_state(view),
        reason=_reason(view),
        is_drill=False,
        glass=None if seen.alert is None else glass_of(seen.alert, seen.boards),
        seen=seen,
        heard=prepared(seen.alert, view.unit_id) if seen.alert and may_decide else None,
        said=_said(view),
        files=[_file(one) for one in cap_files.list_files(resources(), actor(), view.id)],
        to=_to(seen, view),
        hitch=translate(seen.problem, request_language(), **seen.problem_params),
        may_let_out=may_decide and seen.may_go and not is_own,
        is_own=is_held and may_decide and is_own,
        may_set_aside=may_decide and is_held,
        facts=_facts(view),
    )


def _said(view: MessageView) -> list[Said]:
    """Return the words of a message that could be read, in each of its languages."""
    message = cap_messages.said_by(resources(), actor(), view.id)
    infos = message.infos if message is not None else ()
    return [
        Said(
            language=info.language,
            headline=info.headline or info.event,
            lines=[line for text in (info.description, info.instruction) if text
                   for line in text.split("\n") if line.strip()],
            places=", ".join(dict.fromkeys(area.description for area in info.areas)),
        )
        for info in infos[:MOST_SAID]
    ]  # fmt: skip


def _file(one: FileView) -> ShownFile:
    is_sound = one.kind == FileKind.SOUND
    media = one.media_id if one.state in _HERE else None
    word = gettext("Recording (%(language)s)", language=one.language) if is_sound else ""
    return ShownFile(
        title=" · ".join(part for part in (word or gettext("Picture"), one.description) if part),
        state=FILE_STATES[one.state],
        reason=translate(one.reason, request_language(), **one.reason_params),
        picture=url_for("staff.media_full", media_id=media) if media and not is_sound else "",
        sound=url_for("staff.media_file", media_id=media, name="sound")
        if media and is_sound
        else "",
    )


def _to(seen: Preview, view: MessageView) -> list[str]:
    """Return whom it would reach, in lines; the number first."""
    if seen.targets is None:
        return []
    found = [ngettext("%(num)d board", "%(num)d boards", len(seen.boards))]
    found += receivers(seen.targets, view.unit_id)
    if seen.more:
        found.append(ngettext("%(num)d more event", "%(num)d more events", seen.more))
    if seen.is_placed:
        found.append(gettext("It names no place known here, so it would go to the whole unit."))
    if seen.is_cut:
        name = inside(unit_name(view.unit_id))
        found.append(gettext("Only within %(unit)s: the rest of its area is left out.", unit=name))
    return found


def _facts(view: MessageView) -> list[tuple[str, str]]:
    now = resources().clock.now()
    who = names_of(resources(), [view.received_by, view.decided_by])
    facts = [
        (gettext("From"), view.source_name),
        (gettext("Sender"), view.sender if view.is_named else ""),
        (gettext("Its number"), view.identifier),
        (gettext("Sent"), times.moment(view.sent, now) if view.is_named else ""),
        (gettext("Came"), times.moment(view.received_at, now)),
        (gettext("Brought by"), who.get(view.received_by or "", "")),
        (gettext("Ends"), times.moment(view.expires, now) if view.expires else ""),
    ]
    if view.decided_by and view.decided_at:
        line = f"{who.get(view.decided_by, '')}, {times.moment(view.decided_at, now)}"
        facts.append((gettext("Decided by"), line))
    facts.append((gettext("Reason given"), view.note or ""))
    return [(term, value) for term, value in facts if value]


def _aside_page(view: MessageView, form: Form) -> str:
    return render_template(
        "staff/reason.html",
        form=form,
        heading=gettext("Set the alert from outside aside"),
        about=view.headline or view.identifier,
        explained=gettext("It goes on no board. The message is kept."),
        hint=gettext("It is kept in the log."),
        deed=gettext("Set aside"),
        deed_icon="undo",
        tone="bad",
        url_back=url_for("staff.cap_message", message_id=view.id),
    )
