"""Pictures and recordings of messages from outside: noted, and put into what a message became."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.alert import Alert
from content.alert_heard import Origin
from content.alert_info import AlertInfo
from content.cap import CapMessage, CapProblem
from content.cap_files import FileKind, files_of
from content.notice import MOST_MEDIA, NoticeContent
from content.tongues import LONGEST_SPOKEN_S
from server.locale import N_
from server.services.actor import Actor
from server.services.cap_messages import get_message
from server.services.media_carried import Carried, read_carried
from server.services.speaking import Spoken
from server.storage.tables import CapFileRow, CapMessageRow, MediaRow

if TYPE_CHECKING:
    from server.services.resources import Resources

TOO_LATE = CapProblem(
    "too_late",
    N_("It came after officers had approved the alert, which goes on without it."),
)
NO_ROOM = CapProblem("no_room", N_("An alert's page shows no picture; it is kept here."))
NO_WORDS = CapProblem("no_words", N_("It goes with words that are on no board; it is kept here."))
TOO_LONG = CapProblem(
    "recording_too_long",
    N_("It is longer than {most} minutes; it is kept here."),
    None,
    {"most": LONGEST_SPOKEN_S // 60},
)


class FileState(StrEnum):
    """Name how far a file has come."""

    WAITS = "waits"
    PREPARING = "preparing"
    READY = "ready"
    USED = "used"
    KEPT = "kept"
    FAILED = "failed"


@dataclass(frozen=True)
class _Sound:
    row: CapFileRow
    spoken: Spoken


def note_files(session: Session, row: CapMessageRow, message: CapMessage, now: datetime) -> None:
    """Write down what a message names, to be fetched from now on; once more changes nothing."""
    if session.get(CapFileRow, (row.id, 0)) is not None:
        return
    session.add_all(
        CapFileRow(
            message_id=row.id,
            place=place,
            kind=file.kind.value,
            language=file.language,
            headline=file.headline,
            description=file.description[:300],
            state=FileState.WAITS.value,
            tries=0,
            next_at=now,
            reason_params={},
        )
        for place, file in enumerate(files_of(message))
    )
    session.flush()


def files_in(session: Session, message_id: str, *states: FileState) -> list[CapFileRow]:
    """List a message's files, those in some states alone where any are named."""
    query = select(CapFileRow).where(CapFileRow.message_id == message_id)
    if states:
        query = query.where(CapFileRow.state.in_([str(state) for state in states]))
    return list(session.scalars(query.order_by(CapFileRow.place)))


def put_on(
    session: Session, row: CapMessageRow, made: Alert | NoticeContent
) -> Alert | NoticeContent:
    """Give an alert or a notice with the files of its message that are there by now."""
    rows = files_in(session, row.id, FileState.READY, FileState.USED)
    if not rows:
        return made
    carried = read_carried(session, {str(one.media_id) for one in rows})
    if isinstance(made, Alert):
        return _on_alert(made, _sounds(rows, carried))
    return _on_notice(made, rows, carried)


def names_file(made: Alert | NoticeContent, row: CapFileRow, carried: Carried) -> bool:
    """Tell whether an alert or a notice has this file."""
    if isinstance(made, Alert):
        return any(one.spoken.sha256 in made.media for one in _sounds([row], carried))
    return row.media_id in made.all_media


def is_too_long(row: CapFileRow, carried: Carried) -> bool:
    """Tell whether it is a recording longer than boards play."""
    return (carried.seconds.get(str(row.media_id)) or 0) > LONGEST_SPOKEN_S


def _sounds(rows: Iterable[CapFileRow], carried: Carried) -> list[_Sound]:
    found = []
    for row in rows:
        named = [(row.language, str(row.media_id))]
        for _, file in carried.recordings(named):
            seconds = file.seconds or 0.0
            if row.kind == FileKind.SOUND and seconds <= LONGEST_SPOKEN_S:
                found.append(_Sound(row, Spoken(file.digest, file.bytes, round(seconds, 2))))
    return found


def _on_alert(alert: Alert, sounds: Sequence[_Sound]) -> Alert:
    if alert.silent:
        return alert
    info, media = [], dict(alert.media)
    for one in alert.info:
        sound = next((sound for sound in sounds if _is_said(sound.row, one)), None)
        if sound is not None:
            told = {**sound.spoken.to_dict(), "origin": str(Origin.RECORDING)}
            media[sound.spoken.sha256] = told
            one = replace(one, audio=sound.spoken.sha256)
        info.append(one)
    return replace(alert, info=tuple(info), media=media)


def _is_said(row: CapFileRow, info: AlertInfo) -> bool:
    return (row.language, row.headline) == (info.language, info.headline)


def _on_notice(
    content: NoticeContent, rows: Sequence[CapFileRow], carried: Carried
) -> NoticeContent:
    titles = {content.title, *(one.title for one in content.translations)}
    meant = [row for row in rows if row.kind == FileKind.PICTURE and row.headline in titles]
    pictures = [name for row in meant if carried.pictures([name := str(row.media_id)])]
    sounds = _sounds(rows, carried)
    return replace(
        content,
        media=tuple(dict.fromkeys((*content.media, *pictures)))[:MOST_MEDIA],
        audio=_voice(sounds, content.language, content.title) or content.audio,
        translations=tuple(
            replace(one, audio=_voice(sounds, one.language, one.title) or one.audio)
            for one in content.translations
        ),
    )


def _voice(sounds: Sequence[_Sound], language: str, title: str) -> str | None:
    """Find the recording of these words; a notice knows a language by its first part alone."""
    for sound in sounds:
        if sound.row.language.split("-")[0] == language and sound.row.headline == title:
            return sound.row.media_id
    return None


@dataclass(frozen=True)
class FileView:
    """A file as its message's page shows it; `reason` is a template, `media_id` None: not kept."""

    kind: str
    language: str
    description: str
    state: str
    media_id: str | None
    reason: str
    reason_params: Mapping[str, object]


def list_files(resources: "Resources", actor: Actor, message_id: str) -> tuple[FileView, ...]:
    """List what a message names, as far as it is here. Raises: NotFoundError."""
    get_message(resources, actor, message_id)

    def work(session: Session) -> tuple[FileView, ...]:
        rows = files_in(session, message_id)
        ids = [row.media_id for row in rows if row.media_id]
        query = select(MediaRow.id).where(MediaRow.id.in_(ids))
        kept = set(session.scalars(query)) if ids else set()
        return tuple(
            FileView(
                row.kind, row.language, row.description, row.state,
                row.media_id if row.media_id in kept else None,
                row.reason or "", row.reason_params or {},
            )
            for row in rows
        )  # fmt: skip

    return resources.database.read(work)
