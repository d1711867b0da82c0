"""The one client that calls other servers: https, no redirects, 5 s, 2 MB, nobody inside.

The name is resolved once and that very address is called, so a name cannot change its mind
between the look and the call. Runs in a native thread, never on the event hub.
"""

import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import ip_address
from urllib.parse import urlsplit

from content.errors import ContentError
from server.outgoing_settings import is_loopback

LONGEST_S = 5.0
MOST_BYTES = 2 * 1024 * 1024


class FetchError(ContentError):
    """The other server was not called, or gave no answer that can be used."""

    code = "fetch_failed"


@dataclass(frozen=True)
class Call:
    """What to ask of whom; `inside` names the hosts of the own network that may be called."""

    url: str
    method: str = "GET"
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    inside: frozenset[str] = frozenset()
    longest_s: float = LONGEST_S


@dataclass(frozen=True)
class Answer:
    """What came back; a redirect is an answer like any other and is not followed."""

    status: int
    type: str
    body: bytes


def fetch(call: Call) -> Answer:
    """Ask once. Raises: FetchError."""
    parts = urlsplit(call.url)
    host = parts.hostname or ""
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise FetchError("Only https addresses are called.")
    try:
        with _connected(call, parts.scheme == "https", host, parts.port) as connection:
            target = parts.path or "/"
            target += f"?{parts.query}" if parts.query else ""
            connection.request(call.method, target, body=call.body, headers=dict(call.headers))
            answer = connection.getresponse()
            body = answer.read(MOST_BYTES + 1)
            kind = answer.headers.get_content_type()
    except (OSError, HTTPException, ValueError) as error:
        raise FetchError("{host} does not answer: {why}", host=host, why=_why(error)) from error
    if len(body) > MOST_BYTES:
        raise FetchError("{host} answers with more than {most} bytes.", host=host, most=MOST_BYTES)
    return Answer(answer.status, kind, body)


def resolve(host: str, port: int, inside: frozenset[str]) -> str:
    """Give the address to call. Raises: FetchError for one that is not on the open internet."""
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    is_known = host in inside or is_loopback(host)
    for text in found:
        address = ip_address(text.split("%")[0])
        if not is_known and (not address.is_global or address.is_multicast):
            raise FetchError(
                "{host} lies inside a network; name it in BANGTIN_INSIDE_HOSTS to call it.",
                host=host,
            )
    return found[0]


@contextmanager
def _connected(call: Call, is_tls: bool, host: str, port: int | None) -> Iterator[HTTPConnection]:
    number = port or (443 if is_tls else 80)
    address = resolve(host, number, call.inside)
    sock = socket.create_connection((address, number), timeout=call.longest_s)
    # each wait has its own limit; a server that drips byte by byte is cut off by this one
    limit = threading.Timer(call.longest_s, _cut, (sock,))
    limit.daemon = True
    limit.start()
    connection = HTTPSConnection(host, number) if is_tls else HTTPConnection(host, number)
    try:
        connection.sock = _secured(sock, host) if is_tls else sock
        yield connection
    finally:
        limit.cancel()
        connection.close()
        sock.close()


def _secured(sock: socket.socket, host: str) -> ssl.SSLSocket:
    return ssl.create_default_context().wrap_socket(sock, server_hostname=host)


def _cut(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        sock.close()  # the other side was quicker


def _why(error: Exception) -> str:
    return str(error).strip() or type(error).__name__
