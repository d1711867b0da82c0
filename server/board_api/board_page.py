"""The board in a browser: its page, its files and its fonts, from our own origin alone."""

import re

from flask import Blueprint, Response, request, send_from_directory

from content.errors import NotFoundError
from server.settings import Settings

PAGE = "board.html"
WORKER = "worker.js"
# It stands for /board, above its own folder, and may speak to nobody else.
WORKER_HEADERS = {
    "Service-Worker-Allowed": "/board",
    "Content-Security-Policy": "default-src 'none'; connect-src 'self'",
}
FONTS = frozenset({"NotoSans-Regular.ttf", "NotoSans-Bold.ttf"})
_HOST = re.compile(r"[A-Za-z0-9.:\[\]-]{1,255}")
_FONTS_CACHED_S = 86_400
_FILE = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+")


def make_blueprint(settings: Settings) -> Blueprint:
    """Return the views of the page and what it loads."""
    views = Blueprint("board_page", __name__)

    @views.get("/board")
    def page() -> Response:
        made = send_from_directory(settings.board_page_dir.resolve(), PAGE, max_age=0)
        made.headers["Content-Security-Policy"] = page_policy(request.host)
        made.headers["X-Frame-Options"] = "SAMEORIGIN"
        made.headers["X-Content-Type-Options"] = "nosniff"
        made.headers["Referrer-Policy"] = "no-referrer"
        made.headers["Cache-Control"] = "no-cache"
        return made

    @views.get("/board/static/<name>")
    def file(name: str) -> Response:
        if not _FILE.fullmatch(name):
            raise NotFoundError("There is nothing at this address.")
        made = send_from_directory(settings.board_page_dir.resolve(), name)
        made.headers["X-Content-Type-Options"] = "nosniff"
        made.headers["Cache-Control"] = "no-cache"
        if name == WORKER:
            made.headers.update(WORKER_HEADERS)
        return made

    @views.get("/fonts/<name>")
    def font(name: str) -> Response:
        if name not in FONTS:
            raise NotFoundError("There is nothing at this address.")
        made = send_from_directory(
            settings.fonts_dir.resolve(), name, mimetype="font/ttf", max_age=_FONTS_CACHED_S
        )
        made.headers["X-Content-Type-Options"] = "nosniff"
        return made

    return views


def page_policy(host: str) -> str:
    """Return the page's content security policy: nothing but our own origin.

    Old browsers do not count ws: as the same origin, so it is named too.
    """
    sockets = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' blob: data:",
            "media-src 'self' blob:",
            "font-src 'self'",
            f"connect-src 'self'{sockets}",
            "worker-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'self'",
        )
    )
