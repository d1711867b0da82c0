"""Making a board of a waiting pairing: its row, its signed identity, its audit line."""

import secrets
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from content import trust
from content.errors import ConflictError, InvalidInputError
from content.profile import Profile
from server.services import audit
from server.services.actor import Actor
from server.services.board_places import CheckedPlace
from server.services.identities import IdentitySigner
from server.services.identity_waits import is_kept_out
from server.storage.ids import new_id
from server.storage.tables.boards import BoardKeyRow, BoardRow, PairingRow


@dataclass(frozen=True, slots=True)
class Admission:
    """Let boards in as of one instant, in one person's name (None: the operator's link)."""

    signer: IdentitySigner
    actor: Actor | None

    def admit(
        self, session: Session, pairing: PairingRow, place: CheckedPlace, replaced: str | None
    ) -> str:
        """Make or take over a board and give its id. Raises: ConflictError, InvalidInputError."""
        public = trust.decode_base64(pairing.public_key)
        key_id = trust.key_id(public)
        row = self._row_for(session, key_id, replaced)
        if row is None:
            row = self._new_row(pairing, place)
            session.add(row)
        old_key = row.key_id if replaced else None
        row.public_key, row.key_id = pairing.public_key, key_id
        row.software = pairing.software
        row.paired_at, row.paired_by = self.signer.at, self.actor.login if self.actor else None
        row.revoked_at, row.replaces = None, old_key
        place.put_into(row)
        self.signer.sign_row(session, row, is_fresh=True)
        pairing.state, pairing.board_id = "approved", row.id
        session.flush()
        key = BoardKeyRow(
            board_id=row.id, key_id=key_id, public_key=row.public_key, since=row.paired_at
        )
        session.merge(key)
        self._write_down(session, row, old_key)
        return row.id

    def add_place(self, session: Session, place: CheckedPlace) -> str:
        """Make a board that no device has yet: its key opens nothing and is thrown away."""
        signer = trust.Ed25519Signer.from_private_bytes(secrets.token_bytes(32))
        pairing = PairingRow(
            public_key=trust.encode_base64(signer.public), width=1920, height=1080, software=""
        )
        return self.admit(session, pairing, place, None)

    def _row_for(self, session: Session, key_id: str, replaced: str | None) -> BoardRow | None:
        same_key = session.scalars(select(BoardRow).where(BoardRow.key_id == key_id)).first()
        is_known = same_key is not None and same_key.id != replaced
        if is_known and same_key is not None and self._is_in_service(session, same_key):
            raise ConflictError(
                "This device is the board {name} already.", code="key_in_use", name=same_key.name
            )
        if replaced is None:
            return same_key
        if same_key is not None and same_key.id != replaced:
            raise ConflictError(
                "This device was the board {name}; it cannot become another one.",
                code="key_in_use",
                name=same_key.name,
            )
        return session.get(BoardRow, replaced)

    def _is_in_service(self, session: Session, row: BoardRow) -> bool:
        """Tell so; a device whose code ran out before officers let it in may come again."""
        if row.revoked_at is not None:
            return False
        has_come = self.signer.keyring.officers() is None or row.last_contact_at is not None
        return has_come and not is_kept_out(session, row.id)

    def _new_row(self, pairing: PairingRow, place: CheckedPlace) -> BoardRow:
        if place.unit is None:
            raise InvalidInputError("Say which unit the board belongs to.", field="unit")
        if place.name is None:
            raise InvalidInputError("Give the board a name.", field="name")
        profile = Profile(width=pairing.width, height=pairing.height)
        return BoardRow(id=new_id(), profile=profile.to_dict(), groups=[], tags=[])

    def _write_down(self, session: Session, row: BoardRow, old_key: str | None) -> None:
        audit.record(
            session,
            at=self.signer.at,
            actor=self.actor,
            action="board.paired",
            subject=row.id,
            unit_id=row.unit_id,
            details={
                "name": row.name,
                "key_id": row.key_id,
                "replaced_key": old_key,
                "identity": row.identity_digest,
            },
        )
