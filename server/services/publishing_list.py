"""Lists of notices: a few named filters, newest first, paged by a cursor."""

import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import ColumnElement, Select, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from content.category import CategoryKey
from content.errors import InvalidInputError
from content.instant import EPOCH
from content.notice import STORED_STATES, NoticeState
from content.priority import Priority
from content.text import search_key
from content.values import read_choice, read_string, read_whole
from server.services import permissions
from server.services.actor import Actor
from server.services.permissions import Right
from server.services.publishing_drafts import resolve_unit
from server.services.publishing_views import NoticeView, is_not_over, view_of
from server.storage.columns import UtcDateTime
from server.storage.tables.notices import NoticeRevisionRow, NoticeRow

if TYPE_CHECKING:
    from server.services.resources import Resources

USUAL_LIMIT = 100
MOST = 500
LONGEST_SEARCH = 200
_NAMES = {"state", "category", "priority", "unit", "author", "q", "scope"}
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")

_State = TypeVar("_State", bound=StrEnum)
_Query = Select[NoticeRow]


class ListScope(StrEnum):
    """Narrow a list to what concerns the asker: written by them, waiting for them, from below."""

    MINE = "mine"
    WAITING = "waiting"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class NoticeFilters:
    """Narrow a list; scheduled, live and expired speak of the revision on the boards.

    `unit` is a code of today and means that unit and all below.
    """

    state: NoticeState | None = None
    category: CategoryKey | None = None
    priority: Priority | None = None
    unit: str | None = None
    author: str | None = None
    text: str | None = None
    scope: ListScope | None = None

    @classmethod
    def from_dict(cls, values: Mapping[str, object]) -> "NoticeFilters":
        """Read filters by name; `q` is the text. Raises: InvalidInputError."""
        given = {name: value for name, value in values.items() if value not in (None, "")}
        unknown = sorted(set(given) - _NAMES)
        if unknown:
            raise InvalidInputError("There is no filter {name}.", field=unknown[0], name=unknown[0])
        return cls(
            state=_choice(NoticeState, given, "state"),
            category=_choice(CategoryKey, given, "category"),
            priority=_choice(Priority, given, "priority"),
            unit=_string(given, "unit"),
            author=_string(given, "author"),
            text=_string(given, "q"),
            scope=_choice(ListScope, given, "scope"),
        )


@dataclass(frozen=True, slots=True)
class NoticePage:
    """Hold one page of a list; `next` is the cursor of the following one."""

    items: tuple[NoticeView, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class _Place:
    """Stand behind one notice in the list's order."""

    created_us: int
    id: str


def list_notices(
    resources: "Resources",
    actor: Actor,
    *,
    filters: NoticeFilters | None = None,
    cursor: str | None = None,
    limit: int | None = None,
) -> NoticePage:
    """List the notices the actor may read, newest first.

    Raises: InvalidInputError for a limit outside 1 to 500, a broken cursor or an unknown unit.
    """
    filters = filters or NoticeFilters()
    count = USUAL_LIMIT if limit is None else read_whole(limit, 1, MOST, "limit")
    at = resources.clock.now()
    query = _within(resources, actor, filters, _matching(filters, at))
    place = None if cursor is None else _read_cursor(cursor)

    def work(session: Session) -> NoticePage:
        rows = list(session.scalars(_after(query, place).limit(count + 1)))
        more, rows = len(rows) > count, rows[:count]
        held = _load_revisions(session, rows)
        found = tuple(view_of(session, row, at) for row in rows)
        del held  # until here the session gave the revisions back by key
        return NoticePage(found, _write_cursor(_place_of(found[-1])) if more else None)

    return resources.database.read(work)


def _within(resources: "Resources", actor: Actor, filters: NoticeFilters, query: _Query) -> _Query:
    """Keep to what this person may read and to what they ask for as themselves."""
    tree = resources.units.tree()
    units = permissions.units_with(resources, actor, Right.READ)
    if filters.unit is not None:
        units &= tree.subtree(resolve_unit(resources, filters.unit, "unit").id)
    if filters.scope is ListScope.MINE:
        query = query.where(NoticeRow.author_id == actor.account_id)
    elif filters.scope is ListScope.BELOW:
        units -= permissions.roots_with(resources, actor, Right.READ)
    elif filters.scope is ListScope.WAITING:
        units &= permissions.units_with(resources, actor, Right.APPROVE_NOTICES)
        query = query.where(
            NoticeRow.state == NoticeState.SUBMITTED.value,
            NoticeRow.author_id != actor.account_id,
            NoticeRow.written_by != actor.account_id,
        )
    if len(units) == len(tree):  # every unit there is: nothing to narrow by
        return query
    return query.where(NoticeRow.unit_id.in_(sorted(units)))


def _matching(filters: NoticeFilters, at: datetime) -> _Query:
    query = select(NoticeRow)
    if filters.state in STORED_STATES:
        query = query.where(NoticeRow.state == filters.state.value)
    elif filters.state is not None:
        query = query.where(NoticeRow.shown_revision.is_not(None), *_in_time(filters.state, at))
    if filters.category is not None:
        query = query.where(NoticeRow.category == filters.category.value)
    if filters.priority is not None:
        query = query.where(NoticeRow.priority == filters.priority.value)
    if filters.author is not None:
        query = query.where(NoticeRow.author_id == filters.author)
    for word in search_key(filters.text or "").split():
        query = query.where(NoticeRow.search_text.contains(word, autoescape=True))
    return query


def _in_time(state: NoticeState, at: datetime) -> tuple[ColumnElement[bool], ...]:
    """Say in SQL what `content.notice.time_state` says of the revision on the boards."""
    if state is NoticeState.EXPIRED:
        return (NoticeRow.shown_until <= at,)
    lasts = is_not_over(at)
    if state is NoticeState.SCHEDULED:
        return lasts, NoticeRow.shown_from > at
    return lasts, or_(NoticeRow.shown_from.is_(None), NoticeRow.shown_from <= at)


def _after(query: _Query, place: _Place | None) -> _Query:
    query = query.order_by(NoticeRow.created_at.desc(), NoticeRow.id.desc())
    if place is None:
        return query
    created_at = EPOCH + timedelta(microseconds=place.created_us)
    behind = tuple_(literal(created_at, UtcDateTime()), literal(place.id))
    return query.where(tuple_(NoticeRow.created_at, NoticeRow.id) < behind)


def _load_revisions(session: Session, rows: Sequence[NoticeRow]) -> list[NoticeRevisionRow]:
    """Read at once what the views need; the session gives it back by key while it is held."""
    revisions = {row.revision for row in rows} | {row.shown_revision for row in rows}
    query = select(NoticeRevisionRow).where(
        NoticeRevisionRow.notice_id.in_([row.id for row in rows]),
        NoticeRevisionRow.revision.in_(sorted(number for number in revisions if number)),
    )
    return list(session.scalars(query))


def _place_of(view: NoticeView) -> _Place:
    return _Place((view.created_at - EPOCH) // timedelta(microseconds=1), view.id)


def _write_cursor(place: _Place) -> str:
    text = json.dumps([place.created_us, place.id])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> _Place:
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        created_us, notice_id = json.loads(base64.urlsafe_b64decode(padded))
        is_place = type(created_us) is int and 0 <= created_us < 2**56
        if is_place and isinstance(notice_id, str) and _ID.fullmatch(notice_id):
            return _Place(created_us, notice_id)
    except (ValueError, TypeError):
        pass
    raise InvalidInputError("This cursor does not belong to this list.", field="cursor")


def _choice(kind: type[_State], given: Mapping[str, object], name: str) -> _State | None:
    return None if name not in given else read_choice(kind, given[name], name)


def _string(given: Mapping[str, object], name: str) -> str | None:
    return None if name not in given else read_string(given[name], name)[:LONGEST_SEARCH]
