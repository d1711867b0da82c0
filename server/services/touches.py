"""An officer's touch between browser and payload: what is asked, what came back, whose it is."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from content.errors import ForbiddenError, TrustError
from content.officers import Officers
from content.trust import encode_base64
from server.services.actor import Actor
from server.services.officer_rows import live_rights
from server.services.passkeys import not_right
from server.storage.tables import OfficerKeyRow

if TYPE_CHECKING:
    from server.services.resources import Resources

Approvals = Sequence[Mapping[str, object]]
_RESPONSE = ("authenticatorData", "clientDataJSON", "signature")
_FIELDS = ("authenticator_data", "client_data_json", "sig")


def own_keys(
    resources: "Resources", actor: Actor, officers: Officers, right: str
) -> list[OfficerKeyRow]:
    """List a person's keys that the root names and that carry a right today."""
    query = select(OfficerKeyRow).where(
        OfficerKeyRow.account_id == actor.account_id, OfficerKeyRow.revoked_at.is_(None)
    )

    def work(session: Session) -> list[OfficerKeyRow]:
        return [
            row
            for row in session.scalars(query)
            if row.id in officers.keys and right in live_rights(session, resources, row)
        ]

    return resources.database.read(work)


def ask_for(officers: Officers, challenge: bytes, keys: Iterable[OfficerKeyRow]) -> dict[str, Any]:
    """Write what a browser is asked: a touch, with finger, face or code."""
    return {
        "challenge": bytes_to_base64url(challenge),
        "rpId": officers.rp_id,
        "timeout": 120_000,
        "userVerification": "required",
        "allowCredentials": [{"type": "public-key", "id": row.credential_id} for row in keys],
    }


def approval_of(resources: "Resources", actor: Actor, credential: Any) -> dict[str, object]:
    """Turn a browser's answer by one's own key into an approval. Raises: InvalidInputError."""
    response = credential.get("response") if isinstance(credential, dict) else None
    identity = credential.get("id") if isinstance(credential, dict) else None
    if not isinstance(response, dict) or not isinstance(identity, str):
        raise not_right()
    query = select(OfficerKeyRow).where(OfficerKeyRow.credential_id == identity[:1000])
    row = resources.database.read(lambda session: session.scalar(query))
    if row is None or row.account_id != actor.account_id:
        raise not_right()
    try:
        parts = {
            ours: encode_base64(base64url_to_bytes(response[theirs]))
            for ours, theirs in zip(_FIELDS, _RESPONSE, strict=True)
        }
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise not_right() from error
    return {"keyid": row.id, **parts}


def require_counts(
    session: Session, resources: "Resources", approval: Mapping[str, object], right: str
) -> None:
    """Refuse a key that was revoked, or whose owner holds the role no more.

    Raises: ForbiddenError.
    """
    row = session.get(OfficerKeyRow, str(approval.get("keyid"))[:64])
    is_good = row is not None and row.revoked_at is None
    if row is None or not is_good or right not in live_rights(session, resources, row):
        raise ForbiddenError("This key does not count here.", code="key_refused")


def touch_refused(refusal: TrustError | None) -> ForbiddenError:
    """Make the refusal of a touch that no board would accept."""
    reason = refusal.code if refusal is not None else ""
    return ForbiddenError(
        "The touch was not accepted ({reason}).", code="touch_refused", reason=reason
    )
