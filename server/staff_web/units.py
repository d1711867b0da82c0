"""Units: the list of today, one unit with its history, and changes on a day."""

from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from content.errors import ContentError, ForbiddenError
from content.unit import LEVELS, Unit
from server.locale import gettext
from server.services.permissions import Right, can, require_anywhere
from server.services.unit_changes import (
    ChangeKind,
    ChangeRequest,
    ChangeView,
    Into,
    cancel_change,
    change_units,
    check_change,
    list_changes,
)
from server.services.unit_views import Step, count_moving, find_units, get_unit
from server.staff_web import times
from server.staff_web.access import confirmed, may_anywhere, proved
from server.staff_web.forms import Form
from server.staff_web.site import actor, resources, staff
from server.staff_web.words import CHANGE_KINDS, CHANGE_STATES, UNIT_LEVELS

ROWS = 20
MOST_ROWS = 2000
CHANGES_SHOWN = 10


@dataclass(frozen=True)
class Told:
    """What a change is going to do, for the last look before it is done."""

    ended: list[str]
    after: list[str]
    day: str
    is_now: bool
    boards: int
    people: int
    notices: int


@staff.get("/units")
def unit_list() -> str:
    """List today's units, and the changes that are planned."""
    q, first = request.args.get("q", "")[:100], Form(request.args).number("rows")
    rows = max(ROWS, min(first, MOST_ROWS))
    found, total = find_units(resources(), actor(), q, rows)
    may_change = may_anywhere(Right.MANAGE_UNITS)
    changes = list_changes(resources(), actor())[:CHANGES_SHOWN] if may_change else ()
    return render_template(
        "staff/units.html",
        q=q,
        units=[(_told_unit(unit), url_for("staff.unit", unit_id=unit.id)) for unit in found],
        total=total,
        more=url_for("staff.unit_list", q=q or None, rows=rows + 100) if total > rows else "",
        may_change=may_change,
        changes=[_told_change(change) for change in changes],
        kinds=CHANGE_KINDS,
    )


@staff.get("/units/<unit_id>")
def unit(unit_id: str) -> str:
    """Show one unit: what hangs there, what it was and what it becomes."""
    view = get_unit(resources(), actor(), unit_id)
    return render_template(
        "staff/unit.html",
        unit_id=unit_id,
        name=view.unit.name,
        told=_told_unit(view.unit),
        above=[(one.name, url_for("staff.unit", unit_id=one.id)) for one in view.above],
        below=[(one.name, url_for("staff.unit", unit_id=one.id)) for one in view.below],
        before=[_told_step(step) for step in view.before],
        after=[_told_step(step) for step in view.after],
        counts=(view.boards, view.people, view.notices),
        is_over=view.unit.valid_to is not None,
        code=view.unit.code,
        kinds=CHANGE_KINDS,
        may_change=can(resources(), actor(), Right.MANAGE_UNITS, unit_id),
    )


@staff.get("/units/change/<any(create,rename,merge,split):kind>")
@confirmed
def new_change(kind: str) -> str:
    """Ask what changes and from when."""
    require_anywhere(resources(), actor(), Right.MANAGE_UNITS)
    day = times.day_text(times.local(resources().clock.now()).date())
    return _form_page(kind, Form.of({"day": day, "from": request.args.get("from", "")}))


@staff.post("/units/change/<any(create,rename,merge,split):kind>")
def make_change(kind: str) -> str | Response | tuple[str, int]:
    """Show what would happen, and after a yes do it or plan it."""
    require_anywhere(resources(), actor(), Right.MANAGE_UNITS)
    form = Form(request.form)
    try:
        asked = _asked(kind, form)
        plan = check_change(resources(), actor(), asked)
        if form.value("answer") != "yes" or not proved(form):
            boards, people, notices = count_moving(resources(), plan.ended)
            told = Told(
                [_name(unit) for unit in plan.ended],
                [_name(unit) for unit in plan.after],
                times.day_text(asked.day),
                asked.day <= times.local(resources().clock.now()).date(),
                boards,
                people,
                notices,
            )
            return _form_page(kind, form, told)
        done = change_units(resources(), actor(), asked)
    except ForbiddenError:
        raise
    except ContentError as error:
        form.refuse_error(error, "into")
        return _form_page(kind, form), 422
    if done.state == "applied":
        flash(gettext("Done. Boards, people and notices have moved."), "done")
    else:
        flash(gettext("Planned. It happens by itself on %(day)s.", day=form.value("day")), "done")
    return redirect(url_for("staff.unit_list"), 303)


@staff.post("/units/changes/<change_id>/cancel")
def cancel_unit_change(change_id: str) -> Response:
    """Take a planned change back."""
    cancel_change(resources(), actor(), change_id)
    flash(gettext("Taken back. Nothing changes on that day."), "done")
    return redirect(url_for("staff.unit_list"), 303)


def _form_page(kind: str, form: Form, told: Told | None = None) -> str:
    return render_template(
        "staff/unit_change.html",
        kind=kind,
        heading=gettext(CHANGE_KINDS[kind]),
        form=form,
        told=told,
        levels=[(level, gettext(UNIT_LEVELS[level])) for level in LEVELS],
        url_back=url_for("staff.unit_list"),
    )


def _asked(kind: str, form: Form) -> ChangeRequest:
    """Read the form. Raises: InvalidInputError."""
    day: date = times.read_day(form.value("day"), "day")
    codes = tuple(form.value("from").replace(",", " ").split())
    if kind == ChangeKind.SPLIT:
        into = tuple(_into_line(line) for line in form.text("parts").splitlines() if line.strip())
    else:
        into = (
            Into(
                code=form.line("code"),
                name=form.line("name") or None,
                level=form.value("level") or None,
                parent=form.line("parent") or None,
            ),
        )
    return ChangeRequest(ChangeKind(kind), day, codes, into)


def _into_line(line: str) -> Into:
    parts = [part.strip() for part in line.split(";")]
    return Into(code=parts[0], name=(parts[1] if len(parts) > 1 else "") or None)


def _name(unit: Unit) -> str:
    return f"{unit.name} ({unit.code})"


def _told_unit(unit: Unit) -> dict[str, str]:
    level = gettext(UNIT_LEVELS[unit.level]) if unit.level in UNIT_LEVELS else unit.level
    since = times.day_text(unit.valid_from) if unit.valid_from else ""
    until = times.day_text(unit.valid_to) if unit.valid_to else ""
    return {
        "name": unit.name,
        "code": unit.code,
        "level": level,
        "since": since,
        "until": until,
    }


def _told_step(step: Step) -> tuple[str, str, str, bool]:
    return (
        _name(step.unit),
        url_for("staff.unit", unit_id=step.unit.id),
        times.day_text(step.day),
        step.is_planned,
    )


def _told_change(change: ChangeView) -> dict[str, object]:
    kind = gettext(CHANGE_KINDS[change.kind])
    return {
        "id": change.id,
        "kind": kind,
        "day": times.day_text(change.day),
        "state": CHANGE_STATES[change.state],
        "before": _listed(change.before),
        "after": _listed(change.after),
        "is_planned": change.state == "scheduled",
    }


def _listed(units: tuple[tuple[str, str], ...]) -> str:
    names = [f"{name} ({code})" for code, name in units[:5]]
    rest = len(units) - len(names)
    shown = ", ".join(names)
    return gettext("%(names)s and %(n)s more units", names=shown, n=rest) if rest else shown
