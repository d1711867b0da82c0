"""Messages of a source that came before, as what bears on the next one."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.cap import CapMessage, CapMsgType, CapProblem, CapReference
from content.cap_judgement import CapDecision, Earlier
from content.cap_reading import read_cap
from content.cap_reasons import WAITING
from content.priority import Priority
from server.storage.tables import CapMessageRow

if TYPE_CHECKING:
    from collections.abc import Iterator

PERSON, TARGET = "person", "target"
MOST_FOLLOWED = 500


def held_for(reason_code: str) -> str:
    """Give what a held message waits for: its target, or a person."""
    return TARGET if reason_code == WAITING.code else PERSON


def past_of(session: Session, row: CapMessageRow, message: CapMessage) -> tuple[Earlier, ...]:
    """Give what bears on a message: itself if it was judged before, what it names and what
    those became, and what is held and names it."""
    found: dict[str, CapMessageRow] = {}
    if row.reason_code:
        found[row.id] = row
    for reference in message.references:
        for known in _chain(session, row, reference):
            if known.id != row.id:
                found[known.id] = known
    for waiting in named_by(session, row):
        found[waiting.id] = waiting
    return tuple(_earlier(one) for one in found.values())


def earlier_of(
    session: Session, row: CapMessageRow, reference: CapReference
) -> CapMessageRow | None:
    """Find the message of the same source that a reference names."""
    query = select(CapMessageRow).where(
        CapMessageRow.source_id == row.source_id,
        CapMessageRow.sender == reference.sender,
        CapMessageRow.identifier == reference.identifier,
        CapMessageRow.sent == reference.sent,
    )
    return session.scalars(query).first()


def named_by(session: Session, row: CapMessageRow) -> list[CapMessageRow]:
    """List the messages that wait for this one, the first sent first."""
    query = select(CapMessageRow).where(
        CapMessageRow.source_id == row.source_id, CapMessageRow.held_for == TARGET
    )
    own = write_reference(CapReference(row.sender, row.identifier, row.sent))
    held = session.scalars(query.order_by(CapMessageRow.sent, CapMessageRow.id))
    return [one for one in held if own in one.refs and one.id != row.id]


def message_in(judged: bytes) -> CapMessage | None:
    """Read a stored message again; what was kept unread stays so."""
    return read_cap(judged)[0].message if judged else None


def write_reference(reference: CapReference) -> list[str]:
    """Write what names a message as it is stored."""
    return [reference.sender, reference.identifier, reference.sent.isoformat()]


def _chain(
    session: Session, row: CapMessageRow, reference: CapReference
) -> "Iterator[CapMessageRow]":
    """Follow what replaced a message, down to the last."""
    passed: set[str] = set()
    known = earlier_of(session, row, reference)
    while known is not None and known.id not in passed and len(passed) < MOST_FOLLOWED:
        passed.add(known.id)
        yield known
        after = known.replaced_by
        known = None if after is None else earlier_of(session, row, _reference(after))


def _earlier(row: CapMessageRow) -> Earlier:
    return Earlier(
        reference=CapReference(row.sender, row.identifier, row.sent),
        msg_type=CapMsgType(row.msg_type),
        decision=CapDecision(row.decision),
        why=CapProblem(row.reason_code, row.reason, None, row.reason_params or {}),
        priority=None if row.priority is None else Priority(row.priority),
        references=tuple(_reference(one) for one in row.refs),
        replaced_by=None if row.replaced_by is None else _reference(row.replaced_by),
    )


def _reference(stored: list[str]) -> CapReference:
    sender, identifier, sent = stored
    return CapReference(sender, identifier, datetime.fromisoformat(sent))
