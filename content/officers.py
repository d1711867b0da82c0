"""The officers a root names: whose own keys approve alerts and identities, and for which units.

Keys lie in the officers' hands (passkeys), never on the server. What an approval is and whether it
is good lies in `approvals`.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from content.envelope import decode_base64, encode_base64, is_signed, key_id, malformed
from content.instant import format_instant
from content.payload_fields import (
    Payload,
    read_instant,
    read_integer,
    read_name,
    read_names,
    read_object,
)

ALERT, IDENTITY = "alert", "identity"
RIGHTS = (ALERT, IDENTITY)
KEY_BYTES: Mapping[str, int] = {"es256": 65, "ed25519": 32}
"""Length of a raw public key by its type: an uncompressed point of P-256, or an Ed25519 key."""


@dataclass(frozen=True, slots=True)
class Officer:
    """Hold one officer's public key, the units it speaks for (and all below), and its rights."""

    type: str
    public: bytes
    name: str
    units: tuple[str, ...]
    rights: tuple[str, ...]
    until: datetime | None = None

    @property
    def key_id(self) -> str:
        """Name the key."""
        return key_id(self.public)

    def covers(self, path: Iterable[str]) -> bool:
        """Tell whether a board with this path of unit ids lies in the officer's units."""
        return any(unit in self.units for unit in path)

    def is_past(self, at: datetime | None) -> bool:
        """Tell whether the delegation has run out; None asks of no instant."""
        return self.until is not None and at is not None and at >= self.until

    def is_signed(self, message: bytes, signature: bytes) -> bool:
        """Tell whether the officer signed this: Ed25519, or ECDSA in DER over SHA-256."""
        if self.type == "ed25519":
            return is_signed(self.public, message, signature)
        try:
            point = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), self.public)
            point.verify(signature, message, ECDSA(SHA256()))
        except (InvalidSignature, ValueError):
            return False
        return True

    def to_dict(self) -> dict[str, object]:
        """Write it as in the root."""
        return {
            "type": self.type,
            "public": encode_base64(self.public),
            "name": self.name,
            "units": list(self.units),
            "rights": list(self.rights),
            "until": format_instant(self.until) if self.until else None,
        }

    @classmethod
    def from_payload(cls, payload: Payload) -> "Officer":
        """Read it from a root. Raises: TrustError (malformed)."""
        kind, public = payload.get("type"), decode_base64(payload.get("public"))
        if not isinstance(kind, str) or KEY_BYTES.get(kind) != len(public):
            raise malformed("officer's key")
        if kind == "es256" and not _is_point(public):
            raise malformed("officer's key")
        return cls(
            type=kind,
            public=public,
            name=read_name(payload, "name"),
            units=_named(payload, "units"),
            rights=_named(payload, "rights"),
            until=None if payload.get("until") is None else read_instant(payload, "until"),
        )


@dataclass(frozen=True, slots=True)
class Officers:
    """Hold all officers by key id, and what their browsers must say an approval was made for."""

    rp_id: str
    origins: tuple[str, ...]
    threshold: int
    keys: Mapping[str, Officer]

    @property
    def rp_id_hash(self) -> bytes:
        """Give what an authenticator puts before its flags."""
        return hashlib.sha256(self.rp_id.encode()).digest()

    def can_any(self, right: str, path: Iterable[str]) -> bool:
        """Tell whether anybody at all is named for boards with this path."""
        units = tuple(path)
        return any(
            officer.covers(units) for officer in self.keys.values() if right in officer.rights
        )

    def to_dict(self) -> dict[str, object]:
        """Write it as in the root."""
        return {
            "rp_id": self.rp_id,
            "origins": list(self.origins),
            "threshold": self.threshold,
            "keys": {keyid: officer.to_dict() for keyid, officer in self.keys.items()},
        }

    @classmethod
    def from_payload(cls, payload: Payload) -> "Officers":
        """Read it from a root. Raises: TrustError (malformed)."""
        listed = read_object(payload, "keys")
        keys = {keyid: Officer.from_payload(read_object(listed, keyid)) for keyid in listed}
        threshold = read_integer(payload, "threshold", low=1)
        if any(officer.key_id != keyid for keyid, officer in keys.items()):
            raise malformed("officer's key id")
        if threshold > len(keys):
            raise malformed("officers' threshold")
        return cls(
            rp_id=read_name(payload, "rp_id"),
            origins=_named(payload, "origins"),
            threshold=threshold,
            keys=keys,
        )


def _named(payload: Payload, name: str) -> tuple[str, ...]:
    """Read a list of texts that holds something, each once. Raises: TrustError."""
    found = read_names(payload, name)
    if not found or not all(found) or len(set(found)) != len(found):
        raise malformed(name)
    return found


def _is_point(public: bytes) -> bool:
    """Tell whether these bytes are an uncompressed point of the curve."""
    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), public)
    except ValueError:
        return False
    return public[0] == 4
