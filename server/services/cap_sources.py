"""Sources of CAP alerts: added, changed, switched off and on by a unit's administrators.

What a source may do by itself is decided here alone (`acts_alone`), whoever brings its message.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from content.cap_source import CapSourceKind, CapSourceWish, needs_person
from content.errors import ConflictError, InvalidInputError, NotFoundError
from server.services import audit, permissions
from server.services.actor import Actor
from server.services.cap_signatures import read_issuers
from server.services.permissions import Right
from server.storage.ids import new_id
from server.storage.tables import CapMessageRow, CapSourceRow

if TYPE_CHECKING:
    from server.services.resources import Resources

MOST_SOURCES = 20


@dataclass(frozen=True)
class SourceView:
    """A source and how it goes; `error` is a message template, `account_id` whose own it is."""

    id: str
    unit_id: str
    account_id: str | None
    wish: CapSourceWish
    is_enabled: bool
    acts_alone: bool
    is_proven: bool
    fetched_at: datetime | None
    failing_since: datetime | None
    error: str | None
    error_params: Mapping[str, Any]
    said: Mapping[str, Any]
    last_message_at: datetime | None


def list_sources(resources: "Resources", actor: Actor) -> tuple[SourceView, ...]:
    """List the sources of the actor's units, the first added first."""
    allowed = permissions.units_with(resources, actor, Right.READ)

    def work(session: Session) -> tuple[SourceView, ...]:
        ordered = select(CapSourceRow).order_by(CapSourceRow.created_at, CapSourceRow.id)
        rows = [row for row in session.scalars(ordered) if row.unit_id in allowed]
        last = _last_messages(session)
        return tuple(view_of(row, last.get(row.id)) for row in rows)

    return resources.database.read(work)


def get_source(resources: "Resources", actor: Actor, source_id: str) -> SourceView:
    """Give one source. Raises: NotFoundError, also for one of units the actor may not read."""
    row = readable(resources, actor, source_id)
    last = resources.database.read(_last_messages)
    return view_of(row, last.get(row.id))


def add_source(
    resources: "Resources", actor: Actor, unit_id: str, wish: CapSourceWish
) -> SourceView:
    """Add a source that speaks for a unit; it counts from now on.

    Raises: ForbiddenError, InvalidInputError, ConflictError.
    """
    resources.units.tree().get(unit_id)
    permissions.require(resources, actor, Right.MANAGE_UNITS, unit_id)
    wish = _cleaned(wish)
    now = resources.clock.now()

    def work(session: Session) -> CapSourceRow:
        _require_new(session, unit_id, wish, None)
        row = blank_source(unit_id, wish, actor.account_id, now)
        row.next_at = None if wish.kind is CapSourceKind.PUSH else now
        session.add(row)
        _record(session, now, actor, "cap.source_added", row, _told(row))
        return row

    return view_of(resources.database.write(work))


def change_source(
    resources: "Resources", actor: Actor, source_id: str, wish: CapSourceWish
) -> SourceView:
    """Change a source; with another address, kind or issuer its first emergency waits again.

    Raises: NotFoundError, ForbiddenError, InvalidInputError, ConflictError.
    """
    managed(resources, actor, source_id)
    wish = _cleaned(wish)
    now = resources.clock.now()

    def work(session: Session, row: CapSourceRow) -> None:
        if row.account_id is not None and wish.kind is not CapSourceKind.PUSH:
            raise InvalidInputError("What an account sends is not fetched.", field="kind")
        _require_new(session, row.unit_id, wish, row.id)
        before = _told(row)
        if (row.kind, row.url, row.issuers) != (wish.kind, wish.url, list(wish.issuers)):
            row.confirmed_at = row.etag = row.last_modified = None
            row.said = {}
        _put(row, wish)
        is_fetched = row.is_enabled and wish.kind is not CapSourceKind.PUSH
        row.next_at = now if is_fetched else None
        details = {"name": row.name, "before": before, "after": _told(row)}
        _record(session, now, actor, "cap.source_changed", row, details)

    return _changed(resources, source_id, work)


def switch_source(
    resources: "Resources", actor: Actor, source_id: str, *, is_enabled: bool
) -> SourceView:
    """Let a source count, or not any more; what it sent stays as it is.

    Raises: NotFoundError, ForbiddenError.
    """
    managed(resources, actor, source_id)
    now = resources.clock.now()

    def work(session: Session, row: CapSourceRow) -> None:
        if row.is_enabled == is_enabled:
            return
        row.is_enabled = is_enabled
        is_fetched = is_enabled and row.kind != CapSourceKind.PUSH
        row.next_at = now if is_fetched else None
        row.failing_since = row.told_at = row.error = None
        action = "cap.source_enabled" if is_enabled else "cap.source_disabled"
        _record(session, now, actor, action, row, {"name": row.name})

    return _changed(resources, source_id, work)


def acts_alone(row: CapSourceRow) -> bool:
    """Say whether this source's emergencies go out before a person has looked at them."""
    return not needs_person(
        is_automatic=row.is_automatic,
        is_proven=is_proven(row),
        was_confirmed=row.confirmed_at is not None,
    )


def is_proven(row: CapSourceRow) -> bool:
    """Say whether something beside a token proves where its messages come from."""
    return bool(row.issuers) or row.kind != CapSourceKind.PUSH


def wish_of(row: CapSourceRow) -> CapSourceWish:
    """Give what an administrator said of it."""
    return CapSourceWish(
        name=row.name,
        kind=CapSourceKind(row.kind),
        url=row.url,
        issuers=tuple(row.issuers),
        is_automatic=row.is_automatic,
        expiry_hours=row.expiry_hours,
        senders=tuple(row.policy["senders"]),
        emergency=row.policy["emergency"],
        priority=row.policy["priority"],
    )


def blank_source(
    unit_id: str, wish: CapSourceWish, created_by: str | None, now: datetime
) -> CapSourceRow:
    """Give a row of a source that has said nothing yet."""
    row = CapSourceRow(
        id=new_id(),
        unit_id=unit_id,
        is_enabled=True,
        created_by=created_by,
        created_at=now,
        said={},
        failures=0,
        error_params={},
    )
    _put(row, wish)
    return row


def readable(resources: "Resources", actor: Actor, source_id: str) -> CapSourceRow:
    """Give the row of a source of the actor's units. Raises: NotFoundError."""
    row = resources.database.read(lambda session: session.get(CapSourceRow, source_id))
    if row is None or not permissions.can(resources, actor, Right.READ, row.unit_id):
        raise no_such_source()
    return row


def managed(resources: "Resources", actor: Actor, source_id: str) -> CapSourceRow:
    """Give the row of a source the actor may manage. Raises: NotFoundError, ForbiddenError."""
    row = readable(resources, actor, source_id)
    permissions.require(resources, actor, Right.MANAGE_UNITS, row.unit_id)
    return row


def no_such_source() -> NotFoundError:
    """Say that there is none, or none for this actor."""
    return NotFoundError("There is no such source.")


def view_of(row: CapSourceRow, last_message_at: datetime | None = None) -> SourceView:
    """Show a source."""
    return SourceView(
        id=row.id,
        unit_id=row.unit_id,
        account_id=row.account_id,
        wish=wish_of(row),
        is_enabled=row.is_enabled,
        acts_alone=acts_alone(row),
        is_proven=is_proven(row),
        fetched_at=row.fetched_at,
        failing_since=row.failing_since,
        error=row.error,
        error_params=row.error_params or {},
        said=row.said or {},
        last_message_at=last_message_at,
    )


def _cleaned(wish: CapSourceWish) -> CapSourceWish:
    read_issuers("".join(wish.issuers))
    return wish.cleaned()


def _put(row: CapSourceRow, wish: CapSourceWish) -> None:
    row.name, row.kind, row.url = wish.name, wish.kind.value, wish.url
    row.issuers = list(wish.issuers)
    row.policy = {
        "senders": list(wish.senders),
        "emergency": wish.emergency,
        "priority": wish.priority,
    }
    row.is_automatic, row.expiry_hours = wish.is_automatic, wish.expiry_hours


def _changed(
    resources: "Resources", source_id: str, work: Callable[[Session, CapSourceRow], None]
) -> SourceView:
    def change(session: Session) -> CapSourceRow:
        row = session.get(CapSourceRow, source_id)
        if row is None:
            raise no_such_source()
        work(session, row)
        return row

    return view_of(resources.database.write(change))


def _require_new(session: Session, unit_id: str, wish: CapSourceWish, own_id: str | None) -> None:
    held = session.scalars(select(CapSourceRow).where(CapSourceRow.unit_id == unit_id)).all()
    others = [row for row in held if row.id != own_id]
    if own_id is None and len(others) >= MOST_SOURCES:
        raise ConflictError("A unit has at most {most} sources of alerts.", most=MOST_SOURCES)
    for row in others:
        if wish.url and row.url == wish.url:
            raise InvalidInputError(
                "This source is here already: {name}.",
                field="url", code="source_known", name=row.name,
            )  # fmt: skip


def _last_messages(session: Session) -> dict[str, datetime]:
    newest = func.max(CapMessageRow.received_at)
    query = select(CapMessageRow.source_id, newest).group_by(CapMessageRow.source_id)
    return {source_id: at for source_id, at in session.execute(query) if at is not None}


def _told(row: CapSourceRow) -> dict[str, object]:
    return {
        "name": row.name,
        "kind": row.kind,
        "url": row.url,
        "issuers": len(row.issuers),
        "automatic": row.is_automatic,
        "expiry_hours": row.expiry_hours,
        **row.policy,
    }


def _record(
    session: Session,
    now: datetime,
    actor: Actor | None,
    action: str,
    row: CapSourceRow,
    details: Mapping[str, object],
) -> None:
    audit.record(
        session,
        at=now,
        actor=actor,
        action=action,
        subject=row.id,
        unit_id=row.unit_id,
        details=details,
    )
