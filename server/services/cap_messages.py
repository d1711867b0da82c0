"""Messages from CAP sources as pages see them: what is held, all that came, one as it came."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from content.cap import CapMessage
from content.errors import InvalidInputError, NotFoundError
from server.services import permissions
from server.services.actor import Actor
from server.services.cap_past import PERSON, message_in
from server.services.permissions import Right
from server.storage.tables import CapMessageRow, CapSourceRow

if TYPE_CHECKING:
    from server.services.resources import Resources

MOST_LISTED = 100


@dataclass(frozen=True)
class MessageView:
    """A message that came; `reason` is a template, `held_for` a person, its target or None."""

    id: str
    source_id: str
    source_name: str
    unit_id: str
    sender: str
    identifier: str
    sent: datetime
    received_at: datetime
    received_by: str | None
    decision: str
    reason: str
    reason_params: Mapping[str, Any]
    priority: str | None
    headline: str
    expires: datetime | None
    held_for: str | None
    is_cut: bool
    became: tuple[tuple[str, str], ...]
    decided_by: str | None
    decided_at: datetime | None
    note: str | None
    digest: str
    is_named: bool


@dataclass(frozen=True)
class MessagePage:
    """A part of the list, newest first; `next` continues it."""

    items: tuple[MessageView, ...]
    next: str | None


def list_held(
    resources: "Resources", actor: Actor, *, for_person: bool = False
) -> tuple[MessageView, ...]:
    """List what is held in the actor's units and not over yet, the oldest first.

    `for_person`: only what this actor may decide.
    """
    right = Right.FIRE_ALERTS if for_person else Right.READ
    allowed = permissions.units_with(resources, actor, right)
    query = _held(resources).order_by(CapMessageRow.received_at, CapMessageRow.id)
    if for_person:
        query = query.where(CapMessageRow.held_for == PERSON)

    def work(session: Session) -> tuple[MessageView, ...]:
        rows = session.execute(query).all()
        found = [view_of(row, source) for row, source in rows if row.unit_id in allowed]
        return tuple(found[:MOST_LISTED])

    return resources.database.read(work)


def list_messages(
    resources: "Resources", actor: Actor, *, source_id: str = "", cursor: str = "", limit: int = 30
) -> MessagePage:
    """List what came in the actor's units, newest first. Raises: InvalidInputError."""
    allowed = permissions.units_with(resources, actor, Right.READ)
    query = _with_source().where(CapMessageRow.unit_id.in_(sorted(allowed)))
    if source_id:
        query = query.where(CapMessageRow.source_id == source_id)
    ordered = query.order_by(CapMessageRow.received_at.desc(), CapMessageRow.id.desc())

    def work(session: Session) -> MessagePage:
        asked = ordered
        if cursor:
            last = session.get(CapMessageRow, cursor)
            if last is None:
                raise InvalidInputError("This cursor is not ours.", field="cursor")
            asked = asked.where(
                (CapMessageRow.received_at < last.received_at)
                | ((CapMessageRow.received_at == last.received_at) & (CapMessageRow.id < last.id))
            )
        rows = session.execute(asked.limit(limit + 1)).all()
        items = tuple(view_of(row, source) for row, source in rows[:limit])
        return MessagePage(items, items[-1].id if len(rows) > limit else None)

    return resources.database.read(work)


def get_message(resources: "Resources", actor: Actor, message_id: str) -> MessageView:
    """Give one message. Raises: NotFoundError, also for one of units the actor may not read."""
    return view_of(*_readable(resources, actor, message_id))


def raw_of(resources: "Resources", actor: Actor, message_id: str) -> bytes:
    """Give a message as it came, byte for byte. Raises: NotFoundError."""
    return _readable(resources, actor, message_id)[0].raw


def said_by(resources: "Resources", actor: Actor, message_id: str) -> CapMessage | None:
    """Give what was judged of a message; None for one that could not be read."""
    row, _ = _readable(resources, actor, message_id)
    return resources.offload(lambda: message_in(row.judged))


def view_of(row: CapMessageRow, source: CapSourceRow) -> MessageView:
    """Show a message."""
    return MessageView(
        id=row.id,
        source_id=row.source_id,
        source_name=source.name,
        unit_id=row.unit_id,
        sender=row.sender,
        identifier=row.identifier,
        sent=row.sent,
        received_at=row.received_at,
        received_by=row.received_by,
        decision=row.decision,
        reason=row.reason,
        reason_params=row.reason_params or {},
        priority=row.priority,
        headline=row.headline,
        expires=row.expires,
        held_for=row.held_for,
        is_cut=row.is_cut,
        became=tuple((kind, known) for kind, known in row.became),
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        note=row.note,
        digest=row.digest,
        is_named=not row.sender.startswith("sha256:"),
    )


def no_such_message() -> NotFoundError:
    """Say that there is none, or none for this actor."""
    return NotFoundError("There is no such message.")


def _readable(
    resources: "Resources", actor: Actor, message_id: str
) -> tuple[CapMessageRow, CapSourceRow]:
    query = _with_source().where(CapMessageRow.id == message_id)
    found = resources.database.read(lambda session: session.execute(query).first())
    if found is None or not permissions.can(resources, actor, Right.READ, found[0].unit_id):
        raise no_such_message()
    return found[0], found[1]


def _with_source() -> Select[CapMessageRow, CapSourceRow]:
    return select(CapMessageRow, CapSourceRow).join(
        CapSourceRow, CapSourceRow.id == CapMessageRow.source_id
    )


def _held(resources: "Resources") -> Select[CapMessageRow, CapSourceRow]:
    return _with_source().where(CapMessageRow.held_for.is_not(None), _is_not_over(resources))


def _is_not_over(resources: "Resources") -> Any:
    now = resources.clock.now()
    return or_(CapMessageRow.expires.is_(None), CapMessageRow.expires > now)
