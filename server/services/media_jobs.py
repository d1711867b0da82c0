"""Long work on media: rows worked off one by one, with progress, cancelled or tried again.

A row is the truth: what was running when the server stopped waits again, three times at most.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from content.errors import ConflictError, ContentError, NotFoundError
from server.locale import N_
from server.render.isolation import CancelledError
from server.render.kinds import UploadKind
from server.services import audit, permissions
from server.services.actor import Actor
from server.services.media_making import Made, make
from server.services.media_rows import MediaState, fill
from server.services.media_spool import STORAGE_FULL, waiting_path, with_room, working_folder
from server.services.permissions import Right
from server.storage.tables.media import MediaJobRow, MediaRow

if TYPE_CHECKING:
    from server.services.resources import Resources

MOST_TRIES = 3
LOOK_EVERY_S = 1.0
ROOM_AGAIN = timedelta(minutes=1)
LANES: tuple[frozenset[UploadKind], ...] = (
    frozenset({UploadKind.FILM}),
    frozenset(UploadKind) - {UploadKind.FILM},
)
LOST = N_("The file could not be prepared: the server was stopped again and again. Send it again.")
GONE = N_("The file could not be prepared: it is no longer there. Send it again.")
NO_ROOM = N_("The server's disk is full. The file is kept and goes on when there is room.")
FAULT = N_("The file could not be prepared: something went wrong on the server.")
log = structlog.get_logger(__name__)
# Which media this process works on: rows that run without being here were left by another.
_working: set[str] = set()
_lanes = tuple(threading.Lock() for _ in LANES)


class JobState(StrEnum):
    """Name where the work stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass
class _Task:
    """Hold what a round of work needs of a row."""

    media_id: str
    kind: UploadKind
    options: Mapping[str, Any]
    told: int = field(default=0)
    looked_s: float = field(default=0.0)


def new_job(row: MediaRow, options: Mapping[str, Any]) -> MediaJobRow:
    """Give the row of work that waits for its turn."""
    return MediaJobRow(
        media_id=row.id,
        kind=row.kind,
        state=JobState.QUEUED.value,
        progress=0,
        options=dict(options),
        unit_id=row.unit_id,
        account_id=row.account_id,
        tries=0,
        created_at=row.created_at,
    )


def work_off_films(resources: "Resources") -> int:
    """Work off the films that wait; gives how many."""
    return _work_off(resources, 0)


def work_off_others(resources: "Resources") -> int:
    """Work off documents and recordings that wait; gives how many."""
    return _work_off(resources, 1)


def cancel_media(resources: "Resources", actor: Actor, media_id: str) -> None:
    """Give up the work on a media; its child is killed within a second or two.

    Raises: NotFoundError, ForbiddenError, ConflictError when it is over already.
    """
    at = resources.clock.now()

    def work(session: Session) -> None:
        row, job = session.get(MediaRow, media_id), session.get(MediaJobRow, media_id)
        if row is None or not permissions.can(resources, actor, Right.READ, row.unit_id):
            raise NotFoundError("There is no file {media}.", media=media_id)
        permissions.require(resources, actor, Right.ADD_MEDIA, row.unit_id)
        if job is None or job.state not in (JobState.QUEUED.value, JobState.RUNNING.value):
            raise ConflictError("This file is not being prepared.", code="not_in_this_state")
        job.state, job.ended_at = JobState.CANCELLED.value, at
        row.state = MediaState.CANCELLED.value
        audit.record(
            session,
            at=at,
            actor=actor,
            action="media.cancelled",
            subject=media_id,
            unit_id=row.unit_id,
            details={"name": row.name},
        )

    resources.database.write(work)
    resources.offload(lambda: waiting_path(resources, media_id).unlink(missing_ok=True))


def _work_off(resources: "Resources", lane: int) -> int:
    if not _lanes[lane].acquire(blocking=False):
        return 0
    try:
        count = 0
        while (task := resources.database.write(lambda s: _claim(resources, s, lane))) is not None:
            _working.add(task.media_id)
            try:
                _do(resources, task)
            finally:
                _working.discard(task.media_id)
            count += 1
        return count
    finally:
        _lanes[lane].release()


def _claim(resources: "Resources", session: Session, lane: int) -> _Task | None:
    """Take the oldest that waits; what another process left running waits again."""
    now = resources.clock.now()
    query = select(MediaJobRow).where(
        MediaJobRow.state.in_([JobState.QUEUED.value, JobState.RUNNING.value]),
        MediaJobRow.kind.in_([kind.value for kind in LANES[lane]]),
    )
    for job in session.scalars(query.order_by(MediaJobRow.created_at, MediaJobRow.media_id)):
        if job.media_id in _working or (job.ended_at and now - job.ended_at < ROOM_AGAIN):
            continue
        if job.tries >= MOST_TRIES:
            _fail(session, job, LOST, {}, now)
            continue
        job.state, job.started_at, job.progress = JobState.RUNNING.value, now, 0
        job.message, job.ended_at = None, None
        job.tries += 1
        return _Task(job.media_id, UploadKind(job.kind), dict(job.options))
    return None


def _do(resources: "Resources", task: _Task) -> None:
    """Do one piece of work to its end, whatever that is."""
    upload = waiting_path(resources, task.media_id)
    try:
        if not upload.is_file():
            _end(resources, task, GONE, {})
            return
        made = with_room(resources, lambda: _make(resources, task, upload))
    except CancelledError:
        log.info("media_cancelled", media=task.media_id)
    except ContentError as error:
        if error.code == STORAGE_FULL:
            resources.database.write(lambda session: _wait_for_room(resources, session, task))
            return
        _end(resources, task, error.message, error.params)
    except Exception:  # the row must not stay running for ever
        log.exception("media_failed", media=task.media_id)
        _end(resources, task, FAULT, {})
    else:
        resources.database.write(lambda session: _finish(resources, session, task, made))
    upload.unlink(missing_ok=True)


def _make(resources: "Resources", task: _Task, upload: Path) -> Made:
    def tell(progress: int) -> bool:
        return _tell(resources, task, progress)

    with working_folder(resources) as folder:
        return make(resources, task.kind, upload, folder, task.options, tell)


def _tell(resources: "Resources", task: _Task, progress: int) -> bool:
    """Write the progress down now and then; False once the work was cancelled."""
    now_s = resources.clock.monotonic_s()
    if now_s - task.looked_s < LOOK_EVERY_S:
        return True
    task.looked_s = now_s

    def work(session: Session) -> bool:
        job = session.get(MediaJobRow, task.media_id)
        if job is None or job.state != JobState.RUNNING.value:
            return False
        job.progress = max(job.progress, progress)
        return True

    if progress == task.told:
        query = select(MediaJobRow.state).where(MediaJobRow.media_id == task.media_id)
        state = resources.database.read(lambda session: session.scalar(query))
        return state == JobState.RUNNING.value
    task.told = progress
    return resources.database.write(work)


def _finish(resources: "Resources", session: Session, task: _Task, made: Made) -> None:
    job = session.get(MediaJobRow, task.media_id)
    row = session.get(MediaRow, task.media_id)
    if job is None or row is None or job.state != JobState.RUNNING.value:
        return
    now = resources.clock.now()
    fill(session, row, made)
    job.state, job.progress, job.ended_at = JobState.DONE.value, 100, now
    audit.record(
        session,
        at=now,
        actor=None,
        action="media.ready",
        subject=row.id,
        unit_id=row.unit_id,
        details={"sha256": row.sha256, "name": row.name, "bytes": row.bytes, "kind": row.kind},
    )


def _wait_for_room(resources: "Resources", session: Session, task: _Task) -> None:
    """Put it back into the queue, upload and all: the file is not at fault."""
    job = session.get(MediaJobRow, task.media_id)
    if job is None or job.state != JobState.RUNNING.value:
        return
    job.state, job.progress, job.tries = JobState.QUEUED.value, 0, job.tries - 1
    job.message, job.message_params = NO_ROOM, {}
    job.ended_at = resources.clock.now()


def _end(resources: "Resources", task: _Task, message: str, params: Mapping[str, object]) -> None:
    def work(session: Session) -> None:
        job = session.get(MediaJobRow, task.media_id)
        if job is not None and job.state == JobState.RUNNING.value:
            _fail(session, job, message, params, resources.clock.now())

    resources.database.write(work)


def _fail(
    session: Session,
    job: MediaJobRow,
    message: str,
    params: Mapping[str, object],
    now: datetime,
) -> None:
    job.state, job.ended_at = JobState.FAILED.value, now
    job.message, job.message_params = message, dict(params)
    row = session.get(MediaRow, job.media_id)
    if row is not None:
        row.state = MediaState.FAILED.value
