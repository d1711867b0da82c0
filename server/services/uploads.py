"""Files that come in parts: each part is on disk before it is counted, so that nothing is lost.

What is here is what lies in the part file; a finished upload becomes a media.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from content.errors import (
    ConflictError,
    ContentError,
    InvalidInputError,
    NotFoundError,
    TooLargeError,
)
from content.text import clean_line
from server.render.kinds import LARGEST
from server.services import permissions
from server.services.actor import Actor
from server.services.media import LONGEST_NAME, add_media
from server.services.media_quota import require_room
from server.services.media_spool import spool, with_room
from server.services.permissions import Right
from server.storage.ids import new_id
from server.storage.tables.media import UploadRow

if TYPE_CHECKING:
    from server.services.resources import Resources

PART_BYTES = 512 * 1024
MOST_OPEN = 20
# Refusals that pass: the parts stay, and the last one may be sent again.
_PASSING = ("storage_full", "quota_full", "unavailable")


@dataclass(frozen=True, slots=True)
class UploadView:
    """Show how much of an upload is here; `media_id` once it is finished."""

    id: str
    size: int
    offset: int
    media_id: str | None = None


def begin_upload(
    resources: "Resources",
    actor: Actor,
    *,
    name: str,
    size: int,
    unit_id: str,
    sha256: str | None = None,
    is_paper: bool = False,
) -> UploadView:
    """Open an upload of so many bytes. Raises: ForbiddenError, TooLargeError, InvalidInputError."""
    permissions.require(resources, actor, Right.ADD_MEDIA, unit_id)
    if size < 1:
        raise InvalidInputError("The file is empty.", field="file", code="empty_file")
    if size > LARGEST:
        raise TooLargeError(
            "The file is larger than {most} MB. Send a smaller one.",
            field="file",
            most=LARGEST // 1_000_000,
        )
    at = resources.clock.now()
    row = UploadRow(
        id=new_id(),
        name=clean_line(name)[:LONGEST_NAME] or "file",
        size=size,
        sha256=sha256,
        is_paper=is_paper,
        unit_id=unit_id,
        account_id=actor.account_id,
        media_id=None,
        created_at=at,
        touched_at=at,
    )

    def work(session: Session) -> None:
        require_room(resources, session, unit_id)
        query = select(func.count()).where(
            UploadRow.account_id == actor.account_id, UploadRow.media_id.is_(None)
        )
        if (session.scalar(query) or 0) >= MOST_OPEN:
            raise ConflictError(
                "{most} files are being sent already. Finish or stop one first.",
                code="too_many_uploads",
                most=MOST_OPEN,
            )
        session.add(row)

    resources.database.write(work)
    resources.offload(lambda: with_room(resources, lambda: part_path(resources, row.id).touch()))
    return UploadView(row.id, size, 0)


def get_upload(resources: "Resources", actor: Actor, upload_id: str) -> UploadView:
    """Tell how much of one's own upload is here. Raises: NotFoundError."""
    return _view(resources, _own(resources, actor, upload_id))


def add_part(
    resources: "Resources", actor: Actor, upload_id: str, offset: int, data: bytes
) -> UploadView:
    """Add a part where the last one ended; the last part makes the media.

    Raises: NotFoundError, ConflictError (`wrong_offset`), InvalidInputError, TooLargeError,
    UnsupportedMediaError.
    """
    row = _own(resources, actor, upload_id)
    if row.media_id is not None:
        return UploadView(row.id, row.size, row.size, row.media_id)
    permissions.require(resources, actor, Right.ADD_MEDIA, row.unit_id)

    def append() -> int:
        return with_room(
            resources, lambda: _append(part_path(resources, row.id), row, offset, data)
        )

    here = resources.offload(append)
    if here < row.size:
        _touch(resources, row.id)
        return UploadView(row.id, row.size, here)
    return _finish(resources, actor, row)


def drop_upload(resources: "Resources", actor: Actor, upload_id: str) -> None:
    """Give up one's own upload. Raises: NotFoundError."""
    _forget(resources, _own(resources, actor, upload_id).id)


def part_path(resources: "Resources", upload_id: str) -> Path:
    """Give where the parts of an upload lie."""
    return spool(resources) / f"part-{upload_id}"


def _finish(resources: "Resources", actor: Actor, row: UploadRow) -> UploadView:
    path = part_path(resources, row.id)
    try:
        if row.sha256 and resources.offload(lambda: _digest(path)) != row.sha256:
            raise InvalidInputError(
                "The file did not arrive as it was sent. Send it again.",
                field="file",
                code="wrong_digest",
            )
        with path.open("rb") as source:
            media = add_media(
                resources, actor, source, row.name, row.unit_id, is_paper=row.is_paper
            )
    except ContentError as error:
        if error.code not in _PASSING:
            _forget(resources, row.id)
        raise

    def work(session: Session) -> None:
        held = session.get(UploadRow, row.id)
        if held is not None:
            held.media_id, held.touched_at = media.id, resources.clock.now()

    resources.database.write(work)
    resources.offload(lambda: path.unlink(missing_ok=True))
    return UploadView(row.id, row.size, row.size, media.id)


def _append(path: Path, row: UploadRow, offset: int, data: bytes) -> int:
    """Write a part behind what is here; a part that was cut off is as if it had not come."""
    if not path.exists():
        raise NotFoundError("There is no upload {upload}.", upload=row.id)
    here = path.stat().st_size
    if offset != here:
        raise ConflictError("The next part begins at {offset}.", code="wrong_offset", offset=here)
    if here + len(data) > row.size:
        raise InvalidInputError("These are more bytes than were announced.", field="file")
    with path.open("r+b") as sink:
        sink.seek(here)
        try:
            sink.write(data)
            sink.flush()
            os.fsync(sink.fileno())
        except OSError:
            sink.truncate(here)
            raise
    return here + len(data)


def _own(resources: "Resources", actor: Actor, upload_id: str) -> UploadRow:
    row = resources.database.read(lambda session: session.get(UploadRow, upload_id))
    if row is None or row.account_id != actor.account_id:
        raise NotFoundError("There is no upload {upload}.", upload=upload_id)
    return row


def _view(resources: "Resources", row: UploadRow) -> UploadView:
    if row.media_id is not None:
        return UploadView(row.id, row.size, row.size, row.media_id)
    path = part_path(resources, row.id)
    here = resources.offload(lambda: path.stat().st_size if path.exists() else 0)
    return UploadView(row.id, row.size, here)


def _touch(resources: "Resources", upload_id: str) -> None:
    def work(session: Session) -> None:
        row = session.get(UploadRow, upload_id)
        if row is not None:
            row.touched_at = resources.clock.now()

    resources.database.write(work)


def _forget(resources: "Resources", upload_id: str) -> None:
    def work(session: Session) -> None:
        row = session.get(UploadRow, upload_id)
        if row is not None:
            session.delete(row)

    resources.database.write(work)
    resources.offload(lambda: part_path(resources, upload_id).unlink(missing_ok=True))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
