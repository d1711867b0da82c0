"""An alert and its ledger as the API shows them."""

from typing import Any, Literal

from pydantic import BaseModel

from content.alert import Alert
from content.alert_heard import ways
from content.instant import format_instant
from content.prepared_alert import AlertTemplate
from content.trust import encode_base64
from server.api.answers import TargetsAnswer, instant_or_null
from server.api.notice_outputs import describe_targets
from server.services.alert_calls import Call
from server.services.alert_reviews import review_of
from server.services.alerting import AlertView
from server.services.deliveries import BoardDelivery, Deliveries
from server.services.resources import Resources


class InfoAnswer(BaseModel):
    """What it says in one language."""

    language: str
    headline: str
    description: str
    instruction: str
    audio: str | None = None


class SoundAnswer(BaseModel):
    """A sound that the alert names by its digest."""

    bytes: int
    type: str
    seconds: float
    origin: Literal["recording", "voice"] | None = None


class DangerAnswer(BaseModel):
    """What kind of danger, in the words of CAP 1.2."""

    event: str
    category: str
    urgency: str
    severity: str
    certainty: str
    risk_level: int | None


class ReviewAnswer(BaseModel):
    """What follows a break-glass alert: `at` is null until somebody above has signed it off."""

    by: str | None
    at: str | None
    sentence: str | None


class AlertAnswer(DangerAnswer):
    """One revision of an alert; `digest` is what an approval has to name.

    `approval_challenge` is there while officers' keys must sign it; base64 of 32 bytes. `awaits`
    are boards that do not get it before their own officers have signed it too.
    """

    id: str
    identifier: str
    revision: int
    sequence: int | None
    state: Literal["pending", "in_force", "cancelled", "rejected", "replaced", "expired"]
    digest: str
    unit: str
    sender: str
    status: Literal["Actual", "Exercise"]
    info: list[InfoAnswer]
    targets: TargetsAnswer
    issued_at: str | None
    effective: str
    expires: str
    silent: bool
    sound: str | None
    media: dict[str, SoundAnswer]
    heard: dict[str, Literal["recording", "voice", "tone", "silent"]]
    template: str | None
    template_slots: dict[str, str]
    break_glass: bool
    created_by: str | None
    created_at: str
    approved_by: str | None
    reason: str | None
    targeted: int
    approval_challenge: str | None
    approved_keys: list[str]
    awaits: list[str]
    review: ReviewAnswer | None
    pending: "AlertAnswer | None"


class AlertList(BaseModel):
    """A page of alerts."""

    items: list[AlertAnswer]
    next: str | None


class CallAnswer(BaseModel):
    """The newest call to the board's caretaker."""

    by: str
    at: str
    outcome: Literal["ringing", "shows", "mending", "no_answer", "wrong_number"]
    said: str


class DeliveryAnswer(BaseModel):
    """Where an alert stands on one board.

    `accepted` for the reason `unapproved`: the board waits for the touch of its own officers.
    """

    board: str
    name: str
    unit: str
    state: Literal[
        "accepted",
        "sent",
        "received",
        "painted",
        "ended",
        "failed",
        "unreachable",
        "withdrawn",
    ]
    revision: int
    sent_at: str | None
    received_at: str | None
    painted_at: str | None
    ended_at: str | None
    failed_at: str | None
    reason: str | None
    phone: str | None
    call: CallAnswer | None


class DeliveriesAnswer(BaseModel):
    """Where an alert stands on each board it was addressed to."""

    targeted: int
    counts: dict[str, int]
    boards: list[DeliveryAnswer]


def describe_danger(one: Alert | AlertTemplate) -> dict[str, Any]:
    """Return the kind of danger of an alert or a prepared one."""
    return {name: getattr(one, name) for name in DangerAnswer.model_fields}


def describe_alert(resources: Resources, view: AlertView) -> dict[str, Any]:
    """Return one revision; `pending` is a newer one that waits for a second officer."""
    tree, alert = resources.units.tree(), view.alert
    return {
        "id": view.id,
        "identifier": view.identifier,
        "revision": view.revision,
        "sequence": view.sequence,
        "state": view.state,
        "digest": view.digest,
        "unit": tree.get(view.unit_id).code,
        "sender": alert.sender,
        "status": str(alert.status),
        **describe_danger(alert),
        "info": [info.to_dict() for info in alert.info],
        "targets": describe_targets(tree, alert.targets),
        "issued_at": instant_or_null(view.issued_at),
        "effective": format_instant(alert.effective),
        "expires": format_instant(alert.expires),
        "silent": alert.silent,
        "sound": alert.sound,
        "media": dict(alert.media),
        "heard": {language: str(way) for language, way in ways(alert).items()},
        "template": view.template_id,
        "template_slots": dict(view.template_slots),
        "break_glass": view.break_glass,
        "created_by": view.created_by,
        "created_at": format_instant(view.created_at),
        "approved_by": view.approved_by,
        "reason": view.reason,
        "targeted": view.targeted,
        "approval_challenge": _challenge(resources, view),
        "approved_keys": [str(entry.get("keyid")) for entry in alert.approvals],
        "awaits": list(view.awaits),
        "review": _describe_review(resources, view),
        "pending": describe_alert(resources, view.pending) if view.pending else None,
    }


def _challenge(resources: Resources, view: AlertView) -> str | None:
    """Return what officers' keys must sign, while that is waited for."""
    if view.state != "pending" or resources.keyring.officers() is None:
        return None
    return encode_base64(bytes.fromhex(view.digest))


def _describe_review(resources: Resources, view: AlertView) -> dict[str, Any] | None:
    found = review_of(resources, view.id) if view.break_glass else None
    if found is None:
        return None
    return {
        "by": found.reviewed_by,
        "at": instant_or_null(found.reviewed_at),
        "sentence": found.sentence,
    }


def describe_deliveries(resources: Resources, found: Deliveries) -> dict[str, Any]:
    """Return the ledger of an alert, whole."""
    return {
        "targeted": found.targeted,
        "counts": dict(found.counts),
        "boards": [_describe_delivery(resources, one) for one in found.boards],
    }


def _describe_delivery(resources: Resources, one: BoardDelivery) -> dict[str, Any]:
    times = one.times
    return {
        "board": one.board,
        "name": one.name,
        "unit": resources.units.tree().get(one.unit).code,
        "state": one.state.value,
        "revision": one.revision,
        "sent_at": instant_or_null(times.sent_at),
        "received_at": instant_or_null(times.received_at),
        "painted_at": instant_or_null(times.painted_at),
        "ended_at": instant_or_null(times.ended_at),
        "failed_at": instant_or_null(times.failed_at),
        "reason": times.reason,
        "phone": one.phone,
        "call": _describe_call(one.call) if one.call else None,
    }


def _describe_call(call: Call) -> dict[str, Any]:
    return {
        "by": call.name,
        "at": format_instant(call.at),
        "outcome": call.outcome.value,
        "said": call.said,
    }
