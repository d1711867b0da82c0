"""Which kinds of public posting a unit knows and how long each stays up; inherited down.

A unit may lengthen what one above it set, never shorten it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from content.errors import ConflictError, InvalidInputError
from content.posting import STARTING_KINDS, Posting, PostingKind
from server.services import audit, permissions
from server.services.actor import Actor
from server.services.permissions import Right
from server.storage.ids import new_id
from server.storage.tables import PostingKindRow

if TYPE_CHECKING:
    from server.services.resources import Resources


MOST_KINDS = 60


@dataclass(frozen=True, slots=True)
class KnownKind:
    """A kind as it holds for a unit; `set_by` is the unit that set it, None for nobody yet."""

    kind: PostingKind
    set_by: str | None = None


def kinds_of(resources: "Resources", unit_id: str) -> tuple[KnownKind, ...]:
    """List the kinds that hold for a unit, by name. Raises: NotFoundError."""
    path = resources.units.tree().path(unit_id)
    known = resources.database.read(lambda session: _known(session, path))
    return tuple(sorted(known.values(), key=lambda found: found.kind.name))


def set_kind(resources: "Resources", actor: Actor, unit_id: str, kind: PostingKind) -> None:
    """Set a kind for a unit and those below it; one without a key is new.

    Raises: NotFoundError, ForbiddenError, InvalidInputError, also when it would shorten what a
    unit above set.
    """
    _put(resources, actor, unit_id, replace(kind, key=kind.key or new_id()), is_dropped=False)


def drop_kind(resources: "Resources", actor: Actor, unit_id: str, key: str) -> None:
    """Offer a kind no more; what was posted as it stays so.

    Raises: NotFoundError, ForbiddenError, InvalidInputError for one that a unit above set.
    """
    found = next((one for one in kinds_of(resources, unit_id) if one.kind.key == key), None)
    if found is None:
        raise _unknown("key")
    _put(resources, actor, unit_id, found.kind, is_dropped=True)


def complete(
    resources: "Resources", unit_id: str, document: object, before: Posting | None
) -> object:
    """Fill in a draft's posting from its kind: `{"kind", "reason"?}` is what people choose.

    A kind that is offered no more stays with the notice that has it. Raises: InvalidInputError.
    """
    given = document.get("posting") if isinstance(document, Mapping) else None
    if not isinstance(document, Mapping) or not isinstance(given, Mapping):
        return document
    key, reason = given.get("kind"), given.get("reason")
    known = {one.kind.key: one.kind for one in kinds_of(resources, unit_id)}
    if isinstance(key, str) and key in known:
        kind = known[key]
        posting = Posting(kind.key, kind.name, kind.days, kind.basis)
    elif before is not None and key == before.kind:
        posting = before
    else:
        raise _unknown("document.posting")
    return {**document, "posting": replace(posting, reason=reason).to_dict()}


def _put(
    resources: "Resources", actor: Actor, unit_id: str, kind: PostingKind, *, is_dropped: bool
) -> None:
    path = resources.units.tree().path(unit_id)
    permissions.require(resources, actor, Right.MANAGE_UNITS, unit_id)
    kind.validate()
    now = resources.clock.now()

    def work(session: Session) -> None:
        above = _known(session, path[:-1]).get(kind.key)
        _require_no_shorter(above, kind, is_dropped=is_dropped)
        row = session.get(PostingKindRow, (unit_id, kind.key))
        if row is None:
            _require_few(session, unit_id)
        before = None if row is None else _told(row)
        row = row or PostingKindRow(unit_id=unit_id, key=kind.key)
        row.name, row.days, row.basis = kind.name, kind.days, kind.basis
        row.is_dropped, row.updated_at = is_dropped, now
        session.add(row)
        audit.record(
            session,
            at=now,
            actor=actor,
            action="unit.posting_kind",
            subject=unit_id,
            unit_id=unit_id,
            details={"before": before, "after": _told(row)},
        )

    resources.database.write(work)


def _require_no_shorter(above: KnownKind | None, kind: PostingKind, *, is_dropped: bool) -> None:
    if above is None or above.set_by is None:
        return
    if is_dropped or kind.days < above.kind.days:
        raise InvalidInputError(
            "A unit above asks for at least {days} days of “{kind}”: ask it to change that.",
            field="days",
            code="set_above",
            days=above.kind.days,
            kind=above.kind.name,
        )


def _require_few(session: Session, unit_id: str) -> None:
    query = select(func.count()).where(PostingKindRow.unit_id == unit_id)
    if (session.scalar(query) or 0) >= MOST_KINDS:
        raise ConflictError(
            "A unit sets {most} kinds of posting at most: change one that there is.",
            code="too_many",
            most=MOST_KINDS,
        )


def _known(session: Session, path: tuple[str, ...]) -> dict[str, KnownKind]:
    known = {kind.key: KnownKind(kind) for kind in STARTING_KINDS}
    rows = session.scalars(select(PostingKindRow).where(PostingKindRow.unit_id.in_(path)))
    for row in sorted(rows, key=lambda one: path.index(one.unit_id)):
        _lay_over(known, row)
    return known


def _lay_over(known: dict[str, KnownKind], row: PostingKindRow) -> None:
    """Let a unit's word count, but for what would shorten what one above it set, even later."""
    above = known.get(row.key)
    is_bound = above is not None and above.set_by is not None
    if row.is_dropped and not is_bound:
        known.pop(row.key, None)
    elif not row.is_dropped and not (is_bound and above and row.days < above.kind.days):
        known[row.key] = KnownKind(PostingKind(row.key, row.name, row.days, row.basis), row.unit_id)


def _told(row: PostingKindRow) -> dict[str, object]:
    return {
        "key": row.key,
        "name": row.name,
        "days": row.days,
        "basis": row.basis,
        "dropped": row.is_dropped,
    }


def _unknown(field: str) -> InvalidInputError:
    return InvalidInputError(
        "Choose a kind of posting from the list.", field=field, code="unknown_posting_kind"
    )
