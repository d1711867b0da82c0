"""Lets only requests for loopback's own name through to what is served there.

Another site may have its name lead to 127.0.0.1 and so become the page's own origin; the name it
asks for gives it away. This stands before the pages and the socket alike.
"""

import json
from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LOOPBACK = "127.0.0.1"
_NAMES = (LOOPBACK, "localhost")
_REFUSAL = json.dumps({"code": "not_loopback", "error": "not_loopback"}).encode()


class OnlyLoopback:
    """Answer 403 `not_loopback` unless the Host is loopback's name with the port it came in by."""

    def __init__(self, application: "WSGIApplication") -> None:
        """Take what to let them through to."""
        self._application = application

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        port = environ["SERVER_PORT"]
        if environ.get("HTTP_HOST") in {f"{name}:{port}" for name in _NAMES}:
            return self._application(environ, start_response)
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(_REFUSAL)))]
        start_response(f"{HTTPStatus.FORBIDDEN.value} {HTTPStatus.FORBIDDEN.phrase}", headers)
        return [_REFUSAL]
