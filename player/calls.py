"""The calls of the board protocol: paths, bodies, tokens. What is answered is not verified here."""

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from content.trust import SIZE_LIMITS
from player.answers import Target
from player.board_key import BoardKey, Token, fetch_token
from player.board_socket import Listener
from player.clock import Clock
from player.errors import RejectedError
from player.link import Road, quoted

STATUS_ANSWER_S = 5.0
# A token is renewed when it is good for less than this.
_SPARE_S = 60.0
_TOKEN_CODES = frozenset({"token_expired", "token_invalid", "unauthenticated", "http_401"})


class Source(Protocol):
    """Where statements and files come from: the network, or a bundle. Nothing is verified yet."""

    def head(self) -> dict[str, object]:
        """Get the head, with the server's now beside it if the server is asked."""

    def alerts(self) -> list[object]:
        """Get the envelopes of all alerts in force."""

    def identity(self) -> object:
        """Get the envelope of the board's identity."""

    def roots(self, since: int) -> list[object]:
        """Get the envelopes of the roots after a version, in order."""

    def manifest(self, digest: str) -> bytes:
        """Get the envelope of a manifest."""

    def item(self, digest: str) -> bytes:
        """Get an item."""

    def media(self, digest: str, target: Target) -> None:
        """Get a media file, or the rest of it."""


class Calls:
    """Speak for one paired board; the token is fetched when it is needed."""

    def __init__(self, road: Road, clock: Clock, key: BoardKey, board: str) -> None:
        """Take the road and the key; nothing is asked yet."""
        self.road = road
        self._clock, self._key, self._board = clock, key, board
        self._token: Token | None = None
        self._good_until_s = 0.0
        self._lock = threading.Lock()

    def token(self) -> str:
        """Give a token that is good for a while. Raises: UnreachableError, RejectedError."""
        with self._lock:
            if self._token is None or self._clock.mono_s() > self._good_until_s - _SPARE_S:
                self._token = fetch_token(self.road.post, self._board, self._key)
                self._good_until_s = self._clock.mono_s() + self._token.expires_in_s
            return self._token.text

    def forget_token(self) -> None:
        """Fetch another token next time."""
        with self._lock:
            self._token = None

    def head(self) -> dict[str, object]:
        """Get the head as of now, with the server's now beside it."""
        return self._get("/api/v1/board/head")

    def alerts(self) -> list[object]:
        """Get the envelopes of all alerts in force."""
        return _list(self._get("/api/v1/board/alerts"), "alerts")

    def identity(self) -> object:
        """Get the envelope of the board's identity."""
        answer = self._get("/api/v1/board/identity")
        return answer.get("identity", answer)

    def roots(self, since: int) -> list[object]:
        """Get the envelopes of the roots after a version, in order."""
        return _list(self._get(f"/api/v1/board/roots?since={since}"), "roots")

    def status(self, status: Mapping[str, object]) -> dict[str, object]:
        """Say how the board is, over HTTP."""
        return self._post("/api/v1/board/status", status)

    def status_by_socket(self, status: Mapping[str, object]) -> dict[str, object]:
        """Say how the board is, over the socket."""
        return _answer(self.road.call("status", dict(status), STATUS_ANSWER_S))

    def receipts(self, receipts: Sequence[Mapping[str, object]]) -> dict[str, object]:
        """Send receipts, over the socket if there is one."""
        if self.road.is_open:
            return _answer(self.road.call("receipts", list(receipts), STATUS_ANSWER_S))
        return self._post("/api/v1/board/receipts", {"receipts": list(receipts)})

    def plays(self, plays: Sequence[Mapping[str, object]]) -> dict[str, object]:
        """Send what was shown; there is no hurry, so never over the socket."""
        return self._post("/api/v1/board/plays", {"plays": list(plays)})

    def screenshot(self, jpeg: bytes) -> dict[str, object]:
        """Send a picture of the screen. Raises: UnreachableError, RejectedError."""
        path = "/api/v1/board/screenshot"
        return self._again(lambda: self.road.post_bytes(path, jpeg, "image/jpeg", self.token()))

    def open_socket(self, listener: Listener) -> None:
        """Connect to /board. Raises: UnreachableError, RejectedError."""
        try:
            self.road.open_socket(self.token(), listener)
        except RejectedError as error:
            self._forget_if_refused(error)
            raise

    def manifest(self, digest: str) -> bytes:
        """Get the envelope of a manifest."""
        return self.road.fetch(f"/manifests/{quoted(digest)}", SIZE_LIMITS["manifest"])

    def item(self, digest: str) -> bytes:
        """Get an item."""
        return self.road.fetch(f"/items/{quoted(digest)}", SIZE_LIMITS["item"])

    def media(self, digest: str, target: Target) -> None:
        """Get a media file, or the rest of it."""
        self.road.download(f"/media/{quoted(digest)}", target)

    def voice(self, digest: str, target: Target) -> None:
        """Get a media file of an alert, or the rest of it, as fast as it comes."""
        self.road.download(f"/media/{quoted(digest)}", target, is_urgent=True)

    def _get(self, path: str) -> dict[str, object]:
        return self._again(lambda: self.road.get(path, self.token()))

    def _post(self, path: str, body: Mapping[str, object]) -> dict[str, object]:
        return self._again(lambda: self.road.post(path, body, self.token()))

    def _again(self, ask: Callable[[], dict[str, object]]) -> dict[str, object]:
        """Ask; with a new token once more if the one used was refused."""
        try:
            return ask()
        except RejectedError as error:
            if not self._forget_if_refused(error):
                raise
        return ask()

    def _forget_if_refused(self, error: RejectedError) -> bool:
        if error.status == 401 or error.code in _TOKEN_CODES:
            self.forget_token()
            return True
        return False


def _list(answer: Mapping[str, object], name: str) -> list[object]:
    found = answer.get(name)
    if not isinstance(found, list):
        raise RejectedError("malformed")
    return found


def _answer(answer: dict[str, object]) -> dict[str, object]:
    """Give a socket's answer; an error in it is a refusal."""
    if isinstance(answer.get("error"), str):
        raise RejectedError(str(answer["error"]))
    return answer
