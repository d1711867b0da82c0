"""What a board signs with its own key: token requests, receipts and plays.

Needs neither sockets nor a disk, so that a load generator can hold thousands.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from content.errors import TrustError
from content.play import Play
from content.trust import (
    Ed25519Signer,
    encode_base64,
    play_message,
    receipt_message,
    token_message,
)
from player.errors import RejectedError

# Posts a JSON object to a path of the server and gives the JSON object it answers.
Post = Callable[[str, Mapping[str, object]], Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Token:
    """Hold an access token and for how many seconds it is good."""

    text: str
    expires_in_s: int


@dataclass(frozen=True, slots=True)
class BoardKey:
    """Hold the key that never leaves the board."""

    private: bytes
    signer: Ed25519Signer

    @classmethod
    def create(cls) -> "BoardKey":
        """Make a new key."""
        return cls.from_private_bytes(secrets.token_bytes(32))

    @classmethod
    def from_private_bytes(cls, private: bytes) -> "BoardKey":
        """Read a raw key of 32 bytes. Raises: TrustError."""
        return cls(private, Ed25519Signer.from_private_bytes(private))

    @property
    def public(self) -> str:
        """Give the public key in base64, as pairing sends it."""
        return encode_base64(self.signer.public)

    @property
    def key_id(self) -> str:
        """Name the key."""
        return self.signer.key_id

    def token_request(self, board: str, nonce: str) -> dict[str, object]:
        """Answer a challenge."""
        signature = self.signer.sign(token_message(board, nonce))
        return {"board_id": board, "nonce": nonce, "sig": encode_base64(signature)}

    def receipt(
        self,
        board: str,
        log: str,
        seq: int,
        *,
        alert: str,
        revision: int,
        state: str,
        at: str,
        clock_trusted: bool,
        reason: str | None = None,
    ) -> dict[str, object]:
        """Make a signed receipt; `at` is an RFC 3339 instant."""
        message = receipt_message(board, log, seq, alert, revision, state, at, clock_trusted)
        made: dict[str, object] = {
            "log": log,
            "seq": seq,
            "alert": alert,
            "revision": revision,
            "state": state,
            "at": at,
            "clock_trusted": clock_trusted,
            "sig": encode_base64(self.signer.sign(message)),
        }
        return made if reason is None else {**made, "reason": reason}

    def play(self, log: str, seq: int, play: Play) -> dict[str, object]:
        """Make a signed play record."""
        made: dict[str, object] = {"log": log, "seq": seq, **play.to_dict()}
        return {**made, "sig": encode_base64(self.signer.sign(play_message(made)))}


def fetch_token(post: Post, board: str, key: BoardKey) -> Token:
    """Get an access token by challenge. Raises: RejectedError and what `post` raises."""
    nonce = post("/api/v1/board/challenge", {"board_id": board}).get("nonce")
    if not isinstance(nonce, str):
        raise RejectedError("malformed")
    try:
        request = key.token_request(board, nonce)
    except TrustError as error:
        raise RejectedError(error.code) from error
    return read_token(post("/api/v1/board/token", request))


def read_token(answer: Mapping[str, object]) -> Token:
    """Read a token out of an answer. Raises: RejectedError."""
    text, expires_in_s = answer.get("access_token"), answer.get("expires_in")
    if not isinstance(text, str) or not isinstance(expires_in_s, int):
        raise RejectedError("malformed")
    return Token(text, expires_in_s)
