"""Units' own alert templates: written on a page, seen as boards show them, approved by a second."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from content.errors import ConflictError, ContentError, ForbiddenError, NotFoundError
from content.languages import LANGUAGES, VIETNAMESE
from content.own_template import PLACES, OwnTemplate, PlaceNote, places_in
from content.prepared_alert import Wording
from content.slot import Slot, SlotKind
from server.locale import N_, gettext
from server.services import own_templates
from server.services.own_templates import TemplateState, TemplateView
from server.services.people import names_of
from server.services.permissions import Right, can, require, require_anywhere, roots_with
from server.staff_web import times
from server.staff_web.alert_fields import KINDS, SEVERITIES
from server.staff_web.forms import Form, sentence_of
from server.staff_web.places import Place, places, unit_name
from server.staff_web.site import actor, resources, staff
from server.staff_web.template_glass import TemplateGlass, glasses_of
from server.staff_web.words import StateWord

STATES = {
    TemplateState.WRITTEN: StateWord(N_("Waiting for a second officer"), "clock", "wait"),
    TemplateState.APPROVED: StateWord(N_("Approved"), "check", "ok"),
    TemplateState.OFF: StateWord(N_("Switched off"), "off", ""),
}
MORE_LANGUAGES = (1, 2, 3)
_NEEDED = {"name": N_("Name of the template"), "headline": N_("What is happening")}
_PARTS = ("headline", "description", "instruction")


@dataclass(frozen=True)
class Row:
    """A template in the list."""

    url: str
    name: str
    unit: str
    state: StateWord
    line: str


@dataclass(frozen=True)
class Shown:
    """A template as its page shows it; the deeds are what this person may do to it."""

    id: str
    name: str
    unit: str
    state: StateWord
    digest: str
    line: str
    may_change: bool
    may_approve: bool
    is_own_work: bool
    is_off: bool
    can_be_fired: bool
    slots: list[Slot]
    glasses: list[TemplateGlass]


@staff.get("/alert-templates")
def template_list() -> str:
    """List the templates of the person's units, of those above and below."""
    views = own_templates.list_own_templates(resources(), actor())
    names = names_of(resources(), {view.written_by for view in views})
    rows = [_row(view, names) for view in views]
    return render_template(
        "staff/own_templates.html",
        waiting=[r for r, v in zip(rows, views, strict=True) if v.state is TemplateState.WRITTEN],
        rows=[r for r, v in zip(rows, views, strict=True) if v.state is not TemplateState.WRITTEN],
        may_write=bool(roots_with(resources(), actor(), Right.APPROVE_ALERTS)),
    )


@staff.get("/alert-templates/new")
def new_template() -> str:
    """Ask for the words of a new template."""
    require_anywhere(resources(), actor(), Right.APPROVE_ALERTS)
    form = Form.of({"kind": "Met", "severity": "Severe", "risk": "none"})
    return _form_page(form, None)


@staff.post("/alert-templates/new")
def write_template() -> str | Response | tuple[str, int]:
    """Keep a new template; it waits for a second person."""
    require_anywhere(resources(), actor(), Right.APPROVE_ALERTS)
    form = Form(request.form)
    try:
        own = _own(form)
        if form.problems:
            return _form_page(form, None), 422
        view = own_templates.write_template(resources(), actor(), form.value("unit"), own)
    except ContentError as error:
        return _refused(form, error, None)
    flash(gettext("Kept. A second officer must approve it before it can be sent."), "done")
    return redirect(url_for("staff.own_template", template_id=view.id), 303)


@staff.get("/alert-templates/<template_id>")
def own_template(template_id: str) -> str:
    """Show a template as boards of several shapes show it, in each language."""
    view = own_templates.get_own_template(resources(), actor(), template_id)
    return render_template("staff/own_template.html", template=_shown(view))


@staff.get("/alert-templates/<template_id>/edit")
def edit_template(template_id: str) -> str:
    """Show the words to change."""
    view = own_templates.get_own_template(resources(), actor(), template_id)
    require(resources(), actor(), Right.APPROVE_ALERTS, view.unit_id)
    return _form_page(_form_of(view.own, view.digest), view)


@staff.post("/alert-templates/<template_id>/edit")
def change_template(template_id: str) -> str | Response | tuple[str, int]:
    """Change the words; an approval is void then."""
    view = own_templates.get_own_template(resources(), actor(), template_id)
    require(resources(), actor(), Right.APPROVE_ALERTS, view.unit_id)
    form = Form(request.form)
    try:
        own = _own(form)
        if form.problems:
            return _form_page(form, view), 422
        own_templates.change_template(resources(), actor(), template_id, form.value("seen"), own)
    except ContentError as error:
        return _refused(form, error, view)
    flash(gettext("Kept. A second officer must approve it before it can be sent."), "done")
    return redirect(url_for("staff.own_template", template_id=template_id), 303)


@staff.post("/alert-templates/<template_id>/<any(approve, off, on):deed>")
def decide_template(template_id: str, deed: str) -> Response:
    """Approve a template as it was read, switch it off, or on again."""
    seen = Form(request.form).value("seen")
    try:
        if deed == "approve":
            own_templates.approve_template(resources(), actor(), template_id, seen)
            told = N_("Approved. One officer on duty can send it now.")
        else:
            is_on = deed == "on"
            own_templates.switch_template(resources(), actor(), template_id, is_on=is_on)
            told = N_("It is offered again.") if is_on else N_("It is offered no more.")
    except ConflictError as error:
        flash(sentence_of(error), "wrong")
    else:
        flash(gettext(told), "done")
    return redirect(url_for("staff.own_template", template_id=template_id), 303)


def _own(form: Form) -> OwnTemplate:
    """Return what was typed; what must be there and is not is noted. Raises: InvalidInputError."""
    for name, label in _NEEDED.items():
        if not form.value(name).strip():
            form.refuse(name, gettext("Fill in: %(label)s", label=gettext(label)))
    words = {VIETNAMESE: _wording(form, "")}
    for number in MORE_LANGUAGES:
        language, wording = form.value(f"lang_{number}"), _wording(form, f"_{number}")
        if language in LANGUAGES and wording.headline:
            words[language] = wording
    risk = form.value("risk")
    keys = [name.removeprefix("label-") for name in form.typed if name.startswith("label-")]
    return OwnTemplate(
        name=form.line("name"),
        category=form.value("kind"),
        severity=form.value("severity"),
        risk_level=int(risk) if risk in {"1", "2", "3", "4", "5"} else None,
        words=words,
        notes={key: PlaceNote(form.line(f"label-{key}"), form.line(f"unit-{key}")) for key in keys},
    )


def _wording(form: Form, tail: str) -> Wording:
    return Wording(
        form.line(f"headline{tail}"), form.text(f"description{tail}"),
        form.text(f"instruction{tail}"),
    )  # fmt: skip


def _form_of(own: OwnTemplate, digest: str) -> Form:
    values = {
        "name": own.name,
        "kind": own.category,
        "severity": own.severity,
        "risk": str(own.risk_level or "none"),
        "seen": digest,
    }
    others = [language for language in own.words if language != VIETNAMESE]
    tails = {VIETNAMESE: ""} | {tag: f"_{n}" for n, tag in enumerate(others, start=1)}
    values |= {f"lang{tail}": tag for tag, tail in tails.items() if tail}
    for tag, tail in tails.items():
        values |= {f"{part}{tail}": getattr(own.words[tag], part) for part in _PARTS}
    for slot in own.to_template("own").slots:
        note = own.notes.get(slot.key, PlaceNote())
        values |= {f"label-{slot.key}": note.label, f"unit-{slot.key}": note.unit}
    return Form.of(values)


def _refused(form: Form, error: ContentError, view: TemplateView | None) -> tuple[str, int]:
    if isinstance(error, ForbiddenError | NotFoundError):
        raise error
    field = (error.field or "name").replace("template.slots.", "label-")
    tag, _, part = field.rpartition(".")
    numbers = {form.value(f"lang_{n}"): n for n in MORE_LANGUAGES}
    form.refuse(f"{part}_{numbers[tag]}" if tag and tag in numbers else part, sentence_of(error))
    return _form_page(form, view), 422


def _form_page(form: Form, view: TemplateView | None) -> str:
    return render_template(
        "staff/own_template_form.html",
        form=form,
        template=view,
        units=_units(),
        kinds=[(value, gettext(word)) for value, word in KINDS],
        severities=[(value, gettext(word)) for value, word in SEVERITIES],
        places=[(f"{{{key}}}", gettext(slot.label)) for key, slot in PLACES.items()],
        found=_found(form),
        more=MORE_LANGUAGES,
        languages=[(tag, one.name) for tag, one in LANGUAGES.items() if tag != VIETNAMESE],
    )


def _found(form: Form) -> list[tuple[str, str, bool]]:
    """Return the places in the text so far: key, usual label, whether a unit may follow."""
    try:
        keys = places_in([_wording(form, "")])
    except ContentError:
        return []
    kinds = {key: PLACES[key.rstrip("23456789")] for key in keys}
    return [(key, gettext(slot.label), slot.kind is SlotKind.NUMBER) for key, slot in kinds.items()]


def _units() -> list[Place]:
    return places(Right.APPROVE_ALERTS)


def _row(view: TemplateView, names: dict[str, str]) -> Row:
    when = times.moment(view.written_at, resources().clock.now())
    return Row(
        url=url_for("staff.own_template", template_id=view.id),
        name=view.own.name,
        unit=unit_name(view.unit_id),
        state=STATES[view.state],
        line=f"{names.get(view.written_by, '')} · {when}",
    )


def _shown(view: TemplateView) -> Shown:
    may = can(resources(), actor(), Right.APPROVE_ALERTS, view.unit_id)
    is_own = view.written_by == actor().account_id
    waits = view.state is TemplateState.WRITTEN
    return Shown(
        id=view.id,
        name=view.own.name,
        unit=unit_name(view.unit_id),
        state=STATES[view.state],
        digest=view.digest,
        line=_history(view),
        may_change=may,
        may_approve=may and waits and not is_own,
        is_own_work=waits and is_own,
        is_off=view.state is TemplateState.OFF,
        can_be_fired=view.state is TemplateState.APPROVED,
        slots=list(view.template.slots),
        glasses=glasses_of(view),
    )


def _history(view: TemplateView) -> str:
    now = resources().clock.now()
    names = names_of(resources(), [view.written_by, view.approved_by])
    told = gettext(
        "Written by %(name)s, %(when)s.",
        name=names.get(view.written_by, ""), when=times.moment(view.written_at, now),
    )  # fmt: skip
    if view.approved_by and view.approved_at:
        told += " " + gettext(
            "Approved by %(name)s, %(when)s.",
            name=names.get(view.approved_by, ""), when=times.moment(view.approved_at, now),
        )  # fmt: skip
    return told
