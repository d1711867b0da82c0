"""What the holders of the root keys are asked to sign: the next root, beside the one it follows.

It travels as a file between the server and machines without a network; signatures gather in it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from content.canonical import canonical
from content.envelope import (
    Envelope,
    Signature,
    Signer,
    decode_base64,
    encode_base64,
    is_digest,
    is_signed,
    malformed,
    pae,
    parse_json,
    payload_type,
)
from content.errors import TrustError
from content.payload_fields import read_list, read_object
from content.root import Root, first_root, next_root, read_root

LARGEST_BYTES = 512 * 1024
_KIND, _SPEC, _MOST_SIGNATURES = "root-request", 1, 16


@dataclass(frozen=True, slots=True)
class Standing:
    """Count good signatures and how many are needed: of the keys there are, and of the next."""

    of_held: int
    held_needs: int
    of_next: int
    next_needs: int

    @property
    def is_complete(self) -> bool:
        """Tell whether the chain takes the next root."""
        return self.of_held >= self.held_needs and self.of_next >= self.next_needs


@dataclass(frozen=True, slots=True)
class RootRequest:
    """Hold the root that stands, the next one's payload, and the signatures until now.

    `labels` tells people what the ids in it mean; no board reads them.
    """

    held: Envelope
    payload: bytes
    labels: Mapping[str, str]
    signatures: tuple[Signature, ...] = ()

    @property
    def digits(self) -> str:
        """Give what the holders read out to each other: the same digits, the same request."""
        told = canonical({"payload": encode_base64(self.payload), "labels": dict(self.labels)})
        return spoken_digits(hashlib.sha256(told).hexdigest())

    @property
    def held_root(self) -> Root:
        """Read the root that stands; whether it is the right one the server and boards know."""
        return first_root(self.held)

    @property
    def wanted_root(self) -> Root:
        """Read the next root, signed or not."""
        return read_root(self.payload)

    @property
    def envelope(self) -> Envelope:
        """Give the next root with the signatures until now."""
        return Envelope(self.payload, "root", self.signatures)

    def standing(self) -> Standing:
        """Count the signatures."""
        held, wanted = self.held_root.roles["root"], self.wanted_root.roles["root"]
        good = self._good()
        return Standing(
            len(good & set(held.keyids)), held.threshold,
            len(good & set(wanted.keyids)), wanted.threshold,
        )  # fmt: skip

    def signed_by(self, signer: Signer) -> "RootRequest":
        """Add a signature. Raises: TrustError (unknown_key; already_signed)."""
        if signer.key_id not in self._keys():
            raise TrustError("This key signs neither the old root nor the new.", code="unknown_key")
        if signer.key_id in self._good():
            raise TrustError("This key has signed already.", code="already_signed")
        made = Signature(signer.key_id, signer.sign(pae(payload_type("root"), self.payload)))
        kept = tuple(entry for entry in self.signatures if entry.keyid != signer.key_id)
        return replace(self, signatures=(*kept, made))

    def complete(self) -> Root:
        """Give the next root once the chain takes it. Raises: TrustError."""
        return next_root(self.held_root, self.envelope)

    def to_bytes(self) -> bytes:
        """Write the file."""
        return canonical(
            {
                "kind": _KIND,
                "spec": _SPEC,
                "held": self.held.to_dict(),
                "payload": encode_base64(self.payload),
                "labels": dict(self.labels),
                "signatures": [
                    {"keyid": entry.keyid, "sig": encode_base64(entry.sig)}
                    for entry in self.signatures
                ],
            }
        )

    @classmethod
    def from_bytes(cls, raw: bytes) -> "RootRequest":
        """Read the file. Raises: TrustError (malformed, root_version and those of the roots)."""
        if len(raw) > LARGEST_BYTES:
            raise malformed("request")
        value = parse_json(raw)
        if not isinstance(value, dict) or (value.get("kind"), value.get("spec")) != (_KIND, _SPEC):
            raise malformed("request")
        signatures = read_list(value, "signatures")
        if len(signatures) > _MOST_SIGNATURES:
            raise malformed("signatures")
        made = cls(
            held=Envelope.from_dict(value.get("held"), "root"),
            payload=decode_base64(value.get("payload")),
            labels=_labels(read_object(value, "labels")),
            signatures=tuple(map(_signature, signatures)),
        )
        if made.wanted_root.version != made.held_root.version + 1:
            raise malformed("request")
        return made

    def _keys(self) -> dict[str, bytes]:
        return {**self.held_root.signers("root")[0], **self.wanted_root.signers("root")[0]}

    def _good(self) -> set[str]:
        keys, message = self._keys(), pae(payload_type("root"), self.payload)
        return {
            entry.keyid
            for entry in self.signatures
            if entry.keyid in keys and is_signed(keys[entry.keyid], message, entry.sig)
        }


def spoken_digits(digest: str) -> str:
    """Give 24 digits of a hex SHA-256, in groups of four, to be compared by voice.

    As many as keep somebody from making a second thing with the same digits.
    """
    digits = f"{int(digest, 16) % 10**24:024}"
    return " ".join(digits[place : place + 4] for place in range(0, 24, 4))


def _labels(listed: Mapping[str, object]) -> dict[str, str]:
    found = {}
    for name, text in listed.items():
        if not isinstance(text, str) or len(text) > 300 or not text.isprintable():
            raise malformed("labels")
        found[name] = text
    return found


def _signature(value: object) -> Signature:
    if not isinstance(value, dict) or not is_digest(value.get("keyid")):
        raise malformed("signatures")
    return Signature(str(value["keyid"]), decode_base64(value.get("sig")))
