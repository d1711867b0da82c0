"""The one client that calls other servers: https, no redirects, 5 s, 2 MB, nobody inside.

The name is resolved once and that very address is called, so a name cannot change its mind
between the look and the call. Runs in a native thread, never on the event hub.
The limit counts from the look at the name to the last byte; only the look itself cannot be cut.
"""

import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import ip_address
from urllib.parse import urlsplit

from content.errors import ContentError
from server.outgoing_settings import is_loopback

LONGEST_S = 5.0
MOST_BYTES = 2 * 1024 * 1024
NO_ADDRESS, INSIDE = "fetch_no_address", "fetch_inside"
TOO_SLOW, TOO_LARGE = "fetch_too_slow", "fetch_too_large"
# Plain http never leaves this machine.
_CALLABLE = {("https", False), ("https", True), ("http", True)}


class FetchError(ContentError):
    """The other server was not called, or gave no answer that can be used."""

    code = "fetch_failed"


@dataclass(frozen=True)
class Call:
    """What to ask of whom; `inside` names the hosts of the own network that may be called.

    An address that people type does not get `trusts_loopback`: this machine has to be named, too.
    """

    url: str
    method: str = "GET"
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    inside: frozenset[str] = frozenset()
    longest_s: float = LONGEST_S
    most_bytes: int = MOST_BYTES
    trusts_loopback: bool = True


@dataclass(frozen=True)
class Answer:
    """What came back; a redirect is an answer like any other and is not followed.

    The names of `headers` are lower case.
    """

    status: int
    type: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def fetch(call: Call) -> Answer:
    """Ask once. Raises: FetchError; its code says what kind of failure it was."""
    try:
        parts = urlsplit(call.url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise FetchError("This is not an address.", code=NO_ADDRESS) from error
    if not host or "@" in parts.netloc or (parts.scheme, is_loopback(host)) not in _CALLABLE:
        raise FetchError("Only https addresses are called.", code=NO_ADDRESS)
    if is_loopback(host) and not call.trusts_loopback and host not in call.inside:
        raise _inside(host)
    late = threading.Event()
    try:
        with _connected(call, parts.scheme == "https", host, port, late) as connection:
            target = parts.path or "/"
            target += f"?{parts.query}" if parts.query else ""
            connection.request(call.method, target, body=call.body, headers=dict(call.headers))
            answer = connection.getresponse()
            body = answer.read(call.most_bytes + 1)
            kind = answer.headers.get_content_type()
    except (OSError, HTTPException, ValueError) as error:
        code = TOO_SLOW if late.is_set() or isinstance(error, TimeoutError) else FetchError.code
        raise FetchError(
            "{host} does not answer: {why}", code=code, host=host, why=_why(error)
        ) from error
    if late.is_set():
        raise FetchError("{host} does not answer: {why}", code=TOO_SLOW, host=host, why="slow")
    if len(body) > call.most_bytes:
        raise FetchError(
            "{host} answers with more than {most} bytes.",
            code=TOO_LARGE,
            host=host,
            most=call.most_bytes,
        )
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Answer(answer.status, kind, body, headers)


def resolve(host: str, port: int, inside: frozenset[str]) -> str:
    """Give the address to call. Raises: FetchError for one that is not on the open internet."""
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    is_known = host in inside or is_loopback(host)
    for text in found:
        address = ip_address(text.split("%")[0])
        if not is_known and (not address.is_global or address.is_multicast):
            raise _inside(host)
    return found[0]


@contextmanager
def _connected(
    call: Call, is_tls: bool, host: str, port: int | None, late: threading.Event
) -> Iterator[HTTPConnection]:
    ends = time.monotonic() + call.longest_s
    number = port or (443 if is_tls else 80)
    address = resolve(host, number, call.inside)
    sock = socket.create_connection((address, number), timeout=_left(ends))
    # TLS takes the socket over and leaves `sock` empty; a second handle still cuts the connection
    with closing(sock), closing(sock.dup()) as handle, _cut_at(ends, handle, late):
        connection = HTTPSConnection(host, number) if is_tls else HTTPConnection(host, number)
        with closing(connection):
            connection.sock = _secured(sock, host) if is_tls else sock
            yield connection


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError("slow")
    return left


def _secured(sock: socket.socket, host: str) -> ssl.SSLSocket:
    context = ssl.create_default_context()
    tls = context.wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)
    try:
        tls.do_handshake()
    except BaseException:
        tls.close()  # eventlet's leaves it open
        raise
    return tls


@contextmanager
def _cut_at(ends: float, handle: socket.socket, late: threading.Event) -> Iterator[None]:
    # each wait has its own limit; a server that drips byte by byte is cut off by this one
    limit = threading.Timer(max(0.0, ends - time.monotonic()), _cut, (handle, late))
    limit.daemon = True
    limit.start()
    try:
        yield
    finally:
        limit.cancel()
        limit.join()


def _cut(handle: socket.socket, late: threading.Event) -> None:
    late.set()
    with suppress(OSError):  # the other side was quicker
        handle.shutdown(socket.SHUT_RDWR)


def _inside(host: str) -> FetchError:
    return FetchError(
        "{host} lies inside a network; name it in BANGTIN_INSIDE_HOSTS to call it.",
        code=INSIDE,
        host=host,
    )


def _why(error: Exception) -> str:
    return str(error).strip() or type(error).__name__
