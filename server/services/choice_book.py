"""What units chose of what comes from above, in memory: the decisions and who is attended."""

import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.choosing import Choice, Decision, Offer, Verdict, verdict
from content.item import ItemSource
from content.schedule import TIMEZONE
from content.targeting import Addressee, matches
from server.clock import Clock
from server.services.changes import Change, ChangeFeed
from server.services.units import UnitDirectory
from server.storage.database import Database
from server.storage.tables.choices import AttendedUnitRow, NoticeChoiceRow

ALL = "*"
PREFIX = "choice."
_Decisions = dict[str, dict[str, Decision]]


class ChoiceBook:
    """Hold every unit's decisions by notice; refreshed by the change feed, a notice at a time."""

    def __init__(
        self, database: Database, changes: ChangeFeed, units: UnitDirectory, clock: Clock
    ) -> None:
        """Load it; subscribes after the units, before the scores."""
        self._database, self._units, self._clock = database, units, clock
        self._lock = threading.Lock()
        self._stale: set[str] = {ALL}
        self._decisions: _Decisions = {}
        self._attended: Mapping[str, datetime] = {}
        self._refresh()
        changes.subscribe(self._heed)

    def decisions(self, notice_id: str) -> Mapping[str, Decision]:
        """Give what units decided on a notice, by unit."""
        self._refresh()
        return self._decisions.get(notice_id, {})

    def attended(self) -> Mapping[str, datetime]:
        """Give the units where somebody chooses, and since when."""
        self._refresh()
        return self._attended

    def judge(self, source: ItemSource, addressee: Addressee) -> Verdict:
        """Say how a notice stands for a board that it is offered to."""
        by_pool = source.content.targets.pool and not matches(source.content.targets, addressee)
        offer = offer_of(source, by_pool=by_pool)
        return verdict(offer, addressee.path, self.decisions(source.notice), self.attended())

    def as_chosen(self, source: ItemSource, addressee: Addressee) -> ItemSource | None:
        """Give the notice as the board shows it, with the weight chosen; None where it does not."""
        content = source.content
        if content.unit_id == addressee.unit and not content.targets.pool:
            return source
        found = self.judge(source, addressee)
        if not found.is_shown:
            return None
        if found.weight in (None, content.weight):
            return source
        return replace(source, content=replace(content, weight=found.weight))

    def _heed(self, change: Change) -> None:
        stale = _stale_by(change)
        if stale is not None:
            with self._lock:
                self._stale.add(stale)
            self._refresh()

    def _refresh(self) -> None:
        if not self._stale:
            return
        with self._lock:
            stale, self._stale = self._stale, set()
        day = self._clock.now().astimezone(TIMEZONE).date()
        mains = self._units.mains(day)
        try:
            found, attended = self._database.read(lambda session: _read(session, stale, mains))
        except Exception:
            with self._lock:
                self._stale |= stale
            raise
        with self._lock:
            kept = {} if ALL in stale else self._decisions
            self._decisions = kept | dict.fromkeys(stale, {}) | found
            self._attended = attended


def offer_of(source: ItemSource, *, by_pool: bool) -> Offer:
    """Describe an approved notice as an offer to those below its issuer."""
    content = source.content
    return Offer(content.unit_id, content.priority, source.begun_at or source.approved_at, by_pool)


def _stale_by(change: Change) -> str | None:
    if change.action == "unit.changed":
        return ALL
    return change.subject if change.action.startswith(PREFIX) else None


def _read(
    session: Session, stale: set[str], mains: Mapping[str, str]
) -> tuple[_Decisions, Mapping[str, datetime]]:
    """Read them; whoever took over a unit took over its decisions, the newest of them."""
    query = select(NoticeChoiceRow).order_by(NoticeChoiceRow.decided_at)
    if ALL not in stale:
        query = query.where(NoticeChoiceRow.notice_id.in_(sorted(stale)))
    found: _Decisions = {}
    for row in session.scalars(query):
        unit = mains.get(row.unit_id, row.unit_id)
        decided = Decision(Choice(row.choice), row.weight)
        found.setdefault(row.notice_id, {})[unit] = decided
    attended: dict[str, datetime] = {}
    for one in session.scalars(select(AttendedUnitRow).order_by(AttendedUnitRow.since.desc())):
        attended[mains.get(one.unit_id, one.unit_id)] = one.since
    return found, attended
