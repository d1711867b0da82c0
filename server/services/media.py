"""Taking in uploads: what is quick is done at once, what is long waits as a row for its turn."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.errors import InvalidInputError, NotFoundError
from content.text import clean_line
from server.services import audit, media_jobs, permissions
from server.services.actor import Actor
from server.services.media_making import Made, Plan, look_into, make
from server.services.media_quota import require_room
from server.services.media_rows import (
    MediaState,
    MediaView,
    blank_row,
    copy_of,
    fill,
    find_twin,
    find_working,
    views_of,
)
from server.services.media_spool import (
    Spooled,
    waiting_path,
    with_room,
    working_folder,
    write_down,
)
from server.services.permissions import Right
from server.storage.tables.media import MediaRow

if TYPE_CHECKING:
    from server.services.resources import Resources

__all__ = ["MediaState", "MediaView", "add_media", "get_media", "list_media", "require_ready"]

MOST_AT_ONCE = 2
WAIT_S = 0.05
LONGEST_NAME = 200
_slots = threading.Semaphore(MOST_AT_ONCE)


@dataclass(frozen=True, slots=True)
class Intake:
    """Say of an upload what it is called, for which unit, and whose it is.

    `actor` None: nobody's deed, it came by itself.
    """

    name: str
    unit_id: str
    account_id: str
    actor: Actor | None
    is_paper: bool = False


def add_media(
    resources: "Resources",
    actor: Actor,
    source: bytes | BinaryIO,
    name: str,
    unit_id: str,
    *,
    is_paper: bool = False,
) -> MediaView:
    """Take in a picture, document, film or recording for a unit.

    Long ones come back as `processing`; `is_paper` straightens the photo of a paper notice.
    Raises: ForbiddenError, TooLargeError, UnsupportedMediaError, InvalidInputError.
    """
    permissions.require(resources, actor, Right.ADD_MEDIA, unit_id)
    intake = Intake(name, unit_id, actor.account_id, actor, is_paper)
    return take_in(resources, source, intake)


def take_in(resources: "Resources", source: bytes | BinaryIO, intake: Intake) -> MediaView:
    """Do so in the name of whoever may; those rights are the caller's matter.

    Raises: TooLargeError, UnsupportedMediaError, InvalidInputError.
    """
    resources.database.read(lambda session: require_room(resources, session, intake.unit_id))
    intake = replace(intake, name=clean_line(intake.name)[:LONGEST_NAME] or "file")

    def work() -> MediaView:
        with working_folder(resources) as folder:
            upload = write_down(source, folder, intake.name)
            return _settle(resources, upload, folder, intake)

    with _slot(resources):
        return resources.offload(lambda: with_room(resources, work))


def get_media(resources: "Resources", actor: Actor, media_id: str) -> MediaView:
    """Show one upload. Raises: NotFoundError, also for one the actor may not see."""
    found = list_media(resources, actor, (media_id,))
    if not found:
        raise NotFoundError("There is no file {media}.", media=media_id)
    return found[0]


def list_media(
    resources: "Resources", actor: Actor, media_ids: Sequence[str]
) -> tuple[MediaView, ...]:
    """Show these uploads in this order, without those the actor may not see."""

    def work(session: Session) -> list[MediaView]:
        rows = session.scalars(select(MediaRow).where(MediaRow.id.in_(media_ids)))
        return views_of(session, rows)

    found = {view.id: view for view in resources.database.read(work)}
    return tuple(
        found[name]
        for name in media_ids
        if name in found and permissions.can(resources, actor, Right.READ, found[name].unit_id)
    )


def require_ready(session: Session, media_ids: Sequence[str]) -> None:
    """Refuse media that boards cannot show yet. Raises: InvalidInputError."""
    if not media_ids:
        return
    rows = session.scalars(select(MediaRow).where(MediaRow.id.in_(media_ids)))
    for view in views_of(session, rows):
        if view.state is MediaState.PROCESSING:
            raise InvalidInputError(
                "“{name}” is still being prepared ({progress} %). Send the notice for approval "
                "when it is ready; the draft is saved.",
                field="media",
                code="media_not_ready",
                name=view.name,
                progress=view.progress,
            )
        if not view.is_ready:
            raise InvalidInputError(
                "“{name}” could not be prepared. Take it out or send it again.",
                field="media",
                code="media_failed",
                name=view.name,
            )


@contextmanager
def _slot(resources: "Resources") -> Iterator[None]:
    """Wait for one of the few places; only the calling greenlet waits."""
    while not _slots.acquire(blocking=False):
        resources.clock.sleep(WAIT_S)
    try:
        yield
    finally:
        _slots.release()


def _settle(resources: "Resources", upload: Spooled, folder: Path, intake: Intake) -> MediaView:
    """Use what the same bytes gave before, or make it, now or later."""
    at, is_paper, owner = resources.clock.now(), intake.is_paper, intake.account_id
    row = blank_row(owner, intake.unit_id, intake.name, at, upload.kind.value)
    row.original_sha256, row.is_paper = upload.sha256, is_paper
    made, plan = _known(resources, upload, is_paper=is_paper), None
    if made is None:
        plan = look_into(upload, folder, is_paper=is_paper)
        if not plan.is_long:
            made = make(resources, upload.kind, upload.path, folder, plan.options)
    if made is None:
        upload.path.replace(waiting_path(resources, row.id))

    def work(session: Session) -> MediaView:
        if made is not None:
            fill(session, row, made)
        elif plan is not None:
            known = find_working(session, upload.sha256, intake.unit_id, owner)
            if known is not None:
                return views_of(session, (known,))[0]
            _wait(session, row, upload, plan)
        details = {"sha256": row.sha256, "name": row.name, "bytes": row.bytes, "kind": row.kind}
        audit.record(
            session,
            at=at,
            actor=intake.actor,
            action="media.added",
            subject=row.id,
            unit_id=intake.unit_id,
            details=details,
        )
        return views_of(session, (row,))[0]

    return resources.database.write(work)


def _known(resources: "Resources", upload: Spooled, *, is_paper: bool) -> Made | None:
    """Give what the same bytes gave before, if its files are all there."""

    def work(session: Session) -> Made | None:
        twin = find_twin(session, upload.sha256, is_paper=is_paper)
        return None if twin is None else copy_of(session, twin)

    made = resources.database.read(work)
    if made is None or not all(resources.media.renew(one.sha256) for one in made.stored):
        return None
    return made


def _wait(session: Session, row: MediaRow, upload: Spooled, plan: Plan) -> None:
    """Put the upload in the queue."""
    row.sha256, row.bytes = upload.sha256, upload.bytes
    row.pages, row.width, row.height = plan.pages, plan.width, plan.height
    row.seconds = plan.seconds
    session.add(row)
    session.flush()
    session.add(media_jobs.new_job(row, plan.options))
    session.flush()
