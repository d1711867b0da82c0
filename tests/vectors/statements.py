"""Signed statements with fixed keys: for the vectors and for the simulated server."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from content.alert import Alert, AlertState
from content.alert_info import AlertInfo
from content.head import Head, ListedAlert, Slate
from content.identity import identity_payload
from content.officers import Officers
from content.targeting import Addressee, Targets
from content.trust import (
    ROLES,
    Ed25519Signer,
    Envelope,
    canonical,
    encode_base64,
    parse_json,
    root_payload,
    sign,
)
from tests.vectors.passkeys import Passkey

NOON = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
BOARD = "b1"
UNIT = "u-ba-to"
PATH = ("u-province", "u-area", UNIT)


def a_signer(name: str) -> Ed25519Signer:
    private = hashlib.sha256(f"bangtin test {name}".encode()).digest()
    return Ed25519Signer.from_private_bytes(private)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def unix_ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


@dataclass
class Authority:
    """The server's keys; `generation` names them, so that two authorities differ."""

    generation: str = "one"
    epoch: int = 1
    version: int = 1
    keys: dict[str, Ed25519Signer] = field(default_factory=dict)
    expires: datetime = NOON + timedelta(days=365)
    officers: Officers | None = None

    def __post_init__(self) -> None:
        for role in ROLES:
            self.keys.setdefault(role, a_signer(f"{self.generation} {role}"))

    def root(self, *, also: Iterable[Ed25519Signer] = ()) -> Envelope:
        roles = {role: ([self.keys[role].public], 1) for role in ROLES}
        payload = root_payload(
            version=self.version,
            epoch=self.epoch,
            expires=self.expires,
            roles=roles,
            officers=self.officers,
        )
        return sign("root", payload, self.keys["root"], *also)

    def successor(self, *, epoch: int | None = None, fresh: Iterable[str] = ()) -> "Authority":
        """The authority of version n+1; the roles named in `fresh` get new keys."""
        kept = {role: key for role, key in self.keys.items() if role not in set(fresh)}
        return Authority(
            f"{self.generation}+",
            self.epoch if epoch is None else epoch,
            self.version + 1,
            kept,
            officers=self.officers,
        )

    def root_after(self, before: "Authority") -> Envelope:
        return self.root(also=[before.keys["root"]])

    def identity(
        self,
        board: str = BOARD,
        *,
        unit: str = UNIT,
        path: tuple[str, ...] = PATH,
        tags: Iterable[str] = (),
        issued_at: datetime = NOON,
        public_key: bytes | None = None,
        rotation: int = 0,
        approved_by: Iterable[Passkey] = (),
    ) -> Envelope:
        payload = identity_payload(
            addressee=Addressee(board, unit, path, tags=frozenset(tags), lat=14.76, lon=108.73),
            public_key=encode_base64(public_key or a_signer(board).public),
            profile={
                "width": 1920,
                "height": 1080,
                "rotation": rotation,
                "viewport": [0, 0, 1920, 1080],
                "pitch_mm": 0.63,
                "near_m": 3,
                "far_m": 8,
            },
            header={
                "title": "Xã Ba Tơ",
                "parent": "tỉnh Quảng Ngãi",
                "issuer": "Ủy ban nhân dân xã Ba Tơ",
                "numbers": [["Cứu nạn", "112"]],
            },
            issued_at=issued_at,
        )
        return self.identity_approved(sign("identity", payload, self.keys["state"]), *approved_by)

    def identity_approved(self, identity: Envelope, *keys: Passkey) -> Envelope:
        """The same identity with these officers' approvals and no others."""
        payload = parse_json(identity.payload)
        assert isinstance(payload, dict)
        approvals = [key.approve(payload) for key in keys]
        return sign("identity", canonical({**payload, "approvals": approvals}), self.keys["state"])

    def alert(self, alert: Alert, *, role: str | None = None) -> Envelope:
        signer = self.keys[role or ("drill" if alert.is_drill else "alert")]
        return sign("alert", alert.to_payload(), signer)

    def head(
        self,
        identity: Envelope,
        *,
        at: datetime,
        board: str = BOARD,
        manifest: str | None = None,
        alerts: Iterable[Envelope] = (),
        as_of: int | None = None,
        sequence: int | None = None,
        slate: str | None = None,
        epoch: int | None = None,
        revoked: Iterable[str] = (),
    ) -> Envelope:
        made = Head(
            board=board,
            epoch=self.epoch if epoch is None else epoch,
            sequence=unix_ms(at) if sequence is None else sequence,
            issued_at=at,
            manifest=manifest,
            alerts_as_of=unix_ms(at) if as_of is None else as_of,
            alerts=tuple(_listed(entry) for entry in alerts),
            identity=identity.digest,
            slate=Slate(slate, at) if slate else None,
            audit_head="0" * 64,
            revoked_officers=tuple(revoked),
        )
        return sign("head", made.to_payload(), self.keys["state"])

    def manifest(self, value: Mapping[str, object]) -> Envelope:
        payload = {"kind": "manifest", "spec": 1, "root": self.version, **value}
        return sign("manifest", canonical(payload), self.keys["content"])


def an_alert(
    alert_id: str = "flood",
    *,
    revision: int = 1,
    at: datetime = NOON,
    lasts_min: float = 60,
    starts_min: float = 0,
    status: str = "Actual",
    severity: str = "Severe",
    state: str = "in_force",
    targets: Targets | None = None,
    sequence: int | None = None,
    headline: str = "LŨ QUÉT",
) -> Alert:
    return Alert(
        id=alert_id,
        identifier=f"VN-QNG-{alert_id}",
        revision=revision,
        sequence=unix_ms(at) if sequence is None else sequence,
        status=status,
        state=AlertState(state),
        targets=targets or Targets(subtrees=("u-area",)),
        issued_at=at,
        effective=at + minutes(starts_min),
        expires=at + minutes(starts_min + lasts_min),
        event="Lũ quét",
        category="Met",
        urgency="Immediate",
        severity=severity,
        certainty="Likely",
        risk_level=4,
        info=(AlertInfo("vi", headline, "Ven suối xã Ba Tơ.", "Lên chỗ cao ngay\nKhông qua suối"),),
        sender="Ban Chỉ huy Phòng thủ dân sự tỉnh Quảng Ngãi",
    )


def approved(alert: Alert, *keys: Passkey) -> Alert:
    """The same alert with these officers' approvals and no others."""
    return replace(alert, approvals=tuple(key.approve(alert.to_dict()) for key in keys))


def _listed(envelope: Envelope) -> ListedAlert:
    payload = parse_json(envelope.payload)
    assert isinstance(payload, dict)
    return ListedAlert(str(payload["id"]), int(payload["revision"]), envelope.digest)
