"""What a thin link needs: pages and scores in gzip, and static files kept for good.

A static file's address names its content, so that a browser never asks for it twice.
"""

import gzip
import secrets
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

_PAGES = ("staff.", "public.", "board_page.")
_TEXTS = frozenset(
    {
        "text/html",
        "text/css",
        "text/javascript",
        "application/javascript",
        "application/json",
        "application/atom+xml",
        "image/svg+xml",
    }
)
# What boards fetch by digest: the same bytes for all, so compressed once.
_SCORES = ("board_content.manifest", "board_content.item")
_STATIC = ".static"
_SMALLEST = 600
_KEPT = "public, max-age=31536000, immutable"
_MOST_PADDING = 64


def install(app: Flask) -> None:
    """Compress the answers of pages and the scores of boards, and let static files be kept."""

    @app.url_defaults
    def name_content(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint.endswith(_STATIC) and "filename" in values:
            digest = digest_of(app, endpoint, values["filename"])
            if digest:
                values.setdefault("v", digest)

    @app.after_request
    def slim(answer: Response) -> Response:
        endpoint = request.endpoint or ""
        if endpoint.endswith(_STATIC):
            _keep(app, endpoint, answer)
        is_text = endpoint.startswith(_PAGES) or endpoint in _SCORES
        return compressed(answer) if is_text else answer


def digest_of(app: Flask, endpoint: str, name: str) -> str:
    """Return the digest of a static file, empty when there is none of this name."""
    folder = app.blueprints[endpoint.removesuffix(_STATIC)].static_folder
    path = Path(folder or "") / name
    return _digest(path) if folder and path.is_file() else ""


def compressed(answer: Response) -> Response:
    """Return the answer in gzip where the browser takes that and it is worth it."""
    if (
        answer.status_code != 200
        or answer.mimetype not in _TEXTS
        or "Content-Encoding" in answer.headers
    ):
        return answer
    answer.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip") <= 0:
        return answer
    answer.direct_passthrough = False
    body = answer.get_data()
    if len(body) < _SMALLEST:
        return answer
    endpoint = request.endpoint or ""
    is_public = endpoint.endswith(_STATIC) or endpoint in _SCORES
    answer.set_data(_public_in_gzip(body) if is_public else in_gzip(body))
    answer.headers["Content-Encoding"] = "gzip"
    etag, _ = answer.get_etag()
    if etag:
        answer.set_etag(etag, weak=True)
    return answer


def in_gzip(body: bytes) -> bytes:
    """Compress a page; a file name of random length hides how well it could be compressed.

    Without it the length tells a listener whether a guess stands beside a secret on the page.
    """
    held = BytesIO()
    padding = secrets.token_urlsafe(_MOST_PADDING)[: secrets.randbelow(_MOST_PADDING)]
    with gzip.GzipFile(padding, "wb", compresslevel=6, fileobj=held, mtime=0) as out:
        out.write(body)
    return held.getvalue()


@lru_cache(maxsize=128)
def _public_in_gzip(body: bytes) -> bytes:
    return gzip.compress(body, 9, mtime=0)


@lru_cache(maxsize=256)
def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()[:12]


def _keep(app: Flask, endpoint: str, answer: Response) -> None:
    """Let a browser keep what it asked for by content; a stale address is asked for again."""
    name = (request.view_args or {}).get("filename", "")
    asked = request.args.get("v", "")
    if answer.status_code == 200 and asked and asked == digest_of(app, endpoint, name):
        answer.headers["Cache-Control"] = _KEPT
