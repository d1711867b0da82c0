"""The second proof of who is at the keys: a code app (RFC 6238) and ten paper codes.

A code counts once. The app's secret is kept encrypted with a key that is not in the database.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import pyotp
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from content.errors import ConflictError, InvalidInputError
from server.services import audit, permissions
from server.services.account_reach import require_over
from server.services.actor import Actor
from server.services.api_tokens import hash_token
from server.services.permissions import Right
from server.storage.tables import (
    AccountRow,
    PasskeyRow,
    RecoveryCodeRow,
    SessionRow,
    TotpRow,
)

if TYPE_CHECKING:
    from server.services.resources import Resources

STEP_S = 30
PAPER_CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_NONCE_BYTES = 12
_ISSUER = "Bảng Tin"


@dataclass(frozen=True, slots=True)
class Factors:
    """Say what a person has: a code app that is confirmed, paper codes left, passkeys."""

    has_app: bool
    codes_left: int
    passkeys: int


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a code app needs: the secret to type, and the address that a QR code holds."""

    secret: str
    uri: str


def factors_of(resources: "Resources", account_id: str) -> Factors:
    """Tell what the account proves itself with."""

    def work(session: Session) -> Factors:
        app = session.get(TotpRow, account_id)
        left = select(func.count()).select_from(RecoveryCodeRow)
        left = left.where(
            RecoveryCodeRow.account_id == account_id, RecoveryCodeRow.used_at.is_(None)
        )
        keys = select(func.count()).select_from(PasskeyRow)
        return Factors(
            has_app=app is not None and app.confirmed_at is not None,
            codes_left=session.scalar(left) or 0,
            passkeys=session.scalar(keys.where(PasskeyRow.account_id == account_id)) or 0,
        )

    return resources.database.read(work)


def has_app(resources: "Resources", account_id: str) -> bool:
    """Say whether the account must prove itself a second time."""
    return resources.database.read(lambda session: _app(session, account_id) is not None)


def is_missing(resources: "Resources", actor: Actor) -> bool:
    """Say whether this server asks for a second factor that the person does not have yet."""
    if resources.settings.second_factor != "required":
        return False
    rights = (Right.APPROVE_NOTICES, Right.FIRE_ALERTS, Right.APPROVE_ALERTS)
    is_asked = any(permissions.roots_with(resources, actor, right) for right in rights)
    return is_asked and not has_app(resources, actor.account_id)


def begin(resources: "Resources", actor: Actor) -> Enrolment:
    """Make a secret for the person's app; it counts once a code of it was typed.

    Raises: ConflictError when there is an app already.
    """
    now = resources.clock.now()
    secret = pyotp.random_base32()
    sealed = _seal(resources, actor.account_id, secret)

    def work(session: Session) -> None:
        if _app(session, actor.account_id) is not None:
            raise ConflictError("There is a code app already; take it away first.")
        row = session.get(TotpRow, actor.account_id) or TotpRow(account_id=actor.account_id)
        row.sealed, row.last_step, row.created_at, row.confirmed_at = sealed, 0, now, None
        session.add(row)

    resources.database.write(work)
    uri = pyotp.TOTP(secret).provisioning_uri(name=actor.login, issuer_name=_ISSUER)
    return Enrolment(secret, uri)


def pending(resources: "Resources", actor: Actor) -> Enrolment | None:
    """Give the secret that waits for its first code, so that a reload shows the same one."""
    row = resources.database.read(lambda session: session.get(TotpRow, actor.account_id))
    if row is None or row.confirmed_at is not None:
        return None
    secret = _open(resources, actor.account_id, row.sealed)
    uri = pyotp.TOTP(secret).provisioning_uri(name=actor.login, issuer_name=_ISSUER)
    return Enrolment(secret, uri)


def confirm(resources: "Resources", actor: Actor, code: str) -> tuple[str, ...]:
    """Let the app count, after a right code of it; give the ten paper codes, once.

    Raises: InvalidInputError for a wrong code, ConflictError without a secret that waits.
    """
    now = resources.clock.now()
    made = _new_codes()

    def work(session: Session) -> None:
        row = session.get(TotpRow, actor.account_id)
        if row is None or row.confirmed_at is not None:
            raise ConflictError("There is no code app to confirm.")
        step = _step_of(resources, row, code, now)
        if step is None:
            raise InvalidInputError("This code is not right, or too old.", field="code")
        row.last_step, row.confirmed_at = step, now
        _put_codes(session, actor.account_id, made)
        _record(session, actor, actor.account_id, "second_factor.enrolled", now)

    resources.database.write(work)
    return made


def renew_codes(resources: "Resources", actor: Actor) -> tuple[str, ...]:
    """Make ten new paper codes; the old ones stop counting. Raises: ConflictError."""
    now, made = resources.clock.now(), _new_codes()

    def work(session: Session) -> None:
        if _app(session, actor.account_id) is None:
            raise ConflictError("There is no code app yet.")
        _put_codes(session, actor.account_id, made)
        _record(session, actor, actor.account_id, "second_factor.codes", now)

    resources.database.write(work)
    return made


def take_away(resources: "Resources", actor: Actor, account_id: str) -> None:
    """Take app, paper codes and passkeys away: one's own, or as an administrator another's.

    An administrator does so for somebody who lost the telephone; that person's sessions end.
    Raises: ForbiddenError.
    """
    now = resources.clock.now()

    def work(session: Session) -> None:
        if account_id != actor.account_id:
            require_over(session, resources, actor, account_id)
            session.execute(delete(SessionRow).where(SessionRow.account_id == account_id))
        for table in (TotpRow, RecoveryCodeRow, PasskeyRow):
            session.execute(delete(table).where(table.account_id == account_id))
        _record(session, actor, account_id, "second_factor.removed", now)

    resources.database.write(work)


def is_code(resources: "Resources", account_id: str, code: str) -> bool:
    """Tell whether a code of the app or of the paper is right, and use it up."""
    now = resources.clock.now()
    typed = code.replace(" ", "").replace("-", "").lower()[:32]

    def work(session: Session) -> bool:
        row = _app(session, account_id)
        if row is None:
            return False
        step = _step_of(resources, row, typed, now)
        if step is not None:
            row.last_step = step
            return True
        paper = session.get(RecoveryCodeRow, (account_id, hash_token(typed)))
        if paper is None or paper.used_at is not None:
            return False
        paper.used_at = now
        audit.record(
            session,
            at=now,
            actor=None,
            action="second_factor.paper_code",
            subject=account_id,
        )
        return True

    return resources.database.write(work)


def _app(session: Session, account_id: str) -> TotpRow | None:
    row = session.get(TotpRow, account_id)
    return row if row is not None and row.confirmed_at is not None else None


def _step_of(resources: "Resources", row: TotpRow, code: str, now: datetime) -> int | None:
    """Find the step a code belongs to: this one or a neighbour, later than the last one used."""
    app = pyotp.TOTP(_open(resources, row.account_id, row.sealed))
    here = int(now.timestamp()) // STEP_S
    typed = code.replace(" ", "")
    for step in (here - 1, here, here + 1):
        if step > row.last_step and hmac.compare_digest(
            app.generate_otp(step).encode(), typed.encode("utf-8", "replace")
        ):
            return step
    return None


def _seal(resources: "Resources", account_id: str, secret: str) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + _box(resources).encrypt(nonce, secret.encode(), account_id.encode())


def _open(resources: "Resources", account_id: str, sealed: bytes) -> str:
    nonce, box = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    return _box(resources).decrypt(nonce, box, account_id.encode()).decode()


def _box(resources: "Resources") -> AESGCM:
    return AESGCM(resources.keyring.secret("second factor"))


def _new_codes() -> tuple[str, ...]:
    def part() -> str:
        return "".join(secrets.choice(_LETTERS) for _ in range(5))

    return tuple(f"{part()}-{part()}" for _ in range(PAPER_CODES))


def _put_codes(session: Session, account_id: str, codes: tuple[str, ...]) -> None:
    session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.account_id == account_id))
    session.add_all(
        RecoveryCodeRow(account_id=account_id, code_hash=hash_token(code.replace("-", "")))
        for code in codes
    )


def _record(session: Session, actor: Actor, account_id: str, action: str, now: datetime) -> None:
    row = session.get(AccountRow, account_id)
    details = {"login": row.login} if row is not None else {}
    audit.record(session, at=now, actor=actor, action=action, subject=account_id, details=details)
