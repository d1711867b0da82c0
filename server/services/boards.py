"""The boards there are, in memory: who they are, where they stand, what is addressed to them."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.errors import NotFoundError
from content.identity import Identity
from content.profile import Profile
from content.targeting import Addressee, Targets, matches
from content.trust import Envelope
from content.unit import UnitTree
from server.services.changes import Change, ChangeFeed
from server.storage.database import Database
from server.storage.tables.boards import BoardRow

ALL = "*"
MOST_NAMED = 5000
"""More are not named in one query: then all boards are read, which changes nothing."""


@dataclass(frozen=True, slots=True)
class BoardRecord:
    """Describe a paired board as its signed identity does; `slate` is the stop button's text."""

    id: str
    unit_id: str
    name: str
    public_key: bytes
    key_id: str
    addressee: Addressee
    profile: Profile
    header: Mapping[str, Any]
    identity_digest: str
    software: str
    phone: str | None
    slate: Mapping[str, str] | None
    paired_at: datetime
    revoked_at: datetime | None
    last_contact_at: datetime | None

    @property
    def is_revoked(self) -> bool:
        """Tell whether the board has been put out of service."""
        return self.revoked_at is not None


class BoardDirectory:
    """Hold a record per board; refreshed by the change feed, one board at a time."""

    def __init__(self, database: Database, changes: ChangeFeed) -> None:
        """Load every board."""
        self._database = database
        self._lock = threading.Lock()
        self._stale: set[str] = {ALL}
        self._boards: dict[str, BoardRecord] = {}
        self._in_service: tuple[BoardRecord, ...] = ()
        self._by_place: tuple[object, object, tuple[BoardRecord, ...]] = (None, None, ())
        self.refresh()
        changes.subscribe(self._heed)

    def find(self, board_id: str) -> BoardRecord | None:
        """Give the board, revoked ones too; None for an unknown id."""
        return self._boards.get(board_id)

    def get(self, board_id: str) -> BoardRecord:
        """Give the board, revoked ones too. Raises: NotFoundError."""
        found = self._boards.get(board_id)
        if found is None:
            raise NotFoundError("There is no board {board}.", board=board_id)
        return found

    def all(self) -> tuple[BoardRecord, ...]:
        """List every board, revoked ones too."""
        return tuple(self._boards.values())

    def in_service(self) -> tuple[BoardRecord, ...]:
        """List the boards that are not revoked."""
        return self._in_service

    def by_place(self, tree: UnitTree) -> tuple[BoardRecord, ...]:
        """List the boards in service by the name of their unit, then their own.

        They are sorted once for each tree and each change of a board, not at each asking.
        """
        boards = self._in_service
        known_tree, known_boards, found = self._by_place
        if known_tree is not tree or known_boards is not boards:
            found = tuple(sorted(boards, key=lambda board: (_place(tree, board), board.name)))
            self._by_place = (tree, boards, found)
        return found

    def matching(self, targets: Targets) -> tuple[BoardRecord, ...]:
        """List the boards in service that the targets mean."""
        return tuple(board for board in self.in_service() if matches(targets, board.addressee))

    def identity(self, board_id: str) -> Envelope:
        """Give the board's signed identity, from the database. Raises: NotFoundError."""
        raw = self._database.read(lambda session: _identity(session, board_id))
        if raw is None:
            raise NotFoundError("There is no board {board}.", board=board_id)
        return Envelope.from_bytes(raw, "identity")

    def refresh(self) -> None:
        """Read again what is known to have changed."""
        with self._lock:
            stale, self._stale = self._stale, set()
        if not stale:
            return
        try:
            found = self._database.read(lambda session: _read(session, stale))
        except Exception:
            with self._lock:
                self._stale |= stale
            raise
        self._boards = found if ALL in stale else self._boards | found
        self._in_service = tuple(one for one in self._boards.values() if not one.is_revoked)

    def _heed(self, change: Change) -> None:
        if not change.action.startswith("board."):
            return
        boards = change.details.get("boards")
        with self._lock:
            self._stale |= set(boards) if isinstance(boards, list) else {change.subject}
        self.refresh()


def _place(tree: UnitTree, board: BoardRecord) -> str:
    return tree.get(board.unit_id).name if board.unit_id in tree else board.unit_id


def _read(session: Session, wanted: set[str]) -> dict[str, BoardRecord]:
    query = select(BoardRow).order_by(BoardRow.id)
    if ALL not in wanted and len(wanted) <= MOST_NAMED:
        query = query.where(BoardRow.id.in_(sorted(wanted)))
    return {row.id: _record(row) for row in session.scalars(query) if row.identity}


def _identity(session: Session, board_id: str) -> bytes | None:
    return session.scalars(select(BoardRow.identity).where(BoardRow.id == board_id)).first()


def _record(row: BoardRow) -> BoardRecord:
    envelope = Envelope.from_bytes(row.identity or b"", "identity")
    identity = Identity.from_payload(json.loads(envelope.payload), envelope.digest)
    return BoardRecord(
        id=row.id,
        unit_id=row.unit_id,
        name=row.name,
        public_key=identity.public_key,
        key_id=row.key_id,
        addressee=identity.addressee,
        profile=Profile.from_dict(identity.profile),
        header=identity.header,
        identity_digest=identity.digest,
        software=row.software,
        phone=row.phone,
        slate=row.slate,
        paired_at=row.paired_at,
        revoked_at=row.revoked_at,
        last_contact_at=row.last_contact_at,
    )
