"""A media as rows and as people see it; used inside a transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.errors import ContentError
from server.services.media_making import WEBP, Made, Stored
from server.storage.ids import new_id
from server.storage.tables.media import MediaJobRow, MediaRow, MediaVariantRow

_THUMBNAILS = ("thumbnail", "small-page-1")


class MediaState(StrEnum):
    """Name where a media stands."""

    PROCESSING = "processing"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class MediaView:
    """Show an upload as it is kept: digest and pixels are those of the board's variant.

    `reason` is an English template with its parameters where the work failed or must wait.
    """

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
    created_at: datetime
    kind: str
    state: MediaState
    progress: int
    files: Mapping[str, str]
    paper_found: bool | None = None
    reason: ContentError | None = None

    @property
    def is_ready(self) -> bool:
        """Tell whether boards can show it."""
        return self.state is MediaState.READY

    @property
    def thumbnail_sha256(self) -> str:
        """Name the small picture; empty where there is none."""
        return next((self.files[name] for name in _THUMBNAILS if name in self.files), "")

    @property
    def shown_sha256(self) -> str:
        """Name the picture that stands for it: itself, its first page or its poster."""
        named = (self.files.get(name) for name in ("board", "page-1", "poster"))
        return next((digest for digest in named if digest), "")


def blank_row(account_id: str, unit_id: str, name: str, at: datetime, kind: str) -> MediaRow:
    """Give a row of which nothing is made yet."""
    return MediaRow(
        id=new_id(),
        sha256="",
        type="",
        bytes=0,
        unit_id=unit_id,
        account_id=account_id,
        name=name,
        created_at=at,
        kind=kind,
        state=MediaState.PROCESSING.value,
    )


def fill(session: Session, row: MediaRow, made: Made) -> None:
    """Write down what was made of an upload: the media is ready."""
    leading = made.leading
    row.sha256, row.type, row.bytes = leading.sha256, leading.type, leading.bytes
    row.width, row.height = leading.width, leading.height
    row.pages, row.seconds, row.paper_found = made.pages, made.seconds, made.paper_found
    row.state = MediaState.READY.value
    session.add(row)
    session.flush()
    session.add_all(_variant(row.id, one) for one in made.stored)
    session.flush()


def find_twin(session: Session, sha256: str, *, is_paper: bool) -> MediaRow | None:
    """Find a ready media made from the same bytes in the same way."""
    query = select(MediaRow).where(
        MediaRow.original_sha256 == sha256,
        MediaRow.state == MediaState.READY.value,
        MediaRow.is_paper.is_(is_paper),
    )
    return session.scalars(query.order_by(MediaRow.created_at.desc()).limit(1)).first()


def find_working(session: Session, sha256: str, unit_id: str, account_id: str) -> MediaRow | None:
    """Find a media of the same person and unit that is being made from the same bytes."""
    query = select(MediaRow).where(
        MediaRow.original_sha256 == sha256,
        MediaRow.state == MediaState.PROCESSING.value,
        MediaRow.unit_id == unit_id,
        MediaRow.account_id == account_id,
    )
    return session.scalars(query.limit(1)).first()


def copy_of(session: Session, twin: MediaRow) -> Made:
    """Give what was made of the same bytes before; the files stay the same."""
    query = select(MediaVariantRow).where(MediaVariantRow.media_id == twin.id)
    stored = tuple(
        Stored(row.name, row.sha256, row.type, row.bytes, row.width, row.height)
        for row in session.scalars(query)
    )
    return Made(twin.pages, twin.seconds, stored, twin.paper_found)


def views_of(session: Session, rows: Iterable[MediaRow]) -> list[MediaView]:
    """Show rows, with their files and the work on them, in their order."""
    listed = list(rows)
    ids = [row.id for row in listed]
    files: dict[str, dict[str, str]] = {name: {} for name in ids}
    for variant in session.scalars(
        select(MediaVariantRow).where(MediaVariantRow.media_id.in_(ids))
    ):
        files[variant.media_id][variant.name] = variant.sha256
    waiting = [row.id for row in listed if row.state != MediaState.READY.value]
    query = select(MediaJobRow).where(MediaJobRow.media_id.in_(waiting))
    jobs = {job.media_id: job for job in session.scalars(query)} if waiting else {}
    return [_view(row, files[row.id], jobs.get(row.id)) for row in listed]


def _view(row: MediaRow, files: Mapping[str, str], job: MediaJobRow | None) -> MediaView:
    state = MediaState(row.state)
    reason = None
    if job is not None and job.message and state in (MediaState.FAILED, MediaState.PROCESSING):
        params: dict[str, Any] = dict(job.message_params or {})
        reason = ContentError(job.message, code="media_failed", **params)
    done = 100 if state is MediaState.READY else 0
    return MediaView(
        id=row.id,
        sha256=row.sha256,
        type=row.type or WEBP,
        bytes=row.bytes,
        width=row.width,
        height=row.height,
        pages=row.pages,
        seconds=row.seconds,
        unit_id=row.unit_id,
        account_id=row.account_id,
        name=row.name,
        created_at=row.created_at,
        kind=row.kind,
        state=state,
        progress=done if job is None or done else job.progress,
        files=files,
        paper_found=row.paper_found,
        reason=reason,
    )


def _variant(media_id: str, one: Stored) -> MediaVariantRow:
    return MediaVariantRow(
        media_id=media_id,
        name=one.name,
        sha256=one.sha256,
        type=one.type,
        width=one.width,
        height=one.height,
        bytes=one.bytes,
    )
