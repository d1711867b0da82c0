"""The feeds as boards show them: held in memory, read again when one changes."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.feed import Feed, FeedEntry, FeedState, FeedWish, Headline, chosen
from server.services.boards import BoardRecord
from server.services.changes import Change, ChangeFeed
from server.storage.database import Database
from server.storage.tables import FeedRow

PREFIX = "feed."


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
        self._feeds = database.read(_read)
        changes.subscribe(self._heed)

    def headlines_of(self, board: BoardRecord) -> tuple[Headline, ...]:
        """Give the headlines of a board's ticker, also those that are over by now."""
        return chosen(self._feeds, board.unit_id, board.addressee.path)

    def _heed(self, change: Change) -> None:
        if is_feed_change(change) or change.action == "unit.changed":
            self._feeds = self._database.read(_read)


def _read(session: Session) -> tuple[Feed, ...]:
    query = select(FeedRow).where(FeedRow.state == FeedState.RUNNING).order_by(FeedRow.id)
    return tuple(feed_of(row) for row in session.scalars(query))
