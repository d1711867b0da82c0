"""The calendar of a board: a week by notice, and what is on at an instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import render_template, request, url_for
from flask_babel import format_date

from content.category import CATEGORIES, Category
from content.errors import InvalidInputError
from content.instant import format_instant
from content.schedule import TIMEZONE
from server.locale import gettext, ngettext
from server.services.forecast import DAYS, OnAt, Round, Row, Week, on_at, week_of
from server.staff_web import times
from server.staff_web.daypart_fields import times_text
from server.staff_web.forms import Form, sentence_of
from server.staff_web.places import readable_board, today
from server.staff_web.site import actor, resources, staff

PARTS = ((5, 8), (8, 11), (11, 14), (14, 17), (17, 21))
WEEKS_AWAY = 60


@dataclass(frozen=True)
class Run:
    """Days in a row a notice is on, or not: `text` is what its bar says, empty without one."""

    days: int
    text: str = ""


@dataclass(frozen=True)
class Line:
    """A notice in the week."""

    url: str
    title: str
    category: Category
    is_waiting: bool
    runs: list[Run]


@dataclass(frozen=True)
class Answer:
    """What is on at the instant asked for, in words, with its picture."""

    picture: str
    when: str
    told: str
    waiting: list[str]


@staff.get("/boards/<board_id>/calendar")
def calendar(board_id: str) -> str:
    """Show the week of a board."""
    board = readable_board(board_id)
    first, part = _first_day(), request.args.get("part", "")
    hours = next((pair for pair in PARTS if part == f"{pair[0]}-{pair[1]}"), None)
    clocks = None if hours is None else (time(hours[0]), time(hours[1]))
    week = week_of(resources(), actor(), board_id, first, clocks)
    form = Form(request.args)
    answer = _answer(board_id, form)
    width, height = board.profile.size_px
    return render_template(
        "staff/calendar.html",
        board=board,
        size=(width, height),
        shape="portrait" if height > width else "landscape",
        form=form,
        answer=answer,
        days=[_day(first + timedelta(days=n)) for n in range(DAYS)],
        choices=_choices(first),
        week_text=_week_text(first),
        first=first.isoformat(),
        part=part if hours else "",
        before=_week_url(board_id, first - timedelta(days=DAYS), part),
        after=_week_url(board_id, first + timedelta(days=DAYS), part),
        parts=_parts(board_id, first, part if hours else ""),
        lines=[_line(row, first) for row in week.rows],
        rounds=[_round_text(one) for one in week.rounds],
        stale=_stale(week),
    )


def _first_day() -> date:
    """Return the Monday asked for; this week's for anything else."""
    monday = today() - timedelta(days=today().weekday())
    try:
        asked = date.fromisoformat(request.args.get("week", ""))
    except ValueError:
        return monday
    if abs((asked - monday).days) > WEEKS_AWAY * DAYS:
        return monday
    return asked - timedelta(days=asked.weekday())


def _answer(board_id: str, form: Form) -> Answer | None:
    if not form.value("clock"):
        form.typed["clock"] = times.clock_time(resources().clock.now())
        if not form.value("day"):
            form.typed["day"] = times.day_text(today())
        return None
    try:
        day = times.read_day(form.value("day"), "day")
        clock = times.read_time(form.value("clock"), "clock")
        at = datetime.combine(day, clock, TIMEZONE)
        return _told(board_id, on_at(resources(), actor(), board_id, at))
    except InvalidInputError as error:
        form.refuse(error.field or "day", sentence_of(error))
        return None


def _told(board_id: str, on: OnAt) -> Answer:
    told = gettext("No notice is on: the waiting screen shows.")
    if on.title:
        told = gettext("“%(title)s”.", title=on.title)
        if on.pages > 1:
            told = gettext(
                "Page %(page)s/%(pages)s of “%(title)s”.",
                page=on.page + 1,
                pages=on.pages,
                title=on.title,
            )
    if on.follows:
        told += " " + gettext("Then: %(titles)s.", titles=gettext(", then ").join(on.follows))
    waiting = [
        gettext("If approved, “%(title)s” first comes at %(when)s.", title=title, when=_exact(seen))
        for title, seen in on.waiting
    ]
    picture = url_for("staff.board_picture", board_id=board_id, at=format_instant(on.at))
    return Answer(picture, _exact(on.at), told, waiting)


def _exact(at: datetime) -> str:
    here = times.local(at)
    return f"{here:%H:%M:%S} {_weekday(here.date(), lower=True)} {here:%d/%m}"


def _weekday(day: date, *, lower: bool = False) -> str:
    name = str(format_date(day, "EEEE"))
    return name[:1].lower() + name[1:] if lower and not name.startswith("Chủ") else name


def _day(day: date) -> tuple[str, str, bool]:
    return _weekday(day), f"{day:%d/%m}", day == today()


def _choices(first: date) -> list[tuple[str, str]]:
    days = (first + timedelta(days=n) for n in range(DAYS))
    return [(times.day_text(day), f"{_weekday(day)} {day:%d/%m}") for day in days if day >= today()]


def _week_text(first: date) -> str:
    last = first + timedelta(days=DAYS - 1)
    return gettext("Week %(first)s – %(last)s", first=f"{first:%d/%m}", last=times.day_text(last))


def _week_url(board_id: str, first: date, part: str) -> str:
    week = first.isoformat()
    return url_for("staff.calendar", board_id=board_id, week=week, part=part or None)


def _parts(board_id: str, first: date, chosen: str) -> list[tuple[str, str, bool]]:
    named = [("", gettext("All day"))]
    named += [
        (f"{start}-{end}", gettext("%(from)s–%(to)s hours", **{"from": start, "to": end}))
        for start, end in PARTS
    ]
    return [(_week_url(board_id, first, key), label, key == chosen) for key, label in named]


def _line(row: Row, first: date) -> Line:
    return Line(
        url=url_for("staff.notice", notice_id=row.notice),
        title=row.content.title,
        category=CATEGORIES[row.content.category],
        is_waiting=row.is_waiting,
        runs=_runs(row.days, _bar_text(row, first)),
    )


def _bar_text(row: Row, first: date) -> str:
    if row.is_waiting:
        return gettext("Waiting for approval, not shown yet")
    parts = [times_text(row.content.dayparts) or gettext("All day")]
    until = row.content.valid_until
    if until is not None and until > times.start_of(first + timedelta(days=DAYS)):
        last = times.local(until - timedelta(seconds=1))
        parts.append(gettext("until the end of %(day)s", day=f"{last:%d/%m}"))
    return " · ".join(parts)


def _runs(days: Sequence[bool], text: str) -> list[Run]:
    runs: list[Run] = []
    for is_on in days:
        said = text if is_on else ""
        if runs and bool(runs[-1].text) == is_on:
            runs[-1] = Run(runs[-1].days + 1, said)
        else:
            runs.append(Run(1, said))
    return runs


def _round_text(one: Round | None) -> tuple[str, str]:
    if one is None or not one.pages:
        return "–", ""
    minutes, seconds = divmod(one.seconds, 60)
    told = gettext("%(m)s min %(s)s s", m=minutes, s=seconds)
    return told, ngettext("%(num)d page", "%(num)d pages", one.pages)


def _stale(week: Week) -> list[tuple[str, str, str]]:
    """Name what goes stale this week: title, when, address."""
    end = times.start_of(week.first + timedelta(days=DAYS))
    return [
        (row.content.title, f"{times.local(row.stale_at):%d/%m}", row.notice)
        for row in week.rows
        if row.stale_at is not None and row.stale_at < end and not row.is_waiting
    ]
