"""The citizens' pages: communes, what a commune's boards show now, one notice in full."""

from dataclasses import dataclass
from datetime import date
from typing import cast
from urllib.parse import quote

from flask import Blueprint, Response, current_app, g, make_response, render_template, request
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from content.body import Facts, Paragraph, Table, parse_body
from content.category import CATEGORIES, Category, CategoryKey
from content.errors import ContentError, NotFoundError
from content.notice import NoticeState, ends_at, time_state
from content.schedule import TIMEZONE
from content.text import search_key
from content.unit import Unit
from server.errors import Problem, problem_of
from server.locale import DEFAULT_LANGUAGE, gettext, request_language
from server.public_web.tongues import reading_of
from server.public_web.words import day_and_time, day_of, end_of
from server.render.qr import qr_svg
from server.services.citizens import (
    OnNow,
    PublicAlert,
    PublicNotice,
    WithdrawnError,
    alerts_on,
    boards_of,
    on_now,
    public_notice,
)
from server.services.identities import issuer_of
from server.services.resources import Resources

public = Blueprint(
    "public",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/public/static",
)
_CACHED_S = 30
_MOST_UNITS = 300


@dataclass(frozen=True)
class Item:
    """A notice in a list."""

    url: str
    title: str
    category: Category
    line: str


@dataclass(frozen=True)
class Place:
    """A unit in a list."""

    url: str
    name: str
    above: str
    boards: int


@dataclass(frozen=True)
class AlertShown:
    """An alert on a unit's page."""

    headline: str
    description: str
    instructions: list[str]
    is_drill: bool
    risk: int | None
    line: str


def resources() -> Resources:
    """Return the resources this app was made with."""
    return cast(Resources, current_app.extensions["bangtin"])


@public.before_request
def speak_vietnamese() -> None:
    """Citizens' pages speak the language of their notices."""
    g.language = DEFAULT_LANGUAGE


@public.after_request
def let_caches_keep(answer: Response) -> Response:
    """Let caches keep a page for half a minute; a withdrawal must be seen soon."""
    if request.endpoint != "public.static":
        answer.headers.setdefault("Cache-Control", f"public, max-age={_CACHED_S}")
    return answer


@public.get("/")
def index() -> str:
    """List the units that have boards; words narrow the list, marks may be left out."""
    q = request.args.get("q", "").strip()[:100]
    tree, day = resources().units.tree(), _today()
    counts: dict[str, int] = {}
    for board in resources().boards.in_service():
        counts[board.unit_id] = counts.get(board.unit_id, 0) + 1
    wanted = search_key(q)
    units = [
        unit
        for unit in tree.valid_on(day)
        if (wanted in search_key(unit.name) if q else unit.id in counts)
    ]
    return render_template(
        "public/index.html",
        places=[_place(unit, counts.get(unit.id, 0)) for unit in units[:_MOST_UNITS]],
        q=q,
        language=request_language(),
    )


@public.get("/u/<code>")
def unit_page(code: str) -> str:
    """Show what a unit's boards show now. Raises: NotFoundError, UnitRetiredError."""
    tree = resources().units.tree()
    unit = tree.resolve(code, _today())
    q = request.args.get("q", "").strip()[:100]
    found = [one for one in on_now(resources(), unit) if search_key(q) in search_key(one.title)]
    below = tree.children(unit.id, _today())
    return render_template(
        "public/unit.html",
        unit=unit,
        inside=_inside(unit),
        issuer=issuer_of(unit, tree),
        above=_above(unit),
        alerts=[_alert(alert) for alert in alerts_on(resources(), unit)],
        items=[_item(one) for one in found],
        boards=sorted(board.name for board in boards_of(resources(), unit)),
        below=[_place(child, _boards_below(child)) for child in below],
        q=q,
        language=request_language(),
    )


@public.get("/n/<notice_id>")
def notice_page(notice_id: str) -> str:
    """Show a notice in full; the QR on the boards leads here."""
    found = public_notice(resources(), notice_id)
    tree, content = resources().units.tree(), found.content
    reading = reading_of(found, request.args.get("lang", ""))
    now = resources().clock.now()
    state = time_state(NoticeState.APPROVED, content, now, found.posted_at)
    address = f"{resources().settings.address}/n/{notice_id}"
    return render_template(
        "public/notice.html",
        notice=found,
        unit=tree.get(content.unit_id),
        inside=_inside(tree.get(content.unit_id)),
        above=_above(tree.get(content.unit_id)),
        category=CATEGORIES[content.category],
        reading=reading,
        body=parse_body(reading.body),
        kinds={"paragraph": Paragraph, "facts": Facts, "table": Table},
        state=state.value,
        posted=day_of(found.posted_at),
        facts=_facts(found),
        address=address,
        qr=Markup(qr_svg(address)),
        printed=day_and_time(resources().clock.now()),
        content_language=reading.language,
        language=request_language(),
    )


def error_page(problem: Problem) -> Response:
    """Return a refusal as a citizens' page."""
    g.language = DEFAULT_LANGUAGE
    headings = {404: gettext("There is nothing here"), 410: gettext("This notice was taken down")}
    page = render_template(
        "public/error.html",
        heading=headings.get(problem.status, gettext("This did not work")),
        told=problem.detail,
        language=request_language(),
    )
    return make_response(page, problem.status)


@public.errorhandler(WithdrawnError)
@public.errorhandler(ContentError)
@public.errorhandler(HTTPException)
def refused(error: Exception) -> Response:
    """Say in plain words why there is nothing to read."""
    problem = problem_of(error, DEFAULT_LANGUAGE)
    is_unknown = isinstance(error, NotFoundError) or problem.status == 422
    return error_page(Problem(404 if is_unknown else problem.status, problem.code, problem.detail))


def _today() -> date:
    return resources().clock.now().astimezone(TIMEZONE).date()


def _inside(unit: Unit) -> str:
    return unit.name[:1].lower() + unit.name[1:]


def _boards_below(unit: Unit) -> int:
    boards = resources().boards.in_service()
    return sum(1 for board in boards if unit.id in board.addressee.path)


def _above(unit: Unit) -> str:
    tree = resources().units.tree()
    root = tree.get(tree.path(unit.id)[0])
    return _inside(root) if root.id != unit.id else ""


def _place(unit: Unit, boards: int) -> Place:
    return Place(f"/u/{quote(unit.code)}", unit.name, _above(unit), boards)


def _item(found: OnNow) -> Item:
    parts = [gettext("Posted %(day)s", day=day_of(found.posted_at))]
    if found.until:
        parts.append(gettext("shown until %(when)s", when=end_of(found.until)))
    if found.source:
        parts.append(gettext("source: %(source)s", source=found.source))
    category = CATEGORIES[CategoryKey(found.category)]
    return Item(f"/n/{found.notice}", found.title, category, " · ".join(parts))


def _alert(found: PublicAlert) -> AlertShown:
    info = found.alert.info[0]
    return AlertShown(
        headline=info.headline,
        description=info.description,
        instructions=[line for line in info.instruction.split("\n") if line],
        is_drill=found.alert.is_drill,
        risk=found.alert.risk_level,
        line=gettext(
            "%(sender)s sent it at %(begin)s, it ends at %(end)s.",
            sender=found.alert.sender,
            begin=day_and_time(found.issued_at),
            end=day_and_time(found.alert.expires),
        ),
    )


def _facts(found: PublicNotice) -> list[tuple[str, str]]:
    document, until = found.content.document, ends_at(found.content, found.posted_at)
    rows = [
        (gettext("Posted by"), found.issuer),
        (gettext("Approved by"), found.approver),
        (gettext("Number and symbol"), (document.number or "") if document else ""),
        (gettext("Signed by"), (document.signer or "") if document else ""),
        (gettext("Source"), found.content.source or ""),
        (gettext("Posted"), day_and_time(found.posted_at)),
        (gettext("Shown until"), end_of(until) if until else gettext("until it is taken down")),
        (gettext("On the boards"), ", ".join(found.boards[:12])),
    ]
    return [(term, value) for term, value in rows if value]
