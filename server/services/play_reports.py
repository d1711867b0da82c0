"""Plan against fact of a board and a day: what its score had, and what the board says it showed."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.errors import InvalidInputError
from content.play_plan import HourState, PlayHour, Seconds, Span, compare, hour_of
from content.rotation import local_midnight
from content.schedule import TIMEZONE
from server.services import board_views
from server.services.actor import Actor
from server.services.boards import BoardRecord
from server.services.past_scores import PastPlan, plan_of
from server.services.plays import KEPT
from server.storage.tables.ledger import DeliveryRow, PlayRow
from server.storage.tables.notices import NoticeRevisionRow
from server.storage.tables.system import AuditRow

if TYPE_CHECKING:
    from server.services.resources import Resources

DAYS_BACK = KEPT.days - 1
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PlayReport:
    """Hold a board's day, hour by hour; `titles` names items, `records` counts signed records."""

    board: BoardRecord
    day: date
    hours: tuple[PlayHour, ...]
    titles: dict[str, str]
    records: int

    def count(self, state: HourState) -> int:
        """Count the hours that went so."""
        return sum(hour.state is state for hour in self.hours)


@dataclass(frozen=True, slots=True)
class _Facts:
    shown: Seconds
    reported: frozenset[datetime]
    covers: tuple[Span, ...]
    titles: dict[str, str]
    records: int


def report_of(resources: "Resources", actor: Actor, board_id: str, day: date) -> PlayReport:
    """Hold a day of a board against the plan, today up to now.

    Raises: NotFoundError; InvalidInputError for a day to come, or longer ago than records last.
    """
    board = board_views.get_board(resources, actor, board_id).record
    now = resources.clock.now()
    today = now.astimezone(TIMEZONE).date()
    if not today - timedelta(days=DAYS_BACK) <= day <= today:
        raise InvalidInputError(
            "Ask for today or one of the {days} days before.", field="day", days=DAYS_BACK
        )
    span = _in_service(board, local_midnight(day), min(now, local_midnight(day + _DAY)))
    if span[0] >= span[1]:
        return PlayReport(board, day, (), {}, 0)
    facts = resources.database.read(lambda session: _facts(session, board, span, now))
    plan: PastPlan = resources.offload(lambda: plan_of(resources, board, span))
    hours = compare(plan.seconds, facts.shown, facts.reported, facts.covers, span, now)
    return PlayReport(board, day, hours, facts.titles | plan.titles, facts.records)


def _in_service(board: BoardRecord, start: datetime, end: datetime) -> Span:
    return max(start, board.paired_at), min(end, board.revoked_at or end)


def _facts(session: Session, board: BoardRecord, span: Span, now: datetime) -> _Facts:
    start, end = span
    query = select(PlayRow).where(
        PlayRow.board_id == board.id, PlayRow.from_at >= hour_of(start), PlayRow.from_at < end
    )
    rows = session.scalars(query).all()
    shown: Seconds = defaultdict(float)
    for row in rows:
        shown[hour_of(row.from_at), row.item] += row.seconds
    covers = (*_alerts(session, board, span, now), *_slates(session, board, span, now))
    return _Facts(
        dict(shown),
        frozenset(hour_of(row.from_at) for row in rows),
        covers,
        _titles(session, {row.item for row in rows}),
        len(rows),
    )


def _alerts(session: Session, board: BoardRecord, span: Span, now: datetime) -> Iterable[Span]:
    """Give when alerts lay over the score, as the board's receipts say."""
    query = select(DeliveryRow.painted_at, DeliveryRow.ended_at).where(
        DeliveryRow.board_id == board.id, DeliveryRow.painted_at < span[1]
    )
    for painted_at, ended_at in session.execute(query):
        if painted_at is not None and (ended_at is None or ended_at > span[0]):
            yield painted_at, ended_at or now


def _slates(session: Session, board: BoardRecord, span: Span, now: datetime) -> Iterable[Span]:
    """Give when the stop button had put the waiting screen over everything."""
    query = select(AuditRow.at, AuditRow.details).where(
        AuditRow.action == "board.slate",
        AuditRow.unit_id.in_(sorted(board.addressee.path)),
        AuditRow.at < span[1],
    )
    begun: datetime | None = None
    for at, text in session.execute(query.order_by(AuditRow.seq)):
        details = json.loads(text)
        if board.id not in details["boards"]:
            continue
        if details["text"] is not None:
            begun = begun or at
        elif begun is not None:
            yield begun, at
            begun = None
    if begun is not None:
        yield begun, now


def _titles(session: Session, items: Iterable[str]) -> dict[str, str]:
    query = select(NoticeRevisionRow.notice_id, NoticeRevisionRow.title)
    query = query.where(NoticeRevisionRow.notice_id.in_(sorted(items)))
    return {
        notice: title
        for notice, title in session.execute(query.order_by(NoticeRevisionRow.revision))
    }
