"""CAP coming in, whoever brings it: read and checked off the event hub, judged, acted upon.

Each alert of a document is one transaction: the message kept, what comes of it and the audit
row together, so that the same message brought twice, or twice at once, does nothing twice.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.cap import CapMessage, CapProblem, CapStatus, MalformedCapError
from content.cap_reading import CapRead, read_cap
from content.cap_source import CapSourceKind, CapSourceWish
from content.errors import ConflictError, ForbiddenError
from server.locale import N_
from server.services import audit, permissions
from server.services.actor import Actor
from server.services.cap_acting import Bench, act, settle, wake
from server.services.cap_past import write_reference
from server.services.cap_signatures import SignatureError, signed_part
from server.services.cap_sources import blank_source, no_such_source
from server.services.permissions import Right
from server.storage.ids import new_id
from server.storage.tables import CapMessageRow, CapSourceRow

if TYPE_CHECKING:
    from server.services.resources import Resources

LONGEST_NAME = 500
LONGEST_HEADLINE = 300
REJECTED = "rejected"
_TOO_LONG = N_("Its identifier or sender is longer than {most} characters.")


@dataclass(frozen=True)
class Result:
    """What became of one alert; `reason` is a message template."""

    identifier: str | None
    decision: str
    reason: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Checked:
    """One alert after reading and checking: `judged` is what was signed, else as it came."""

    raw: bytes
    judged: bytes
    identifier: str | None
    message: CapMessage | None
    problem: CapProblem | None

    @property
    def digest(self) -> str:
        """Name the bytes."""
        return hashlib.sha256(self.raw).hexdigest()


def take_cap(
    resources: "Resources", actor: Actor, source_id: str | None, body: bytes
) -> tuple[Result, ...]:
    """Take in a document that an account sends, as a source of its units or as its own.

    Raises: ForbiddenError, NotFoundError, ConflictError for a source that is switched off;
    MalformedCapError, which leaves nothing behind but a row of the audit.
    """
    permissions.require_anywhere(resources, actor, Right.FIRE_ALERTS)
    named = None if source_id is None else _named_source(resources, actor, source_id)
    source = named or _own_source(resources, actor)
    if source is not None and not source.is_enabled:
        raise ConflictError("This source is switched off.", code="source_off")
    issuers, now = source.issuers if source is not None else [], resources.clock.now()
    try:
        found = resources.offload(lambda: check(body, issuers, now))
    except MalformedCapError as error:
        _note_refusal(resources, actor, source, body, error)
        raise
    source = source or _make_own_source(resources, actor)
    return tuple(_take_one(resources, source.id, one, actor) for one in found)


def take_from(resources: "Resources", source_id: str, body: bytes) -> tuple[Result, ...]:
    """Take in a document that was fetched from a source.

    Raises: MalformedCapError; DatabaseUnavailableError.
    """
    source = resources.database.read(lambda session: session.get(CapSourceRow, source_id))
    if source is None:
        raise no_such_source()
    issuers, now = source.issuers, resources.clock.now()
    found = resources.offload(lambda: check(body, issuers, now))
    return tuple(_take_one(resources, source_id, one, None) for one in found)


def check(body: bytes, issuers: list[str], now: datetime) -> tuple[Checked, ...]:
    """Read a document and check its signatures; what is judged is what was signed.

    Raises: MalformedCapError.
    """
    return tuple(_check_one(read, issuers, now) for read in read_cap(body))


def _check_one(read: CapRead, issuers: list[str], now: datetime) -> Checked:
    if not issuers:
        return Checked(read.xml, read.xml, read.identifier, read.message, read.problem)
    try:
        part = signed_part(read.xml, issuers, now)
        signed = read_cap(part)[0]
    except SignatureError as error:
        problem = CapProblem(error.code, error.message, None, error.params)
        return Checked(read.xml, b"", read.identifier, None, problem)
    message = signed.message
    around = read.message.status if read.message is not None else CapStatus.ACTUAL
    if message is not None and message.status is CapStatus.ACTUAL:
        message = replace(message, status=around)  # an envelope makes it no more real
    return Checked(read.xml, part, signed.identifier, message, signed.problem)


def _take_one(
    resources: "Resources", source_id: str, checked: Checked, actor: Actor | None
) -> Result:
    def work(session: Session) -> Result:
        source = session.get_one(CapSourceRow, source_id)
        bench = Bench(session, resources, source, actor, resources.clock.now())
        known = _known(session, source_id, checked)
        if known is not None:
            return _result(known)
        row = _new_row(bench, checked)
        session.add(row)
        session.flush()
        problem = checked.problem or _too_long(checked.message)
        if checked.message is None or problem is not None:
            problem = problem or CapProblem("unread", N_("It could not be read."))
            settle(bench, row, REJECTED, problem)
        else:
            act(bench, row, checked.message)
            wake(bench, row)
        return _result(row)

    return resources.database.write(work)


def _known(session: Session, source_id: str, checked: Checked) -> CapMessageRow | None:
    sender, identifier, sent = _key(checked)
    query = select(CapMessageRow).where(
        CapMessageRow.source_id == source_id,
        CapMessageRow.sender == sender,
        CapMessageRow.identifier == identifier,
    )
    if sent is not None:
        query = query.where(CapMessageRow.sent == sent)
    return session.scalars(query).first()


def _key(checked: Checked) -> tuple[str, str, datetime | None]:
    """Give what a message is known by again.

    One that is refused unread is known by its bytes: what was altered on the way must not
    stand in the way of the true one.
    """
    message = checked.message
    if message is None or checked.problem is not None or _too_long(message):
        return f"sha256:{checked.digest}", (checked.identifier or "")[:LONGEST_NAME], None
    return message.sender, message.identifier, message.sent


def _new_row(bench: Bench, checked: Checked) -> CapMessageRow:
    sender, identifier, sent = _key(checked)
    message = checked.message
    return CapMessageRow(
        id=new_id(),
        source_id=bench.source.id,
        unit_id=bench.source.unit_id,
        sender=sender,
        identifier=identifier,
        sent=sent or bench.now,
        digest=checked.digest,
        raw=checked.raw,
        judged=checked.judged,
        received_at=bench.now,
        received_by=bench.actor.account_id if bench.actor else None,
        msg_type=message.msg_type.value if message else "",
        status=message.status.value if message else "",
        refs=[write_reference(one) for one in message.references] if message else [],
        decision=REJECTED,
        reason_code="",
        reason="",
        reason_params={},
        headline=_headline(checked),
        is_cut=False,
        became=[],
    )


def _headline(checked: Checked) -> str:
    infos = checked.message.infos if checked.message is not None else ()
    said = next((one.headline or one.event for one in infos), checked.identifier or "")
    return said[:LONGEST_HEADLINE]


def _too_long(message: CapMessage | None) -> CapProblem | None:
    if message is None or max(len(message.sender), len(message.identifier)) <= LONGEST_NAME:
        return None
    return CapProblem("too_long", _TOO_LONG, "identifier", {"most": LONGEST_NAME})


def _result(row: CapMessageRow) -> Result:
    return Result(row.identifier or None, row.decision, row.reason, row.reason_params or {})


def _named_source(resources: "Resources", actor: Actor, source_id: str) -> CapSourceRow:
    row = resources.database.read(lambda session: session.get(CapSourceRow, source_id))
    if row is None or not permissions.can(resources, actor, Right.FIRE_ALERTS, row.unit_id):
        raise no_such_source()
    if row.account_id not in (None, actor.account_id):
        raise ForbiddenError("This source is another account's own.")
    return row


def _own_source(resources: "Resources", actor: Actor) -> CapSourceRow | None:
    """Give the account's own source, if it sent anything before and may still speak for it."""
    query = select(CapSourceRow).where(CapSourceRow.account_id == actor.account_id)
    held = resources.database.read(lambda session: session.scalars(query).first())
    if held is None or not permissions.can(resources, actor, Right.FIRE_ALERTS, held.unit_id):
        return None
    return held


def _make_own_source(resources: "Resources", actor: Actor) -> CapSourceRow:
    """Have the account speak for the topmost unit it may fire alerts for."""
    query = select(CapSourceRow).where(CapSourceRow.account_id == actor.account_id)
    tree, now = resources.units.tree(), resources.clock.now()
    roots = permissions.roots_with(resources, actor, Right.FIRE_ALERTS)
    unit_id = min(roots, key=lambda root: (len(tree.path(root)), root))

    def work(session: Session) -> CapSourceRow:
        row = session.scalars(query).first()
        if row is not None and row.unit_id in roots:
            return row  # two at once
        if row is None:
            wish = CapSourceWish(actor.name, CapSourceKind.PUSH)
            row = blank_source(unit_id, wish, actor.account_id, now)
            row.account_id = actor.account_id
            session.add(row)
        row.unit_id, row.confirmed_at, row.is_automatic = unit_id, None, False
        audit.record(
            session,
            at=now,
            actor=actor,
            action="cap.source_added",
            subject=row.id,
            unit_id=unit_id,
            details={"name": row.name, "kind": row.kind},
        )
        return row

    return resources.database.write(work)


def _note_refusal(
    resources: "Resources",
    actor: Actor,
    source: CapSourceRow | None,
    body: bytes,
    error: MalformedCapError,
) -> None:
    digest = hashlib.sha256(body).hexdigest()
    details = {"why": error.code, "sha256": digest, "bytes": len(body)}
    if source is not None:
        details["name"] = source.name
    resources.database.write(
        lambda session: audit.record(
            session,
            at=resources.clock.now(),
            actor=actor,
            action="cap.refused",
            subject=source.id if source is not None else actor.account_id,
            unit_id=source.unit_id if source is not None else None,
            details=details,
        )
    )
