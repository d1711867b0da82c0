"""Boards with real keys, officers, and the alerts they fire."""

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from content import trust
from content.head import Head
from content.instant import format_instant
from content.trust import Ed25519Signer, Envelope
from server.services import alerting, heads, pairing, pairing_approval, tokens
from server.services.actor import Actor, Role
from server.services.alerting import AlertRequest, AlertView
from server.services.board_places import BoardPlace
from server.services.resources import Resources
from tests.server.staff_builders import an_actor

WHERE = "ven suối các xã Ba Tơ, Ba Vinh"
INFO = ({"language": "vi", "headline": "LŨ QUÉT", "description": WHERE, "instruction": "Chạy"},)


@dataclass
class ABoard:
    """A board that was let in, as it sees itself."""

    resources: Resources
    id: str
    signer: Ed25519Signer
    seq: int = 0
    log: str = field(default="log-1")

    def token(self) -> str:
        nonce = tokens.make_challenge(self.resources, self.id)
        return tokens.make_token(self.resources, self.id, nonce, self.sign_nonce(nonce)).token

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token()}"}

    def sign_nonce(self, nonce: str) -> str:
        return self.sign(trust.token_message(self.id, nonce))

    def sign(self, message: bytes) -> str:
        return base64.b64encode(self.signer.sign(message)).decode()

    def head(self) -> Head:
        """A verified head, freshly made."""
        return read_head(self.resources, heads.make_head(self.resources, self.id))

    def receipt(self, alert: AlertView, state: str = "received", **changes: Any) -> dict[str, Any]:
        """A signed receipt; what is changed is changed after signing."""
        self.seq += 1
        record: dict[str, Any] = {
            "log": self.log,
            "seq": self.seq,
            "alert": alert.id,
            "revision": alert.revision,
            "state": state,
            "at": format_instant(self.resources.clock.now()),
            "clock_trusted": True,
        } | {name: value for name, value in changes.items() if name in ("at", "seq", "revision")}
        sig = self.sign(trust.receipt_message(board=self.id, **record))
        return record | {"sig": sig} | changes

    def play(self, **changes: Any) -> dict[str, Any]:
        """A signed play record of the hour before; `changes` are made after signing."""
        now = self.resources.clock.now()
        return self.play_of("notice-1", now - timedelta(hours=1)) | changes

    def play_of(self, item: str, begun: datetime, **fields: Any) -> dict[str, Any]:
        """A signed play record of an hour; `fields` are signed too."""
        self.seq += 1
        record = {
            "log": self.log,
            "seq": self.seq,
            "manifest": "a" * 64,
            "item": item,
            "revision": 1,
            "from": format_instant(begun),
            "to": format_instant(begun + timedelta(hours=1)),
            "seconds": 120,
            "count": 12,
        } | fields
        return record | {"sig": self.sign(trust.play_message(record))}


def read_head(resources: Resources, envelope: Envelope) -> Head:
    payload = trust.verify(envelope, resources.keyring.trusted, "state")
    return Head.from_payload(payload, envelope.digest)


def a_key() -> Ed25519Signer:
    return Ed25519Signer.from_private_bytes(secrets.token_bytes(32))


def start(resources: Resources, signer: Ed25519Signer, **asked: Any) -> pairing.StartedPairing:
    values = {"public_key": base64.b64encode(signer.public).decode(), "width": 1920, "height": 1080}
    return pairing.start_pairing(resources, **{**values, **asked})


def technician(unit: str = "province") -> Actor:
    return an_actor(Role.TECHNICIAN, unit)


def officer(unit: str = "province", number: int = 1) -> Actor:
    return replace(an_actor(Role.DUTY_OFFICER, unit), account_id=f"officer-{number}-{unit}")


def a_board(
    resources: Resources,
    unit: str = "20857",
    name: str = "Nhà văn hóa",
    software: str = "",
    **place: Any,
) -> ABoard:
    """Pair a board in the unit with this code."""
    signer = a_key()
    started = start(resources, signer, software=software)
    let_in = pairing_approval.approve(
        resources, technician(), started.user_code, BoardPlace(unit=unit, name=name, **place)
    )
    return ABoard(resources, let_in.board, signer)


def a_request(now: datetime, **fields: Any) -> AlertRequest:
    """A flash flood by template for the commune, for one hour."""
    values: dict[str, Any] = {
        "targets": {"subtrees": ["20857"]},
        "expires": format_instant(now + timedelta(hours=1)),
        "template_id": "flash-flood",
        "template_slots": {"where": WHERE},
        **fields,
    }
    return AlertRequest(**values)


def own_words(
    now: datetime, info: Sequence[dict[str, object]] = INFO, **fields: Any
) -> AlertRequest:
    """The same in an officer's own words."""
    words = {
        "event": "Lũ quét",
        "category": "Met",
        "urgency": "Immediate",
        "severity": "Extreme",
        "certainty": "Likely",
    }
    return a_request(
        now, template_id=None, template_slots={}, info=tuple(info), **{**words, **fields}
    )


def fire(resources: Resources, actor: Actor | None = None, **fields: Any) -> AlertView:
    """Fire an alert by template."""
    request = a_request(resources.clock.now(), **fields)
    return alerting.issue_alert(resources, actor or officer(), request)
