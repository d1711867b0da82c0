"""What middleboxes do to plain HTTP: refuse or swallow upgrades, put up a portal, spoil bodies."""

import asyncio
import re
from collections.abc import AsyncIterator

from tests.faults.links import SEGMENT

PASSED, REFUSED, SWALLOWED = "passed", "refused", "swallowed"
"""What becomes of a request to upgrade to WebSocket: let through, 403, or no answer at all."""
WHOLE, CUT, LONGER = "whole", "cut", "longer"
"""What becomes of the body of an answer that caches may keep, as files are: untouched; half of it,
then the end; or with a script added. Other answers pass."""
PAGE, REDIRECT = "page", "redirect"
"""What a captive portal answers every request with: 200 and HTML, or 302 to its own address."""

_HEAD_LIMIT = 65536
_ADDED = b"<script src='http://portal.example/ad.js'></script>"
_HTML = "<!doctype html><title>Wi-Fi</title><h1>Xin chào, mời đăng nhập Wi-Fi</h1>".encode()
FORBIDDEN = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_PUBLIC = re.compile(rb"(?i)\r\ncache-control:[^\r]*public")
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)\r\n")


def portal_answer(kind: str) -> bytes:
    """Give the whole answer of a portal."""
    if kind == REDIRECT:
        return (
            b"HTTP/1.1 302 Found\r\nLocation: http://portal.example/login\r\n"
            b"Content-Length: 0\r\nConnection: close\r\n\r\n"
        )
    return (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n"
        b"Content-Length: %d\r\n\r\n" % len(_HTML)
    ) + _HTML


async def first_head(reader: asyncio.StreamReader) -> bytes:
    """Read the head of a first request, or the first bytes of what is no HTTP.

    Raises: EOFError when nothing comes.
    """
    read = b""
    while b"\r\n\r\n" not in read and len(read) < _HEAD_LIMIT:
        data = await reader.read(SEGMENT)
        read += data
        if not data or not re.match(rb"[A-Z]+ ", read):
            break
    if not read:
        raise EOFError
    return read


def is_upgrade(head: bytes) -> bool:
    """Tell whether a request asks for a WebSocket."""
    return b"\r\nupgrade: websocket\r\n" in head.lower()


async def plain(reader: asyncio.StreamReader, before: bytes = b"") -> AsyncIterator[bytes]:
    """Give segments as they come, those of `before` first."""
    for place in range(0, len(before), SEGMENT):
        yield before[place : place + SEGMENT]
    while data := await reader.read(SEGMENT):
        yield data


async def meddled(reader: asyncio.StreamReader, asked: str) -> AsyncIterator[bytes]:
    """Give answers, those of files with their bodies cut or made longer.

    Raises: EOFError after a cut body, and when the server has ended.
    """
    while True:
        head = await reader.readuntil(b"\r\n\r\n")
        found = _LENGTH.search(head)
        size = int(found[1]) if found else 0
        body = await reader.readexactly(size) if size else b""
        how = asked if _is_public(head) else WHOLE
        if body and how == LONGER:
            body += _ADDED
            head = _LENGTH.sub(b"\r\nContent-Length: %d\r\n" % len(body), head)
        spoilt = body[: size // 2] if how == CUT else body
        whole = head + spoilt
        for place in range(0, len(whole), SEGMENT):
            yield whole[place : place + SEGMENT]
        if len(spoilt) < len(body):
            return


def _is_public(head: bytes) -> bool:
    return _PUBLIC.search(head) is not None
