"""Whom a board believes: verify signed bytes by role, or raise TrustError. One door to it all.

Envelopes, roots and plain signed texts live in modules of their own and are handed on from here.
"""

from collections.abc import Mapping

from content.canonical import canonical, jcs
from content.envelope import (
    SIZE_LIMITS,
    Ed25519Signer,
    Envelope,
    Signature,
    Signer,
    check_signature,
    check_size,
    check_threshold,
    decode_base64,
    digest,
    encode_base64,
    is_digest,
    is_signed,
    key_id,
    pae,
    parse_json,
    payload_of,
    payload_type,
    sign,
)
from content.errors import TrustError
from content.root import ROLES, SPEC, Role, Root, first_root, next_root, root_payload
from content.signed_messages import (
    approval_challenge,
    batch_challenge,
    check_number,
    play_message,
    receipt_message,
    token_message,
)

__all__ = [
    "ROLES", "ROLES_OF_KIND", "ROLE_OF_STATUS", "SIZE_LIMITS", "SPEC", "Ed25519Signer", "Envelope",
    "Role", "Root", "Signature", "Signer", "approval_challenge", "batch_challenge", "canonical",
    "check_number", "check_signature", "check_size", "decode_base64", "digest", "encode_base64",
    "first_root", "is_digest", "is_signed", "jcs", "key_id", "next_root", "pae", "parse_json",
    "payload_type", "play_message", "receipt_message", "root_payload", "sign", "token_message",
    "verify", "verify_alert",
]  # fmt: skip

ROLES_OF_KIND: Mapping[str, tuple[str, ...]] = {
    "root": ("root",),
    "manifest": ("content",),
    "alert": ("alert", "drill"),
    "head": ("state",),
    "identity": ("state",),
    "bundle": ("state",),
}
ROLE_OF_STATUS: Mapping[str, str] = {"Actual": "alert", "Exercise": "drill"}


def verify(envelope: Envelope, root: Root, role: str) -> dict[str, object]:
    """Check the signatures of a role, then read the payload.

    Raises: TrustError (wrong_role, unknown_key, bad_signature, threshold, malformed, wrong_kind).
    """
    if role not in ROLES_OF_KIND[envelope.kind]:
        raise TrustError("The role {role} does not sign this.", code="wrong_role", role=role)
    keys, threshold = root.signers(role)
    check_threshold(envelope, keys, threshold)
    return payload_of(envelope)


def verify_alert(envelope: Envelope, root: Root) -> dict[str, object]:
    """Check an alert by the role that its status asks for: Actual by alert, Exercise by drill.

    Raises: TrustError as `verify`; wrong_role when the other of the two roles signed it.
    """
    signed = _roles_that_signed(envelope, root)
    payload = payload_of(envelope)
    if ROLE_OF_STATUS.get(str(payload.get("status"))) not in signed:
        raise TrustError("Alerts and drills have keys of their own.", code="wrong_role")
    return payload


def _roles_that_signed(envelope: Envelope, root: Root) -> list[str]:
    """Name the roles whose threshold is met; at least one, else the refusal that says most."""
    good, refusals = [], []
    for role in ROLES_OF_KIND["alert"]:
        try:
            check_threshold(envelope, *root.signers(role))
            good.append(role)
        except TrustError as error:
            refusals.append(error)
    if not good:
        raise next((error for error in refusals if error.code != "unknown_key"), refusals[0])
    return good
