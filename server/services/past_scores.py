"""What a board was to show on a day gone by, computed again from what was approved at the time.

Manifests are not kept. Wordings, approvals and withdrawals are as they were; the board's place,
its hours and what its units chose of what comes from above are as they are now. Headlines run
in the ticker and take no part.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.item import ItemSource
from content.play_plan import Seconds, Span, planned_seconds
from content.schedule import TIMEZONE
from content.targeting import is_offered
from server.services.boards import BoardRecord
from server.services.manifest_sources import read_wordings
from server.storage.tables.notices import NoticeRow
from server.storage.tables.system import AuditRow

if TYPE_CHECKING:
    from server.services.resources import Resources

_MANY_CHANGES = 48
_SHORTEST = timedelta(minutes=15)
"""On a day of more changes than that, the plan follows them by the quarter of an hour."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Hold a wording and when it was the one on boards; `until` None: still."""

    source: ItemSource
    until: datetime | None

    def covers(self, at: datetime) -> bool:
        """Tell whether it was in force at an instant."""
        return self.source.approved_at <= at and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class PastPlan:
    """Hold the planned seconds of each hour and item, and the items' titles."""

    seconds: Seconds
    titles: dict[str, str]


def plan_of(resources: "Resources", board: BoardRecord, span: Span) -> PastPlan:
    """Plan a span that is over or goes on now. Heavy: call it off the hub."""
    start, end = span
    wordings = _wordings(resources, board, start)
    changes = {one.source.approved_at for one in wordings}
    changes |= {one.until for one in wordings if one.until is not None}
    edges = sorted(at for at in changes if start < at < end)
    shortest = _SHORTEST if len(edges) > _MANY_CHANGES else timedelta(0)
    seconds: Seconds = defaultdict(float)
    at = start
    while at < end:
        in_force = [one.source for one in wordings if one.covers(at)]
        score, good_until = resources.scores.score_of(board.id, in_force, at)
        until = min([end, good_until, *(edge for edge in edges if edge > at)])
        until = min(end, max(until, at + shortest))
        for key, planned_s in planned_seconds(json.loads(score.payload), at, until).items():
            seconds[key] += planned_s
        at = until
    titles = {one.source.notice: one.source.content.title for one in wordings}
    return PastPlan(dict(seconds), titles)


def _wordings(resources: "Resources", board: BoardRecord, start: datetime) -> list[Wording]:
    """List the wordings meant for a board that were in force at some time since `start`."""
    now = resources.clock.now()
    lineage, day = resources.units.lineage(), now.astimezone(TIMEZONE).date()

    def read(session: Session) -> list[Wording]:
        changed = _changed_since(session, board, start)
        found = read_wordings(
            session, resources.settings.address, changed, lambda one: lineage.carry(one, day)
        )
        return _in_force(found, _withdrawals(session, changed))

    changed = [
        one for one in resources.database.read(read) if one.until is None or one.until > start
    ]
    seen = {one.source.notice for one in changed}
    standing = resources.scores.offered(board.id)
    return [
        *(one for one in changed if _is_meant(one.source, board)),
        *(Wording(source, None) for source in standing if source.notice not in seen),
    ]


def _changed_since(session: Session, board: BoardRecord, start: datetime) -> list[str]:
    """Name the notices of the units above that somebody touched: their wordings may have gone."""
    query = select(NoticeRow.id).where(
        NoticeRow.unit_id.in_(sorted(board.addressee.path)), NoticeRow.updated_at >= start
    )
    return list(session.scalars(query))


def _withdrawals(session: Session, notices: Sequence[str]) -> dict[str, datetime]:
    query = select(AuditRow.subject, AuditRow.at).where(
        AuditRow.subject.in_(notices), AuditRow.action == "notice.withdrawn"
    )
    return {subject: at for subject, at in session.execute(query)}


def _in_force(found: Sequence[ItemSource], down: dict[str, datetime]) -> list[Wording]:
    """Each wording holds until the next is approved or the notice is taken down."""
    by_notice: dict[str, list[ItemSource]] = defaultdict(list)
    for source in sorted(found, key=lambda one: one.approved_at):
        by_notice[source.notice].append(source)
    wordings: list[Wording] = []
    for notice, sources in by_notice.items():
        wordings += [Wording(one, then.approved_at) for one, then in pairwise(sources)]
        wordings.append(Wording(sources[-1], down.get(notice)))
    return wordings


def _is_meant(source: ItemSource, board: BoardRecord) -> bool:
    content = source.content
    return is_offered(content.targets, content.unit_id, board.addressee)
