"""Alerts: what one says, when it is in force, and which stands on the glass.

The words and limits are those of CAP 1.2; signing lies in `trust`, wording in `alert_template`.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from content.alert_info import AlertInfo, check_words
from content.canonical import canonical
from content.envelope import malformed
from content.errors import ConflictError, InvalidInputError
from content.instant import format_instant
from content.payload_fields import (
    Payload,
    read_instant,
    read_integer,
    read_list,
    read_name,
    read_object,
    read_text,
)
from content.targeting import Addressee, Targets, matches

BREAK_GLASS_S = 1800
LONGEST_DAYS = 30
# Source: CAP 1.2, 3.2.2; severities from the gravest down.
CATEGORIES = (
    "Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra",
    "CBRNE", "Other",
)  # fmt: skip
URGENCIES = ("Immediate", "Expected", "Future", "Past", "Unknown")
SEVERITIES = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
CERTAINTIES = ("Observed", "Likely", "Possible", "Unlikely", "Unknown")
STATUSES = ("Actual", "Exercise")
_CHOICES: Mapping[str, Sequence[str]] = {
    "status": STATUSES,
    "category": CATEGORIES,
    "urgency": URGENCIES,
    "severity": SEVERITIES,
    "certainty": CERTAINTIES,
}


class AlertState(StrEnum):
    """Where a revision stands; only `in_force` and `cancelled` go out on the wire."""

    PENDING = "pending"
    IN_FORCE = "in_force"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


class AlertAction(StrEnum):
    """What an officer may do with a revision."""

    APPROVE = "approve"
    REJECT = "reject"
    CANCEL = "cancel"
    UPDATE = "update"


_MOVES: Mapping[tuple[AlertState, AlertAction], AlertState] = {
    (AlertState.PENDING, AlertAction.APPROVE): AlertState.IN_FORCE,
    (AlertState.PENDING, AlertAction.REJECT): AlertState.REJECTED,
    (AlertState.PENDING, AlertAction.CANCEL): AlertState.CANCELLED,
    (AlertState.PENDING, AlertAction.UPDATE): AlertState.PENDING,
    (AlertState.IN_FORCE, AlertAction.CANCEL): AlertState.CANCELLED,
    (AlertState.IN_FORCE, AlertAction.UPDATE): AlertState.IN_FORCE,
}


def move(state: AlertState, action: AlertAction) -> AlertState:
    """Give the state after an action. Raises: ConflictError when it is not allowed."""
    try:
        return _MOVES[state, action]
    except KeyError as error:
        raise ConflictError(
            "This cannot be done: the alert is {state}.",
            code="alert_state",
            state=str(state),
            action=str(action),
        ) from error


@dataclass(frozen=True, slots=True)
class Alert:
    """Hold one revision as it goes out, the same bytes for every board."""

    id: str
    identifier: str
    revision: int
    sequence: int
    status: str
    state: AlertState
    targets: Targets
    issued_at: datetime
    effective: datetime
    expires: datetime
    event: str
    category: str
    urgency: str
    severity: str
    certainty: str
    risk_level: int | None
    info: tuple[AlertInfo, ...]
    sender: str
    silent: bool = False
    unseen: bool = False
    sound: str | None = None
    media: Mapping[str, object] = field(default_factory=dict)
    approvals: tuple[Mapping[str, object], ...] = ()

    def to_dict(self) -> dict[str, object]:
        """Write the payload's fields as on the wire."""
        return {
            "kind": "alert",
            "id": self.id,
            "identifier": self.identifier,
            "revision": self.revision,
            "sequence": self.sequence,
            "status": self.status,
            "state": str(self.state),
            "targets": self.targets.to_dict(),
            "issued_at": format_instant(self.issued_at),
            "effective": format_instant(self.effective),
            "expires": format_instant(self.expires),
            "event": self.event,
            "category": self.category,
            "urgency": self.urgency,
            "severity": self.severity,
            "certainty": self.certainty,
            "risk_level": self.risk_level,
            "info": [entry.to_dict() for entry in self.info],
            "media": dict(self.media),
            "sound": self.sound,
            "silent": self.silent,
            **({"unseen": True} if self.unseen else {}),
            "sender": self.sender,
            "approvals": [dict(entry) for entry in self.approvals],
        }

    def to_payload(self) -> bytes:
        """Write the bytes to sign."""
        return canonical(self.to_dict())

    @classmethod
    def from_payload(cls, payload: Payload) -> "Alert":
        """Read a verified payload. Raises: TrustError (malformed)."""
        sound = payload.get("sound")
        return cls(
            id=read_name(payload, "id"),
            identifier=read_name(payload, "identifier"),
            revision=read_integer(payload, "revision", low=1),
            sequence=read_integer(payload, "sequence"),
            status=_read_choice(payload, "status", STATUSES),
            state=AlertState(_read_choice(payload, "state", ("in_force", "cancelled"))),
            targets=_read_targets(payload),
            issued_at=read_instant(payload, "issued_at"),
            effective=read_instant(payload, "effective"),
            expires=read_instant(payload, "expires"),
            event=read_text(payload, "event"),
            category=read_text(payload, "category"),
            urgency=read_text(payload, "urgency"),
            severity=read_text(payload, "severity"),
            certainty=read_text(payload, "certainty"),
            risk_level=_read_risk_level(payload),
            info=tuple(map(AlertInfo.from_payload, read_list(payload, "info"))),
            sender=read_text(payload, "sender"),
            silent=payload.get("silent") is True,
            unseen=payload.get("unseen") is True,
            sound=sound if isinstance(sound, str) else None,
            media=read_object(payload, "media") if payload.get("media") is not None else {},
            approvals=_read_approvals(payload),
        )

    @property
    def is_drill(self) -> bool:
        """Tell whether it must be framed DIỄN TẬP."""
        return self.status == "Exercise"

    @property
    def is_test(self) -> bool:
        """Tell whether it only tests the way to the glass; a real alert never does."""
        return self.is_drill and self.unseen

    @property
    def is_bare_test(self) -> bool:
        """Tell whether it is neither seen nor heard: then it needs no officer's approval."""
        return self.is_test and self.silent

    def validate(self) -> None:
        """Check what an officer entered. Raises: InvalidInputError naming the field."""
        for name, choices in _CHOICES.items():
            value = getattr(self, name)
            if value not in choices:
                raise InvalidInputError(
                    "{name} must be one of: {choices}.",
                    field=name, name=name, choices=", ".join(choices),
                )  # fmt: skip
        if self.risk_level is not None and not 1 <= self.risk_level <= 5:
            raise InvalidInputError("The risk level is 1 to 5.", field="risk_level")
        self._check_times()
        if self.targets.is_empty:
            raise InvalidInputError("Say where the alert goes.", field="targets")
        if self.targets.pool:
            raise InvalidInputError("An alert cannot lie in the pool.", field="targets.pool")
        check_words(self.event, self.sender, self.info)

    def _check_times(self) -> None:
        if self.expires <= self.issued_at:
            raise InvalidInputError(
                "The end lies in the past: nobody would see the alert. Choose a later one.",
                field="expires",
            )
        if self.expires <= self.effective:
            raise InvalidInputError("The alert must end after it begins.", field="expires")
        if self.expires - self.effective > timedelta(days=LONGEST_DAYS):
            raise InvalidInputError(
                "An alert lasts {days} days at most.", field="expires", days=LONGEST_DAYS
            )


def newest(revisions: Iterable[Alert]) -> dict[str, Alert]:
    """Keep the highest revision of each alert, by id: it wins for ever."""
    found: dict[str, Alert] = {}
    for alert in revisions:
        held = found.get(alert.id)
        if held is None or alert.revision > held.revision:
            found[alert.id] = alert
    return found


def in_force(alert: Alert, addressee: Addressee, at: datetime) -> bool:
    """Tell whether this revision is to be shown on that board at that instant."""
    return (
        alert.state is AlertState.IN_FORCE
        and alert.effective <= at < alert.expires
        and matches(alert.targets, addressee)
    )


def precedence(alerts: Iterable[Alert]) -> tuple[Alert, ...]:
    """Order alerts: real ones before drills, the gravest first, then the newest."""
    return tuple(sorted(alerts, key=_rank))


def standing(alerts: Iterable[Alert]) -> tuple[Alert, ...]:
    """Give those of the alerts in force that may take the glass, by precedence.

    A drill stands back while there is a real alert, and comes again after the last one; a test
    is never seen.
    """
    ordered = precedence(alert for alert in alerts if not alert.is_test)
    return tuple(alert for alert in ordered if alert.is_drill == ordered[0].is_drill)


def on_glass(alerts: Iterable[Alert], at: datetime, turn_s: float) -> Alert | None:
    """Give the alert whose turn it is: the newest first when it comes, then by precedence.

    Turns of `turn_s` seconds are counted from the newest one's beginning, so that boards with
    one clock show the same. Drills wait, as in `standing`.
    """
    ordered = turns(alerts)
    if not ordered:
        return None
    elapsed_s = max(0.0, (at - _begins(ordered[0])).total_seconds())
    return ordered[math.floor(elapsed_s / turn_s) % len(ordered)]


def turns(alerts: Iterable[Alert]) -> tuple[Alert, ...]:
    """Give those that may take the glass in the order of their turns: the newest comes first."""
    ordered = standing(alerts)
    if not ordered:
        return ()
    latest = max(ordered, key=lambda alert: (_begins(alert), alert.sequence))
    return (latest, *(alert for alert in ordered if alert is not latest))


def _begins(alert: Alert) -> datetime:
    return max(alert.issued_at, alert.effective)


def _rank(alert: Alert) -> tuple[bool, int, int, str]:
    known = alert.severity in SEVERITIES
    severity = SEVERITIES.index(alert.severity) if known else len(SEVERITIES)
    return alert.is_drill, severity, -alert.sequence, alert.id


def _read_choice(payload: Payload, name: str, choices: Sequence[str]) -> str:
    value = payload.get(name)
    if value not in choices:
        raise malformed(name)
    return str(value)


def _read_risk_level(payload: Payload) -> int | None:
    return None if payload.get("risk_level") is None else read_integer(payload, "risk_level")


def _read_targets(payload: Payload) -> Targets:
    try:
        return Targets.from_dict(payload.get("targets"))
    except InvalidInputError as error:
        raise malformed("targets") from error


def _read_approvals(payload: Payload) -> tuple[Mapping[str, object], ...]:
    found = tuple(entry for entry in read_list(payload, "approvals") if isinstance(entry, dict))
    if len(found) != len(read_list(payload, "approvals")):
        raise malformed("approvals")
    return found
