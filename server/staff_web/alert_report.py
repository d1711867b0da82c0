"""What came of an alert, on one sheet: to print and sign after the event, or as CSV."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from textwrap import shorten

from flask import Response, render_template, url_for
from flask_babel import format_decimal

from server.locale import gettext, ngettext, request_language
from server.render.csv_rows import BYTE_ORDER_MARK, csv_row
from server.services.alert_calls import REACHED, Call
from server.services.alert_report import SHARES, AlertReport, Step, report_of
from server.services.deliveries import BoardDelivery
from server.services.people import names_of
from server.staff_web import times
from server.staff_web.alert_call_words import OUTCOMES
from server.staff_web.alert_failures import failure_text
from server.staff_web.alert_heard import ways_line
from server.staff_web.alert_kinds import is_all_clear
from server.staff_web.alert_targets import receivers
from server.staff_web.alerts import title_of
from server.staff_web.ledger import ORDER
from server.staff_web.places import unit_name
from server.staff_web.site import actor, resources, staff
from server.staff_web.words import ALERT_STATES, StateWord, ledger_short, ledger_word

MOST_SILENT, MOST_STEPS = 7, 5
EVERY = 100_000
LONGEST_CELL, LONGEST_CALLS, LONGEST_STEP = 46, 66, 130
_MINUTE_S = 60


@dataclass(frozen=True)
class SilentLine:
    """A board that never showed it."""

    name: str
    place: str
    state: str
    phone: str
    calls: str


@staff.get("/alerts/<alert_id>/report")
def alert_report(alert_id: str) -> str:
    """Show the sheet."""
    found = report_of(resources(), actor(), alert_id, MOST_SILENT)
    view, lines = found.view, [_shortened(_silent(found, one)) for one in found.silent]
    return render_template(
        "staff/alert_report.html",
        title=title_of(view),
        is_drill=view.alert.is_drill,
        is_live=view.state == "in_force",
        issuer=view.alert.sender,
        url_back=url_for("staff.alert", alert_id=alert_id),
        download=url_for("staff.alert_report_csv", alert_id=alert_id),
        facts=_facts(found),
        verdict=_verdict(found),
        is_whole=found.shown == found.targeted,
        spans=_spans(found),
        states=_states(found),
        steps=_some_steps(found),
        more_steps=max(0, len(found.steps) - MOST_STEPS),
        lines=lines,
        more_silent=found.targeted - found.shown - len(lines),
        called=_called(found),
        made_at=_when(resources().clock.now()),
    )


@staff.get("/alerts/<alert_id>/report.csv")
def alert_report_csv(alert_id: str) -> Response:
    """Send the same as CSV, with every board that never showed it."""
    found = report_of(resources(), actor(), alert_id, EVERY)
    facts = [
        *_facts(found),
        (gettext("Boards that showed it"), _verdict(found)),
        *_spans(found),
        *((gettext(state.word), str(number)) for state, _, number in _states(found)),
        *((gettext("Step"), line) for line in _steps(found)),
        (gettext("Calls to caretakers"), _called(found)),
    ]
    heads = (gettext("Board"), gettext("Unit"), gettext("State"), gettext("Telephone"),
             gettext("Calls made"))  # fmt: skip
    silent = (_silent(found, one) for one in found.silent)
    rows: list[Iterable[str]] = [*facts, (), (gettext("Boards that did not show it"),), heads]
    rows += [(one.name, one.place, one.state, one.phone, one.calls) for one in silent]
    text = BYTE_ORDER_MARK + "".join(map(csv_row, rows))
    answer = Response(text, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="bao-cao-{alert_id}.csv"'
    return answer


def share_text(part: int, whole: int) -> str:
    """Return `96/100 (96 %)`; never 100 % while one is missing."""
    percent = 100 * part // whole if whole else 0
    return gettext(
        "%(part)s of %(whole)s (%(percent)s %%)", part=part, whole=whole, percent=percent
    )


def _facts(found: AlertReport) -> list[tuple[str, str]]:
    view, shown = found.view, found.view.alert
    level = gettext("Level %(n)s", n=shown.risk_level) if shown.risk_level else ""
    facts = [
        (gettext("Kind"), gettext("Drill") if shown.is_drill else gettext("Real alert")),
        (gettext("Event"), shown.event),
        (gettext("Disaster risk"), level),
        (gettext("Issued by"), shown.sender),
        (gettext("Sent to"), "; ".join(receivers(shown.targets, view.unit_id))),
        (gettext("Heard"), ways_line(shown)),
        (gettext("On the boards from"), _when(found.began_at) if found.began_at else ""),
        (gettext("Valid until"), _when(shown.expires)),
        (gettext("State"), gettext(ALERT_STATES[view.state].word)),
        (gettext("Identifier"), view.identifier),
    ]
    return [(term, value) for term, value in facts if value]


def _verdict(found: AlertReport) -> str:
    return share_text(found.shown, found.targeted)


def _spans(found: AlertReport) -> list[tuple[str, str]]:
    return [
        (
            gettext("%(percent)s %% of the boards showed it after", percent=share),
            _span(found.within[share]),
        )
        for share in SHARES
    ]


def _span(took: timedelta | None) -> str:
    if took is None:
        return gettext("not reached")
    seconds = took.total_seconds()
    if seconds < _MINUTE_S:
        return gettext("%(n)s seconds", n=format_decimal(round(seconds, 1)))
    return times.span(seconds)


def _states(found: AlertReport) -> list[tuple[StateWord, str, int]]:
    is_live = found.view.state == "in_force"
    return [
        (
            ledger_word(state, is_live=is_live),
            ledger_short(state, is_live=is_live),
            found.counts[state],
        )
        for state in ORDER
        if found.counts.get(state)
    ]


def _steps(found: AlertReport) -> list[str]:
    people = {one for step in found.steps for one in (step.written_by, step.approved_by)}
    names = names_of(resources(), people)
    return [_step(step, names, is_first=step is found.steps[0]) for step in found.steps]


def _some_steps(found: AlertReport) -> list[str]:
    """Return the first step and the last ones, cut as lines of the sheet are."""
    lines = _steps(found)
    kept = lines if len(lines) <= MOST_STEPS else [lines[0], *lines[1 - MOST_STEPS :]]
    return [shorten(line, LONGEST_STEP, placeholder="…") for line in kept]


def _step(step: Step, names: dict[str, str], *, is_first: bool) -> str:
    system = gettext("The system")
    words = {"when": _when(step.at), "name": names.get(step.written_by or "", system)}
    if step.is_cancel:
        told = gettext("%(when)s: %(name)s cancelled it.", **words)
    elif is_all_clear(step.template_id):
        told = gettext("%(when)s: %(name)s sent the all-clear.", **words)
    elif is_first:
        told = gettext("%(when)s: %(name)s issued it.", **words)
    else:
        told = gettext("%(when)s: %(name)s changed it.", **words)
    parts = [told]
    if step.approved_by:
        second = names.get(step.approved_by, system)
        parts.append(gettext("Approved by %(name)s.", name=second))
    elif step.is_alone and not step.is_cancel:
        parts.append(gettext("Sent alone, without a second officer."))
    if step.touches:
        parts.append(
            ngettext(
                "%(num)d officer's key signed.", "%(num)d officers' keys signed.", step.touches
            )
        )
    if step.reason:
        parts.append(gettext("Reason: %(why)s", why=step.reason))
    return " ".join(parts)


def _silent(found: AlertReport, one: BoardDelivery) -> SilentLine:
    is_live = found.view.state == "in_force"
    state = gettext(ledger_short(one.state, is_live=is_live))
    failure = failure_text(one.times.reason or "", request_language())
    why = f"{state}: {failure}" if failure else state
    calls = "; ".join(_call(call) for call in found.calls.get(one.board, ()))
    return SilentLine(one.name, unit_name(one.unit), why, one.phone or "", calls)


def _shortened(line: SilentLine) -> SilentLine:
    """Cut a line so that the sheet stays one page; the CSV has all of it."""
    return replace(
        line,
        name=shorten(line.name, LONGEST_CELL, placeholder="…"),
        state=shorten(line.state, LONGEST_CELL, placeholder="…"),
        calls=shorten(line.calls, LONGEST_CALLS, placeholder="…"),
    )


def _call(call: Call) -> str:
    told = f"{times.clock_time(call.at)} {call.name}: {gettext(OUTCOMES[call.outcome])}"
    return f"{told} ({call.said})" if call.said else told


def _called(found: AlertReport) -> str:
    made = sum(map(len, found.calls.values()))
    if not made:
        return gettext("No call was noted.")
    reached = sum(any(call.outcome in REACHED for call in ones) for ones in found.calls.values())
    return " ".join(
        (
            ngettext("%(num)d call was noted.", "%(num)d calls were noted.", made),
            ngettext(
                "The caretaker of %(num)d board was reached.",
                "The caretakers of %(num)d boards were reached.",
                reached,
            ),
        )
    )


def _when(at: datetime) -> str:
    """Return an instant in full: a print is read long after."""
    day = times.day_text(times.local(at).date())
    return gettext("%(time)s on %(day)s", time=times.exact_time(at), day=day)
