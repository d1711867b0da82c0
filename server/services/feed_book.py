"""The feeds as boards show them: held in memory, read again when one changes."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.feed import Feed, FeedEntry, FeedState, FeedWish, Headline, chosen
from server.services.boards import BoardRecord
from server.services.changes import Change, ChangeFeed
from server.storage.database import Database
from server.storage.tables import FeedRow

PREFIX = "feed."
ByUnit = Mapping[str, Mapping[str, Feed]]


def is_feed_change(change: Change) -> bool:
    """Tell whether a change is one of a feed, or of what it brought."""
    return change.action.startswith(PREFIX)


def feed_of(row: FeedRow) -> Feed:
    """Give a stored feed as the rules know it."""
    return Feed(
        id=row.id,
        unit_id=row.unit_id,
        wish=FeedWish(row.name, row.url, row.subtree, row.most, row.keep_days, tuple(row.refused)),
        state=FeedState(row.state),
        entries=tuple(FeedEntry.from_dict(values) for values in row.entries),
        hidden=frozenset(row.hidden),
    )


class FeedBook:
    """Hold the feeds that run."""

    def __init__(self, database: Database, changes: ChangeFeed) -> None:
        """Load the feeds; subscribes before the scores that show them."""
        self._database = database
        self._by_unit = database.read(_read)
        changes.subscribe(self._heed)

    def headlines_of(self, board: BoardRecord, at: datetime) -> tuple[Headline, ...]:
        """Give the headlines of a board's ticker at an instant."""
        path, by_unit = board.addressee.path, self._by_unit
        near = (feed for unit in path for feed in by_unit.get(unit, {}).values())
        return chosen(near, board.unit_id, path, at)

    def _heed(self, change: Change) -> None:
        if change.action == "unit.changed":
            self._by_unit = self._database.read(_read)
        elif is_feed_change(change) and change.unit_id is not None:
            self._read_again(change.subject, change.unit_id)

    def _read_again(self, feed_id: str, unit_id: str) -> None:
        row = self._database.read(lambda session: session.get(FeedRow, feed_id))
        feeds = {id: feed for id, feed in self._by_unit.get(unit_id, {}).items() if id != feed_id}
        if row is not None and row.state == FeedState.RUNNING:
            feeds[feed_id] = feed_of(row)
        self._by_unit = {**self._by_unit, unit_id: feeds}


def _read(session: Session) -> ByUnit:
    query = select(FeedRow).where(FeedRow.state == FeedState.RUNNING)
    by_unit: dict[str, dict[str, Feed]] = {}
    for row in session.scalars(query):
        by_unit.setdefault(row.unit_id, {})[row.id] = feed_of(row)
    return by_unit
