"""The pages on loopback: which keys they have, and who may report what was painted."""

import secrets
import threading
from dataclasses import dataclass
from typing import Any

from content.errors import TrustError
from content.trust import decode_base64, is_signed, token_message
from player.errors import RejectedError

TOKEN_S = 900
_MOST = 64
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class LocalPage:
    """A page that paired on loopback; `may_report`: it was opened with the secret of this run."""

    public: bytes
    may_report: bool


class LocalPages:
    """Let pages in by their own throw-away keys; the oldest is forgotten when there are many."""

    def __init__(self) -> None:
        """Make the secret of this run."""
        self.secret = secrets.token_urlsafe(24)
        self._lock = threading.Lock()
        self._pages: dict[bytes, LocalPage] = {}
        self._devices: dict[str, bytes] = {}
        self._nonces: dict[str, None] = {}
        self._tokens: dict[str, bytes] = {}

    def is_secret(self, link: object) -> bool:
        """Tell whether this is the secret of this run."""
        return isinstance(link, str) and secrets.compare_digest(link.encode(), self.secret.encode())

    def begin(self, public_key: object, link: object) -> str:
        """Take a page's key; give the code it comes back with. Raises: RejectedError."""
        try:
            public = decode_base64(public_key)
        except TrustError as error:
            raise RejectedError("malformed", 422) from error
        if len(public) != _KEY_BYTES:
            raise RejectedError("malformed", 422)
        is_ours = self.is_secret(link)
        device = secrets.token_urlsafe(16)
        with self._lock:
            before = self._pages.pop(public, None)
            may_report = is_ours or (before is not None and before.may_report)
            self._pages[public] = LocalPage(public, may_report)
            self._devices[device] = public
            _keep_newest(self._pages)
            _keep_newest(self._devices)
        return device

    def collect(self, device: object) -> str:
        """Give a page its token. Raises: RejectedError (expired_token)."""
        with self._lock:
            public = self._devices.pop(device, None) if isinstance(device, str) else None
            if public is None or public not in self._pages:
                raise RejectedError("expired_token", 400)
            return self._new_token(public)

    def challenge(self) -> str:
        """Give a nonce to sign, for once."""
        nonce = secrets.token_hex(16)
        with self._lock:
            self._nonces[nonce] = None
            _keep_newest(self._nonces)
        return nonce

    def renew(self, board: str, nonce: object, sig: object) -> str:
        """Give a token to a page that signed the nonce. Raises: RejectedError."""
        try:
            signature = decode_base64(sig)
        except TrustError as error:
            raise RejectedError("token_invalid", 401) from error
        with self._lock:
            if not isinstance(nonce, str) or nonce not in self._nonces:
                raise RejectedError("token_invalid", 401)
            del self._nonces[nonce]
            message = token_message(board, nonce)
            for public in self._pages:
                if is_signed(public, message, signature):
                    return self._new_token(public)
        raise RejectedError("token_invalid", 401)

    def page_of(self, token: object) -> LocalPage:
        """Give the page that holds a token. Raises: RejectedError (token_invalid)."""
        with self._lock:
            public = self._tokens.get(token) if isinstance(token, str) else None
            page = self._pages.get(public) if public is not None else None
        if page is None:
            raise RejectedError("token_invalid", 401)
        return page

    def send_away(self) -> None:
        """Take all tokens back: each page pairs anew, by the key it has."""
        with self._lock:
            self._tokens.clear()

    def _new_token(self, public: bytes) -> str:
        token = secrets.token_urlsafe(24)
        self._tokens[token] = public
        _keep_newest(self._tokens)
        return token


def _keep_newest(kept: dict[Any, Any]) -> None:
    for key in list(kept)[:-_MOST]:
        del kept[key]
