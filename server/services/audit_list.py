"""The audit read by people: filtered, newest first, only what the asker may see."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, func, not_, or_, select, true
from sqlalchemy.orm import Session

from content.text import has_words, search_key
from content.values import read_whole
from server.services import permissions
from server.services.actor import Actor
from server.services.permissions import Right
from server.services.publishing_drafts import resolve_unit, today
from server.storage.tables import AccountRow, AuditRow, NoticeRevisionRow

if TYPE_CHECKING:
    from server.services.resources import Resources

USUAL_LIMIT = 100
MOST = 500
LONGEST_SEARCH = 200
MOST_COUNTED = 10_000
REACH = 25_000
MOST_FOUND = 500


class Subject(StrEnum):
    """Group actions by what they were done to."""

    NOTICES = "notices"
    ALERTS = "alerts"
    BOARDS = "boards"
    PEOPLE = "people"
    UNITS = "units"
    MEDIA = "media"
    OTHER = "other"


ACTIONS_OF: Mapping[Subject, tuple[str, ...]] = {
    Subject.NOTICES: ("notice.", "offer.", "subscription.", "plan."),
    Subject.ALERTS: ("alert.",),
    Subject.BOARDS: ("board.", "pairing.", "bundle."),
    Subject.PEOPLE: ("account.", "session.", "second_factor.", "officer_key."),
    Subject.UNITS: ("unit.", "group."),
    Subject.MEDIA: ("media.",),
}


@dataclass(frozen=True, slots=True)
class AuditFilters:
    """Narrow the list; `unit` is a code of today and means it and all below."""

    unit: str | None = None
    about: Subject | None = None
    since: datetime | None = None
    until: datetime | None = None
    text: str | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One row as it was written; `name` is the actor's name today, None for the system."""

    seq: int
    at: datetime
    actor_id: str | None
    actor_login: str | None
    name: str | None
    address: str | None
    action: str
    subject: str
    unit_id: str | None
    details: Mapping[str, Any]
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Some lines, newest first; `next` goes on behind the last, None at the end."""

    items: tuple[AuditLine, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class CountedPage:
    """A page of a stretch of `REACH` rows of the audit, and how many of them match.

    `total` is one more than `MOST_COUNTED` for all above. `reached` is when the oldest row of
    the stretch was written, and `below` its number: what is older was not looked at. Both are
    None when nothing is.
    """

    page: AuditPage
    total: int
    below: int | None
    reached: datetime | None


def list_audit(
    resources: "Resources",
    actor: Actor,
    *,
    filters: AuditFilters | None = None,
    before: int | None = None,
    limit: int | None = None,
) -> AuditPage:
    """List what the actor may read, `before` a row's number when going on.

    Raises: ForbiddenError, InvalidInputError for a bad limit or an unknown unit.
    """
    count = USUAL_LIMIT if limit is None else read_whole(limit, 1, MOST, "limit")
    if before is not None:
        read_whole(before, 1, 2**62, "cursor")
    seen = _seen(resources, actor, filters or AuditFilters())

    def work(session: Session) -> AuditPage:
        wanted = _conditions(session, resources, seen, filters or AuditFilters())
        if before is not None:
            wanted.append(AuditRow.seq < before)
        return _page(session, wanted, count)

    return resources.database.read(work)


def list_counted(
    resources: "Resources",
    actor: Actor,
    filters: AuditFilters,
    *,
    top: int | None = None,
    before: int | None = None,
    limit: int,
) -> CountedPage:
    """List a page of the stretch below row `top` (None: the newest rows), and count in it.

    A search for words reads every row of the stretch, so an audit of any age costs no more.
    Raises: as list_audit.
    """
    seen = _seen(resources, actor, filters)

    def work(session: Session) -> CountedPage:
        below = _start(session, filters, top) - REACH
        wanted = _conditions(session, resources, seen, filters)
        if top is not None:
            wanted.append(AuditRow.seq < top)
        if below <= 1:
            return CountedPage(*counted(session, wanted), None, None)
        reached = session.scalar(select(AuditRow.at).where(AuditRow.seq == below))
        if reached is None or (filters.since is not None and reached < filters.since):
            return CountedPage(*counted(session, wanted), None, None)
        return CountedPage(*counted(session, [*wanted, AuditRow.seq >= below]), below, reached)

    def counted(session: Session, wanted: list[ColumnElement[bool]]) -> tuple[AuditPage, int]:
        newest = select(AuditRow.seq).where(*wanted).order_by(AuditRow.seq.desc())
        found = session.scalars(newest.limit(MOST_COUNTED + 1)).all()
        here = [seq for seq in found if before is None or seq < before][: limit + 1]
        if len(here) <= limit and len(found) > MOST_COUNTED:  # a page beyond those counted
            return _page(session, [*wanted, AuditRow.seq < (before or 0)], limit), len(found)
        return _page(session, [AuditRow.seq.in_(here)], limit), len(found)

    return resources.database.read(work)


def _start(session: Session, filters: AuditFilters, top: int | None) -> int:
    """Give the number above the newest row that may match."""
    newest = select(func.max(AuditRow.seq))
    if filters.until is not None:
        newest = (
            select(AuditRow.seq)
            .where(AuditRow.at < filters.until)
            .order_by(AuditRow.at.desc(), AuditRow.seq.desc())
            .limit(1)
        )
    start = (session.scalar(newest) or 0) + 1
    return start if top is None else min(start, top)


def _page(session: Session, wanted: list[ColumnElement[bool]], count: int) -> AuditPage:
    rows = session.execute(
        select(AuditRow, AccountRow.name)
        .outerjoin(AccountRow, AccountRow.id == AuditRow.actor_id)
        .where(*wanted)
        .order_by(AuditRow.seq.desc())
        .limit(count + 1)
    ).all()
    lines = tuple(_line(row, name) for row, name in rows[:count])
    return AuditPage(lines, lines[-1].seq if len(rows) > count else None)


def every_line(
    resources: "Resources", actor: Actor, filters: AuditFilters, most: int
) -> Iterator[AuditLine]:
    """Give the lines one after another, `most` at most, a page of the database at a time."""
    before: int | None = None
    while most > 0:
        page = list_audit(resources, actor, filters=filters, before=before, limit=min(MOST, most))
        yield from page.items
        most -= len(page.items)
        before = page.next
        if before is None:
            return


def _seen(resources: "Resources", actor: Actor, filters: AuditFilters) -> ColumnElement[bool]:
    """Say which rows the actor sees: its units', and the system's own from a root unit."""
    permissions.require_anywhere(resources, actor, Right.READ_AUDIT)
    tree = resources.units.tree()
    roots = permissions.roots_with(resources, actor, Right.READ_AUDIT)
    units = permissions.units_with(resources, actor, Right.READ_AUDIT)
    if filters.unit is not None:
        unit = resolve_unit(resources, filters.unit, "unit")
        return AuditRow.unit_id.in_(sorted(units & tree.subtree(unit.id)))
    tops = {unit.id for unit in tree.valid_on(today(resources)) if unit.parent_id is None}
    if tops and tops <= roots:
        return true()
    own = AuditRow.unit_id.in_(sorted(units))
    return or_(own, AuditRow.unit_id.is_(None)) if roots & tops else own


def _conditions(
    session: Session,
    resources: "Resources",
    seen: ColumnElement[bool],
    filters: AuditFilters,
) -> list[ColumnElement[bool]]:
    wanted = [seen]
    if filters.about is not None:
        wanted.append(_about(filters.about))
    if filters.since is not None:
        wanted.append(AuditRow.at >= filters.since)
    if filters.until is not None:
        wanted.append(AuditRow.at < filters.until)
    if filters.subject is not None:
        wanted.append(AuditRow.subject == filters.subject)
    if filters.text and search_key(filters.text):
        wanted.append(_found(session, resources, filters.text))
    return wanted


def _about(about: Subject) -> ColumnElement[bool]:
    if about is Subject.OTHER:
        known = [start for starts in ACTIONS_OF.values() for start in starts]
        return and_(*(not_(AuditRow.action.startswith(start, autoescape=True)) for start in known))
    return or_(*(AuditRow.action.startswith(start) for start in ACTIONS_OF[about]))


def _found(session: Session, resources: "Resources", text: str) -> ColumnElement[bool]:
    """Find people, notices and boards by their folded names, anything else as it is written."""
    words = search_key(text).split()
    accounts = [
        row.id
        for row in session.execute(select(AccountRow.id, AccountRow.login, AccountRow.name))
        if has_words(f"{row.login} {row.name}", words)
    ][:MOST_FOUND]
    boards = [board.id for board in resources.boards.all() if has_words(board.name, words)]
    notices = select(NoticeRevisionRow.notice_id)
    for word in words:
        notices = notices.where(NoticeRevisionRow.search_text.contains(word, autoescape=True))
    return or_(
        AuditRow.actor_id.in_(accounts),
        AuditRow.subject.in_(accounts + boards[:MOST_FOUND]),
        AuditRow.subject.in_(notices.limit(MOST_FOUND).scalar_subquery()),
        AuditRow.details.contains(text.strip(), autoescape=True),
    )


def _line(row: AuditRow, name: str | None) -> AuditLine:
    return AuditLine(
        seq=row.seq,
        at=row.at,
        actor_id=row.actor_id,
        actor_login=row.actor_login,
        name=name,
        address=row.address,
        action=row.action,
        subject=row.subject,
        unit_id=row.unit_id,
        details=json.loads(row.details),
        previous_hash=row.previous_hash,
        hash=row.hash,
    )
