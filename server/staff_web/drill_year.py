"""A year of drills and weekly tests below a unit: on a sheet to print and sign, and as CSV."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Response, render_template, request, url_for

from server.locale import N_, gettext
from server.render.csv_rows import BYTE_ORDER_MARK, csv_row
from server.services.drill_year import (
    MONTHS,
    DrillYear,
    Sums,
    UnitYear,
    WorstBoard,
    each_unit,
    year_of,
)
from server.services.identities import issuer_of
from server.staff_web import times
from server.staff_web.board_state import phone_link
from server.staff_web.forms import Form
from server.staff_web.places import today, unit_name
from server.staff_web.site import actor, resources, staff

YEARS = range(2020, 2100)
BAD_SHARE = 90
"""Below so many percent a row is marked."""
HEADS = (
    N_("Unit code"),
    N_("Unit"),
    N_("Boards"),
    N_("Month"),
    N_("Drills"),
    N_("Boards asked in drills"),
    N_("Boards that showed the drill"),
    N_("Weekly tests"),
    N_("Tests proven"),
    N_("Proven within a minute"),
    N_("Proven within an hour"),
    N_("Slowest proof (s)"),
)


@dataclass(frozen=True)
class Line:
    """A month's or a unit's row; shares are empty where nothing was asked."""

    name: str
    url: str
    boards: str
    drills: str
    drill_shown: str
    drill_share: str
    tests: str
    tests_proven: str
    tests_share: str
    within_minute: str
    is_bad: bool


@dataclass(frozen=True)
class WorstLine:
    """A board that missed drills or tests."""

    name: str
    url: str
    place: str
    drills: str
    tests: str
    phone: str
    phone_link: str


@staff.get("/units/<unit_id>/drills")
def drill_year(unit_id: str) -> str:
    """Show a year."""
    year = _year()
    found = year_of(resources(), actor(), unit_id, year)
    tree = resources().units.tree()
    return render_template(
        "staff/drill_year.html",
        year=year,
        unit=unit_name(unit_id),
        issuer=issuer_of(tree.get(unit_id), tree),
        before=url_for("staff.drill_year", unit_id=unit_id, year=year - 1),
        after=url_for("staff.drill_year", unit_id=unit_id, year=year + 1)
        if year < today().year
        else "",
        download=url_for("staff.drill_year_csv", unit_id=unit_id, year=year),
        total=_line(gettext("Whole year"), found.unit, found.unit.year),
        months=[
            _line(gettext("Month %(n)s", n=month), found.unit, found.unit.months[month])
            for month in MONTHS
            if year < today().year or month <= today().month
        ],
        units=_units(found),
        worst=list(map(_worst, found.worst)),
        without_month=found.tests_without_month,
        made_at=times.day_text(today()),
    )


@staff.get("/units/<unit_id>/drills.csv")
def drill_year_csv(unit_id: str) -> Response:
    """Send a row for each unit and month as CSV."""
    year = _year()
    heads = [gettext(head) for head in HEADS]
    units = each_unit(resources(), actor(), unit_id, year)
    rows: list[Iterable[str]] = [heads]
    for one in units:
        rows += [_csv_cells(one, month) for month in MONTHS if _is_any(one.months[month])]
    text = resources().offload(lambda: BYTE_ORDER_MARK + "".join(map(csv_row, rows)))
    answer = Response(text, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="dien-tap-{year}.csv"'
    return answer


def _year() -> int:
    asked = Form(request.args).number("year")
    return asked if asked in YEARS else today().year


def _units(found: DrillYear) -> list[Line]:
    lines = [
        _line(
            unit_name(one.unit_id),
            one,
            one.year,
            url_for("staff.drill_year", unit_id=one.unit_id, year=found.year),
        )
        for one in found.below
    ]
    if lines and found.own.boards:
        own = gettext("Boards of the unit itself")
        lines.insert(0, _line(own, found.own, found.own.year))
    return lines


def _line(name: str, unit: UnitYear, sums: Sums, url: str = "") -> Line:
    drills, tests = sums.drills, sums.tests
    shares = (_percent(drills.shown, drills.asked), _percent(tests.proven, tests.tests))
    return Line(
        name=name,
        url=url,
        boards=str(unit.boards),
        drills=str(drills.drills),
        drill_shown=f"{drills.shown}/{drills.asked}" if drills.asked else "–",
        drill_share=_share(shares[0]),
        tests=str(tests.tests),
        tests_proven=str(tests.proven) if tests.tests else "–",
        tests_share=_share(shares[1]),
        within_minute=_share(_percent(tests.within_minute, tests.tests)),
        is_bad=any(share is not None and share < BAD_SHARE for share in shares),
    )


def _percent(part: int, whole: int) -> int | None:
    """Return whole percent, cut: 100 only when none is missing."""
    return 100 * part // whole if whole else None


def _share(percent: int | None) -> str:
    return "–" if percent is None else f"{percent} %"


def _worst(one: WorstBoard) -> WorstLine:
    return WorstLine(
        name=one.board.name,
        url=url_for("staff.board", board_id=one.board.id),
        place=unit_name(one.board.unit_id),
        drills=f"{one.drills.shown}/{one.drills.asked}",
        tests=f"{one.tests.proven}/{one.tests.tests}",
        phone=one.board.phone or "",
        phone_link=phone_link(one.board.phone),
    )


def _is_any(sums: Sums) -> bool:
    return bool(sums.drills.asked or sums.tests.tests)


def _csv_cells(one: UnitYear, month: int) -> list[str]:
    sums, tree = one.months[month], resources().units.tree()
    unit, drills, tests = tree.get(one.unit_id), sums.drills, sums.tests
    counts = (
        one.boards, month, drills.drills, drills.asked, drills.shown, tests.tests, tests.proven,
        tests.within_minute, tests.within_hour, tests.slowest_s,
    )  # fmt: skip
    return [unit.code, unit.name, *map(str, counts)]
