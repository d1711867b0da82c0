"""The audit chain: every change leaves a row that hashes the one before, in its transaction."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TextIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.services.actor import Actor
from server.storage import counters
from server.storage.database import announce
from server.storage.tables.system import AuditRow

FIRST_HASH = "0" * 64
_FIELDS = (
    "seq", "at", "actor_id", "actor_login", "address", "action", "subject", "unit_id", "details",
    "previous_hash",
)  # fmt: skip


@dataclass(frozen=True)
class VerifyResult:
    """What a walk along the chain found; `first_bad` is the sequence number of the bad row."""

    rows: int
    last_hash: str
    first_bad: int | None = None
    reason: str = ""

    @property
    def is_good(self) -> bool:
        """Return whether the whole chain holds."""
        return self.first_bad is None


def record(
    session: Session,
    *,
    at: datetime,
    actor: Actor | None,
    action: str,
    subject: str,
    unit_id: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> int:
    """Append a row and return its sequence number; without an actor it is the system's own."""
    seq = counters.value_of(session, counters.AUDIT) + 1
    row = AuditRow(
        seq=seq,
        at=at,
        actor_id=actor.account_id if actor else None,
        actor_login=actor.login if actor else None,
        address=actor.address if actor else None,
        action=action,
        subject=subject,
        unit_id=unit_id,
        details=_canonical(dict(details or {})),
        previous_hash=latest_hash(session),
    )
    row.hash = hash_of(row)
    session.add(row)
    counters.raise_to(session, counters.AUDIT, seq)
    announce(session)
    return seq


def export(session: Session, sink: TextIO) -> int:
    """Write every row as a line of JSON, the first one first; return how many.

    The line's `hash` is the SHA-256 over the JSON list of its other values in this order, so
    that anybody can check the chain without this program.
    """
    rows = select(AuditRow).order_by(AuditRow.seq).execution_options(yield_per=500)
    count = 0
    for row in session.scalars(rows):
        named = dict(zip(_FIELDS, _values(row), strict=True)) | {"hash": row.hash}
        sink.write(json.dumps(named, ensure_ascii=False) + "\n")
        count += 1
    return count


def latest_hash(session: Session) -> str:
    """Return the hash of the newest row; zeros before the first."""
    newest = session.scalars(select(AuditRow.hash).order_by(AuditRow.seq.desc()).limit(1)).first()
    return newest or FIRST_HASH


def hash_of(row: AuditRow) -> str:
    """Return the SHA-256, hex, over the row's fields and the hash before it."""
    return hashlib.sha256(_canonical(_values(row)).encode()).hexdigest()


def verify(session: Session) -> VerifyResult:
    """Walk the chain from its first row and name the first that does not hold."""
    previous, expected = FIRST_HASH, 1
    rows = select(AuditRow).order_by(AuditRow.seq).execution_options(yield_per=500)
    for row in session.scalars(rows):
        reason = _fault(row, expected, previous)
        if reason:
            return VerifyResult(expected - 1, previous, min(row.seq, expected), reason)
        previous, expected = row.hash, expected + 1
    promised = counters.value_of(session, counters.AUDIT)
    if promised >= expected:
        reason = f"rows {expected} to {promised} are missing at the end"
        return VerifyResult(expected - 1, previous, expected, reason)
    return VerifyResult(expected - 1, previous)


def _values(row: AuditRow) -> list[Any]:
    return [
        row.seq,
        row.at.isoformat(timespec="microseconds"),
        row.actor_id,
        row.actor_login,
        row.address,
        row.action,
        row.subject,
        row.unit_id,
        row.details,
        row.previous_hash,
    ]


def _fault(row: AuditRow, expected: int, previous: str) -> str:
    if row.seq != expected:
        return f"row {expected} is missing" if row.seq > expected else "a row before the first"
    if row.previous_hash != previous:
        return "it does not follow the row before it"
    if row.hash != hash_of(row):
        return "its content was changed"
    return ""


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
