"""The plan of the year: entries done and not done, taken in from a table, seen from above."""

from collections.abc import Collection
from dataclasses import dataclass
from io import BytesIO

from flask import flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from content.category import CATEGORIES, Category
from content.errors import InvalidInputError
from content.year_plan import (
    YEARS,
    PlanEntry,
    PlanState,
    period_key,
    read_category,
    read_period,
    read_table,
)
from server.locale import N_, gettext, ngettext
from server.render.plan_sheet import table_xlsx
from server.services.permissions import Right, can, require
from server.services.year_plans import (
    EntryView,
    add_entries,
    list_plan,
    list_progress,
    offered_entries,
    remove_entry,
    tick_entry,
)
from server.staff_web import times
from server.staff_web.forms import Form, sentence_of
from server.staff_web.places import home_unit, today, unit_name
from server.staff_web.site import actor, resources, staff
from server.staff_web.words import PLAN_STATES, StateWord

HEADS = (
    N_("Content"),
    N_("Category"),
    N_("Period"),
    N_("Notices done"),
    N_("State"),
    N_("Responsible"),
    N_("Note"),
)
LARGEST_TABLE_BYTES = 500_000
ROWS = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Line:
    """An entry as its page shows it."""

    id: str
    title: str
    category: Category
    state: StateWord
    period: str
    count: str
    responsible: str
    note: str
    reason: str
    is_ticked: bool


@staff.get("/plan")
def my_plan() -> Response:
    """Lead to the plan of the person's own unit."""
    return redirect(url_for("staff.plan", unit_id=home_unit().id), 303)


@staff.get("/units/<unit_id>/plan")
def plan(unit_id: str) -> str:
    """Show a unit's plan of a year, and those below it counted."""
    return _page(unit_id, Form())


@staff.post("/units/<unit_id>/plan")
def add_to_plan(unit_id: str) -> str | Response | tuple[str, int]:
    """Add one entry, or a whole table."""
    require(resources(), actor(), Right.WRITE_NOTICES, unit_id)
    form = Form(request.form)
    try:
        entries = _table(form) if form.value("deed") == "table" else [_entry(form)]
        count = add_entries(resources(), actor(), unit_id, entries)
    except InvalidInputError as error:
        line = error.params.get("line")
        said = sentence_of(error)
        name = error.field or "title"
        form.refuse(name, gettext("Line %(n)s: %(said)s", n=line, said=said) if line else said)
        return _page(unit_id, form), 422
    flash(ngettext("%(num)d entry taken in.", "%(num)d entries taken in.", count), "done")
    return redirect(url_for("staff.plan", unit_id=unit_id, year=_year()), 303)


@staff.post("/plan/<entry_id>/tick")
def tick_plan(entry_id: str) -> Response:
    """Tick an entry by hand, take the tick back, or take the entry out."""
    form = Form(request.form)
    try:
        if form.value("deed") == "remove":
            unit_id = remove_entry(resources(), actor(), entry_id)
        else:
            reason = form.value("reason") if form.value("deed") == "tick" else None
            unit_id = tick_entry(resources(), actor(), entry_id, reason)
        flash(gettext("Kept."), "done")
    except InvalidInputError:
        flash(gettext("Say why it counts as done."), "wrong")
        unit_id = form.value("unit")
    return redirect(url_for("staff.plan", unit_id=unit_id, year=_year()), 303)


@staff.get("/units/<unit_id>/plan.xlsx")
def plan_sheet(unit_id: str) -> Response:
    """Give the plan as a spreadsheet."""
    year = _year()
    lines = [_line(view) for view in list_plan(resources(), actor(), unit_id, year)]
    title = gettext("Plan of %(year)s: %(unit)s", year=year, unit=unit_name(unit_id))
    heads = [gettext(word) for word in HEADS]
    rows = [
        [
            line.title,
            gettext(line.category.label),
            line.period,
            line.count,
            gettext(line.state.word),
            line.responsible,
            line.reason or line.note,
        ]
        for line in lines
    ]
    data = resources().offload(lambda: table_xlsx(title, heads, rows))
    name = f"ke-hoach-{year}.xlsx"
    return send_file(BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=name)


def _page(unit_id: str, form: Form) -> str:
    year = _year()
    views = list_plan(resources(), actor(), unit_id, year)
    lines = [_line(view) for view in views]
    states = [view.state for view in views]
    rows = max(ROWS, Form(request.args).number("rows"))
    below = list_progress(resources(), actor(), unit_id, year, most=rows + 1)
    return render_template(
        "staff/plan.html",
        form=form,
        unit_id=unit_id,
        name=unit_name(unit_id),
        year=year,
        lines=lines,
        done=states.count(PlanState.DONE),
        late=states.count(PlanState.LATE),
        below=below[:rows],
        more=url_for("staff.plan", unit_id=unit_id, year=year, rows=rows + ROWS)
        if len(below) > rows
        else "",
        may_change=can(resources(), actor(), Right.WRITE_NOTICES, unit_id),
        categories=list(CATEGORIES.values()),
    )


def _year() -> int:
    asked = Form(request.values).number("year")
    return asked if asked in YEARS else today().year


def _entry(form: Form) -> PlanEntry:
    year = _year()
    first, last = read_period(form.value("period"), year)
    planned = form.number("planned") if form.value("planned").strip() else 1
    return PlanEntry(
        year=year,
        title=form.line("title"),
        category=read_category(form.value("category")),
        first_day=first,
        last_day=last,
        planned=planned,
        responsible=form.line("responsible"),
        note=form.line("note"),
    )


def _table(form: Form) -> list[PlanEntry]:
    sent = request.files.get("file")
    text = form.value("table")
    if sent is not None and sent.filename:
        data = sent.stream.read(LARGEST_TABLE_BYTES + 1)
        if len(data) > LARGEST_TABLE_BYTES:
            raise InvalidInputError("The table is too large", field="table")
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise InvalidInputError("Save the table as CSV in UTF-8", field="table") from error
    return read_table(text, _year())


def _line(view: EntryView) -> Line:
    entry = view.entry
    return Line(
        id=view.id,
        title=entry.title,
        category=CATEGORIES[entry.category],
        state=PLAN_STATES[view.state.value],
        period=_period(entry),
        count=f"{view.notices}/{entry.planned}",
        responsible=entry.responsible,
        note=entry.note,
        reason=view.done_reason or "",
        is_ticked=view.done_reason is not None,
    )


def plan_choices(units: Collection[str], kept: str) -> list[tuple[str, str]]:
    """List the entries a notice of these units may belong to, what is due first."""
    found = offered_entries(resources(), units)
    return [
        (view.id, f"{view.entry.title} ({_period(view.entry)})")
        for view in found
        if view.state is not PlanState.DONE or view.id == kept
    ]


def _period(entry: PlanEntry) -> str:
    kind, number = period_key(entry.first_day, entry.last_day)
    if kind == "year":
        return gettext("the whole year")
    if kind == "quarter":
        return gettext("quarter %(n)s", n=number)
    if kind == "month":
        return gettext("month %(n)s", n=number)
    return f"{entry.first_day:%d/%m} – {times.day_text(entry.last_day)}"
