"""Request bodies that do not keep the event hub: a fast upload lets others in between.

A socket that always has bytes never makes its reader wait, so a film from the same network
would be taken in at one go while every board and page stood still.
"""

from collections.abc import Callable
from typing import Any, Protocol

TURN_BYTES = 256 * 1024
"""After so many bytes others have their turn: a few milliseconds of reading and parsing."""

Application = Callable[[dict[str, Any], Callable[..., Any]], Any]


class Input(Protocol):
    """What a WSGI server gives to read a body from (PEP 3333)."""

    def read(self, size: int = -1) -> bytes:
        """Read up to `size` bytes."""
        ...


class FairInput:
    """A body's stream that gives way to others again and again."""

    def __init__(self, stream: Input, give_way: Callable[[], None]) -> None:
        """Take the server's stream and what lets others run."""
        self._stream, self._give_way = stream, give_way
        self._left = TURN_BYTES

    def read(self, size: int = -1) -> bytes:
        """Read as the stream itself does, in turns."""
        data = self._stream.read(size)
        self._left -= len(data)
        if self._left <= 0:
            self._left = TURN_BYTES
            self._give_way()
        return data


def fair(application: Application, give_way: Callable[[], None]) -> Application:
    """Wrap a WSGI application so that it reads every body in turns."""

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if "CONTENT_LENGTH" in environ or "HTTP_TRANSFER_ENCODING" in environ:
            environ["wsgi.input"] = FairInput(environ["wsgi.input"], give_way)
        return application(environ, start_response)

    return serve
