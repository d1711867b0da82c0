"""Media files in a folder, each named by the SHA-256 of its bytes; written whole or not at all."""

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from server.storage.durable import take_name

DIGEST = re.compile(r"[0-9a-f]{64}")
CHUNK_BYTES = 1 << 20


class MediaStore:
    """A folder of immutable files."""

    def __init__(self, folder: Path) -> None:
        """Make the folder, owner-only, when it is not there: drafts' pictures lie in it too."""
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def put(self, source: bytes | Path) -> str:
        """Store the bytes and return their digest; the same bytes are kept once."""
        temporary = self.folder / f".new-{secrets.token_hex(8)}"
        try:
            digest = self._write(source, temporary)
            target = self.path(digest)
            target.parent.mkdir(exist_ok=True)
            take_name(temporary, target)
        finally:
            temporary.unlink(missing_ok=True)
        return digest

    def path(self, digest: str) -> Path:
        """Return where the file of this digest lies.

        Raises: ValueError when this is not a digest.
        """
        if not DIGEST.fullmatch(digest):
            raise ValueError("not a SHA-256 digest")
        return self.folder / digest[:2] / digest

    def open(self, digest: str) -> BinaryIO:
        """Open the file for reading. Raises: FileNotFoundError."""
        return self.path(digest).open("rb")

    def has(self, digest: str) -> bool:
        """Return whether the file is there."""
        return self.path(digest).is_file()

    def renew(self, digest: str) -> bool:
        """Make the file count as new, for it is used again; return whether it is there."""
        try:
            os.utime(self.path(digest))
        except FileNotFoundError:
            return False
        return True

    def delete(self, digest: str) -> None:
        """Remove the file; one that is not there is no error."""
        self.path(digest).unlink(missing_ok=True)

    def digests(self) -> Iterator[str]:
        """Yield the digest of every stored file, in order."""
        for path in sorted(self.folder.glob("??/*")):
            if DIGEST.fullmatch(path.name):
                yield path.name

    def _write(self, source: bytes | Path, target: Path) -> str:
        hasher = hashlib.sha256()
        with target.open("wb") as sink:
            for chunk in _chunks(source):
                hasher.update(chunk)
                sink.write(chunk)
        return hasher.hexdigest()


def _chunks(source: bytes | Path) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    with source.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            yield chunk
