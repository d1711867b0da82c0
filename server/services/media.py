"""Taking in uploads: limits, re-encoding off the event hub, rows and audit in one commit."""

import errno
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from content.errors import NotFoundError, TooLargeError
from content.text import clean_line
from server.render import pictures
from server.services import audit, permissions
from server.services.actor import Actor
from server.services.permissions import Right
from server.storage.ids import new_id
from server.storage.tables.media import MediaRow, MediaVariantRow

if TYPE_CHECKING:
    from server.services.resources import Resources

BOARD = "board"
THUMBNAIL = "thumbnail"
MOST_AT_ONCE = 2
WAIT_S = 0.05
QUOTA_BYTES = 4 << 30
LEAST_FREE_BYTES = 200 << 20
LONGEST_NAME = 200
_CHUNK_BYTES = 1 << 20
_slots = threading.Semaphore(MOST_AT_ONCE)


@dataclass(frozen=True, slots=True)
class MediaView:
    """Show an upload as it is kept: digest and pixels are those of the board's variant."""

    id: str
    sha256: str
    type: str
    bytes: int
    width: int | None
    height: int | None
    pages: int | None
    seconds: float | None
    unit_id: str
    account_id: str
    name: str
    thumbnail_sha256: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class _Stored:
    """Name a variant that lies in the media store."""

    name: str
    sha256: str
    bytes: int
    width: int
    height: int


def add_picture(
    resources: "Resources", actor: Actor, source: bytes | BinaryIO, name: str, unit_id: str
) -> MediaView:
    """Take in a JPEG, PNG or WebP picture for a unit.

    Raises: ForbiddenError, TooLargeError, UnsupportedMediaError, InvalidInputError.
    """
    permissions.require(resources, actor, Right.ADD_MEDIA, unit_id)
    resources.database.read(lambda session: _require_quota(session, unit_id))
    with _slot(resources):
        stored = resources.offload(lambda: _take_in(resources, source))
    at = resources.clock.now()
    shown = clean_line(name)[:LONGEST_NAME] or "picture"

    def work(session: Session) -> MediaView:
        row = _row(stored[BOARD], actor, unit_id, shown, at)
        session.add(row)
        session.flush()
        session.add_all(_variant_row(row.id, variant) for variant in stored.values())
        session.flush()
        details = {"sha256": row.sha256, "name": shown, "bytes": row.bytes}
        audit.record(
            session,
            at=at,
            actor=actor,
            action="media.added",
            subject=row.id,
            unit_id=unit_id,
            details=details,
        )
        return _view(row, stored[THUMBNAIL].sha256)

    return resources.database.write(work)


def get_media(resources: "Resources", actor: Actor, media_id: str) -> MediaView:
    """Show one upload. Raises: NotFoundError, also for one the actor may not see."""

    def work(session: Session) -> MediaView | None:
        row = session.get(MediaRow, media_id)
        small = session.get(MediaVariantRow, (media_id, THUMBNAIL))
        return None if row is None or small is None else _view(row, small.sha256)

    found = resources.database.read(work)
    if found is None or not permissions.can(resources, actor, Right.READ, found.unit_id):
        raise NotFoundError("There is no picture {media}.", media=media_id)
    return found


@contextmanager
def _slot(resources: "Resources") -> Iterator[None]:
    """Wait for one of the few places; only the calling greenlet waits."""
    while not _slots.acquire(blocking=False):
        resources.clock.sleep(WAIT_S)
    try:
        yield
    finally:
        _slots.release()


def _take_in(resources: "Resources", source: bytes | BinaryIO) -> dict[str, _Stored]:
    if shutil.disk_usage(resources.media.folder).free < LEAST_FREE_BYTES:
        raise _storage_full()
    try:
        return _re_encode(resources, source)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise _storage_full() from error
        raise


def _storage_full() -> TooLargeError:
    return TooLargeError(
        "The server's disk is almost full; pictures cannot be taken in now.",
        code="storage_full",
    )


def _re_encode(resources: "Resources", source: bytes | BinaryIO) -> dict[str, _Stored]:
    with tempfile.TemporaryDirectory(prefix="bangtin-upload-") as name:
        folder = Path(name)
        upload = folder / "upload"
        _copy(source, upload)
        taken = pictures.take_in(upload, folder)
        return {
            made.name: _Stored(
                made.name,
                resources.media.put(made.path),
                made.path.stat().st_size,
                made.width,
                made.height,
            )
            for made in taken.variants
        }


def _copy(source: bytes | BinaryIO, target: Path) -> None:
    """Write the upload down, no more of it than is allowed. Raises: TooLargeError."""
    if isinstance(source, bytes):
        pictures.check_size(len(source))
        target.write_bytes(source)
        return
    size = 0
    with target.open("wb") as sink:
        while chunk := source.read(_CHUNK_BYTES):
            size += len(chunk)
            pictures.check_size(size)
            sink.write(chunk)


def _require_quota(session: Session, unit_id: str) -> None:
    query = select(func.coalesce(func.sum(MediaRow.bytes), 0)).where(MediaRow.unit_id == unit_id)
    if (session.scalar(query) or 0) >= QUOTA_BYTES:
        raise TooLargeError(
            "This unit's pictures fill the {most} GB it may have.",
            code="quota_full",
            most=QUOTA_BYTES >> 30,
        )


def _row(board: _Stored, actor: Actor, unit_id: str, name: str, at: datetime) -> MediaRow:
    return MediaRow(
        id=new_id(),
        sha256=board.sha256,
        type=pictures.WEBP,
        bytes=board.bytes,
        width=board.width,
        height=board.height,
        pages=None,
        seconds=None,
        unit_id=unit_id,
        account_id=actor.account_id,
        name=name,
        created_at=at,
    )


def _variant_row(media_id: str, variant: _Stored) -> MediaVariantRow:
    return MediaVariantRow(
        media_id=media_id,
        name=variant.name,
        sha256=variant.sha256,
        type=pictures.WEBP,
        width=variant.width,
        height=variant.height,
        bytes=variant.bytes,
    )


def _view(row: MediaRow, thumbnail_sha256: str) -> MediaView:
    return MediaView(
        id=row.id,
        sha256=row.sha256,
        type=row.type,
        bytes=row.bytes,
        width=row.width,
        height=row.height,
        pages=row.pages,
        seconds=row.seconds,
        unit_id=row.unit_id,
        account_id=row.account_id,
        name=row.name,
        thumbnail_sha256=thumbnail_sha256,
        created_at=row.created_at,
    )
