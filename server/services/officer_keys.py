"""Officers' own keys: proposed by who holds one, confirmed by another, revoked at once.

A confirmed key counts for boards once a root names it; the holders of the root keys decide that.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import webauthn
from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from content.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from content.root_request import spoken_digits
from content.text import clean_line
from content.trust import key_id
from server.services import audit, outbox, passkeys, told_words
from server.services.actor import Actor
from server.services.holders import holders
from server.services.officer_rows import RIGHTS, descriptor, live_rights, raw_public, rights_in
from server.services.permissions import Right, require, units_with
from server.services.publishing_drafts import resolve_unit
from server.storage.tables import AccountRow, OfficerKeyRow

if TYPE_CHECKING:
    from server.services.resources import Resources

MOST_KEYS = 5
LONGEST_NAME = 60
_ALGORITHMS = [COSEAlgorithmIdentifier.ECDSA_SHA_256, COSEAlgorithmIdentifier.EDDSA]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Say what a key is to be for; `unit` is a code of today."""

    name: str
    unit: str
    rights: Sequence[str]


@dataclass(frozen=True, slots=True)
class OfficerKey:
    """Show a key; `in_root` tells whether the boards know it."""

    id: str
    account_id: str
    owner: str
    unit_id: str
    name: str
    rights: tuple[str, ...]
    created_at: datetime
    confirmed_at: datetime | None
    revoked_at: datetime | None
    in_root: bool

    @property
    def digits(self) -> str:
        """Give what its owner reads out at the root ceremony."""
        return spoken_digits(self.id)


def registration_options(resources: "Resources", actor: Actor, token: str) -> dict[str, Any]:
    """Say what the browser is to make. Raises: ForbiddenError, ConflictError without a site."""
    _require_some_right(resources, actor)
    domain, _ = passkeys.require_site(resources)
    held = resources.database.read(lambda session: _of_account(session, actor.account_id))
    if len(held) >= MOST_KEYS:
        raise ConflictError("At most {most} approval keys; revoke an old one.", most=MOST_KEYS)
    options = webauthn.generate_registration_options(
        rp_id=domain,
        rp_name="Bảng Tin",
        user_name=f"{actor.login} (phê duyệt)",
        user_id=f"officer:{actor.account_id}".encode(),
        user_display_name=actor.name,
        exclude_credentials=[descriptor(row) for row in held],
        supported_pub_key_algs=_ALGORITHMS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    passkeys.ask(resources, token, options.challenge)
    return passkeys.written(options)


def propose(
    resources: "Resources", actor: Actor, token: str, credential: Any, proposal: Proposal
) -> str:
    """Keep a key that the browser has made, until somebody else confirms it; give its id.

    Raises: InvalidInputError, ForbiddenError, ConflictError.
    """
    domain, origin = passkeys.require_site(resources)
    unit = resolve_unit(resources, proposal.unit, "unit")
    rights = _read_rights(resources, actor, unit.id, proposal.rights)
    made = _verified(credential, passkeys.answered(resources, token), domain, origin)
    kind, public = raw_public(made.credential_public_key)
    row = OfficerKeyRow(
        id=key_id(public),
        account_id=actor.account_id,
        unit_id=unit.id,
        credential_id=bytes_to_base64url(made.credential_id),
        kind=kind,
        public=public,
        name=clean_line(proposal.name)[:LONGEST_NAME] or actor.name[:LONGEST_NAME],
        rights=rights,
        rp_id=domain,
        created_at=resources.clock.now(),
        sign_count=made.sign_count,
    )

    def work(session: Session) -> str:
        if session.get(OfficerKeyRow, row.id) is not None:
            raise ConflictError("This key is known already.")
        session.add(row)
        session.flush()
        _record(session, resources, actor, row, "officer_key.proposed")
        told = holders(
            session, resources, Right.MANAGE_ACCOUNTS, unit.id, without=[actor.account_id]
        )
        outbox.queue(
            session, resources, told, told_words.key_proposed(row.id, actor.name, unit.name)
        )
        return row.id

    return resources.database.write(work)


def confirm(resources: "Resources", actor: Actor, key: str) -> None:
    """Vouch that the key is that person's and may do what it asks for.

    Raises: NotFoundError, ForbiddenError for one's own, ConflictError.
    """

    def work(session: Session) -> None:
        row = _managed(session, resources, actor, key)
        if row.account_id == actor.account_id:
            raise ForbiddenError("Somebody else confirms your key.", code="own_work")
        if row.revoked_at is not None or row.confirmed_at is not None:
            raise ConflictError("This key has been decided on already.", code="key_decided")
        if not live_rights(session, resources, row):
            raise ConflictError("This person no longer has the role for it.", code="key_decided")
        row.confirmed_at, row.confirmed_by = resources.clock.now(), actor.account_id
        _record(session, resources, actor, row, "officer_key.confirmed")
        outbox.queue(session, resources, [row.account_id], told_words.key_confirmed(row.id))

    resources.database.write(work)


def revoke(resources: "Resources", actor: Actor, key: str) -> None:
    """Let a key count no longer, at once: a telephone is lost, a person leaves.

    Its owner may, and who manages accounts over its unit; once more changes nothing.
    Raises: NotFoundError, ForbiddenError.
    """

    def work(session: Session) -> None:
        row = session.get(OfficerKeyRow, key)
        if row is None:
            raise _unknown()
        if row.account_id != actor.account_id:
            row = _managed(session, resources, actor, key)
        if row.revoked_at is not None:
            return
        row.revoked_at, row.revoked_by = resources.clock.now(), actor.account_id
        _record(session, resources, actor, row, "officer_key.revoked")
        told = holders(session, resources, Right.MANAGE_ACCOUNTS, row.unit_id)
        owner = session.get_one(AccountRow, row.account_id).name
        message = told_words.key_revoked(row.id, owner, actor.name)
        outbox.queue(session, resources, {*told, row.account_id} - {actor.account_id}, message)

    resources.database.write(work)


def list_keys(resources: "Resources", actor: Actor) -> tuple[OfficerKey, ...]:
    """List one's own keys and those of the units one manages, the newest first."""
    managed = units_with(resources, actor, Right.MANAGE_ACCOUNTS)
    officers = resources.keyring.officers()
    named = officers.keys if officers is not None else ()

    def work(session: Session) -> tuple[OfficerKey, ...]:
        query = (
            select(OfficerKeyRow, AccountRow.name)
            .join(AccountRow, AccountRow.id == OfficerKeyRow.account_id)
            .where(
                or_(
                    OfficerKeyRow.account_id == actor.account_id,
                    OfficerKeyRow.unit_id.in_(sorted(managed)),
                )
            )
            .order_by(OfficerKeyRow.created_at.desc(), OfficerKeyRow.id)
        )
        return tuple(_view(row, owner, named) for row, owner in session.execute(query))

    return resources.database.read(work)


def _verified(credential: Any, challenge: bytes, domain: str, origin: str) -> Any:
    if not isinstance(credential, dict):
        raise passkeys.not_right()
    try:
        return webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=domain,
            expected_origin=origin,
            require_user_verification=True,
            supported_pub_key_algs=_ALGORITHMS,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise passkeys.not_right() from error


def _read_rights(
    resources: "Resources", actor: Actor, unit_id: str, wanted: Sequence[str]
) -> list[str]:
    held = rights_in(resources, actor, unit_id)
    chosen = [right for right in RIGHTS if right in wanted]
    if not chosen:
        raise InvalidInputError("Say what the key is for.", field="rights")
    if not set(chosen) <= set(held):
        raise ForbiddenError("You do not have the right to do this in this unit.")
    return chosen


def _require_some_right(resources: "Resources", actor: Actor) -> None:
    needed = [right for rights in RIGHTS.values() for right in rights]
    if not any(units_with(resources, actor, right) for right in needed):
        raise ForbiddenError("You do not have the right to do this.")


def _managed(session: Session, resources: "Resources", actor: Actor, key: str) -> OfficerKeyRow:
    row = session.get(OfficerKeyRow, key)
    if row is None:
        raise _unknown()
    require(resources, actor, Right.MANAGE_ACCOUNTS, row.unit_id)
    return row


def _of_account(session: Session, account_id: str) -> list[OfficerKeyRow]:
    query = select(OfficerKeyRow).where(
        OfficerKeyRow.account_id == account_id, OfficerKeyRow.revoked_at.is_(None)
    )
    return list(session.scalars(query))


def _view(row: OfficerKeyRow, owner: str, named: Iterable[str]) -> OfficerKey:
    return OfficerKey(
        row.id, row.account_id, owner, row.unit_id, row.name, tuple(row.rights),
        row.created_at, row.confirmed_at, row.revoked_at, row.id in named,
    )  # fmt: skip


def _record(
    session: Session, resources: "Resources", actor: Actor, row: OfficerKeyRow, action: str
) -> None:
    audit.record(
        session,
        at=resources.clock.now(),
        actor=actor,
        action=action,
        subject=row.id,
        unit_id=row.unit_id,
        details={"name": row.name, "account": row.account_id, "rights": list(row.rights)},
    )


def _unknown() -> NotFoundError:
    return NotFoundError("There is no such approval key.")
