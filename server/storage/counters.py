"""Numbers that only grow, kept across restarts; raised under the writer's lock, held to commit."""

from datetime import datetime

from sqlalchemy.orm import Session

from server.clock import unix_ms
from server.storage.tables.system import CounterRow

ALERT = "alert"
HEAD = "head"
AUDIT = "audit"
TOLD = "told"
"""The last row of the audit that people were told of."""
RESTORED = "restored"
"""The alert sequence at the last restore: what was given until then may be partly lost."""


def value_of(session: Session, name: str) -> int:
    """Return the counter's value; 0 before its first use."""
    row = session.get(CounterRow, name)
    return row.value if row else 0


def raise_to(session: Session, name: str, value: int) -> int:
    """Raise the counter to at least `value` and return what it is now."""
    row = session.get(CounterRow, name)
    if row is None:
        row = CounterRow(name=name, value=value)
        session.add(row)
    row.value = max(row.value, value)
    session.flush()
    return row.value


def next_alert_sequence(session: Session, now: datetime) -> int:
    """Return the next alert sequence: max(previous + 1, Unix milliseconds)."""
    return raise_to(session, ALERT, max(value_of(session, ALERT) + 1, unix_ms(now)))


def alerts_as_of(session: Session) -> int:
    """Return the newest alert sequence given, in this session's snapshot."""
    return value_of(session, ALERT)
