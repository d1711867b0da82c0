"""Files that a CAP message names: which are taken, for which words, and are they what was meant."""

import base64
import binascii
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from content.cap import CapInfo, CapMessage, CapResource
from content.cap_alert import told_as
from content.errors import InvalidInputError

MOST_FILES = 8
"""Of one message; what it names beyond is left."""
LONGEST_NAME = 100
_DIGESTS = {40: hashlib.sha1, 64: hashlib.sha256}


class FileKind(StrEnum):
    """Name what a file is to people."""

    PICTURE = "picture"
    SOUND = "sound"


@dataclass(frozen=True, slots=True)
class CapFile:
    """Hold one file to take: an address, or its bytes in base64, which go first.

    `language` and `headline` are those of the words it goes with, as `words_of` gives them.
    """

    kind: FileKind
    language: str
    headline: str
    description: str
    name: str
    uri: str | None
    inline: str | None
    digest: str | None

    def content(self) -> bytes | None:
        """Give the bytes that came with the message; None: they lie at the address.

        Raises: InvalidInputError for what is no base64.
        """
        if self.inline is None:
            return None
        try:
            return base64.b64decode("".join(self.inline.split()), validate=True)
        except (binascii.Error, ValueError) as error:
            raise InvalidInputError(
                "The file inside the message is damaged.", code="file_damaged"
            ) from error


def files_of(message: CapMessage) -> tuple[CapFile, ...]:
    """List the pictures and recordings of a message, each once, one recording a language."""
    found: list[CapFile] = []
    for file in _named(message):
        is_twin = any(_is_same(file, one) for one in found)
        if not is_twin and len(found) < MOST_FILES:
            found.append(file)
    return tuple(found)


def check_bytes(file: CapFile, content: bytes) -> None:
    """Refuse bytes that are not those the message means. Raises: InvalidInputError.

    Source: CAP 1.2, 3.2.3 (digest: SHA-1); SHA-256 is taken too.
    """
    if file.digest is None:
        return
    wanted = file.digest.strip().lower()
    make = _DIGESTS.get(len(wanted))
    if make is None or make(content, usedforsecurity=False).hexdigest() != wanted:
        raise InvalidInputError(
            "What came is not the file that the message means: its digest differs.",
            code="file_other",
        )


def _named(message: CapMessage) -> Iterator[CapFile]:
    for info in message.infos:
        for resource in info.resources:
            kind = _kind(resource)
            if kind is not None and (resource.uri or resource.deref_uri):
                yield _file(info, resource, kind)


def _file(info: CapInfo, resource: CapResource, kind: FileKind) -> CapFile:
    language, headline = told_as(info)
    return CapFile(
        kind=kind,
        language=language,
        headline=headline,
        description=resource.description,
        name=_name(resource),
        uri=resource.uri,
        inline=resource.deref_uri,
        digest=resource.digest,
    )


def _kind(resource: CapResource) -> FileKind | None:
    family = resource.mime_type.strip().lower().partition("/")[0]
    return {"image": FileKind.PICTURE, "audio": FileKind.SOUND}.get(family)


def _name(resource: CapResource) -> str:
    """Give the file's own name; recordings in MP4 are told from films by theirs."""
    path = (resource.uri or "").partition("#")[0].partition("?")[0]
    name = path.rpartition("/")[2][-LONGEST_NAME:]
    kind = resource.mime_type.strip().lower()
    is_mp4 = kind in ("audio/mp4", "audio/x-m4a", "audio/aac")
    return f"{name or 'file'}.m4a" if is_mp4 and not name.lower().endswith(".m4a") else name


def _is_same(file: CapFile, other: CapFile) -> bool:
    """Tell whether the second is taken already: the same picture, or words that have a voice."""
    if file.kind is not other.kind:
        return False
    if file.kind is FileKind.SOUND:
        return (file.language, file.headline) == (other.language, other.headline)
    return (file.uri, file.inline) == (other.uri, other.inline)
