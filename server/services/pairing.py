"""Letting a board in: code on its screen, a person's yes, its first identity. Source: RFC 8628."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from content import trust
from content.errors import ContentError, InvalidInputError, TrustError
from content.profile import LEAST_SIDE_PX, MOST_SIDE_PX
from content.text import clean_line
from content.values import read_string, read_whole
from server.services import pairing_links
from server.services.boards import BoardRecord
from server.services.identity_waits import is_kept_out
from server.services.tokens import AccessToken, token_of
from server.services.user_codes import (
    Attempts,
    TooManyRequestsError,
    hash_code,
    new_user_code,
)
from server.storage.database import Database
from server.storage.tables.boards import PairingRow

if TYPE_CHECKING:
    from server.services.resources import Resources

LIFE_S = 600
INTERVAL_S = 5
PAIR_PAGE = "/staff/boards/pair"
_MOST_WAITING = 5000
_STARTS_PER_ADDRESS = 2000
_WRONG_CODES = 10
_WINDOW = timedelta(minutes=10)
_SLACK = timedelta(seconds=0.5)


class PairingError(ContentError):
    """Answer a waiting board that it has no token yet or gets none; codes of RFC 8628, 3.5."""

    code = "authorization_pending"


@dataclass(frozen=True, slots=True)
class StartedPairing:
    """Hand a new board what it shows and what it asks again with; times in seconds."""

    device_code: str
    user_code: str
    verification_uri: str
    root: dict[str, object]
    expires_in: int = LIFE_S
    interval: int = INTERVAL_S


@dataclass(frozen=True, slots=True)
class PairedBoard:
    """Hand a board that was let in its first token and statements."""

    board_id: str
    token: AccessToken
    root: dict[str, object]
    identity: dict[str, object]


class PairingDesk:
    """Remember in memory who asks how often."""

    def __init__(self) -> None:
        """Start with nobody asking."""
        self.starts = Attempts(_STARTS_PER_ADDRESS, _WINDOW)
        self.wrong_codes = Attempts(_WRONG_CODES, _WINDOW)
        self._polls: dict[str, datetime] = {}

    def poll(self, device: str, at: datetime) -> bool:
        """Note that a device asks; False when it asked less than the interval ago."""
        last = self._polls.get(device)
        if len(self._polls) > _MOST_WAITING:
            self._polls.clear()
        self._polls[device] = at
        return last is None or at - last >= timedelta(seconds=INTERVAL_S) - _SLACK


def start_pairing(
    resources: "Resources",
    *,
    public_key: object,
    width: object,
    height: object,
    software: object = "",
    address: str = "",
    link: object = None,
) -> StartedPairing:
    """Note a board that wants in; a one-time `link` from the operator lets it in at once.

    Raises: InvalidInputError, TooManyRequestsError.
    """
    now = resources.clock.now()
    resources.pairing.starts.check(address, now)
    resources.pairing.starts.note(address, now)
    device_code = secrets.token_urlsafe(32)
    root = resources.keyring.root()
    row = PairingRow(
        device_code_hash=hash_code(device_code),
        user_code=new_user_code(),
        public_key=trust.encode_base64(_public_key(public_key)),
        width=read_whole(width, LEAST_SIDE_PX, MOST_SIDE_PX, "width"),
        height=read_whole(height, LEAST_SIDE_PX, MOST_SIDE_PX, "height"),
        software=clean_line(read_string(software, "software"))[:100],
        root_digest=root.digest,
        expires_at=now + timedelta(seconds=LIFE_S),
        state="pending",
        created_at=now,
    )
    _store(resources.database, row, now)
    if link is not None:
        pairing_links.use_link(resources, read_string(link, "link"), row.user_code)
    uri = f"{resources.settings.address}{PAIR_PAGE}"
    return StartedPairing(device_code, row.user_code, uri, root.to_dict())


def collect(resources: "Resources", device_code: object) -> PairedBoard:
    """Give a board that was let in its token and identity.

    Raises: PairingError with the code authorization_pending, slow_down, expired_token or
    access_denied.
    """
    now = resources.clock.now()
    device = hash_code(device_code) if isinstance(device_code, str) else ""
    found = resources.database.read(lambda session: _state(session, device))
    if found is None or found.expires_at <= now:
        raise PairingError("The code has run out. Start again.", code="expired_token")
    if found.state == "denied":
        raise PairingError("The board was not let in.", code="access_denied")
    if found.state == "pending":
        is_patient = resources.pairing.poll(device, now)
        code = "authorization_pending" if is_patient else "slow_down"
        raise PairingError("Nobody has let this board in yet.", code=code)
    return _handed_over(resources, found)


def _handed_over(resources: "Resources", found: PairingRow) -> PairedBoard:
    resources.changes.catch_up()
    board = resources.boards.find(found.board_id or "")
    if board is None or board.is_revoked or not _has_key(board, found.public_key):
        raise PairingError("The board was not let in.", code="access_denied")
    if resources.database.read(lambda session: is_kept_out(session, board.id)):
        raise PairingError("An officer has not approved it yet.", code="authorization_pending")
    return PairedBoard(
        board.id,
        token_of(resources, board),
        resources.keyring.root().to_dict(),
        resources.boards.identity(board.id).to_dict(),
    )


def _has_key(board: BoardRecord, public_key: str) -> bool:
    return trust.decode_base64(public_key) == board.public_key


def _state(session: Session, device: str) -> PairingRow | None:
    return session.scalars(
        select(PairingRow).where(
            PairingRow.device_code_hash == device, PairingRow.state != pairing_links.LINK
        )
    ).first()


def _store(database: Database, row: PairingRow, now: datetime) -> None:
    def work(session: Session) -> Any:
        session.execute(delete(PairingRow).where(PairingRow.expires_at <= now - _WINDOW))
        waiting = session.scalar(select(func.count()).select_from(PairingRow)) or 0
        if waiting >= _MOST_WAITING:
            raise TooManyRequestsError("Too many boards are waiting. Try again in a few minutes.")
        session.add(row)

    database.write(work)


def _public_key(value: object) -> bytes:
    try:
        raw = trust.decode_base64(value)
    except TrustError:
        raw = b""
    if len(raw) != 32:
        raise InvalidInputError(
            "public_key must be an Ed25519 key of 32 bytes in base64.", field="public_key"
        )
    return raw
