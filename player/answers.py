"""Reading what came over HTTP: no more than allowed, not for ever, and only the server's own word.

A captive portal or a proxy that answers in the server's place is a network that is away: what it
says is neither a refusal nor a damaged file.
"""

import json
import time
from collections.abc import Callable
from typing import Protocol

import requests
from urllib3.exceptions import HTTPError

from player.errors import RejectedError, UnreachableError

ANSWER_S = 60.0
"""The longest that one answer of a conversation may take; the slowest links need 20 s."""
STALL_S, STALL_BYTES = 30.0, 1024
"""A file goes on as long as so much of it comes in so many seconds of reading."""
_CHUNK = 1 << 14
_REFUSAL_BYTES = 65536
_DETAIL_CHARS = 200


class Target(Protocol):
    """A file that comes in parts."""

    @property
    def size(self) -> int:
        """Give the bytes that are there already."""

    def restart(self) -> None:
        """Throw away what is there."""

    def write(self, chunk: bytes) -> None:
        """Take more. Raises: what ends the reading."""


def check_origin(answer: requests.Response) -> None:
    """See that the server itself answers. Raises: UnreachableError, RejectedError."""
    status = answer.status_code
    if 300 <= status < 400:
        raise UnreachableError(f"something leads elsewhere in the server's place ({status})")
    if status >= 400:
        raise _rejection(answer)


def read_all(answer: requests.Response, limit: int, most_s: float | None) -> bytes:
    """Read no more than `limit` bytes, in `most_s` seconds; without it as long as more comes.

    Raises: RejectedError too_large, UnreachableError.
    """
    parts, size, patience = [], 0, _Patience(most_s)
    while chunk := patience.read(answer):
        if not size:
            _refuse_page(chunk)
        size += len(chunk)
        if size > limit:
            raise RejectedError("too_large", answer.status_code)
        parts.append(chunk)
    if not size:
        raise UnreachableError("the answer is empty")
    return b"".join(parts)


def read_into(answer: requests.Response, target: Target, pause: Callable[[int], None]) -> None:
    """Read a file, or the rest of it if the server gives just that.

    `pause` is called with the bytes of each part and may wait. Raises: UnreachableError, and what
    the target raises.
    """
    patience = _Patience(None)
    chunk = patience.read(answer)
    if not chunk:
        raise UnreachableError("the answer is empty")
    if target.size and answer.status_code == 206:
        given = answer.headers.get("Content-Range", "")
        if not given.startswith(f"bytes {target.size}-"):
            target.restart()
            raise UnreachableError("the server gives another part than it was asked for")
    else:
        _refuse_page(chunk)
        if target.size:
            target.restart()
    while chunk:
        target.write(chunk)
        pause(len(chunk))
        chunk = patience.read(answer)


def read_object(raw: bytes) -> dict[str, object]:
    """Read a JSON object; what is none does not come from the server. Raises: UnreachableError."""
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise UnreachableError("the answer is not JSON") from error
    if not isinstance(value, dict):
        raise UnreachableError("the answer is not a JSON object")
    return value


def _refuse_page(start: bytes) -> None:
    """See that it is no page of markup: nothing the server gives begins like one."""
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise UnreachableError("something answers with a page in the server's place")


class _Patience:
    """Give up on a body that hardly comes; only what has been read is judged."""

    def __init__(self, most_s: float | None) -> None:
        self._left_s = most_s
        self._window_s, self._window_bytes = 0.0, 0

    def read(self, answer: requests.Response) -> bytes:
        """Read what is there, nothing at the end. Raises: UnreachableError."""
        began_s = time.monotonic()
        try:
            chunk: bytes = answer.raw.read1(_CHUNK, decode_content=True)
        except HTTPError as error:
            raise UnreachableError("the answer broke off") from error
        self._mind(time.monotonic() - began_s, len(chunk))
        return chunk

    def _mind(self, took_s: float, size: int) -> None:
        if self._left_s is not None:
            self._left_s -= took_s
            if self._left_s < 0:
                raise UnreachableError("the answer takes too long")
        self._window_s, self._window_bytes = self._window_s + took_s, self._window_bytes + size
        if self._window_s >= STALL_S:
            if self._window_bytes < STALL_BYTES:
                raise UnreachableError("the answer hardly comes")
            self._window_s, self._window_bytes = 0.0, 0


def _rejection(answer: requests.Response) -> UnreachableError | RejectedError:
    """Read the code of a refusal; the server's own trouble counts as not reached."""
    try:
        value = read_object(read_all(answer, _REFUSAL_BYTES, ANSWER_S))
    except (UnreachableError, RejectedError):
        value = {}
    code = value.get("code") or value.get("error")
    if answer.status_code >= 500 or (answer.status_code == 429 and not isinstance(code, str)):
        return UnreachableError(f"the server answers {answer.status_code}")
    if not isinstance(code, str) and answer.status_code not in (401, 416):
        # The server names a code in each refusal: something else speaks in its place.
        return UnreachableError(f"something answers {answer.status_code} in the server's place")
    named = code if isinstance(code, str) else f"http_{answer.status_code}"
    return RejectedError(named, answer.status_code, _detail(value.get("detail")))


def _detail(told: object) -> str:
    """Give a refusal's own sentence, fit for one line of a log."""
    text = told if isinstance(told, str) else ""
    return "".join(letter for letter in text if letter.isprintable())[:_DETAIL_CHARS].rstrip(".")
