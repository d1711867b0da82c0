"""The files of the page on loopback: the same for everybody, and nothing that is told in them."""

import mimetypes
import re
from pathlib import Path

from flask import Blueprint, Response, request, send_from_directory

from player.settings import FONTS, PAGE

_FILE = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+")
_WORKER = "worker.js"
files = Blueprint("files", __name__)


@files.get("/board")
def page() -> Response:
    """Give the page, which may speak to this origin alone."""
    made = send_from_directory(PAGE, "board.html")
    made.headers["Content-Security-Policy"] = _policy(request.host)
    return made


@files.get("/board/static/<name>")
def static_file(name: str) -> Response:
    """Give a script, style or picture of the page. Raises: FileNotFoundError."""
    if name == _WORKER:
        # It would keep content in the browser; here the agent alone does.
        raise FileNotFoundError(name)
    return _named_file(PAGE, name)


@files.get("/fonts/<name>")
def font(name: str) -> Response:
    """Give a font. Raises: FileNotFoundError."""
    return _named_file(FONTS, name)


def _named_file(folder: Path, name: str) -> Response:
    if not _FILE.fullmatch(name):
        raise FileNotFoundError(name)
    # Whole, not as an open file: a browser that is killed meanwhile would leave it open.
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Response((folder / name).read_bytes(), mimetype=kind)


def _policy(host: str) -> str:
    """Give the page nothing but this origin; old browsers do not count ws: as part of it."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' blob: data:",
            "media-src 'self' blob:",
            "font-src 'self'",
            f"connect-src 'self' ws://{host}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )
