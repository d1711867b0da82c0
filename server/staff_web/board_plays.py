"""What a board showed on a day, hour by hour, beside what its plan had."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import render_template, request, url_for

from content.play_plan import HOUR, Deviation, DeviationKind, HourState, PlayHour
from server.locale import N_, gettext, ngettext
from server.services.play_reports import DAYS_BACK, PlayReport, report_of
from server.staff_web import times
from server.staff_web.places import readable_board, today
from server.staff_web.site import actor, resources, staff
from server.staff_web.words import StateWord

_STATES: dict[HourState, StateWord] = {
    HourState.MET: StateWord(N_("As planned"), "check", "ok"),
    HourState.DEVIATES: StateWord(N_("Differs from the plan"), "alert", "warn"),
    HourState.MISSING: StateWord(N_("No report"), "off", "bad"),
    HourState.COVERED: StateWord(N_("Under an alert or the waiting screen"), "stop", ""),
    HourState.IDLE: StateWord(N_("Nothing planned"), "clock", ""),
    HourState.OPEN: StateWord(N_("Report to come"), "clock", "wait"),
}
_KINDS: dict[DeviationKind, str] = {
    DeviationKind.NOT_SHOWN: N_("“%(title)s” was not shown; %(planned)s were planned."),
    DeviationKind.TOO_SHORT: N_("“%(title)s”: %(shown)s instead of %(planned)s."),
    DeviationKind.TOO_LONG: N_("“%(title)s”: %(shown)s instead of %(planned)s."),
    DeviationKind.NOT_PLANNED: N_("“%(title)s” was shown for %(shown)s without being planned."),
}


@dataclass(frozen=True)
class Line:
    """An hour as a row: times as text, and in sentences what differs."""

    hour: str
    planned: str
    shown: str
    state: StateWord
    told: list[str]


@dataclass(frozen=True)
class Verdict:
    """What the day comes to; `kind` colours it."""

    kind: str
    text: str
    more: str = ""


@staff.get("/boards/<board_id>/plays")
def board_plays(board_id: str) -> str:
    """Show a day of a board against its plan."""
    board, day = readable_board(board_id), _day()
    report = report_of(resources(), actor(), board_id, day)
    return render_template(
        "staff/board_plays.html",
        board=board,
        day=times.long_day(times.start_of(day)),
        before=_url(board_id, day - timedelta(days=1)),
        after=_url(board_id, day + timedelta(days=1)),
        verdict=_verdict(report),
        lines=[_line(hour, report.titles) for hour in report.hours],
        records=report.records,
    )


def _day() -> date:
    """Return the day asked for; today for anything else."""
    try:
        asked = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return today()
    return asked if 0 <= (today() - asked).days <= DAYS_BACK else today()


def _url(board_id: str, day: date) -> str | None:
    if not 0 <= (today() - day).days <= DAYS_BACK:
        return None
    return url_for("staff.board_plays", board_id=board_id, day=day.isoformat())


def _verdict(report: PlayReport) -> Verdict:
    missing = report.count(HourState.MISSING)
    differing = report.count(HourState.DEVIATES)
    if missing:
        hours = _ranges([one.start for one in report.hours if one.state is HourState.MISSING])
        return Verdict(
            "bad",
            ngettext("%(num)d hour has no report.", "%(num)d hours have no report.", missing),
            gettext(
                "%(hours)s: the board was off, without power, did not know the time, or has had "
                "no network since.",
                hours=hours,
            ),
        )
    if differing:
        return Verdict(
            "warn",
            ngettext(
                "%(num)d hour differs from the plan.",
                "%(num)d hours differ from the plan.",
                differing,
            ),
        )
    if report.count(HourState.MET):
        return Verdict("ok", gettext("Every hour reported so far is as planned."))
    return Verdict("", gettext("Nothing of this day can be compared yet."))


def _line(hour: PlayHour, titles: dict[str, str]) -> Line:
    told = [_sentence(one, titles) for one in hour.deviations]
    if hour.covered_s:
        told.append(
            gettext(
                "Alerts or the waiting screen lay over it for %(span)s.",
                span=times.span(hour.covered_s),
            )
        )
    is_reported = hour.state in (HourState.MET, HourState.DEVIATES)
    return Line(
        hour=_ranges([hour.start]),
        planned=_minutes(hour.planned_s),
        shown=_minutes(hour.shown_s) if is_reported else "–",
        state=_STATES[hour.state],
        told=told,
    )


def _sentence(found: Deviation, titles: dict[str, str]) -> str:
    return gettext(
        _KINDS[found.kind],
        title=titles.get(found.item, found.item),
        planned=times.span(found.planned_s),
        shown=times.span(found.shown_s),
    )


def _ranges(starts: list[datetime]) -> str:
    """Return hours in order as `02:00–04:00, 07:00–08:00`."""
    ranges: list[list[datetime]] = []
    for start in starts:
        if ranges and ranges[-1][1] == start:
            ranges[-1][1] = start + HOUR
        else:
            ranges.append([start, start + HOUR])
    return ", ".join("–".join(map(times.clock_time, ends)) for ends in ranges)


def _minutes(seconds: int) -> str:
    return gettext("%(n)s min", n=round(seconds / 60))
