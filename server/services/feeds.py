"""A unit's feeds: looked at by a person, let onto the boards, changed, stopped, removed.

What stands on the glass is other people's text: a named officer sees its first headlines before
it runs, and whoever may take notices down may hide a headline or stop the feed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.errors import ConflictError, InvalidInputError, NotFoundError
from content.feed import Feed, FeedEntry, FeedState, FeedWish
from server.services import audit, permissions
from server.services.actor import Actor
from server.services.feed_book import feed_of
from server.services.feed_fetching import Fetched, look, next_at, put_in
from server.services.permissions import Right
from server.storage.ids import new_id
from server.storage.tables import FeedRow

if TYPE_CHECKING:
    from server.services.resources import Resources

MOST_FEEDS = 5
MOST_HIDDEN = 200


@dataclass(frozen=True)
class Line:
    """An entry as staff see it; `why_not` says what keeps it off the boards, "" when it runs."""

    entry: FeedEntry
    why_not: str


@dataclass(frozen=True)
class FeedView:
    """A feed and how its fetching goes; `error` is a message template with its parameters."""

    feed: Feed
    fetched_at: datetime | None
    failing_since: datetime | None
    error: str | None
    error_params: Mapping[str, Any]
    lines: tuple[Line, ...]


def list_feeds(resources: "Resources", actor: Actor, unit_id: str) -> tuple[FeedView, ...]:
    """List a unit's own feeds, the first added first. Raises: NotFoundError, ForbiddenError."""
    resources.units.tree().get(unit_id)
    permissions.require(resources, actor, Right.READ, unit_id)
    query = select(FeedRow).where(FeedRow.unit_id == unit_id)
    ordered = query.order_by(FeedRow.created_at, FeedRow.id)
    rows = resources.database.read(lambda session: session.scalars(ordered).all())
    return tuple(_view(row, resources.clock.now()) for row in rows)


def get_feed(resources: "Resources", actor: Actor, feed_id: str) -> FeedView:
    """Give one feed. Raises: NotFoundError."""
    return _view(_readable(resources, actor, feed_id), resources.clock.now())


def add_feed(resources: "Resources", actor: Actor, unit_id: str, wish: FeedWish) -> FeedView:
    """Fetch a feed and keep it, waiting until a person has seen its headlines (`start_feed`).

    Raises: ForbiddenError, InvalidInputError, NotAFeedError with the addresses that may be meant.
    """
    resources.units.tree().get(unit_id)
    permissions.require(resources, actor, Right.MANAGE_UNITS, unit_id)
    wish = wish.cleaned()
    resources.database.read(lambda session: _require_room(session, unit_id, wish.url))
    found, now = look(resources, wish.url), resources.clock.now()

    def work(session: Session) -> FeedRow:
        _require_room(session, unit_id, wish.url)
        row = FeedRow(
            id=new_id(),
            unit_id=unit_id,
            entries=[],
            hidden=[],
            created_by=actor.account_id,
            created_at=now,
        )
        _put_wish(row, wish)
        _put_to_wait(row, found, now)
        session.add(row)
        _record(session, now, actor, "feed.added", row, {**_told(row), "came": _titles(row, now)})
        return row

    return _view(resources.database.write(work), now)


def change_feed(resources: "Resources", actor: Actor, feed_id: str, wish: FeedWish) -> FeedView:
    """Change a feed; from another address it waits again for a person to look.

    Raises: NotFoundError, ForbiddenError, InvalidInputError, NotAFeedError; ConflictError when
    somebody gave it another address meanwhile.
    """
    row = _with(resources, actor, feed_id, Right.MANAGE_UNITS)
    wish, now = wish.cleaned(), resources.clock.now()
    found = look(resources, wish.url) if wish.url != row.url else None

    def work(session: Session, fresh: FeedRow) -> None:
        _require_seen(fresh, row.url)
        if found is not None:
            _require_new(session, fresh.unit_id, wish.url)
        before = _told(fresh)
        _put_wish(fresh, wish)
        if found is None and fresh.state == FeedState.RUNNING:
            fresh.next_at = now
        if found is not None:
            fresh.entries, fresh.hidden = [], []
            _put_to_wait(fresh, found, now)
        details = {"name": fresh.name, "before": before, "after": _told(fresh)}
        _record(session, now, actor, "feed.changed", fresh, details)

    return _changed(resources, feed_id, work)


def start_feed(resources: "Resources", actor: Actor, feed_id: str, seen_url: str) -> FeedView:
    """Let a feed run: the actor has seen its headlines, of `seen_url`, and answers for it.

    Raises: NotFoundError, ForbiddenError; ConflictError when it has another address by now.
    """
    _with(resources, actor, feed_id, Right.MANAGE_UNITS)
    now = resources.clock.now()

    def work(session: Session, row: FeedRow) -> None:
        _require_seen(row, seen_url)
        if row.state == FeedState.RUNNING:
            return
        # what was stopped begins with what the source says now; what waits, with what was seen
        row.next_at = now if row.state == FeedState.STOPPED else next_at(now)
        row.state = FeedState.RUNNING.value
        _record(session, now, actor, "feed.started", row, {**_told(row), "came": _titles(row, now)})

    return _changed(resources, feed_id, work)


def stop_feed(resources: "Resources", actor: Actor, feed_id: str) -> FeedView:
    """Take all headlines of a feed off the boards. Raises: NotFoundError, ForbiddenError."""
    _with(resources, actor, feed_id, Right.WITHDRAW_NOTICES)
    now = resources.clock.now()

    def work(session: Session, row: FeedRow) -> None:
        if row.state != FeedState.RUNNING:
            return
        row.state, row.next_at = FeedState.STOPPED.value, None
        _record(session, now, actor, "feed.stopped", row, {"name": row.name})

    return _changed(resources, feed_id, work)


def remove_feed(resources: "Resources", actor: Actor, feed_id: str) -> str:
    """Remove a feed; give its unit's id. Raises: NotFoundError, ForbiddenError."""
    unit_id = _with(resources, actor, feed_id, Right.MANAGE_UNITS).unit_id
    now = resources.clock.now()

    def work(session: Session) -> None:
        row = session.get(FeedRow, feed_id)
        if row is not None:
            session.delete(row)
            _record(session, now, actor, "feed.removed", row, _told(row))

    resources.database.write(work)
    return unit_id


def hide_headline(
    resources: "Resources", actor: Actor, feed_id: str, key: str, *, is_hidden: bool = True
) -> FeedView:
    """Take one headline off the boards, or let it back on.

    Raises: NotFoundError, ForbiddenError.
    """
    row = _with(resources, actor, feed_id, Right.WITHDRAW_NOTICES)
    title = next((one["title"] for one in row.entries if one["key"] == key), None)
    if title is None:
        raise NotFoundError("This headline is no longer in the feed.")
    now = resources.clock.now()

    def work(session: Session, fresh: FeedRow) -> None:
        if (key in fresh.hidden) == is_hidden:
            return
        others = [one for one in fresh.hidden if one != key]
        fresh.hidden = [*others, key][-MOST_HIDDEN:] if is_hidden else others
        action = "feed.hidden" if is_hidden else "feed.unhidden"
        _record(session, now, actor, action, fresh, {"name": fresh.name, "title": title})

    return _changed(resources, feed_id, work)


def _readable(resources: "Resources", actor: Actor, feed_id: str) -> FeedRow:
    row = resources.database.read(lambda session: session.get(FeedRow, feed_id))
    if row is None or not permissions.can(resources, actor, Right.READ, row.unit_id):
        raise NotFoundError("There is no such feed.")
    return row


def _with(resources: "Resources", actor: Actor, feed_id: str, right: Right) -> FeedRow:
    row = _readable(resources, actor, feed_id)
    permissions.require(resources, actor, right, row.unit_id)
    return row


def _changed(
    resources: "Resources", feed_id: str, work: Callable[[Session, FeedRow], None]
) -> FeedView:
    def change(session: Session) -> FeedRow:
        row = session.get(FeedRow, feed_id)
        if row is None:
            raise NotFoundError("There is no such feed.")
        work(session, row)
        return row

    return _view(resources.database.write(change), resources.clock.now())


def _require_seen(row: FeedRow, url: str) -> None:
    if row.url != url:
        raise ConflictError(
            "The feed has another address now. Look at its headlines again.", code="feed_changed"
        )


def _require_room(session: Session, unit_id: str, url: str) -> None:
    _require_new(session, unit_id, url)
    known = session.scalars(select(FeedRow.id).where(FeedRow.unit_id == unit_id)).all()
    if len(known) >= MOST_FEEDS:
        raise ConflictError("A unit has at most {most} feeds. Remove one first.", most=MOST_FEEDS)


def _require_new(session: Session, unit_id: str, url: str) -> None:
    query = select(FeedRow.name).where(FeedRow.unit_id == unit_id, FeedRow.url == url)
    name = session.scalar(query)
    if name is not None:
        raise InvalidInputError(
            "This feed is here already: {name}.", field="url", code="feed_known", name=name
        )


def _put_wish(row: FeedRow, wish: FeedWish) -> None:
    row.name, row.url, row.subtree = wish.name, wish.url, wish.subtree
    row.most, row.keep_days, row.refused = wish.most, wish.keep_days, list(wish.refused)
    row.etag = row.last_modified = None  # what was too old before may be wanted now


def _put_to_wait(row: FeedRow, found: Fetched, now: datetime) -> None:
    row.state, row.next_at = FeedState.WAITING.value, None
    put_in(row, found, now)
    if found.feed is None or not found.feed.entries:
        raise InvalidInputError("This feed holds no headlines now.", field="url")
    feed = feed_of(row)
    if all(feed.ends(entry) <= now for entry in feed.entries):
        raise InvalidInputError(
            "Every headline of this feed is older than {days} days. Keep them longer, or take"
            " another feed.",
            field="keep_days",
            days=row.keep_days,
        )


def _view(row: FeedRow, now: datetime) -> FeedView:
    feed = feed_of(row)
    shown = {line.key for line in feed.headlines_at(now)}
    lines = tuple(
        Line(entry, "" if entry.key in shown else feed.why_not(entry) or "later")
        for entry in feed.distinct
        if feed.ends(entry) > now
    )
    return FeedView(
        feed, row.fetched_at, row.failing_since, row.error, row.error_params or {}, lines
    )


def _told(row: FeedRow) -> dict[str, object]:
    return {
        "name": row.name,
        "url": row.url,
        "subtree": row.subtree,
        "most": row.most,
        "keep_days": row.keep_days,
        "refused": list(row.refused),
    }


def _titles(row: FeedRow, now: datetime) -> list[str]:
    return [line.title for line in feed_of(row).headlines_at(now)]


def _record(
    session: Session,
    now: datetime,
    actor: Actor,
    action: str,
    row: FeedRow,
    details: Mapping[str, object],
) -> None:
    audit.record(
        session,
        at=now,
        actor=actor,
        action=action,
        subject=row.id,
        unit_id=row.unit_id,
        details=details,
    )
