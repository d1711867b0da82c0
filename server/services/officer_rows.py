"""The rows of officers' keys as others ask for them: which count, and for what, today."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session
from webauthn.helpers import base64url_to_bytes, decode_credential_public_key
from webauthn.helpers.cose import COSECRV, COSEAlgorithmIdentifier
from webauthn.helpers.decode_credential_public_key import (
    DecodedEC2PublicKey,
    DecodedOKPPublicKey,
)
from webauthn.helpers.structs import PublicKeyCredentialDescriptor

from server.services.actor import Actor
from server.services.actors import actor_of_account
from server.services.passkeys import not_right
from server.services.permissions import Right, can
from server.storage.tables import OfficerKeyRow

if TYPE_CHECKING:
    from server.services.resources import Resources

ALERT, IDENTITY = "alert", "identity"
RIGHTS: dict[str, tuple[Right, ...]] = {
    ALERT: (Right.FIRE_ALERTS, Right.APPROVE_ALERTS),
    IDENTITY: (Right.PAIR_BOARDS,),
}

_ES256, _EDDSA = COSEAlgorithmIdentifier.ECDSA_SHA_256, COSEAlgorithmIdentifier.EDDSA


def rights_in(resources: "Resources", actor: Actor, unit_id: str) -> tuple[str, ...]:
    """Give the rights that a key of this person may have over a unit."""
    return tuple(
        name
        for name, needed in RIGHTS.items()
        if any(can(resources, actor, right, unit_id) for right in needed)
    )


def confirmed_keys(session: Session) -> list[OfficerKeyRow]:
    """List the keys that the next root shall name, before roles are looked at."""
    query = select(OfficerKeyRow).where(
        OfficerKeyRow.confirmed_at.is_not(None), OfficerKeyRow.revoked_at.is_(None)
    )
    return list(session.scalars(query.order_by(OfficerKeyRow.created_at, OfficerKeyRow.id)))


def live_rights(session: Session, resources: "Resources", row: OfficerKeyRow) -> tuple[str, ...]:
    """Give what the key may still do: its rights as far as its owner's roles carry them today."""
    owner = actor_of_account(session, row.account_id)
    if owner is None:
        return ()
    held = rights_in(resources, owner, row.unit_id)
    return tuple(right for right in row.rights if right in held)


def revoked_keyids(session: Session, keyids: Iterable[str]) -> tuple[str, ...]:
    """Give those of the keys that were revoked here, in order."""
    query = select(OfficerKeyRow.id).where(
        OfficerKeyRow.id.in_(sorted(keyids)), OfficerKeyRow.revoked_at.is_not(None)
    )
    return tuple(sorted(session.scalars(query)))


def descriptor(row: OfficerKeyRow) -> PublicKeyCredentialDescriptor:
    """Name the key as a browser does."""
    return PublicKeyCredentialDescriptor(id=base64url_to_bytes(row.credential_id))


def raw_public(cose: bytes) -> tuple[str, bytes]:
    """Give kind and raw key: a point on P-256 of 65 bytes, or 32 bytes of Ed25519.

    Raises: InvalidInputError for any other. Source: RFC 9053, 7; SEC 1, 2.3.3.
    """
    key = decode_credential_public_key(cose)
    if isinstance(key, DecodedEC2PublicKey) and (key.alg, key.crv) == (_ES256, COSECRV.P256):
        return "es256", b"\x04" + key.x + key.y
    if isinstance(key, DecodedOKPPublicKey) and (key.alg, key.crv) == (_EDDSA, COSECRV.ED25519):
        return "ed25519", bytes(key.x)
    raise not_right()
