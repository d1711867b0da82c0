"""The envelope a signed statement travels in: DSSE, its keys, sizes and encodings.

Who may sign what is decided in `trust`; what a statement means in its own module.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from content.canonical import canonical
from content.errors import TrustError

# Bytes on the way in, refused before anything is verified or parsed.
SIZE_LIMITS: Mapping[str, int] = {
    "head": 64 * 1024,
    "identity": 64 * 1024,
    "root": 64 * 1024,
    "alert": 64 * 1024,
    "item": 256 * 1024,
    "manifest": 4 * 1024 * 1024,
    "media": 200 * 1000 * 1000,
    "bundle": 4 * 1024 * 1024,
}
LARGEST_INTEGER = 2**53 - 1
_MOST_SIGNATURES = 16
_HEX = frozenset("0123456789abcdef")


class Signer(Protocol):
    """Whoever holds a private key."""

    @property
    def key_id(self) -> str:
        """Name the key."""

    @property
    def public(self) -> bytes:
        """Give the raw public key, 32 bytes."""

    def sign(self, message: bytes) -> bytes:
        """Sign with Ed25519, 64 bytes."""


@dataclass(frozen=True, slots=True)
class Ed25519Signer:
    """Sign with a private key held in memory."""

    private: Ed25519PrivateKey
    public: bytes
    key_id: str

    @classmethod
    def from_private_bytes(cls, private: bytes) -> "Ed25519Signer":
        """Read a raw private key of 32 bytes. Raises: TrustError (malformed)."""
        try:
            key = Ed25519PrivateKey.from_private_bytes(private)
        except ValueError as error:
            raise TrustError("A private key has 32 bytes.", code="malformed") from error
        public = key.public_key().public_bytes_raw()
        return cls(key, public, key_id(public))

    def sign(self, message: bytes) -> bytes:
        """Sign with Ed25519."""
        return self.private.sign(message)


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature of an envelope."""

    keyid: str
    sig: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """Hold a payload as the bytes that were signed. Source: DSSE 1.0, envelope."""

    payload: bytes
    kind: str
    signatures: tuple[Signature, ...]

    @property
    def digest(self) -> str:
        """Name the statement: the digest of its payload."""
        return digest(self.payload)

    def to_dict(self) -> dict[str, object]:
        """Write it as on the wire."""
        return {
            "payload": encode_base64(self.payload),
            "payloadType": payload_type(self.kind),
            "signatures": [
                {"keyid": entry.keyid, "sig": encode_base64(entry.sig)} for entry in self.signatures
            ],
        }

    def to_bytes(self) -> bytes:
        """Write it as JSON."""
        return canonical(self.to_dict())

    @classmethod
    def from_bytes(cls, raw: bytes, kind: str) -> "Envelope":
        """Read JSON. Raises: TrustError (too_large, malformed, wrong_kind)."""
        check_size(kind, len(raw))
        return cls.from_dict(parse_json(raw), kind)

    @classmethod
    def from_dict(cls, value: object, kind: str) -> "Envelope":
        """Read a parsed envelope. Raises: TrustError (too_large, malformed, wrong_kind)."""
        if not isinstance(value, dict):
            raise malformed("envelope")
        payload, named, signatures = (
            value.get(key) for key in ("payload", "payloadType", "signatures")
        )
        if not isinstance(payload, str) or not isinstance(signatures, list):
            raise malformed("envelope")
        check_size(kind, len(payload))
        if named != payload_type(kind):
            raise _wrong_kind(kind)
        if not 1 <= len(signatures) <= _MOST_SIGNATURES:
            raise malformed("signatures")
        return cls(decode_base64(payload), kind, tuple(_signature(entry) for entry in signatures))


def digest(data: bytes) -> str:
    """Give the SHA-256 in lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def is_digest(value: object) -> bool:
    """Tell whether this is 64 lower-case hex digits."""
    return isinstance(value, str) and len(value) == 64 and _HEX.issuperset(value)


def key_id(public: bytes) -> str:
    """Name a raw public key."""
    return digest(public)


def payload_type(kind: str) -> str:
    """Give the DSSE payload type of a kind of statement."""
    return f"application/vnd.bangtin.{kind}+json"


def pae(kind_type: str, payload: bytes) -> bytes:
    """Encode what is signed. Source: DSSE 1.0, pre-authentication encoding."""
    named = kind_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(named), named, len(payload), payload)


def sign(kind: str, payload: bytes, *signers: Signer) -> Envelope:
    """Sign a payload. Raises: TrustError (too_large) if no board would take it."""
    message = pae(payload_type(kind), payload)
    made = Envelope(
        payload, kind, tuple(Signature(signer.key_id, signer.sign(message)) for signer in signers)
    )
    # Base64, one signature of 200 bytes each and the names around them.
    check_size(kind, len(payload) * 4 // 3 + 200 * len(signers) + 120)
    return made


def check_size(kind: str, size_bytes: int) -> None:
    """Refuse what is larger than its kind may be. Raises: TrustError (too_large)."""
    limit = SIZE_LIMITS[kind]
    if size_bytes > limit:
        raise TrustError(
            "A {kind} may have {limit} bytes at most, this one has {size}.",
            code="too_large",
            kind=kind,
            limit=limit,
            size=size_bytes,
        )


def check_threshold(envelope: Envelope, keys: Mapping[str, bytes], threshold: int) -> None:
    """Count good signatures by different keys; those by unknown keys count for nothing.

    Raises: TrustError (unknown_key, bad_signature, threshold).
    """
    message = pae(payload_type(envelope.kind), envelope.payload)
    known = [entry for entry in envelope.signatures if entry.keyid in keys]
    good = {entry.keyid for entry in known if is_signed(keys[entry.keyid], message, entry.sig)}
    if len(good) >= threshold:
        return
    if not known:
        raise TrustError("No key with the right to do so signed this.", code="unknown_key")
    if not good:
        raise TrustError("The signature is wrong.", code="bad_signature")
    raise TrustError(
        "{found} of {needed} signatures are there.",
        code="threshold",
        found=len(good),
        needed=threshold,
    )


def payload_of(envelope: Envelope) -> dict[str, object]:
    """Read the payload of a verified envelope. Raises: TrustError (malformed, wrong_kind)."""
    value = parse_json(envelope.payload)
    if not isinstance(value, dict):
        raise malformed("payload")
    if value.get("kind") != envelope.kind:
        raise _wrong_kind(envelope.kind)
    return value


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether the signature is that of this key over this message."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def check_signature(public: bytes, message: bytes, signature: bytes) -> None:
    """Accept one plain signature (tokens, receipts). Raises: TrustError (bad_signature)."""
    if not is_signed(public, message, signature):
        raise TrustError("The signature is wrong.", code="bad_signature")


def parse_json(raw: bytes) -> object:
    """Read strict JSON. Raises: TrustError (malformed)."""
    try:
        value: object = json.loads(raw.decode(), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise malformed("JSON") from error
    return value


def encode_base64(data: bytes) -> str:
    """Write standard base64."""
    return base64.b64encode(data).decode()


def decode_base64(text: object) -> bytes:
    """Read standard base64, nothing looser. Raises: TrustError (malformed)."""
    if not isinstance(text, str):
        raise malformed("base64")
    try:
        return base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise malformed("base64") from error


def malformed(what: str) -> TrustError:
    """Make the refusal of something that has not the agreed form."""
    return TrustError("The {what} has not the agreed form.", code="malformed", what=what)


def _wrong_kind(kind: str) -> TrustError:
    return TrustError("The statement is not of the kind {kind}.", code="wrong_kind", kind=kind)


def _signature(value: object) -> Signature:
    if not isinstance(value, dict) or not is_digest(value.get("keyid")):
        raise malformed("signatures")
    return Signature(value["keyid"], decode_base64(value.get("sig")))


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)
