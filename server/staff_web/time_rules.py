"""Shares and hours: what a unit sets about time, and what a board sets for itself."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from content.category import CATEGORIES, Category, CategoryKey
from content.errors import InvalidInputError
from content.hours import DARKEST, MOST, BoardHours, HourlyCap
from content.schedule import Daypart
from content.shares import CategoryShares
from server.locale import gettext
from server.services.permissions import Right, can, require
from server.services.time_rules import TimeRules, set_board_rules, set_unit_rules
from server.services.unit_views import get_unit
from server.staff_web.daypart_fields import read_windows, times_text, windows_text
from server.staff_web.forms import Form, sentence_of
from server.staff_web.places import board_with, readable_board
from server.staff_web.site import actor, resources, staff

HOURS = ("quiet", "power")
INHERIT, OWN = "above", "own"


@dataclass(frozen=True)
class Share:
    """A category's part of the time in the form."""

    category: Category
    name: str


@dataclass(frozen=True)
class Told:
    """What holds now, in words."""

    shares: list[str]
    hours: list[str]


@staff.get("/units/<unit_id>/time")
def unit_time(unit_id: str) -> str:
    """Show what a unit sets about time and what that comes to."""
    get_unit(resources(), actor(), unit_id)
    return _unit_page(unit_id, _form_of(resources().rules.own(unit_id)))


@staff.post("/units/<unit_id>/time")
def set_unit_time(unit_id: str) -> str | Response | tuple[str, int]:
    """Keep what a unit sets about time."""
    get_unit(resources(), actor(), unit_id)
    require(resources(), actor(), Right.MANAGE_UNITS, unit_id)
    form = Form(request.form)
    rules = TimeRules(_read_shares(form), _read_hours(form))
    if form.problems:
        return _unit_page(unit_id, form), 422
    set_unit_rules(resources(), actor(), unit_id, rules)
    flash(gettext("Kept. The boards follow within seconds."), "done")
    return redirect(url_for("staff.unit_time", unit_id=unit_id), 303)


@staff.get("/boards/<board_id>/time")
def board_time(board_id: str) -> str:
    """Show what a board sets about its sound and power."""
    readable_board(board_id)
    return _board_page(board_id, _form_of(resources().rules.own(board_id)))


@staff.post("/boards/<board_id>/time")
def set_board_time(board_id: str) -> str | Response | tuple[str, int]:
    """Keep what a board sets about its sound and power."""
    board_with(Right.PAIR_BOARDS, board_id)
    form = Form(request.form)
    rules = TimeRules(None, _read_hours(form))
    if form.problems:
        return _board_page(board_id, form), 422
    set_board_rules(resources(), actor(), board_id, rules)
    flash(gettext("Kept. The boards follow within seconds."), "done")
    return redirect(url_for("staff.board_time", board_id=board_id), 303)


def told(rules: TimeRules) -> Told:
    """Say what holds: shares of categories, quiet hours, volume and power."""
    shares = [
        gettext(
            "%(category)s: at least %(percent)s %% of the time, about %(minutes)s minutes an hour",
            category=gettext(CATEGORIES[key].label),
            percent=percent,
            minutes=round(percent * 60 / 100),
        )
        for key, percent in (rules.shares or CategoryShares()).percents
    ]
    hours = rules.hours
    lines = [
        gettext("Quiet: %(when)s", when=times_text(hours.quiet)) if hours.quiet else "",
        gettext("Screen on: %(when)s", when=times_text(hours.power)) if hours.power else "",
    ]
    lines += [
        gettext(
            "Volume at most %(percent)s %%: %(when)s",
            percent=cap.percent,
            when=times_text([cap.during]),
        )
        for cap in hours.caps or ()
    ]
    lines += [
        gettext(
            "Brightness %(percent)s %%: %(when)s",
            percent=cap.percent,
            when=times_text([cap.during]),
        )
        for cap in hours.brightness or ()
    ]
    return Told(shares, [line for line in lines if line])


def _form_of(rules: TimeRules) -> Form:
    hours = rules.hours
    values = {
        "shares_from": INHERIT if rules.shares is None else OWN,
        "quiet_from": INHERIT if hours.quiet is None else OWN,
        "quiet": windows_text(hours.quiet or ()),
        "power_from": INHERIT if hours.power is None else OWN,
        "power": windows_text(hours.power or ()),
        "caps_from": INHERIT if hours.caps is None else OWN,
        "caps": ", ".join(map(_cap_text, hours.caps or ())),
        "brightness_from": INHERIT if hours.brightness is None else OWN,
        "brightness": ", ".join(map(_cap_text, hours.brightness or ())),
    }
    for key, percent in (rules.shares or CategoryShares()).percents:
        values[f"share-{key.value}"] = str(percent)
    return Form.of(values)


def _cap_text(cap: HourlyCap) -> str:
    return f"{windows_text([cap.during]) or '0:00-24:00'} {cap.percent}"


def _read_shares(form: Form) -> CategoryShares | None:
    if form.value("shares_from") != OWN:
        return None
    typed = {
        key.value: form.value(f"share-{key.value}").strip().removesuffix("%").strip()
        for key in CategoryKey
    }
    try:
        given = {name: _percent(text, "shares") for name, text in typed.items() if text}
        return CategoryShares.from_dict(given)
    except InvalidInputError as error:
        form.refuse("shares", sentence_of(error))
        return None


def _read_hours(form: Form) -> BoardHours:
    read: dict[str, tuple[Daypart, ...] | None] = dict.fromkeys(HOURS)
    for name in HOURS:
        if form.value(f"{name}_from") == OWN:
            try:
                windows = read_windows(form.value(name), name)
                read[name] = tuple(Daypart(start, end) for start, end in windows)
            except InvalidInputError as error:
                form.refuse(name, sentence_of(error))
    return BoardHours(
        read["quiet"],
        _read_caps(form, "caps", 0),
        read["power"],
        _read_caps(form, "brightness", DARKEST),
    )


def _read_caps(form: Form, name: str, least: int) -> tuple[HourlyCap, ...] | None:
    """Read `5:00-7:00 40, 17:00-21:00 70`: windows, each with its percent."""
    if form.value(f"{name}_from") != OWN:
        return None
    caps = []
    try:
        for part in filter(None, (part.strip() for part in form.value(name).split(","))):
            window, _, percent = part.removesuffix("%").strip().rpartition(" ")
            for start, end in read_windows(window, name) or read_windows("-", name):
                caps.append(HourlyCap(Daypart(start, end), _percent(percent, name, least)))
        return tuple(caps)
    except InvalidInputError as error:
        form.refuse(name, sentence_of(error))
        return None


def _percent(text: str, field: str, least: int = 0) -> int:
    if text.isascii() and text.isdigit() and len(text) < 4 and least <= int(text) <= MOST:
        return int(text)
    if least:
        raise InvalidInputError("Write a whole percent from 10 to 100", field=field)
    raise InvalidInputError("Write a whole percent from 0 to 100", field=field)


def _unit_page(unit_id: str, form: Form) -> str:
    tree = resources().units.tree()
    path = tree.path(unit_id)
    return _page(
        form,
        name=tree.get(unit_id).name,
        back_url=url_for("staff.unit", unit_id=unit_id),
        action=url_for("staff.set_unit_time", unit_id=unit_id),
        holds=told(resources().rules.along(path)),
        above=told(resources().rules.along(path[:-1])),
        may_change=can(resources(), actor(), Right.MANAGE_UNITS, unit_id),
        shares=[Share(row, f"share-{row.key.value}") for row in CATEGORIES.values()],
    )


def _board_page(board_id: str, form: Form) -> str:
    board = readable_board(board_id)
    return _page(
        form,
        name=board.name,
        back_url=url_for("staff.board", board_id=board_id),
        action=url_for("staff.set_board_time", board_id=board_id),
        holds=told(resources().rules.of_board(board)),
        above=told(resources().rules.along(board.addressee.path)),
        may_change=can(resources(), actor(), Right.PAIR_BOARDS, board.unit_id),
        shares=[],
    )


def _page(form: Form, **parts: object) -> str:
    return render_template("staff/time_rules.html", form=form, **parts)
