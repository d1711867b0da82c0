"""Fetching what messages from outside name, and putting it into what they have become.

The alert goes out at once; a file that comes later makes a further revision of it. Only the server
fetches, by the one client there is; a board gets what the server has made of it, from the server.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from content.cap_files import CapFile, FileKind, check_bytes, files_of
from content.errors import ContentError, InvalidInputError
from server.locale import N_
from server.render.kinds import UploadKind
from server.services import fetching, polling
from server.services.cap_file_using import use_ready
from server.services.cap_files import FileState
from server.services.cap_past import message_in
from server.services.fetching import Call, FetchError, fetch
from server.services.media import Intake, take_in
from server.services.media_rows import MediaState, MediaView, views_of
from server.services.media_spool import STORAGE_FULL
from server.storage.tables import CapFileRow, CapMessageRow, CapSourceRow, MediaRow

if TYPE_CHECKING:
    from server.services.resources import Resources

EVERY_S, ROUND_S = 2.0, 20.0
MOST_BYTES = fetching.MOST_BYTES
WAITS = tuple(timedelta(seconds=s) for s in (15, 60, 300, 900))
CLAIMED_FOR = timedelta(minutes=2)
BATCH = 5
_KINDS = {FileKind.PICTURE: UploadKind.PICTURE, FileKind.SOUND: UploadKind.SOUND}
_FAMILIES = {FileKind.PICTURE: "image/", FileKind.SOUND: "audio/"}
_UNTYPED = "application/octet-stream"
_WORDS = {
    fetching.NO_ADDRESS: N_("It lies at no https address and is not fetched."),
    fetching.TOO_LARGE: N_("{host} sends more than {most} KB at once."),
}
_LOST = N_("It could not be prepared.")
_PASSING = frozenset({FetchError.code, fetching.TOO_SLOW, STORAGE_FULL})
_Key = tuple[str, int]
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _Wanted:
    """One file to be had: where it lies, and in whose name it is kept."""

    file: CapFile
    unit_id: str
    account_id: str
    is_signed: bool


def fetch_files(resources: "Resources") -> int:
    """Fetch the files whose time has come; give their number. The chore."""
    began_s, count = resources.clock.monotonic_s(), 0
    while resources.clock.monotonic_s() - began_s < ROUND_S:
        claimed = _claim(resources)
        for key in claimed:
            _fetch_one(resources, key)
        count += len(claimed)
        if len(claimed) < BATCH:
            break
    use_ready(resources)
    return count


def _claim(resources: "Resources") -> list[_Key]:
    """Take the files that are due the longest, so that nobody else fetches them too."""
    now = resources.clock.now()
    due = (
        select(CapFileRow)
        .where(CapFileRow.next_at <= now)
        .order_by(CapFileRow.next_at, CapFileRow.message_id, CapFileRow.place)
        .limit(BATCH)
    )
    if resources.database.read(lambda session: session.scalars(due).first()) is None:
        return []

    def work(session: Session) -> list[_Key]:
        rows = session.scalars(due).all()
        for row in rows:
            row.next_at = now + CLAIMED_FOR
        return [(row.message_id, row.place) for row in rows]

    return resources.database.write(work)


def _fetch_one(resources: "Resources", key: _Key) -> None:
    """Have one file, or look whether one that takes long is ready; keep how it went."""
    state, wanted = resources.database.read(lambda session: _look(session, key))
    if state == FileState.PREPARING:
        resources.database.write(lambda session: _note_work(session, resources, key))
        return
    if wanted is None:
        return
    try:
        view = _take(resources, wanted)
    except ContentError as error:
        failed = error
        resources.database.write(lambda session: _note_failure(session, resources, key, failed))
        log.warning("cap_file_failed", message=key[0], place=key[1], why=str(error))
        return
    resources.database.write(lambda session: _note_media(session, resources, key, view))


def _look(session: Session, key: _Key) -> tuple[str, _Wanted | None]:
    row = session.get(CapFileRow, key)
    message = session.get(CapMessageRow, key[0])
    if row is None or message is None or row.state != FileState.WAITS:
        return (row.state if row is not None else "", None)
    said = message_in(message.judged)
    source = session.get_one(CapSourceRow, message.source_id)
    files = files_of(said) if said is not None else ()
    if row.place >= len(files):
        return row.state, None
    owner = source.created_by or message.received_by or message.decided_by or ""
    return row.state, _Wanted(files[row.place], message.unit_id, owner, bool(source.issuers))


def _take(resources: "Resources", wanted: _Wanted) -> MediaView:
    """Get the bytes, look whether they are what was meant, and have them made anew.

    Raises: ContentError.
    """
    content = wanted.file.content()
    if content is None:
        content = _fetched(resources, wanted)
    check_bytes(wanted.file, content)
    name = wanted.file.name or wanted.file.description
    view = take_in(resources, content, Intake(name, wanted.unit_id, wanted.account_id, None))
    if view.kind != _KINDS[wanted.file.kind]:
        raise InvalidInputError("It is not what the message calls it.", code="file_other")
    return view


def _fetched(resources: "Resources", wanted: _Wanted) -> bytes:
    """Call for the bytes. Raises: ContentError."""
    if wanted.is_signed and wanted.file.digest is None:
        raise InvalidInputError(
            "The message is signed, but names no digest for it: anybody might have changed it.",
            code="file_unsigned",
        )
    url = wanted.file.uri or ""
    family = _FAMILIES[wanted.file.kind]
    call = Call(
        url,
        headers={"Accept": f"{family}*"},
        inside=resources.settings.inside_names,
        most_bytes=MOST_BYTES,
        trusts_loopback=False,
    )
    try:
        answer = resources.offload(lambda: fetch(call))
    except FetchError as error:
        raise polling.in_words(error, url, _WORDS, MOST_BYTES) from error
    polling.require_fine(answer, url)
    if not answer.type.startswith(family) and answer.type != _UNTYPED:
        raise InvalidInputError(
            "{host} sends something else than the message says ({type}).",
            code="file_other",
            host=polling.host_of(url),
            type=answer.type[:60],
        )
    return answer.body


def _note_media(session: Session, resources: "Resources", key: _Key, view: MediaView) -> None:
    row = session.get(CapFileRow, key)
    if row is None:
        return
    row.media_id, row.tries = view.id, row.tries + 1
    _settle_media(session, resources, row, view)


def _note_work(session: Session, resources: "Resources", key: _Key) -> None:
    row = session.get(CapFileRow, key)
    media = session.get(MediaRow, row.media_id) if row is not None and row.media_id else None
    if row is None or media is None:
        return
    _settle_media(session, resources, row, views_of(session, (media,))[0])


def _settle_media(
    session: Session, resources: "Resources", row: CapFileRow, view: MediaView
) -> None:
    """Go on by how far the work on a file has come."""
    now = resources.clock.now()
    if view.state is MediaState.PROCESSING:
        row.state, row.next_at = FileState.PREPARING.value, now + WAITS[0]
    elif view.is_ready:
        row.state, row.next_at = FileState.READY.value, None
        row.reason, row.reason_params = None, {}
    else:
        why = view.reason
        _fail(row, why.message if why else _LOST, why.params if why else {})


def _note_failure(session: Session, resources: "Resources", key: _Key, error: ContentError) -> None:
    """Try again what may be a passing trouble, and give up what is not."""
    row, message = session.get(CapFileRow, key), session.get(CapMessageRow, key[0])
    if row is None or message is None:
        return
    now = resources.clock.now()
    row.tries += 1
    may_pass = error.code in _PASSING or "status" in error.params
    is_passing = may_pass and row.tries <= len(WAITS)
    is_over = message.expires is not None and message.expires <= now
    if is_passing and not is_over:
        row.next_at = now + WAITS[row.tries - 1]
        row.reason, row.reason_params = error.message, _plain(error.params)
    else:
        _fail(row, error.message, error.params)


def _fail(row: CapFileRow, message: str, params: Mapping[str, object]) -> None:
    row.state, row.next_at = FileState.FAILED.value, None
    row.reason, row.reason_params = message, _plain(params)


def _plain(params: Mapping[str, object]) -> dict[str, object]:
    kept = (str, int, float)
    return {name: value for name, value in params.items() if isinstance(value, kept)}
