"""The audit for inspectors: who did what, when, from where; checked, filtered, taken away."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Response, redirect, render_template, request, stream_with_context, url_for
from werkzeug.wrappers import Response as AnyResponse

from content.errors import InvalidInputError
from content.instant import format_instant
from server.locale import gettext, number_text
from server.render.csv_rows import BYTE_ORDER_MARK, csv_row
from server.services import audit_check, audit_list
from server.services.audit_list import AuditFilters, AuditLine, Subject
from server.services.permissions import Right, require_anywhere
from server.staff_web import times
from server.staff_web.audit_words import (
    SUBJECTS,
    action_word,
    in_groups,
    is_real_alert,
    more_of,
    subject_address,
    subject_text,
)
from server.staff_web.forms import Form, sentence_of
from server.staff_web.places import unit_name, units_for
from server.staff_web.site import actor, resources, staff

ROWS = 20
MOST_EXPORTED = 50_000
_COLUMNS = (
    "row", "at", "name", "login", "action", "what", "subject", "unit", "address", "reason", "hash",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A line as the page shows it."""

    at: str
    who: str
    login: str
    what: str
    about: str
    url: str
    more: list[str]
    origin: str
    code: str
    is_real: bool


@staff.get("/audit")
def audit_rows() -> str:
    """Show the newest lines that match."""
    form = Form(request.args)
    filters = _filters(form)
    found = audit_list.list_counted(
        resources(),
        actor(),
        filters,
        top=_row_number("top"),
        before=_row_number("before"),
        limit=ROWS,
    )
    check = resources().audit_checks.last
    return render_template(
        "staff/audit.html",
        form=form,
        rows=[_row(line) for line in found.page.items],
        total=number_text(found.total),
        is_counted=found.total <= audit_list.MOST_COUNTED,
        most_counted=number_text(audit_list.MOST_COUNTED),
        older=_here(before=found.page.next) if found.page.next else "",
        further=_here(top=found.below) if found.below else "",
        reached=times.day_text(times.local(found.reached).date()) if found.reached else "",
        reach=number_text(audit_list.REACH),
        download=_here("staff.audit_csv"),
        check=check,
        check_at=times.exact_time(check.at) if check else "",
        check_day=times.day_text(times.local(check.at).date()) if check else "",
        witnesses=audit_check.count_witnesses(resources()),
        units=units_for(Right.READ_AUDIT)[:200],
        subjects=[(subject.value, gettext(word)) for subject, word in SUBJECTS.items()],
    )


@staff.post("/audit/check")
def check_audit() -> AnyResponse:
    """Walk the whole chain once more."""
    require_anywhere(resources(), actor(), Right.READ_AUDIT)
    audit_check.check_audit(resources())
    return redirect(url_for("staff.audit_rows"), 303)


@staff.get("/audit.csv")
def audit_csv() -> Response:
    """Send what matches as CSV, at most 50,000 rows, a page of them at a time."""
    filters = _filters(Form(request.args))
    lines = audit_list.every_line(resources(), actor(), filters, MOST_EXPORTED)
    first = next(lines, None)  # a refusal comes before the file begins
    shown = _csv([] if first is None else _chain(first, lines))
    answer = Response(stream_with_context(shown), content_type="text/csv; charset=utf-8")
    day = times.local(resources().clock.now()).strftime("%Y-%m-%d")
    answer.headers["Content-Disposition"] = f'attachment; filename="nhat-ky-{day}.csv"'
    return answer


def _filters(form: Form) -> AuditFilters:
    about = form.value("about")
    since, until = _day(form, "since"), _day(form, "until")
    if since and until and until < since:
        form.refuse("until", gettext("The last day lies before the first."))
    return AuditFilters(
        unit=form.value("unit") or None,
        about=Subject(about) if about in set(Subject) else None,
        since=times.start_of(since) if since else None,
        until=times.start_of(until + timedelta(days=1)) if until else None,
        text=form.value("q")[: audit_list.LONGEST_SEARCH] or None,
        subject=form.value("subject")[:100] or None,
    )


def _day(form: Form, name: str) -> date | None:
    if not form.value(name):
        return None
    try:
        return times.read_day(form.value(name), name)
    except InvalidInputError as error:
        form.refuse(name, sentence_of(error))
        return None


def _row_number(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 16 else None


def _here(endpoint: str = "staff.audit_rows", **changes: Any) -> str:
    """Return this list's address with its filters; a page lies in the stretch it was found in."""
    left = {"before"} if "before" in changes else {"before", "top"}
    kept = {name: value for name, value in request.args.items() if value and name not in left}
    return url_for(endpoint, **{**kept, **changes})


def _row(line: AuditLine) -> Row:
    return Row(
        at=times.local(line.at).strftime("%d/%m/%Y %H:%M:%S"),
        who=line.name or line.actor_login or gettext("The system"),
        login=line.actor_login or "",
        what=action_word(line.action),
        about=subject_text(line),
        url=subject_address(line),
        more=more_of(line.details),
        origin=line.address or gettext("The server"),
        code=in_groups(line.hash, 2),
        is_real=is_real_alert(line),
    )


def _chain(first: AuditLine, rest: Iterable[AuditLine]) -> Iterator[AuditLine]:
    yield first
    yield from rest


def _csv(lines: Iterable[AuditLine]) -> Iterator[str]:
    yield BYTE_ORDER_MARK + csv_row(_COLUMNS)
    for line in lines:
        yield csv_row(
            [
                str(line.seq),
                format_instant(line.at),
                line.name or "",
                line.actor_login or "",
                line.action,
                action_word(line.action),
                subject_text(line) or line.subject,
                unit_name(line.unit_id) if line.unit_id else "",
                line.address or "",
                str(line.details.get("reason") or ""),
                line.hash,
            ]
        )
