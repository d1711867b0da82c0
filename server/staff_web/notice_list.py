"""The list of notices: found by words, narrowed by state, category, unit and whose they are."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import render_template, request, url_for

from content.category import CATEGORIES, Category
from content.errors import InvalidInputError
from content.notice import NoticeContent, NoticeState
from server.locale import N_, gettext
from server.services.people import names_of
from server.services.permissions import Right
from server.services.publishing import NoticeFilters, NoticePage, NoticeView, list_notices
from server.staff_web.access import may_anywhere
from server.staff_web.comparing import until_text
from server.staff_web.notice_bulk import may_withdraw
from server.staff_web.places import units_for
from server.staff_web.site import actor, resources, staff
from server.staff_web.words import StateWord, notice_state

ROWS = 20
FILTERS: tuple[tuple[str, str], ...] = (
    ("", N_("All")),
    ("submitted", N_("Waiting for approval")),
    ("live", N_("On now")),
    ("rejected", N_("Sent back")),
    ("draft", N_("Drafts")),
    ("scheduled", N_("Scheduled")),
    ("expired", N_("Expired")),
    ("withdrawn", N_("Taken down")),
)
SCOPES: tuple[tuple[str, str], ...] = (
    ("", N_("Everybody's")),
    ("mine", N_("Written by me")),
    ("waiting", N_("Waiting for me")),
    ("below", N_("From units below")),
)
NAMES = ("q", "state", "category", "unit", "scope")
MOST_UNITS = 300


@dataclass(frozen=True)
class Row:
    """A notice in a list."""

    id: str
    url: str
    title: str
    category: Category
    state: StateWord
    line: str
    may_withdraw: bool


def list_url(**values: Any) -> str:
    """Return the address of the list with these in it."""
    return url_for("staff.notice_list", **values)


@dataclass(frozen=True)
class Asked:
    """What the address asks for; what it does not know is left out."""

    q: str = ""
    state: str = ""
    category: str = ""
    unit: str = ""
    scope: str = ""

    def url(self, **changes: str) -> str:
        """Return the address of this list, with some of it changed."""
        wanted = replace(self, **changes)
        return list_url(**wanted.given())

    def given(self) -> dict[str, str]:
        """Return what narrows the list, by name."""
        values = {name: getattr(self, name) for name in NAMES}
        return {name: value for name, value in values.items() if value}


@staff.get("/notices")
def notice_list() -> str:
    """List notices, newest first; what narrows the list stays in the address."""
    asked, cursor = _asked(), request.args.get("cursor")
    page = _page(asked, cursor)
    names = names_of(resources(), (view.author_id for view in page.items))
    more = page.next and list_url(**asked.given(), cursor=page.next)
    units = units_for(Right.READ)[:MOST_UNITS]
    rows = [row_of(view, names) for view in page.items]
    return render_template(
        "staff/notices.html",
        notices=rows,
        may_tick=any(row.may_withdraw for row in rows),
        filters=[
            {"label": gettext(word), "url": asked.url(state=key), "on": key == asked.state}
            for key, word in FILTERS
        ],
        asked=asked,
        categories=list(CATEGORIES.values()),
        scopes=[(key, word) for key, word in SCOPES if _is_offered(key, len(units))],
        units=units if len(units) > 1 else [],
        more=more,
        is_untouched=not (page.items or asked.given() or cursor),
    )


def row_of(view: NoticeView, names: dict[str, str]) -> Row:
    """Return a notice as a row of a list."""
    parts = [_validity(view.content), names.get(view.author_id, "")]
    if view.state is NoticeState.REJECTED and view.reason:
        parts = [view.reason, *parts[1:]]
    return Row(
        id=view.id,
        url=url_for("staff.notice", notice_id=view.id),
        title=view.content.title,
        category=CATEGORIES[view.content.category],
        state=notice_state(view.state.value, is_stale_soon=view.is_stale_soon),
        line=" · ".join(part for part in parts if part),
        may_withdraw=may_withdraw(view),
    )


def _asked() -> Asked:
    given = {name: request.args.get(name, "").strip()[:200] for name in NAMES}
    known: dict[str, Mapping[str, object]] = {
        "state": dict(FILTERS),
        "category": {key.value: key for key in CATEGORIES},
        "scope": dict(SCOPES),
        "unit": {unit.code: unit for unit in units_for(Right.READ)} if given["unit"] else {},
    }
    kept = {name: value for name, value in given.items() if name == "q" or value in known[name]}
    return Asked(**kept)


def _page(asked: Asked, cursor: str | None) -> NoticePage:
    filters = NoticeFilters.from_dict(asked.given())
    try:
        return list_notices(resources(), actor(), filters=filters, cursor=cursor, limit=ROWS)
    except InvalidInputError:
        return list_notices(resources(), actor(), filters=filters, limit=ROWS)


def _is_offered(scope: str, units: int) -> bool:
    needed = {"mine": Right.WRITE_NOTICES, "waiting": Right.APPROVE_NOTICES}
    if scope == "below":
        return units > 1
    return scope not in needed or may_anywhere(needed[scope])


def _validity(content: NoticeContent) -> str:
    return gettext("Until %(when)s", when=until_text(content)) if content.valid_until else ""
