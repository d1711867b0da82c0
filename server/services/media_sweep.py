"""Clearing up: media that no notice uses, files without rows, uploads that were left.

Nothing that any revision of any notice names is ever touched, nor what is heard of an alert until
it is over.
"""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from content.alert import AlertState
from server.services import audit
from server.services.alert_book import read_payload
from server.services.media_rows import MediaState
from server.services.media_spool import spool
from server.storage.tables.alerts import AlertRevisionRow
from server.storage.tables.media import MediaJobRow, MediaRow, MediaVariantRow, UploadRow
from server.storage.tables.notices import NoticeRevisionRow

if TYPE_CHECKING:
    from server.services.resources import Resources

EVERY_S = 3600.0
UPLOAD_KEPT = timedelta(days=3)
# A file is put down before its row is written: leave the young ones alone.
FILE_KEPT = timedelta(days=1)
MOST_AT_ONCE = 500


def sweep(resources: "Resources") -> int:
    """Clear up once; gives how many media went."""
    now = resources.clock.now()
    gone = resources.database.write(lambda session: _sweep_media(resources, session, now))
    resources.database.write(lambda session: _sweep_uploads(session, now))
    _sweep_files(resources, now)
    _sweep_spool(resources, now)
    return gone


def named_media(session: Session) -> set[str]:
    """Collect the media that any revision of any notice names."""
    rows = select(NoticeRevisionRow.content).execution_options(yield_per=500)
    return {name for content in session.scalars(rows) for name in _named_in(content)}


def _named_in(value: object) -> Iterator[str]:
    """Give every text in a content: wherever a media is named, it counts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for entry in value.values():
            yield from _named_in(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from _named_in(entry)


def _sweep_media(resources: "Resources", session: Session, now: datetime) -> int:
    before = now - timedelta(days=resources.settings.media_keep_days)
    query = select(MediaRow).where(
        MediaRow.created_at < before, MediaRow.state != MediaState.PROCESSING.value
    )
    old = list(session.scalars(query.order_by(MediaRow.created_at)))
    if not old:
        return 0
    named = named_media(session)
    unused = [row for row in old if row.id not in named][:MOST_AT_ONCE]
    for row in unused:
        for table in (MediaVariantRow, MediaJobRow):
            session.execute(delete(table).where(table.media_id == row.id))
        session.delete(row)
        audit.record(
            session,
            at=now,
            actor=None,
            action="media.removed",
            subject=row.id,
            unit_id=row.unit_id,
            details={"name": row.name, "sha256": row.sha256},
        )
        session.flush()
    return len(unused)


def _sweep_uploads(session: Session, now: datetime) -> None:
    session.execute(delete(UploadRow).where(UploadRow.touched_at < now - UPLOAD_KEPT))


def _sweep_files(resources: "Resources", now: datetime) -> None:
    """Delete stored files that no media names, once they are old."""
    old = [
        digest
        for digest in resources.media.digests()
        if _age(resources.media.path(digest), now) > FILE_KEPT
    ]
    kept = resources.database.read(
        lambda session: {
            *session.scalars(select(MediaVariantRow.sha256).distinct()),
            *_heard(session, now),
        }
    )
    for digest in old:
        if digest not in kept:
            resources.media.delete(digest)


def _heard(session: Session, now: datetime) -> Iterator[str]:
    """Give the sounds of alerts that wait or are not over."""
    rows = select(AlertRevisionRow).where(
        AlertRevisionRow.state.in_((str(AlertState.PENDING), str(AlertState.IN_FORCE))),
        AlertRevisionRow.expires > now,
    )
    for row in session.scalars(rows):
        yield from read_payload(row).get("media") or ()


def _sweep_spool(resources: "Resources", now: datetime) -> None:
    """Delete what interrupted work left; waiting uploads and open parts stay."""

    def names(session: Session) -> set[str]:
        waiting = select(MediaRow.id).where(MediaRow.state == MediaState.PROCESSING.value)
        parts = select(UploadRow.id).where(UploadRow.media_id.is_(None))
        return {f"media-{name}" for name in session.scalars(waiting)} | {
            f"part-{name}" for name in session.scalars(parts)
        }

    kept = resources.database.read(names)
    for path in spool(resources).iterdir():
        if path.name in kept or _age(path, now) < FILE_KEPT:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _age(path: Path, now: datetime) -> timedelta:
    try:
        return timedelta(seconds=now.timestamp() - path.stat().st_mtime)
    except FileNotFoundError:
        return timedelta(0)
