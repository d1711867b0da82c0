"""How a board proves itself: a challenge signed with its key buys a token for 15 minutes."""

import base64
import hashlib
import hmac
import secrets
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from content import trust
from content.errors import ContentError, TrustError
from server.services.boards import BoardRecord

if TYPE_CHECKING:
    from server.services.resources import Resources

TOKEN_LIFE_S = 900
NONCE_LIFE_S = 60
LONGEST_TOKEN = 300
# A clock that was put back must not make tokens last.
_CLOCKS_DIFFER_S = 30
_SWEEP_FROM = 1_000
_ACCESS = "board access token"
_NONCE = "board challenge"


class TokenError(ContentError):
    """Refuse a board that did not prove itself; codes as on the socket."""

    code = "unauthenticated"


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A bearer token and how long it is good for, in seconds."""

    token: str
    expires_in: int = TOKEN_LIFE_S


class UsedNonces:
    """Remember which challenges were answered until they would have run out anyway."""

    def __init__(self) -> None:
        """Start with none used."""
        self._used: dict[str, float] = {}
        self._sweep_at = _SWEEP_FROM
        self._lock = threading.Lock()

    def use(self, nonce: str, expires: float, now: float) -> bool:
        """Mark a challenge as answered; False when it already was."""
        with self._lock:
            if len(self._used) >= self._sweep_at:  # twice what stays: the work of it is spread
                self._used = {key: end for key, end in self._used.items() if end > now}
                self._sweep_at = max(_SWEEP_FROM, 2 * len(self._used))
            if nonce in self._used:
                return False
            self._used[nonce] = expires
            return True


def make_challenge(resources: "Resources", board_id: str) -> str:
    """Give a nonce for this board, good for 60 s and once. Raises: TokenError."""
    board = require_in_service(resources.boards.find(board_id))
    expires = int(resources.clock.now().timestamp()) + NONCE_LIFE_S
    body = f"{secrets.token_urlsafe(18)}.{expires}"
    return f"{body}.{_mac(resources, _NONCE, f'{board.id}.{body}')}"


def make_token(resources: "Resources", board_id: str, nonce: str, sig: str) -> AccessToken:
    """Check the signature over the board's own fresh nonce. Raises: TokenError."""
    board = require_in_service(resources.boards.find(board_id))
    now = resources.clock.now().timestamp()
    body, _, mac = nonce.rpartition(".")
    if not _is_same(mac, _mac(resources, _NONCE, f"{board.id}.{body}")):
        raise TokenError("This challenge was not given to this board.", code="token_invalid")
    expires = float(body.rpartition(".")[2])
    if not 0 < expires - now <= NONCE_LIFE_S + _CLOCKS_DIFFER_S:
        raise TokenError("The challenge has run out.", code="token_expired")
    if not has_signed(board, trust.token_message(board.id, nonce), sig):
        raise TokenError("The signature is not this board's.", code="token_invalid")
    if not resources.nonces.use(nonce, expires, now):
        raise TokenError("The challenge was answered before.", code="token_invalid")
    return token_of(resources, board)


def token_of(resources: "Resources", board: BoardRecord) -> AccessToken:
    """Make an access token for the board and the key it has now."""
    expires = int(resources.clock.now().timestamp()) + TOKEN_LIFE_S
    body = f"{board.id}.{board.key_id[:16]}.{expires}"
    return AccessToken(f"{body}.{_mac(resources, _ACCESS, body)}")


def board_of(resources: "Resources", token: object) -> BoardRecord:
    """Give the board that holds this token.

    Raises: TokenError with the code token_invalid, token_expired or board_revoked.
    """
    if not isinstance(token, str) or len(token) > LONGEST_TOKEN:
        raise TokenError("This is not a token.", code="token_invalid")
    body, _, mac = token.rpartition(".")
    if body.count(".") != 2 or not _is_same(mac, _mac(resources, _ACCESS, body)):
        raise TokenError("This is not a token.", code="token_invalid")
    board_id, key, expires = body.split(".")
    board = require_in_service(resources.boards.find(board_id))
    if board.key_id[:16] != key:
        raise TokenError("The board has another key now.", code="board_revoked")
    if not 0 < int(expires) - resources.clock.now().timestamp() <= TOKEN_LIFE_S + _CLOCKS_DIFFER_S:
        raise TokenError("The token has run out.", code="token_expired")
    return board


def has_signed(board: BoardRecord, message: bytes, sig: object) -> bool:
    """Tell whether `sig` (base64) is the board's signature over the message."""
    try:
        return trust.is_signed(board.public_key, message, trust.decode_base64(sig))
    except TrustError:
        return False


def require_in_service(board: BoardRecord | None) -> BoardRecord:
    """Pass a board that may talk to us. Raises: TokenError (token_invalid, board_revoked)."""
    if board is None:
        raise TokenError("There is no such board.", code="token_invalid")
    if board.revoked_at is not None:
        raise TokenError("This board has been revoked.", code="board_revoked")
    return board


def _mac(resources: "Resources", purpose: str, body: str) -> str:
    secret = resources.keyring.secret(purpose)
    made = hmac.digest(secret, body.encode("utf-8", "replace"), hashlib.sha256)
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def _is_same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), right.encode())
