"""The alerts that are not over, in memory: one snapshot, exchanged whole when an alert changes."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from content import trust
from content.alert import Alert, AlertState
from content.targeting import Addressee, Targets, matches
from server.clock import Clock
from server.services.changes import Change, ChangeFeed
from server.storage import counters
from server.storage.database import Database
from server.storage.tables.alerts import AlertRevisionRow, AlertRow

OUT_STATES = (str(AlertState.IN_FORCE), str(AlertState.CANCELLED))
_PUBLIC_BEFORE = timedelta(hours=24)
_KEPT_AFTER_END = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class BookAlert:
    """Hold the newest revision that went out; `audience` had this or an earlier one.

    Those of `awaits` get it once their own officers have approved it.
    """

    id: str
    revision: int
    sequence: int
    digest: str
    is_cancelled: bool
    targets: Targets
    effective: datetime
    expires: datetime
    envelope: dict[str, object]
    size_bytes: int
    audience: frozenset[str]
    unit_id: str
    is_test: bool = False
    media: frozenset[str] = frozenset()
    awaits: frozenset[str] = frozenset()

    @property
    def reached(self) -> frozenset[str]:
        """Give the boards that it may be handed to."""
        return self.audience - self.awaits

    def is_heard_at(self, at: datetime) -> bool:
        """Tell whether its sounds are public: from a day before it begins until it is over."""
        return not self.is_cancelled and self.effective - _PUBLIC_BEFORE <= at < self.expires

    def concerns(self, addressee: Addressee, at: datetime) -> bool:
        """Tell whether it is addressed to this board and not over; it may be yet to begin."""
        if addressee.board in self.awaits:
            return False  # it would refuse what its own officers have not approved
        if self.is_cancelled or at >= self.expires or self.unit_id not in addressee.path:
            return False  # a tag or a place never carries it beyond the unit that answers for it
        return matches(self.targets, addressee)


@dataclass(frozen=True, slots=True)
class BookSnapshot:
    """Hold the alerts of one instant; `as_of` is the newest sequence given until then."""

    as_of: int = 0
    alerts: tuple[BookAlert, ...] = ()

    def addressed_to(self, addressee: Addressee, at: datetime) -> tuple[BookAlert, ...]:
        """List what a head lists for this board, oldest first."""
        return tuple(alert for alert in self.alerts if alert.concerns(addressee, at))

    @property
    def officers(self) -> tuple[BookAlert, ...]:
        """List the alerts that people see: all but the boards' weekly tests."""
        return tuple(alert for alert in self.alerts if not alert.is_test)


class AlertBook:
    """Give the newest snapshot; read again after a change of alerts."""

    def __init__(self, database: Database, changes: ChangeFeed, clock: Clock) -> None:
        """Load the alerts that are not over."""
        self._database, self._clock = database, clock
        self._lock = threading.Lock()
        self._version, self._held = 1, 0
        self._snapshot = BookSnapshot()
        self.refresh()
        changes.subscribe(self._heed)

    def snapshot(self) -> BookSnapshot:
        """Give what was read last."""
        return self._snapshot

    def get(self, alert_id: str) -> BookAlert | None:
        """Give the alert as it stands; None when it never went out or is long over."""
        return next((alert for alert in self._snapshot.alerts if alert.id == alert_id), None)

    def media_is_public(self, digest: str) -> bool:
        """Tell whether this is the sound of an alert that is not over."""
        now = self._clock.now()
        return any(
            digest in alert.media and alert.is_heard_at(now) for alert in self._snapshot.alerts
        )

    def refresh(self) -> None:
        """Read again if anything has changed since."""
        version = self._version
        if self._held >= version:
            return
        oldest = self._clock.now() - _KEPT_AFTER_END
        fresh = self._database.read(lambda session: _read(session, oldest))
        with self._lock:
            if self._held < version:
                self._held, self._snapshot = version, fresh

    def _heed(self, change: Change) -> None:
        if change.action.startswith("alert."):
            with self._lock:
                self._version += 1
            self.refresh()


def _read(session: Session, oldest: datetime) -> BookSnapshot:
    rows = session.scalars(
        select(AlertRevisionRow)
        .where(AlertRevisionRow.state.in_(OUT_STATES))
        .where(AlertRevisionRow.sequence.is_not(None), AlertRevisionRow.expires > oldest)
        .order_by(AlertRevisionRow.sequence)
    ).all()
    audiences = _audiences(session, {row.alert_id for row in rows})
    units = _units(session, audiences)
    alerts = tuple(_alert(row, audiences[row.alert_id], units[row.alert_id]) for row in rows)
    return BookSnapshot(counters.alerts_as_of(session), alerts)


def _units(session: Session, alerts: Iterable[str]) -> dict[str, str]:
    query = select(AlertRow.id, AlertRow.unit_id).where(AlertRow.id.in_(sorted(alerts)))
    return {alert_id: unit_id for alert_id, unit_id in session.execute(query)}


def _audiences(session: Session, alerts: Iterable[str]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    query = select(AlertRevisionRow.alert_id, AlertRevisionRow.audience).where(
        AlertRevisionRow.alert_id.in_(sorted(alerts)), AlertRevisionRow.sequence.is_not(None)
    )
    for alert_id, audience in session.execute(query):
        found[alert_id] = found.get(alert_id, frozenset()) | frozenset(audience)
    return found


def _alert(row: AlertRevisionRow, audience: frozenset[str], unit_id: str) -> BookAlert:
    envelope = trust.Envelope.from_bytes(row.envelope or b"", "alert")
    alert = Alert.from_payload(read_payload(row))
    return BookAlert(
        id=alert.id,
        revision=alert.revision,
        sequence=alert.sequence,
        digest=envelope.digest,
        is_cancelled=alert.state is AlertState.CANCELLED,
        targets=alert.targets,
        effective=alert.effective,
        expires=alert.expires,
        envelope=envelope.to_dict(),
        size_bytes=len(row.envelope or b""),
        audience=audience,
        unit_id=unit_id,
        is_test=alert.is_test,
        media=frozenset(alert.media),
        awaits=frozenset(row.awaits),
    )


def read_payload(row: AlertRevisionRow) -> dict[str, Any]:
    """Give the payload's fields as stored; a pending one has no sequence yet."""
    payload = trust.parse_json(row.payload)
    if not isinstance(payload, dict):
        raise TypeError(f"alert {row.alert_id}.{row.revision} holds no object")
    return payload
