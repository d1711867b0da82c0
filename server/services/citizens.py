"""What anybody may read: approved notices in full, and what a unit's boards show now."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.alert import Alert, precedence
from content.attachment import MOST_SHEETS
from content.errors import ContentError, NotFoundError
from content.instant import parse_instant
from content.manifest import PUBLIC_BEFORE
from content.notice import NoticeContent
from content.trust import Envelope
from content.unit import Unit
from server.services.alert_book import BookAlert
from server.services.boards import BoardRecord
from server.services.media_carried import read_carried
from server.storage.tables import AccountRow
from server.storage.tables.notices import NoticeRevisionRow, NoticeRow

if TYPE_CHECKING:
    from server.services.resources import Resources


class WithdrawnError(ContentError):
    """Say that a notice was public and has been taken down."""

    code = "gone"


@dataclass(frozen=True, slots=True)
class Picture:
    """Name a picture that boards show too."""

    sha256: str
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True)
class PublicNotice:
    """Show the approved revision that is on the boards; `approver` is a person's name."""

    id: str
    content: NoticeContent
    revision: int
    issuer: str
    approver: str
    posted_at: datetime
    pictures: tuple[Picture, ...]
    boards: tuple[str, ...] = ()
    recordings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class OnNow:
    """Show one notice that a unit's boards carry now; `source` may be empty."""

    notice: str
    title: str
    category: str
    posted_at: datetime
    until: datetime | None
    source: str


@dataclass(frozen=True, slots=True)
class PublicAlert:
    """Show an alert in force; a drill says so."""

    alert: Alert
    issued_at: datetime


def public_notice(resources: "Resources", notice_id: str) -> PublicNotice:
    """Give a notice in full.

    Raises: NotFoundError for one that was never public, WithdrawnError for one taken down.
    """
    now = resources.clock.now()
    found = resources.database.read(lambda session: _read(session, notice_id))
    content = found.content
    if content.valid_from is not None and now < content.valid_from - PUBLIC_BEFORE:
        raise _unknown()
    boards = resources.boards.matching(content.targets)
    names = sorted(board.name for board in boards if content.unit_id in board.addressee.path)
    return replace(found, boards=tuple(names))


def on_now(resources: "Resources", unit: Unit) -> tuple[OnNow, ...]:
    """List what the unit's own boards carry now, the newest first; shared scores count once."""
    now = resources.clock.now()
    scores = {}
    for board in boards_of(resources, unit):
        if board.slate is None:
            score = resources.scores.score_for(board.id)
            scores[score.digest] = score
    found: dict[str, OnNow] = {}
    for score in scores.values():
        for name, listed in json.loads(score.payload)["items"].items():
            if "." not in name and _includes(listed, now):
                found[name] = _on_now(json.loads(score.items[listed["digest"]]))
    return tuple(sorted(found.values(), key=lambda one: (one.posted_at, one.notice), reverse=True))


def boards_of(resources: "Resources", unit: Unit) -> tuple[BoardRecord, ...]:
    """List the boards that hang in exactly this unit."""
    return tuple(board for board in resources.boards.in_service() if board.unit_id == unit.id)


def alerts_on(resources: "Resources", unit: Unit) -> tuple[PublicAlert, ...]:
    """List the alerts in force on the unit's boards, drills last, the gravest and newest first."""
    now = resources.clock.now()
    boards = boards_of(resources, unit)
    found = [
        alert_of(alert)
        for alert in resources.alerts.snapshot().officers
        if alert.effective <= now and any(alert.concerns(b.addressee, now) for b in boards)
    ]
    return tuple(PublicAlert(alert, alert.issued_at) for alert in precedence(found))


def _read(session: Session, notice_id: str) -> PublicNotice:
    notice = session.get(NoticeRow, notice_id)
    if notice is None:
        raise _unknown()
    if notice.shown_revision is None:
        if _was_approved(session, notice_id):
            raise WithdrawnError("This notice was taken down: {reason}", reason=_reason(notice))
        raise _unknown()
    row = session.get_one(NoticeRevisionRow, (notice_id, notice.shown_revision))
    content = NoticeContent.from_dict(row.content)
    approver = session.get(AccountRow, row.decided_by) if row.decided_by else None
    return PublicNotice(
        notice.id,
        content,
        row.revision,
        notice.issuer_name,
        approver.name if approver else "",
        row.approved_at or row.created_at,
        _pictures(session, content.media),
        recordings=_recordings(session, content),
    )


def _reason(notice: NoticeRow) -> str:
    return notice.withdrawn_reason or ""


def _was_approved(session: Session, notice_id: str) -> bool:
    query = select(NoticeRevisionRow.revision).where(
        NoticeRevisionRow.notice_id == notice_id, NoticeRevisionRow.approved_at.is_not(None)
    )
    return session.scalar(query.limit(1)) is not None


def _pictures(session: Session, media: Iterable[str]) -> tuple[Picture, ...]:
    names = tuple(media)
    carried = read_carried(session, set(names))
    attached = carried.attached(names)
    sheets = (file for document in attached.documents for file in document[:MOST_SHEETS])
    posters = (film.poster for film in attached.films)
    files = (*carried.pictures(names), *sheets, *posters)
    return tuple(Picture(file.digest, file.width, file.height) for file in files)


def _recordings(session: Session, content: NoticeContent) -> tuple[tuple[str, str], ...]:
    """Give language and digest of what can be heard."""
    carried = read_carried(session, {audio for _, audio in content.recordings})
    return tuple((tag, file.digest) for tag, file in carried.recordings(content.recordings))


def _includes(listed: dict[str, Any], now: datetime) -> bool:
    begins, ends = listed.get("from"), listed.get("until")
    has_begun = begins is None or parse_instant(begins) <= now
    return has_begun and (ends is None or now < parse_instant(ends))


def _on_now(item: dict[str, Any]) -> OnNow:
    until = item.get("until")
    return OnNow(
        item["notice"],
        item["title"],
        item["category"],
        parse_instant(item["posted_at"]),
        parse_instant(until) if until else None,
        item.get("source") or "",
    )


def alert_of(alert: BookAlert) -> Alert:
    """Read the alert out of its signed statement."""
    return Alert.from_payload(json.loads(Envelope.from_dict(alert.envelope, "alert").payload))


def _unknown() -> NotFoundError:
    return NotFoundError("There is no such notice, or it is not public.")
