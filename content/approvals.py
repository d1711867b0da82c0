"""Approvals: whether officers whom the root names have signed what a statement says.

An approval is a passkey's answer (WebAuthn) to a challenge that hashes the statement; it says
nothing of sequence and time of issue, which the server gives. Source: Web Authentication 2, 7.2.
"""

import base64
import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from content.envelope import decode_base64, is_digest, malformed, parse_json
from content.errors import TrustError
from content.identity import Identity
from content.officers import ALERT, IDENTITY, Officer, Officers
from content.payload_fields import Payload
from content.signed_messages import approval_challenge, batch_challenge

MOST_APPROVALS = 16
MOST_IN_BATCH = 200
REFUSALS = frozenset(
    {
        "unapproved", "approval_malformed", "approval_unknown", "approval_right",
        "approval_foreign", "approval_expired", "approval_revoked", "approval_wrong_challenge",
        "approval_wrong_origin", "approval_wrong_rp", "approval_unverified",
        "approval_bad_signature", "approval_threshold", "identity_unapproved",
    }
)  # fmt: skip
_PRESENT, _VERIFIED = 0x01, 0x04
_SHORTEST_DATA = 37
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Approval:
    """Hold one officer's answer; `batch` lists the hashes it stands for when there are several."""

    keyid: str
    authenticator_data: bytes
    client_data_json: bytes
    sig: bytes
    batch: tuple[str, ...] = ()

    @classmethod
    def from_dict(cls, value: object) -> "Approval":
        """Read it from the wire. Raises: TrustError (approval_malformed)."""
        if not isinstance(value, Mapping) or not is_digest(value.get("keyid")):
            raise _refusal("approval_malformed")
        try:
            return cls(
                value["keyid"],
                decode_base64(value.get("authenticator_data")),
                decode_base64(value.get("client_data_json")),
                decode_base64(value.get("sig")),
                _batch(value.get("batch")),
            )
        except TrustError as error:
            raise _refusal("approval_malformed") from error

    @property
    def message(self) -> bytes:
        """Give what the key signed."""
        return self.authenticator_data + hashlib.sha256(self.client_data_json).digest()


def needs_approvals(payload: Payload) -> bool:
    """Tell whether an alert needs approvals: whatever may be seen or heard, and every drill.

    A cancelled revision takes away, and whoever holds the server can do that anyway; a test that
    is neither seen nor heard gives nothing.
    """
    return payload.get("state") == "in_force" and not is_bare_test(payload)


def is_bare_test(payload: Payload) -> bool:
    """Tell whether this only tests the way to the glass, in silence."""
    is_drill = payload.get("status") == "Exercise"
    return is_drill and payload.get("unseen") is True and payload.get("silent") is True


def check_approvals(
    payload: Payload,
    officers: Officers,
    *,
    right: str,
    path: Sequence[str],
    at: datetime | None,
    revoked: Collection[str] = NOBODY,
) -> tuple[str, ...]:
    """Give the key ids of the officers who approved this for a board with this path.

    `at` is the board's own time; None leaves out whether a delegation has run out. One bad
    approval does not spoil the good ones beside it.

    Raises: TrustError, one of REFUSALS: that of the first bad one if none is good.
    """
    asked = _Asked(payload, officers, right, tuple(path), at, revoked)
    good: dict[str, None] = {}
    refusals = []
    for value in _listed(payload):
        try:
            good[asked.check(value)] = None
        except TrustError as error:
            refusals.append(error)
    if len(good) >= officers.threshold:
        return tuple(good)
    if good:
        raise _refusal("approval_threshold")
    raise refusals[0] if refusals else _refusal("unapproved")


def check_alert_approvals(
    payload: Payload,
    officers: Officers | None,
    path: Sequence[str],
    at: datetime | None,
    revoked: Collection[str] = NOBODY,
) -> tuple[str, ...]:
    """Give who approved an alert; nobody where none is asked. Raises: as `check_approvals`."""
    if officers is None or not needs_approvals(payload):
        return ()
    return check_approvals(payload, officers, right=ALERT, path=path, at=at, revoked=revoked)


def check_identity_approvals(
    identity: Identity,
    payload: Payload,
    officers: Officers | None,
    held: Identity | None,
    at: datetime | None,
    revoked: Collection[str] = NOBODY,
) -> None:
    """Let a board's addressing change by officers alone.

    Those of the place it comes to must approve, and those of the place it leaves, if there are
    any: else one commune could take another's boards. What decides no addressing is free.

    Raises: TrustError (identity_unapproved, `reason`: one of REFUSALS).
    """
    if officers is None or (held is not None and held.addressee == identity.addressee):
        return
    paths = [identity.addressee.path]
    if held is not None and officers.can_any(IDENTITY, held.addressee.path):
        paths.append(held.addressee.path)
    try:
        for path in paths:
            check_approvals(
                payload, officers, right=IDENTITY, path=path, at=at, revoked=revoked
            )  # fmt: skip
    except TrustError as error:
        raise TrustError(
            "No officer approved that this board is moved ({reason}).",
            code="identity_unapproved",
            reason=error.code,
        ) from error


@dataclass(frozen=True, slots=True)
class _Asked:
    """Hold one question: by whom is this approved, for whom, when."""

    payload: Payload
    officers: Officers
    right: str
    path: tuple[str, ...]
    at: datetime | None
    revoked: Collection[str]

    def check(self, value: object) -> str:
        """Give the key id of a good approval. Raises: TrustError."""
        approval = Approval.from_dict(value)
        officer = self._officer(approval.keyid)
        _check_client(approval, self.officers, self._challenge(approval))
        _check_authenticator(approval, self.officers)
        if not officer.is_signed(approval.message, approval.sig):
            raise _refusal("approval_bad_signature")
        return approval.keyid

    def _officer(self, keyid: str) -> Officer:
        officer = self.officers.keys.get(keyid)
        if officer is None:
            raise _refusal("approval_unknown")
        for code, is_bad in (
            ("approval_revoked", keyid in self.revoked),
            ("approval_right", self.right not in officer.rights),
            ("approval_expired", officer.is_past(self.at)),
            ("approval_foreign", not officer.covers(self.path)),
        ):
            if is_bad:
                raise _refusal(code)
        return officer

    def _challenge(self, approval: Approval) -> bytes:
        """Give what must have been signed; only identities are approved many at once."""
        alone = approval_challenge(self.payload)
        if not approval.batch:
            return alone
        if self.right != IDENTITY or alone.hex() not in approval.batch:
            raise _refusal("approval_wrong_challenge")
        return batch_challenge(approval.batch)


def _listed(payload: Payload) -> Iterable[object]:
    value = payload.get("approvals")
    if not isinstance(value, list) or len(value) > MOST_APPROVALS:
        raise malformed("approvals")
    return value


def _batch(value: object) -> tuple[str, ...]:
    """Read hashes in order, each once. Raises: TrustError."""
    if value is None:
        return ()
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_IN_BATCH:
        raise malformed("batch")
    if not all(map(is_digest, value)) or sorted(set(value)) != value:
        raise malformed("batch")
    return tuple(value)


def _check_client(approval: Approval, officers: Officers, challenge: bytes) -> None:
    """Check what the officer's browser says. Source: Web Authentication 2, 7.2, steps 11 to 13."""
    try:
        said = parse_json(approval.client_data_json)
    except TrustError as error:
        raise _refusal("approval_malformed") from error
    if not isinstance(said, dict) or said.get("type") != "webauthn.get":
        raise _refusal("approval_malformed")
    expected = base64.urlsafe_b64encode(challenge).rstrip(b"=").decode()
    if said.get("challenge") != expected:
        raise _refusal("approval_wrong_challenge")
    if said.get("origin") not in officers.origins or said.get("crossOrigin", False) is not False:
        raise _refusal("approval_wrong_origin")


def _check_authenticator(approval: Approval, officers: Officers) -> None:
    """Check what the authenticator says. Source: Web Authentication 2, 7.2, steps 15 to 17."""
    data = approval.authenticator_data
    if len(data) < _SHORTEST_DATA:
        raise _refusal("approval_malformed")
    if data[:32] != officers.rp_id_hash:
        raise _refusal("approval_wrong_rp")
    if not data[32] & _PRESENT or not data[32] & _VERIFIED:
        raise _refusal("approval_unverified")


def _refusal(code: str) -> TrustError:
    return TrustError("The officers' approvals do not suffice ({reason}).", code=code, reason=code)
