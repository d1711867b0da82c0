"""Manifests, items and media by digest: public, immutable, cacheable, gone when withdrawn."""

import re
from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, Response, request, send_file
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from content.errors import NotFoundError
from server.board_api.wire import GoneError
from server.services.resources import Resources

CACHED_S = 3600
FoundT = TypeVar("FoundT", bytes, bool)
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SIGNATURES = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftyp", "video/mp4"),
)


def make_blueprint(resources: Resources) -> Blueprint:
    """Return the views of content named by its digest."""
    views = Blueprint("board_content", __name__)

    @views.get("/manifests/<digest>")
    def manifest(digest: str) -> Response:
        return _json(_checked(resources, digest, resources.scores.manifest), digest)

    @views.get("/items/<digest>")
    def item(digest: str) -> Response:
        return _json(_checked(resources, digest, resources.scores.item), digest)

    @views.get("/media/<digest>")
    def media(digest: str) -> Response:
        _checked(resources, digest, _public_media(resources))
        with resources.media.open(digest) as stream:
            kind = media_type(stream.read(16))
        path = resources.media.path(digest)
        made = send_file(path, mimetype=kind, conditional=False, etag=digest)
        try:
            made.make_conditional(request, accept_ranges=True, complete_length=made.content_length)
        except RequestedRangeNotSatisfiable:
            made.close()
            raise
        return _public(made)

    return views


def media_type(start: bytes) -> str:
    """Tell the kind of a file by its first 16 bytes."""
    for place, signature, kind in _SIGNATURES:
        if start[place:].startswith(signature):
            return kind
    return "application/octet-stream"


def _public_media(resources: Resources) -> Callable[[str], bool]:
    def is_there(digest: str) -> bool:
        is_public = resources.alerts.media_is_public(digest)
        return (is_public or resources.scores.media_is_public(digest)) and resources.media.has(
            digest
        )

    return is_there


def _checked(resources: Resources, digest: str, find: Callable[[str], FoundT | None]) -> FoundT:
    """Give what is public under this digest. Raises: NotFoundError, GoneError."""
    if not _DIGEST.fullmatch(digest):
        raise NotFoundError("There is nothing at this address.")
    found = find(digest)
    if found:
        return found
    if resources.scores.was_public(digest):
        raise GoneError("This is no longer here.")
    raise NotFoundError("There is nothing at this address.")


def _json(raw: bytes, digest: str) -> Response:
    made = Response(raw, content_type="application/json")
    made.set_etag(digest)
    made.make_conditional(request)
    return _public(made)


def _public(made: Response) -> Response:
    made.headers["Cache-Control"] = f"public, max-age={CACHED_S}"
    made.headers["X-Content-Type-Options"] = "nosniff"
    return made
