"""Passkeys (WebAuthn level 2): one more way to give the second proof, and to step up.

The library checks challenge, origin, signature and counter; here lies what is asked of whom.
A challenge belongs to one ticket or session, is used once and lasts five minutes.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import webauthn
from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from content.errors import ConflictError, InvalidInputError, NotFoundError
from content.text import clean_line
from server.services import audit, second_factors
from server.services.actor import Actor
from server.services.api_tokens import hash_token
from server.storage.tables import PasskeyChallengeRow, PasskeyRow

if TYPE_CHECKING:
    from server.services.resources import Resources

MOST_PASSKEYS = 10
LONGEST_NAME = 60
_LASTS = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class PasskeyView:
    """Show one passkey to its owner."""

    id: str
    name: str
    created_at: datetime
    last_used_at: datetime | None


def site_of(resources: "Resources") -> tuple[str, str] | None:
    """Give the site's domain and origin; None where browsers offer no passkeys.

    They want https or localhost, and a name, not a number. Source: WebAuthn 2, 5.1.2.
    """
    parts = urlsplit(resources.settings.address)
    host = parts.hostname or ""
    if parts.scheme != "https" and host != "localhost":
        return None
    try:
        ip_address(host)
    except ValueError:
        return host, f"{parts.scheme}://{parts.netloc}"
    return None


def list_passkeys(resources: "Resources", account_id: str) -> tuple[PasskeyView, ...]:
    """List an account's passkeys, the oldest first."""

    def work(session: Session) -> tuple[PasskeyView, ...]:
        return tuple(
            PasskeyView(row.id, row.name, row.created_at, row.last_used_at)
            for row in _rows(session, account_id)
        )

    return resources.database.read(work)


def registration_options(resources: "Resources", actor: Actor, token: str) -> dict[str, Any]:
    """Say what the browser is to make. Raises: ConflictError without a code app or a site."""
    domain, _ = require_site(resources)
    if not second_factors.has_app(resources, actor.account_id):
        raise ConflictError("Set up the code app first; a passkey comes beside it.")
    held = resources.database.read(lambda session: _rows(session, actor.account_id))
    if len(held) >= MOST_PASSKEYS:
        raise ConflictError("At most {most} passkeys.", most=MOST_PASSKEYS)
    options = webauthn.generate_registration_options(
        rp_id=domain,
        rp_name="Bảng Tin",
        user_name=actor.login,
        user_id=actor.account_id.encode(),
        user_display_name=actor.name,
        exclude_credentials=[_descriptor(row) for row in held],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
    )
    ask(resources, token, options.challenge)
    return written(options)


def register(resources: "Resources", actor: Actor, token: str, credential: Any, name: str) -> None:
    """Keep a passkey that the browser has made. Raises: InvalidInputError, ConflictError."""
    domain, origin = require_site(resources)
    challenge = answered(resources, token)
    if not isinstance(credential, dict):
        raise not_right()
    try:
        made = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=domain,
            expected_origin=origin,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise not_right() from error
    now = resources.clock.now()
    shown = clean_line(name)[:LONGEST_NAME] or "passkey"

    def work(session: Session) -> None:
        identity = bytes_to_base64url(made.credential_id)
        if session.get(PasskeyRow, identity) is not None:
            raise ConflictError("This passkey is known already.")
        session.add(
            PasskeyRow(
                id=identity,
                account_id=actor.account_id,
                public_key=made.credential_public_key,
                sign_count=made.sign_count,
                name=shown,
                created_at=now,
            )
        )
        _record(session, actor, "second_factor.passkey_added", shown, now)

    resources.database.write(work)


def remove(resources: "Resources", actor: Actor, passkey_id: str) -> None:
    """Forget one of one's passkeys. Raises: NotFoundError."""
    now = resources.clock.now()

    def work(session: Session) -> None:
        row = session.get(PasskeyRow, passkey_id[:500])
        if row is None or row.account_id != actor.account_id:
            raise NotFoundError("There is no such passkey.")
        session.delete(row)
        _record(session, actor, "second_factor.passkey_removed", row.name, now)

    resources.database.write(work)


def question(resources: "Resources", account_id: str, token: str) -> dict[str, Any]:
    """Ask for a signature of any of the account's passkeys. Raises: ConflictError."""
    domain, _ = require_site(resources)
    held = resources.database.read(lambda session: _rows(session, account_id))
    if not held:
        raise ConflictError("There is no passkey.")
    options = webauthn.generate_authentication_options(
        rp_id=domain, allow_credentials=[_descriptor(row) for row in held]
    )
    ask(resources, token, options.challenge)
    return written(options)


def is_answer(resources: "Resources", account_id: str, token: str, credential: Any) -> bool:
    """Tell whether the signature is one of the account's passkeys', asked for here, and newer."""
    site = site_of(resources)
    identity = credential.get("id") if isinstance(credential, dict) else None
    if site is None or not isinstance(identity, str):
        return False
    row = resources.database.read(lambda session: session.get(PasskeyRow, identity[:500]))
    if row is None or row.account_id != account_id:
        return False
    try:
        found = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=answered(resources, token),
            expected_rp_id=site[0],
            expected_origin=site[1],
            credential_public_key=row.public_key,
            credential_current_sign_count=row.sign_count,
        )
    except (WebAuthnException, InvalidInputError, ValueError, TypeError, KeyError):
        return False
    now = resources.clock.now()

    def work(session: Session) -> None:
        known = session.get_one(PasskeyRow, identity)
        known.sign_count, known.last_used_at = found.new_sign_count, now

    resources.database.write(work)
    return True


def require_site(resources: "Resources") -> tuple[str, str]:
    """Give the site's domain and origin. Raises: ConflictError where there is none."""
    site = site_of(resources)
    if site is None:
        raise ConflictError("Passkeys need https and a name; this address has none.")
    return site


def _rows(session: Session, account_id: str) -> list[PasskeyRow]:
    query = select(PasskeyRow).where(PasskeyRow.account_id == account_id)
    return list(session.scalars(query.order_by(PasskeyRow.created_at, PasskeyRow.id)))


def _descriptor(row: PasskeyRow) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(id=base64url_to_bytes(row.id))


def written(options: Any) -> dict[str, Any]:
    """Write options as the browser reads them."""
    found: dict[str, Any] = json.loads(webauthn.options_to_json(options))
    return found


def ask(resources: "Resources", token: str, challenge: bytes) -> None:
    """Remember what a ticket or session is asked to sign; five minutes, once."""
    now = resources.clock.now()

    def work(session: Session) -> None:
        session.execute(delete(PasskeyChallengeRow).where(PasskeyChallengeRow.expires_at <= now))
        row = session.get(PasskeyChallengeRow, hash_token(token)) or PasskeyChallengeRow(
            token_hash=hash_token(token)
        )
        row.challenge, row.expires_at = challenge, now + _LASTS
        session.add(row)

    resources.database.write(work)


def answered(resources: "Resources", token: str) -> bytes:
    """Give what was asked and forget it. Raises: InvalidInputError."""
    now = resources.clock.now()

    def work(session: Session) -> bytes | None:
        row = session.get(PasskeyChallengeRow, hash_token(token))
        if row is None:
            return None
        session.delete(row)
        return row.challenge if row.expires_at > now else None

    challenge = resources.database.write(work)
    if challenge is None:
        raise not_right()
    return challenge


def not_right() -> InvalidInputError:
    """Make the refusal of a passkey's answer, whatever is wrong with it."""
    return InvalidInputError("The passkey was not accepted. Try again.", field="passkey")


def _record(session: Session, actor: Actor, action: str, name: str, now: datetime) -> None:
    audit.record(
        session,
        at=now,
        actor=actor,
        action=action,
        subject=actor.account_id,
        details={"login": actor.login, "name": name},
    )
