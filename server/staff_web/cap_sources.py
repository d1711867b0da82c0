"""Sources of CAP alerts: listed with how they go, added, changed, switched off and on."""

from dataclasses import dataclass, replace

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from content.cap_source import CapSourceKind, CapSourceWish
from content.errors import ContentError, ForbiddenError, NotFoundError
from server.locale import N_, gettext, ngettext, request_language, translate
from server.services import cap_sources
from server.services.cap_signatures import issuer_of, read_issuers
from server.services.cap_sources import SourceView
from server.services.people import names_of
from server.services.permissions import Right, can, require, require_anywhere
from server.staff_web import times
from server.staff_web.access import confirmed, proved
from server.staff_web.forms import Form
from server.staff_web.places import today, unit_name, units_for
from server.staff_web.site import actor, resources, staff
from server.staff_web.words import StateWord

KINDS = (
    (CapSourceKind.ATOM, N_("An Atom or RSS feed that lists alerts")),
    (CapSourceKind.CAP, N_("One address with the alerts themselves")),
    (CapSourceKind.PUSH, N_("It sends its alerts to this server")),
)
LIMITS = (
    ("Extreme", N_("Only extreme danger")),
    ("Severe", N_("Severe danger and above")),
    ("Moderate", N_("Moderate danger and above")),
    ("Minor", N_("Every danger")),
)
_ON = StateWord(N_("Counts"), "check", "ok")
_OFF = StateWord(N_("Switched off"), "stop", "")
_SILENT = StateWord(N_("Silent"), "alert", "bad")
_NEW = StateWord(N_("Not fetched yet"), "clock", "wait")


@dataclass(frozen=True)
class Told:
    """A source as its page and the list show it."""

    id: str
    name: str
    url: str
    unit: str
    state: StateWord
    lines: list[str]
    error: str
    failing: str
    is_enabled: bool
    is_own: bool


@staff.get("/cap/sources")
def cap_sources_list() -> str:
    """List the sources of the person's units."""
    views = cap_sources.list_sources(resources(), actor())
    return render_template(
        "staff/cap_sources.html",
        sources=[told_of(view) for view in views],
        may_change=bool(units_for(Right.MANAGE_UNITS)),
    )


@staff.get("/cap/sources/new")
@confirmed
def new_cap_source() -> str:
    """Ask what the new source is."""
    require_anywhere(resources(), actor(), Right.MANAGE_UNITS)
    held = units_for(Right.MANAGE_UNITS)
    form = _form_of(CapSourceWish("", CapSourceKind.ATOM))
    form.typed["unit"] = held[0].code if held else ""
    return _new_page(form)


@staff.post("/cap/sources/new")
def adding_cap_source() -> str | Response | tuple[str, int]:
    """Keep a new source."""
    require_anywhere(resources(), actor(), Right.MANAGE_UNITS)
    form = Form(request.form)
    unit_id = _unit_asked(form)
    if unit_id:
        require(resources(), actor(), Right.MANAGE_UNITS, unit_id)
    proved(form)
    try:
        wish = _wish(form)
        if form.problems:
            return _new_page(form), 422
        view = cap_sources.add_source(resources(), actor(), unit_id, wish)
    except (ForbiddenError, NotFoundError):
        raise
    except ContentError as error:
        form.refuse_error(error, "url")
        return _new_page(form), 422
    flash(gettext("Kept. It counts from now on."), "done")
    return redirect(url_for("staff.cap_source", source_id=view.id), 303)


@staff.get("/cap/sources/<source_id>")
def cap_source(source_id: str) -> str:
    """Show a source and how it goes."""
    view = cap_sources.get_source(resources(), actor(), source_id)
    return _source_page(view, _form_of(view.wish))


@staff.post("/cap/sources/<source_id>")
def change_cap_source(source_id: str) -> str | Response | tuple[str, int]:
    """Change what a source is trusted with."""
    view = cap_sources.get_source(resources(), actor(), source_id)
    require(resources(), actor(), Right.MANAGE_UNITS, view.unit_id)
    form = Form(request.form)
    proved(form)
    try:
        wish = _wish(form)
        if form.problems:
            return _source_page(view, form), 422
        if view.account_id is not None:
            wish = replace(wish, kind=CapSourceKind.PUSH)
        cap_sources.change_source(resources(), actor(), source_id, wish)
    except (ForbiddenError, NotFoundError):
        raise
    except ContentError as error:
        form.refuse_error(error, "url")
        return _source_page(view, form), 422
    flash(gettext("Kept."), "done")
    return redirect(url_for("staff.cap_source", source_id=source_id), 303)


@staff.post("/cap/sources/<source_id>/switch")
def switch_cap_source(source_id: str) -> str | Response | tuple[str, int]:
    """Switch a source off or on."""
    view = cap_sources.get_source(resources(), actor(), source_id)
    require(resources(), actor(), Right.MANAGE_UNITS, view.unit_id)
    form = Form(request.form)
    if not proved(form):
        kept = _form_of(view.wish)
        kept.problems = form.problems
        return _source_page(view, kept, is_switching=True), 422
    is_enabled = form.value("deed") == "on"
    cap_sources.switch_source(resources(), actor(), source_id, is_enabled=is_enabled)
    done = N_("It counts from now on.") if is_enabled else N_("Switched off: it is not heard.")
    flash(gettext(done), "done")
    return redirect(url_for("staff.cap_source", source_id=source_id), 303)


def told_of(view: SourceView) -> Told:
    """Return a source with its state in words."""
    now, error = resources().clock.now(), view.error or ""
    return Told(
        id=view.id,
        name=name_of(view),
        url=view.wish.url,
        unit=unit_name(view.unit_id),
        state=_state(view),
        lines=_lines(view),
        error=translate(error, request_language(), **view.error_params) if error else "",
        failing=times.moment(view.failing_since, now) if view.failing_since else "",
        is_enabled=view.is_enabled,
        is_own=view.account_id is not None,
    )


def name_of(view: SourceView) -> str:
    """Return what people call a source; an account's own is called after its owner."""
    if view.account_id is None:
        return view.wish.name
    owner = names_of(resources(), [view.account_id]).get(view.account_id, view.wish.name)
    return gettext("What %(name)s sends", name=owner)


def _state(view: SourceView) -> StateWord:
    if not view.is_enabled:
        return _OFF
    if view.error:
        return _SILENT
    is_fetched = view.wish.kind is not CapSourceKind.PUSH
    return _NEW if is_fetched and view.fetched_at is None else _ON


def _lines(view: SourceView) -> list[str]:
    now = resources().clock.now()
    lines = []
    if view.fetched_at:
        lines.append(gettext("last fetched %(when)s", when=times.moment(view.fetched_at, now)))
        alerts = int(view.said.get("alerts") or 0)
        lines.append(ngettext("%(num)d alert in it then", "%(num)d alerts in it then", alerts))
    if view.last_message_at:
        when = times.moment(view.last_message_at, now)
        lines.append(gettext("last message %(when)s", when=when))
    elif not view.fetched_at:
        lines.append(gettext("nothing came yet"))
    return lines


def _wish(form: Form) -> CapSourceWish:
    kind = form.value("kind")
    if kind not in set(CapSourceKind):
        form.refuse("kind", gettext("Say how its alerts come"))
    return CapSourceWish(
        name=form.value("name"),
        kind=CapSourceKind(kind) if kind in set(CapSourceKind) else CapSourceKind.PUSH,
        url=form.value("url"),
        issuers=read_issuers(form.value("issuers")),
        is_automatic=form.has("automatic", "yes"),
        expiry_hours=form.number("expiry_hours"),
        senders=tuple(form.value("senders").splitlines()),
        emergency=form.value("emergency"),
        priority=form.value("priority"),
    )


def _form_of(wish: CapSourceWish) -> Form:
    return Form.of(
        {
            "name": wish.name,
            "kind": wish.kind.value,
            "url": wish.url,
            "issuers": "\n".join(wish.issuers),
            "automatic": "yes" if wish.is_automatic else "",
            "expiry_hours": str(wish.expiry_hours),
            "emergency": wish.emergency,
            "priority": wish.priority,
            "senders": "\n".join(wish.senders),
        }
    )


def _unit_asked(form: Form) -> str:
    code = form.value("unit").strip()
    tree = resources().units.tree()
    found = [unit.id for unit in tree.valid_on(today()) if unit.code == code]
    if not found:
        form.refuse("unit", gettext("Choose a unit of the list"))
        return ""
    return found[0]


def _new_page(form: Form) -> str:
    choices = [(unit.code, unit.name) for unit in units_for(Right.MANAGE_UNITS)]
    return render_template(
        "staff/cap_source_new.html", form=form, unit_choices=choices, **_choices()
    )


def _source_page(view: SourceView, form: Form, *, is_switching: bool = False) -> str:
    return render_template(
        "staff/cap_source.html",
        form=form,
        source=told_of(view),
        acts_alone=view.acts_alone,
        is_proven=view.is_proven,
        issuers=[_issuer_line(pem) for pem in view.wish.issuers],
        may_change=can(resources(), actor(), Right.MANAGE_UNITS, view.unit_id),
        address=f"{resources().settings.address}/api/v1/cap?source={view.id}",
        is_push=view.wish.kind is CapSourceKind.PUSH,
        is_switching=is_switching,
        **_choices(),
    )


def _choices() -> dict[str, object]:
    return {
        "kinds": [(kind.value, gettext(word)) for kind, word in KINDS],
        "limits": [(value, gettext(word)) for value, word in LIMITS],
    }


def _issuer_line(pem: str) -> str:
    known = issuer_of(pem)
    if known.until is None:
        return gettext("Public key (%(kind)s)", kind=known.name)
    until = times.moment(known.until, resources().clock.now())
    return gettext("%(name)s, good until %(until)s", name=known.name, until=until)
