"""A software authenticator for officers' keys: the same name gives the same key and signatures."""

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from content.officers import RIGHTS, Officer, Officers
from content.trust import approval_challenge, batch_challenge, encode_base64

RP_ID = "bangtin.example"
ORIGIN = "https://bangtin.example"
PRESENT, VERIFIED = 0x01, 0x04


@dataclass
class Passkey:
    """One officer's key; `approve` answers as a browser does."""

    name: str
    type: str = "es256"
    private: EllipticCurvePrivateKey | Ed25519PrivateKey = field(init=False)

    def __post_init__(self) -> None:
        seed = hashlib.sha256(f"bangtin officer {self.name}".encode()).digest()
        self.private = (
            Ed25519PrivateKey.from_private_bytes(seed)
            if self.type == "ed25519"
            else derive_private_key(int.from_bytes(seed, "big") >> 1, SECP256R1())
        )

    @property
    def public(self) -> bytes:
        key = self.private.public_key()
        if self.type == "ed25519":
            return key.public_bytes(Encoding.Raw, PublicFormat.Raw)
        return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def key_id(self) -> str:
        return hashlib.sha256(self.public).hexdigest()

    def officer(
        self,
        *units: str,
        rights: tuple[str, ...] = RIGHTS,
        until: datetime | None = None,
    ) -> Officer:
        return Officer(self.type, self.public, self.name, units, rights, until)

    def sign(self, message: bytes) -> bytes:
        if isinstance(self.private, Ed25519PrivateKey):
            return self.private.sign(message)
        return self.private.sign(message, ECDSA(SHA256(), deterministic_signing=True))

    def approve(
        self,
        payload: Mapping[str, object],
        *,
        challenge: bytes | None = None,
        rp_id: str = RP_ID,
        flags: int = PRESENT | VERIFIED,
        batch: Sequence[str] = (),
        **client: object,
    ) -> dict[str, object]:
        """Touch the key for a payload; `client` changes what the browser says."""
        asked = batch_challenge(batch) if batch else approval_challenge(payload)
        said = {
            "type": "webauthn.get",
            "challenge": _base64url(challenge or asked),
            "origin": ORIGIN,
            "crossOrigin": False,
            **client,
        }
        client_data = json.dumps(said).encode()
        data = hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + bytes(4)
        made: dict[str, object] = {
            "keyid": self.key_id,
            "authenticator_data": encode_base64(data),
            "client_data_json": encode_base64(client_data),
            "sig": encode_base64(self.sign(data + hashlib.sha256(client_data).digest())),
        }
        return {**made, "batch": list(batch)} if batch else made


def some_officers(*officers: Officer, threshold: int = 1) -> Officers:
    return Officers(RP_ID, (ORIGIN,), threshold, {one.key_id: one for one in officers})


def hashes_of(payloads: Iterable[Mapping[str, object]]) -> list[str]:
    """Give what a batch lists."""
    return sorted(approval_challenge(payload).hex() for payload in payloads)


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
