"""Lists of notices: a few named filters, newest first, paged by a cursor."""

import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Select, and_, or_, select, tuple_
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
from server.services.publishing_views import NoticeView, view_of
from server.storage.tables.notices import NoticeRevisionRow, NoticeRow

if TYPE_CHECKING:
    from server.services.resources import Resources

USUAL_LIMIT = 100
MOST = 500
LONGEST_SEARCH = 200
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")

_State = TypeVar("_State", bound=StrEnum)
_Query = Select[NoticeRow]


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

    @classmethod
    def from_dict(cls, values: Mapping[str, object]) -> "NoticeFilters":
        """Read filters by name; `q` is the text. Raises: InvalidInputError."""
        given = {name: value for name, value in values.items() if value not in (None, "")}
        unknown = sorted(set(given) - {"state", "category", "priority", "unit", "author", "q"})
        if unknown:
            raise InvalidInputError("There is no filter {name}.", field=unknown[0], name=unknown[0])
        return cls(
            state=_choice(NoticeState, given, "state"),
            category=_choice(CategoryKey, given, "category"),
            priority=_choice(Priority, given, "priority"),
            unit=_string(given, "unit"),
            author=_string(given, "author"),
            text=_string(given, "q"),
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
    query = _matching(filters).where(NoticeRow.unit_id.in_(_units(resources, actor, filters)))
    place = None if cursor is None else _read_cursor(cursor)
    at = resources.clock.now()

    def work(session: Session) -> NoticePage:
        found: list[NoticeView] = []
        held: list[NoticeRevisionRow] = []
        after = place
        while len(found) <= count:
            rows = list(session.scalars(_after(query, after).limit(count + 1)))
            held += _load_revisions(session, rows)
            views = [view_of(session, row, at) for row in rows]
            found.extend(view for view in views if _is_wanted(view, filters.state))
            if len(rows) <= count:
                break
            after = _place_of(views[-1])
        more = len(found) > count
        found = found[:count]
        return NoticePage(tuple(found), _write_cursor(_place_of(found[-1])) if more else None)

    return resources.database.read(work)


def _units(resources: "Resources", actor: Actor, filters: NoticeFilters) -> frozenset[str]:
    readable = permissions.units_with(resources, actor, Right.READ)
    if filters.unit is None:
        return readable
    unit = resolve_unit(resources, filters.unit, "unit")
    return readable & resources.units.tree().subtree(unit.id)


def _matching(filters: NoticeFilters) -> _Query:
    newest = and_(
        NoticeRevisionRow.notice_id == NoticeRow.id,
        NoticeRevisionRow.revision == NoticeRow.revision,
    )
    query = select(NoticeRow).join(NoticeRevisionRow, newest)
    if filters.state in STORED_STATES:
        query = query.where(NoticeRow.state == filters.state.value)
    elif filters.state is not None:
        query = query.where(NoticeRow.shown_revision.is_not(None))
    if filters.category is not None:
        query = query.where(NoticeRevisionRow.category == filters.category.value)
    if filters.priority is not None:
        query = query.where(NoticeRevisionRow.priority == filters.priority.value)
    if filters.author is not None:
        query = query.where(NoticeRow.author_id == filters.author)
    for word in search_key(filters.text or "").split():
        query = query.where(NoticeRevisionRow.search_text.contains(word, autoescape=True))
    return query


def _after(query: _Query, place: _Place | None) -> _Query:
    query = query.order_by(NoticeRow.created_at.desc(), NoticeRow.id.desc())
    if place is None:
        return query
    created_at = EPOCH + timedelta(microseconds=place.created_us)
    older = NoticeRow.created_at < created_at
    beside = and_(NoticeRow.created_at == created_at, NoticeRow.id < place.id)
    return query.where(or_(older, beside))


def _load_revisions(session: Session, rows: Sequence[NoticeRow]) -> list[NoticeRevisionRow]:
    """Read at once what the views need; the session gives it back by key while it is held."""
    keys = {(row.id, row.revision) for row in rows}
    keys |= {(row.id, row.shown_revision) for row in rows if row.shown_revision is not None}
    where = tuple_(NoticeRevisionRow.notice_id, NoticeRevisionRow.revision).in_(sorted(keys))
    return list(session.scalars(select(NoticeRevisionRow).where(where)))


def _is_wanted(view: NoticeView, state: NoticeState | None) -> bool:
    return state is None or state in STORED_STATES or view.shown_state is state


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
