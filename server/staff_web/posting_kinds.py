"""Kinds of public posting: what a unit sets, and what it takes over from above."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from content.errors import ContentError, ForbiddenError, NotFoundError
from content.posting import PostingKind
from server.locale import gettext
from server.services.permissions import Right, can, require
from server.services.posting_kinds import KnownKind, drop_kind, kinds_of, set_kind
from server.services.unit_views import get_unit
from server.staff_web.document_fields import least
from server.staff_web.forms import Form
from server.staff_web.places import unit_name
from server.staff_web.site import actor, resources, staff


@dataclass(frozen=True)
class Line:
    """One kind as the page lists it."""

    key: str
    name: str
    least: str
    days: int
    basis: str
    set_by: str
    is_own: bool


@staff.get("/units/<unit_id>/postings")
def posting_kinds(unit_id: str) -> str:
    """List the kinds that hold for a unit."""
    get_unit(resources(), actor(), unit_id)
    return _page(unit_id, Form())


@staff.post("/units/<unit_id>/postings")
def set_posting_kind(unit_id: str) -> str | Response | tuple[str, int]:
    """Add a kind, change one, or offer one no more."""
    get_unit(resources(), actor(), unit_id)
    require(resources(), actor(), Right.MANAGE_UNITS, unit_id)
    form = Form(request.form)
    try:
        if form.value("deed") == "drop":
            drop_kind(resources(), actor(), unit_id, form.value("key"))
        else:
            set_kind(resources(), actor(), unit_id, _read(form))
    except (ForbiddenError, NotFoundError):
        raise
    except ContentError as error:
        form.refuse_error(error, "name")
        return _page(unit_id, form), 422
    flash(gettext("Kept. It holds for notices sent for approval from now on."), "done")
    return redirect(url_for("staff.posting_kinds", unit_id=unit_id), 303)


def _read(form: Form) -> PostingKind:
    """Return what was typed. Raises: InvalidInputError for broken text."""
    return PostingKind(
        form.value("key"), form.line("name"), form.number("days"), form.line("basis")
    )


def _page(unit_id: str, form: Form) -> str:
    lines = [_line(known, unit_id) for known in kinds_of(resources(), unit_id)]
    chosen = form.value("key") or request.args.get("kind", "")
    held = next((line for line in lines if line.key == chosen), None)
    if held is not None and not form.problems:
        values = {"key": held.key, "name": held.name, "days": str(held.days), "basis": held.basis}
        form = Form.of(values)
    return render_template(
        "staff/posting_kinds.html",
        form=form,
        name=resources().units.tree().get(unit_id).name,
        unit_id=unit_id,
        lines=lines,
        held=held,
        may_change=can(resources(), actor(), Right.MANAGE_UNITS, unit_id),
    )


def _line(known: KnownKind, unit_id: str) -> Line:
    kind = known.kind
    return Line(
        key=kind.key,
        name=kind.name,
        least=least(kind.days),
        days=kind.days,
        basis=kind.basis,
        set_by=unit_name(known.set_by) if known.set_by else "",
        is_own=known.set_by in (None, unit_id),
    )
