"""Our own alerts as CAP: which are told to the world, and their messages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from content.cap import CapMessage, CapStatus
from content.cap_atom import AtomEntry
from content.cap_outgoing import message_of
from content.errors import NotFoundError
from server.services.alert_rows import alert_of
from server.storage.tables.alerts import AlertRevisionRow, AlertRow

if TYPE_CHECKING:
    from server.services.resources import Resources

LATELY = timedelta(hours=24)
"""So long after its last change an alert that is over stays in the feed."""
MOST_ENTRIES = 200
_MOST_DIGITS = 10
_REAL = str(CapStatus.ACTUAL)


@dataclass(frozen=True, slots=True)
class CapFeed:
    """Hold the newest message of each alert, and when the last of them changed."""

    entries: tuple[AtomEntry, ...]
    changed_at: datetime | None


def cap_feed(resources: "Resources") -> CapFeed:
    """List alerts in force, and those that changed or ended lately; silent tests never.

    However many drills there are, no real alert gives way to one.
    """
    since, now = resources.clock.now() - LATELY, resources.clock.now()

    def work(session: Session) -> CapFeed:
        recent = (
            select(AlertRevisionRow.alert_id, func.min(AlertRevisionRow.status).label("status"))
            .where(AlertRevisionRow.sequence.is_not(None))
            .where(or_(AlertRevisionRow.expires > now, AlertRevisionRow.decided_at > since))
            .group_by(AlertRevisionRow.alert_id)
            .subquery()
        )
        query = (
            select(AlertRow)
            .join(recent, recent.c.alert_id == AlertRow.id)
            .order_by(recent.c.status != _REAL, AlertRow.created_at.desc())
            .limit(MOST_ENTRIES)
        )
        told = _told(session, session.scalars(query).all())
        entries = tuple(_entry(resources, row, revisions) for row, revisions in told)
        changes = [one.decided_at for _, revisions in told for one in revisions]
        return CapFeed(entries, max((at for at in changes if at is not None), default=None))

    return resources.database.read(work)


def cap_message(resources: "Resources", name: str) -> tuple[CapMessage, datetime | None]:
    """Give a message and when it was sent, by `identifier.revision`.

    The alert's own identifier gives its newest message. Raises: NotFoundError.
    """

    def work(session: Session) -> tuple[CapMessage, datetime | None]:
        identifier, _, number = name.rpartition(".")
        row = _row(session, name)
        if row is None and number.isascii() and number.isdecimal() and len(number) < _MOST_DIGITS:
            row = _row(session, identifier)
        else:
            number = ""
        told = _told(session, [row] if row is not None else [])
        revisions = [
            one for _, found in told for one in found if not number or one.revision <= int(number)
        ]
        if not revisions or (number and revisions[-1].revision != int(number)):
            raise NotFoundError("There is no alert {alert}.", alert=name[:60])
        return _message(resources, told[0][0], revisions), revisions[-1].decided_at

    return resources.database.read(work)


def _row(session: Session, identifier: str) -> AlertRow | None:
    return session.scalar(select(AlertRow).where(AlertRow.identifier == identifier))


def _told(
    session: Session, rows: Sequence[AlertRow]
) -> list[tuple[AlertRow, list[AlertRevisionRow]]]:
    """Give each alert that is no silent test with the revisions that went out, in order.

    A real alert without sound, as an all-clear is, is told: others must learn of it.
    """
    query = (
        select(AlertRevisionRow)
        .where(AlertRevisionRow.alert_id.in_([row.id for row in rows]))
        .where(AlertRevisionRow.sequence.is_not(None))
        .order_by(AlertRevisionRow.revision)
    )
    held: dict[str, list[AlertRevisionRow]] = {}
    for revision in session.scalars(query):
        held.setdefault(revision.alert_id, []).append(revision)
    out = ((row, held.get(row.id, [])) for row in rows)
    return [(row, found) for row, found in out if found and not _is_test(found)]


def _is_test(revisions: Iterable[AlertRevisionRow]) -> bool:
    alerts = map(alert_of, revisions)
    return any(alert.is_drill and (alert.silent or alert.unseen) for alert in alerts)


def _message(
    resources: "Resources", row: AlertRow, revisions: Sequence[AlertRevisionRow]
) -> CapMessage:
    alerts = [alert_of(revision) for revision in revisions]
    return message_of(alerts, row.unit_id, resources.units.tree(), resources.settings.address)


def _entry(
    resources: "Resources", row: AlertRow, revisions: Sequence[AlertRevisionRow]
) -> AtomEntry:
    path = f"/feeds/cap/{row.identifier}.{revisions[-1].revision}"
    return AtomEntry(_message(resources, row, revisions), path)
