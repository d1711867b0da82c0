"""Uploads on their way in: written down in the spool folder, measured, hashed, told apart."""

import errno
import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from content.errors import InvalidInputError, TooLargeError
from server.render.kinds import HEAD_BYTES, MOST_BYTES, Sniffed, UploadKind, sniff

if TYPE_CHECKING:
    from server.services.resources import Resources

LEAST_FREE_BYTES = 200 << 20
STORAGE_FULL = "storage_full"
_CHUNK_BYTES = 1 << 20
ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True)
class Spooled:
    """Hold an upload that lies in a working folder of its own."""

    path: Path
    sha256: str
    bytes: int
    sniffed: Sniffed

    @property
    def kind(self) -> UploadKind:
        """Give what it is."""
        return self.sniffed.kind


@contextmanager
def working_folder(resources: "Resources") -> Iterator[Path]:
    """Give a folder that is gone afterwards, whatever happens."""
    folder = spool(resources)
    with tempfile.TemporaryDirectory(prefix="work-", dir=folder) as name:
        yield Path(name)


def spool(resources: "Resources") -> Path:
    """Give the owner-only folder of uploads, made when it is not there."""
    folder = resources.settings.spool_dir
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def waiting_path(resources: "Resources", media_id: str) -> Path:
    """Give where the upload of a media waits until it is worked on."""
    return spool(resources) / f"media-{media_id}"


def write_down(source: bytes | BinaryIO, folder: Path, name: str) -> Spooled:
    """Write the upload into the folder, no more of it than its kind allows.

    Raises: InvalidInputError, TooLargeError, UnsupportedMediaError.
    """
    path, hasher, size = folder / "upload", hashlib.sha256(), 0
    chunks = _chunks(source)
    first = next(chunks, b"")
    if not first:
        raise InvalidInputError("The file is empty.", field="file", code="empty_file")
    sniffed = sniff(first[:HEAD_BYTES], name)
    with path.open("wb") as sink:
        chunk: bytes = first
        while chunk:
            size += len(chunk)
            check_size(size, sniffed.kind)
            hasher.update(chunk)
            sink.write(chunk)
            chunk = next(chunks, b"")
    return Spooled(path, hasher.hexdigest(), size, sniffed)


def check_size(size_bytes: int, kind: UploadKind) -> None:
    """Refuse more bytes than the kind may have. Raises: TooLargeError."""
    if size_bytes > MOST_BYTES[kind]:
        raise TooLargeError(
            "The file is larger than {most} MB. Send a smaller one.",
            field="file",
            most=MOST_BYTES[kind] // 1_000_000,
        )


def with_room(resources: "Resources", work: Callable[[], ResultT]) -> ResultT:
    """Do work that writes to disk; a full disk is told in words. Raises: TooLargeError."""
    for folder in (resources.media.folder, spool(resources)):
        if shutil.disk_usage(folder).free < LEAST_FREE_BYTES:
            raise storage_full()
    try:
        return work()
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise storage_full() from error
        raise


def storage_full() -> TooLargeError:
    """Say that the disk is full."""
    return TooLargeError(
        "The server's disk is almost full; no files can be taken in now.", code=STORAGE_FULL
    )


def _chunks(source: bytes | BinaryIO) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    while chunk := source.read(_CHUNK_BYTES):
        yield chunk
