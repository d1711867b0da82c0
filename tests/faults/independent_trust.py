"""Envelopes, roles, roots and the check number, written from the protocol page alone."""

import base64
import hashlib
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

KIB = 1024
LARGEST = {
    "head": 64 * KIB, "identity": 64 * KIB, "root": 64 * KIB, "alert": 64 * KIB,
    "item": 256 * KIB, "manifest": 4096 * KIB, "media": 200 * KIB * KIB,
}  # fmt: skip
ROLE = {"manifest": "content", "head": "state", "identity": "state", "root": "root"}

Statement = dict[str, Any]


class RefusedError(Exception):
    """What the board was given may not be believed."""


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def payload(envelope: Statement) -> bytes:
    return base64.b64decode(envelope["payload"], validate=True)


def unverified(envelope: Statement) -> Statement:
    parsed: Statement = json.loads(payload(envelope))
    return parsed


def _signed_by(envelope: Statement, keys: dict[str, bytes]) -> set[str]:
    kind, body = envelope["payloadType"].encode(), payload(envelope)
    message = b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(body), body)
    good = set()
    for one in envelope["signatures"]:
        raw = keys.get(one["keyid"])
        if raw is None:
            continue
        try:
            signature = base64.b64decode(one["sig"], validate=True)
            Ed25519PublicKey.from_public_bytes(raw).verify(signature, message)
        except InvalidSignature:
            continue
        good.add(one["keyid"])
    return good


def _role_signed(envelope: Statement, root: Statement, role: str) -> bool:
    keys = {}
    for keyid in root["roles"][role]["keyids"]:
        described = root["keys"][keyid]
        raw = base64.b64decode(described["public"], validate=True)
        if described["type"] == "ed25519" and digest(raw) == keyid:
            keys[keyid] = raw
    threshold: int = root["roles"][role]["threshold"]
    return len(_signed_by(envelope, keys)) >= threshold


def verified(envelope: Statement, root: Statement, kind: str) -> Statement:
    """The payload of an envelope that the right role signed; size first, parsing last."""
    if len(json.dumps(envelope)) > LARGEST[kind]:
        raise RefusedError(f"{kind} is too large")
    if envelope["payloadType"] != f"application/vnd.bangtin.{kind}+json":
        raise RefusedError(f"{envelope['payloadType']} is not a {kind}")
    roles = ("alert", "drill") if kind == "alert" else (ROLE[kind],)
    signing = [role for role in roles if _role_signed(envelope, root, role)]
    if not signing:
        raise RefusedError(f"no {' or '.join(roles)} key signed this {kind}")
    body = unverified(envelope)
    if body["kind"] != kind:
        raise RefusedError("the payload is of another kind")
    if kind == "alert" and {"Actual": "alert", "Exercise": "drill"}[body["status"]] not in signing:
        raise RefusedError("a drill key cannot sign an actual alert, nor the other way round")
    return body


def first_root(envelope: Statement) -> Statement:
    """A root that its own root keys signed: what a pairing board starts from."""
    return verified(envelope, unverified(envelope), "root")


def next_root(held: Statement, envelope: Statement) -> Statement:
    new = unverified(envelope)
    if new["version"] != held["version"] + 1:
        raise RefusedError("this root does not follow the one held")
    verified(envelope, held, "root")
    return verified(envelope, new, "root")


def check_number(public_key: bytes, root: Statement) -> str:
    """What both screens show; `root` is the envelope."""
    text = f"bangtin-check-1\n{digest(public_key)}\n{digest(payload(root))}"
    first = hashlib.sha256(text.encode()).digest()[:8]
    number = f"{int.from_bytes(first, 'big') % 10**12:012d}"
    return " ".join(number[start : start + 4] for start in (0, 4, 8))
