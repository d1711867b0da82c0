"""Reading what boards send and writing what they get: sizes first, then JSON, then meaning."""

import json
import zlib
from typing import Any

from flask import Response, request

from content.errors import ContentError, InvalidInputError, TrustError
from content.trust import parse_json
from server.errors import MalformedError, too_large
from server.services import tokens
from server.services.boards import BoardRecord
from server.services.resources import Resources

SMALL_BYTES = 16 * 1024


class GoneError(ContentError):
    """Say that something was here once and is no longer."""

    code = "gone"


def read_body(largest_bytes: int) -> bytes:
    """Read the body whole, unpacked if it came in gzip.

    Raises: TooLargeError before more than that is taken in or unpacked, MalformedError.
    """
    declared = request.content_length
    if declared is not None and declared > largest_bytes:
        raise too_large(largest_bytes)
    body = bytes(request.stream.read(largest_bytes + 1))
    if request.headers.get("Content-Encoding") == "gzip":
        body = _unpacked(body, largest_bytes + 1)
    if len(body) > largest_bytes:
        raise too_large(largest_bytes)
    return body


def _unpacked(packed: bytes, most_bytes: int) -> bytes:
    """Unpack, but never more than so many bytes. Raises: MalformedError."""
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(packed, most_bytes)
    except zlib.error as error:
        raise MalformedError("The body is not what gzip makes.") from error


def read_json(largest_bytes: int = SMALL_BYTES) -> Any:
    """Read a JSON body, whatever its declared type. Raises: TooLargeError, MalformedError."""
    raw = read_body(largest_bytes)
    try:
        return parse_json(raw)
    except TrustError as error:
        raise MalformedError("The body is not valid JSON in UTF-8.") from error


def read_object(largest_bytes: int = SMALL_BYTES) -> dict[str, Any]:
    """Read a JSON object. Raises: TooLargeError, MalformedError, InvalidInputError."""
    value = read_json(largest_bytes)
    if not isinstance(value, dict):
        raise InvalidInputError("A JSON object is expected.")
    return value


def read_records(name: str, largest_bytes: int) -> object:
    """Read a list, sent bare or under its name. Raises: as `read_json`."""
    value = read_json(largest_bytes)
    return value.get(name) if isinstance(value, dict) else value


def asking_board(resources: Resources) -> BoardRecord:
    """Give the board whose token came with the request. Raises: TokenError."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise tokens.TokenError(
            "Send a token: Authorization: Bearer <token>.", code="token_invalid"
        )
    return tokens.board_of(resources, token.strip())


def answer(value: object, status: int = 200) -> Response:
    """Answer with JSON that nobody keeps."""
    made = Response(
        json.dumps(value, ensure_ascii=False), status=status, content_type="application/json"
    )
    made.headers["Cache-Control"] = "no-store"
    return made
