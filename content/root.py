"""The root statement: which keys may sign what, and the chain from one version to the next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from content.canonical import canonical
from content.envelope import (
    Envelope,
    check_threshold,
    decode_base64,
    encode_base64,
    is_digest,
    key_id,
    malformed,
    payload_of,
)
from content.errors import TrustError
from content.instant import format_instant
from content.officers import Officers
from content.payload_fields import Payload, read_instant, read_integer, read_list, read_object

SPEC = 1
ROLES = ("root", "content", "alert", "drill", "state")


@dataclass(frozen=True, slots=True)
class Role:
    """Name the keys of a role and how many of them must sign."""

    keyids: tuple[str, ...]
    threshold: int


@dataclass(frozen=True, slots=True)
class Root:
    """Hold a verified root: raw public keys by key id, roles by name.

    `officers` is None where nobody is named: then approvals are not asked for.
    """

    version: int
    epoch: int
    expires: datetime
    keys: Mapping[str, bytes]
    roles: Mapping[str, Role]
    digest: str
    officers: Officers | None = None

    def signers(self, role: str) -> tuple[dict[str, bytes], int]:
        """Give the public keys of a role by key id, and its threshold."""
        named = self.roles[role]
        return {keyid: self.keys[keyid] for keyid in named.keyids}, named.threshold

    def is_expired(self, at: datetime) -> bool:
        """Tell whether a fault is to be shown; play goes on all the same."""
        return at >= self.expires


def first_root(envelope: Envelope) -> Root:
    """Read a root that signs itself: the one a person's check number vouches for.

    Raises: TrustError.
    """
    root = _read(envelope)
    check_threshold(envelope, *root.signers("root"))
    return root


def next_root(held: Root, envelope: Envelope) -> Root:
    """Follow the chain by one: version n+1, signed by n's root keys and by its own.

    Raises: TrustError (root_version, rolled_back for a lower epoch, and those of signatures).
    """
    check_threshold(envelope, *held.signers("root"))
    root = first_root(envelope)
    if root.version != held.version + 1:
        raise TrustError(
            "Root {found} does not follow root {held}.",
            code="root_version",
            found=root.version,
            held=held.version,
        )
    if root.epoch < held.epoch:
        raise TrustError("The epoch of a root never falls.", code="rolled_back")
    return root


def root_payload(
    *,
    version: int,
    epoch: int,
    expires: datetime,
    roles: Mapping[str, tuple[Iterable[bytes], int]],
    officers: Officers | None = None,
) -> bytes:
    """Build a root's payload from raw public keys and a threshold for each role."""
    named = {role: (list(publics), threshold) for role, (publics, threshold) in roles.items()}
    keys = {
        key_id(public): {"type": "ed25519", "public": encode_base64(public)}
        for publics, _ in named.values()
        for public in publics
    }
    return canonical(
        {
            "kind": "root",
            "spec": SPEC,
            "version": version,
            "epoch": epoch,
            "expires": format_instant(expires),
            "keys": keys,
            "roles": {
                role: {"keyids": sorted(map(key_id, publics)), "threshold": threshold}
                for role, (publics, threshold) in named.items()
            },
            **({"officers": officers.to_dict()} if officers else {}),
        }
    )


def read_root(payload: bytes) -> Root:
    """Read a root that nobody vouches for yet. Raises: TrustError."""
    return _read(Envelope(payload, "root", ()))


def _read(envelope: Envelope) -> Root:
    payload = payload_of(envelope)
    if payload.get("spec") != SPEC:
        raise TrustError("This root needs a newer program.", code="spec")
    keys = _keys(read_object(payload, "keys"))
    named = read_object(payload, "roles")
    return Root(
        version=read_integer(payload, "version", low=1),
        epoch=read_integer(payload, "epoch"),
        expires=read_instant(payload, "expires"),
        keys=keys,
        roles={role: _role(read_object(named, role), keys) for role in ROLES},
        digest=envelope.digest,
        officers=_officers(payload),
    )


def _officers(payload: Payload) -> Officers | None:
    if "officers" not in payload:
        return None
    return Officers.from_payload(read_object(payload, "officers"))


def _keys(listed: Payload) -> dict[str, bytes]:
    found = {}
    for name in listed:
        entry = read_object(listed, name)
        public = decode_base64(entry.get("public"))
        if entry.get("type") != "ed25519" or len(public) != 32 or key_id(public) != name:
            raise malformed("keys")
        found[name] = public
    return found


def _role(entry: Payload, keys: Mapping[str, bytes]) -> Role:
    listed = read_list(entry, "keyids")
    keyids = tuple(str(name) for name in listed if is_digest(name) and name in keys)
    threshold = read_integer(entry, "threshold", low=1)
    if len(keyids) != len(listed) or len(set(keyids)) != len(keyids) or threshold > len(keyids):
        raise malformed("roles")
    return Role(keyids, threshold)
