"""What lies in a bundle, the file that carries boards' content on a USB stick.

A zip whose entries are stored, not squeezed, under fixed names. Statements are the envelopes the
network would bring; the signed contents only tell a broken or foreign file early.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from content.canonical import canonical
from content.envelope import SIZE_LIMITS
from content.errors import TrustError
from content.instant import format_instant
from content.payload_fields import (
    Payload,
    read_digest,
    read_instant,
    read_integer,
    read_names,
    read_object,
)

SPEC = 1
REPORTS_KIND, REPORTS_SPEC = "reports", 1
"""What a file of boards' reports calls itself."""
CONTENTS = "contents.json"
SUFFIX = ".bangtin"
MOST_FILES = 20_000
LARGEST_BYTES = 3_900_000_000
"""Below what a FAT stick and a plain zip can hold."""
_BOARD = r"[0-9A-Za-z_-]{1,64}"
_DIGEST = r"[0-9a-f]{64}"
_NAMES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"roots/[1-9][0-9]{0,8}\.json"), "root"),
    (re.compile(rf"boards/{_BOARD}/head\.json"), "head"),
    (re.compile(rf"boards/{_BOARD}/identity\.json"), "identity"),
    (re.compile(rf"boards/{_BOARD}/stored\.json"), "stored"),
    (re.compile(rf"alerts/{_DIGEST}\.json"), "alert"),
    (re.compile(rf"manifests/{_DIGEST}\.json"), "manifest"),
    (re.compile(rf"items/{_DIGEST}\.json"), "item"),
    (re.compile(rf"media/{_DIGEST}"), "media"),
    (re.compile(re.escape(CONTENTS)), "bundle"),
)
_LIMITS: Mapping[str, int] = {**SIZE_LIMITS, "stored": 1024 * 1024}
# Records of one log, from the first to the last number, that the server has stored.
Span = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Part:
    """Say of one file how large it is and what it hashes to."""

    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Contents:
    """List the boards a bundle is for and all files in it but this list."""

    made_at: datetime
    boards: tuple[str, ...]
    parts: Mapping[str, Part]

    def to_payload(self) -> bytes:
        """Write the bytes to sign."""
        return canonical(
            {
                "kind": "bundle",
                "spec": SPEC,
                "made_at": format_instant(self.made_at),
                "boards": list(self.boards),
                "files": {
                    name: {"bytes": part.size_bytes, "sha256": part.sha256}
                    for name, part in self.parts.items()
                },
            }
        )

    @classmethod
    def from_payload(cls, payload: Payload) -> "Contents":
        """Read a verified payload. Raises: TrustError (malformed, spec)."""
        if payload.get("spec") != SPEC:
            raise TrustError("This bundle is of a newer make.", code="spec")
        files = read_object(payload, "files")
        return cls(
            made_at=read_instant(payload, "made_at"),
            boards=read_names(payload, "boards"),
            parts={name: _part(files, name) for name in files},
        )


def part_limit(name: str) -> int:
    """Give the most bytes a file of this name may have. Raises: TrustError (name)."""
    for pattern, kind in _NAMES:
        if pattern.fullmatch(name):
            return _LIMITS[kind]
    raise TrustError("A bundle holds no file {name}.", code="name", name=name[:80])


def root_name(version: int) -> str:
    """Name a root."""
    return f"roots/{version}.json"


def board_name(board: str, kind: str) -> str:
    """Name what is one board's alone: its head, identity or stored."""
    return f"boards/{board}/{kind}.json"


def shared_name(kind: str, digest: str) -> str:
    """Name what has a digest: an alert, manifest, item or media file."""
    folder = kind if kind == "media" else f"{kind}s"
    return f"{folder}/{digest}" + ("" if kind == "media" else ".json")


def _part(files: Mapping[str, object], name: str) -> Part:
    limit = part_limit(name)
    value = read_object(files, name)
    size_bytes = read_integer(value, "bytes")
    if size_bytes > limit:
        raise TrustError("{name} is too large.", code="too_large", name=name)
    return Part(size_bytes, read_digest(value, "sha256"))
