"""The server's signing keys, the chain of roots that vouches for them, and its secret."""

import hashlib
import hmac
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.officers import Officers
from content.root import ROLES, Root, first_root, next_root, root_payload
from content.trust import Ed25519Signer, Envelope, sign
from server.operator_error import OperatorError
from server.services import audit
from server.services.actor import Actor
from server.services.changes import Change
from server.services.key_files import KeyFiles
from server.storage.database import Database
from server.storage.tables.officers import OfficerKeyRow
from server.storage.tables.system import StatementRow

if TYPE_CHECKING:
    from server.services.resources import Resources

ROOT_LIFE = timedelta(days=5 * 365)
FIRST_EPOCH = 1
Signers = dict[str, Ed25519Signer]


class Keyring:
    """The keys named by the newest root; reads only, except for the very first start."""

    def __init__(self, files: KeyFiles, database: Database) -> None:
        """Load the chain of roots and the online keys. Raises: OperatorError."""
        self.files = files
        self._database = database
        self._secret = files.secret()
        self._load(database.read(_root_envelopes))

    @classmethod
    def open(cls, files: KeyFiles, database: Database, now: datetime) -> "Keyring":
        """Open the keys, made together with the first root on the very first start.

        Raises: OperatorError when a key is missing, broken or open to others.
        """
        if not database.read(_root_envelopes):
            database.write(lambda session: _make_first(session, files, now))
        return cls(files, database)

    @property
    def trusted(self) -> Root:
        """Return the newest root, verified."""
        return self._root

    @property
    def epoch(self) -> int:
        """Return the epoch that heads carry."""
        return self._root.epoch

    @property
    def is_root_online(self) -> bool:
        """Return whether the newest root's private key lies on this machine."""
        return all(self.files.has("root", name) for name in self._root.roles["root"].keyids)

    def root(self) -> Envelope:
        """Return the newest root statement."""
        return self._chain[-1]

    def roots(self, since: int) -> tuple[Envelope, ...]:
        """Return the root statements with a version above `since`, oldest first."""
        return self._chain[max(since, 0) :]

    def sign(self, role: str, kind: str, payload: bytes) -> Envelope:
        """Sign a payload with an online role's key."""
        return sign(kind, payload, self._signers[role])

    def sign_message(self, role: str, message: bytes) -> bytes:
        """Sign bytes that are no statement with an online role's key."""
        return self._signers[role].sign(message)

    def officers(self) -> Officers | None:
        """Return the officers that the newest root names; None where the server alone signs."""
        return self._root.officers

    def state_keys(self) -> tuple[bytes, ...]:
        """Return the raw public keys that could ever sign for `state`, newest first."""
        roots = [first_root(envelope) for envelope in reversed(self._chain)]
        return tuple(key for root in roots for key in root.signers("state")[0].values())

    def secret(self, purpose: str) -> bytes:
        """Return 32 bytes that are secret, lasting and good for this purpose alone."""
        return hmac.digest(self._secret, purpose.encode(), hashlib.sha256)

    def on_change(self, change: Change) -> None:
        """Load the keys anew after a rotation, also one made by another process."""
        if change.action == "keys.rotated":
            self._load(self._database.read(_root_envelopes))

    def _load(self, chain: tuple[Envelope, ...]) -> None:
        root = first_root(chain[0])
        for envelope in chain[1:]:
            root = next_root(root, envelope)
        signers = {
            role: self.files.load(role, root.roles[role].keyids[0])
            for role in ROLES
            if role != "root"
        }
        self._chain, self._root, self._signers = chain, root, signers


def rotate_root(
    resources: "Resources", *, actor: Actor | None = None, is_new_epoch: bool = False
) -> Envelope:
    """Make new keys for every role and the root that names them; return that root.

    Listeners of `keys.rotated` sign anew what boards need under it. Raises: OperatorError when
    the root key is offline.
    """
    keyring, now = resources.keyring, resources.clock.now()
    held = keyring.trusted
    if not keyring.is_root_online:
        raise OperatorError(
            f"The root key is offline; put it back into {keyring.files.folder} for the rotation"
        )
    old = keyring.files.load("root", held.roles["root"].keyids[0])
    new = _make_keys(keyring.files)
    payload = root_payload(
        version=held.version + 1,
        epoch=held.epoch + int(is_new_epoch),
        expires=now + ROOT_LIFE,
        roles=_roles(new),
        officers=_still_trusted(resources, held),
    )
    envelope = sign("root", payload, old, new["root"])
    next_root(held, envelope)
    resources.database.write(lambda session: store_root(session, envelope, held, actor, now))
    return envelope


def newest_root_version(session: Session) -> int:
    """Return the version of the newest stored root; 0 before the first start."""
    chain = _root_envelopes(session)
    return first_root(chain[-1]).version if chain else 0


def _make_first(session: Session, files: KeyFiles, now: datetime) -> None:
    if _root_envelopes(session):
        return
    signers = _make_keys(files)
    payload = root_payload(
        version=1, epoch=FIRST_EPOCH, expires=now + ROOT_LIFE, roles=_roles(signers)
    )
    envelope = sign("root", payload, signers["root"])
    store_root(session, envelope, None, None, now)


def _make_keys(files: KeyFiles) -> Signers:
    return {role: files.create(role) for role in ROLES}


def _still_trusted(resources: "Resources", held: Root) -> Officers | None:
    """Give the officers without those revoked here. Raises: OperatorError when too few stay."""
    if held.officers is None:
        return None
    query = select(OfficerKeyRow.id).where(OfficerKeyRow.revoked_at.is_not(None))
    gone = set(resources.database.read(lambda session: session.scalars(query).all()))
    kept = {keyid: one for keyid, one in held.officers.keys.items() if keyid not in gone}
    if len(kept) < held.officers.threshold:
        raise OperatorError("Too few officers' keys count; make a root with: server keys request")
    return replace(held.officers, keys=kept)


def _roles(signers: Signers) -> dict[str, tuple[list[bytes], int]]:
    return {role: ([signer.public], 1) for role, signer in signers.items()}


def store_root(
    session: Session, envelope: Envelope, held: Root | None, actor: Actor | None, now: datetime
) -> None:
    """Keep a root that follows `held`; whoever heeds `keys.rotated` goes on from there.

    Raises: OperatorError when another one came first.
    """
    newest = _root_envelopes(session)[-1:]
    if held is not None and newest[0].digest != held.digest:
        raise OperatorError("Another rotation came first; look at it before you rotate again")
    session.add(
        StatementRow(
            digest=envelope.digest, kind="root", envelope=envelope.to_bytes(), created_at=now
        )
    )
    root = first_root(envelope)
    audit.record(
        session,
        at=now,
        actor=actor,
        action="keys.rotated",
        subject=envelope.digest,
        details={"version": root.version, "epoch": root.epoch},
    )


def _root_envelopes(session: Session) -> tuple[Envelope, ...]:
    rows = session.scalars(select(StatementRow.envelope).where(StatementRow.kind == "root"))
    envelopes = [Envelope.from_bytes(raw, "root") for raw in rows]
    return tuple(sorted(envelopes, key=lambda envelope: first_root(envelope).version))
