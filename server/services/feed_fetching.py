"""Fetching feeds: once when a person looks at one, then every quarter of an hour by a chore.

What fails leaves the last good headlines on the boards until they are too old.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.errors import ContentError
from content.feed import FeedState, merged
from content.feed_reading import LARGEST_BYTES, NotAFeedError, ReadFeed, read_feed
from server.locale import N_
from server.services import audit, fetching, outbox, polling, told_words
from server.services.feed_book import feed_of
from server.services.fetching import Answer, Call, FetchError, fetch
from server.services.holders import holders
from server.services.permissions import Right
from server.storage.tables import FeedRow

if TYPE_CHECKING:
    from server.services.resources import Resources

EVERY_S, ROUND_S = 30.0, 25.0
WAIT_S, JITTER_S = 900, 120
TOLD_AFTER = timedelta(days=1)
_TYPES = ("application/octet-stream", "application/rdf")

_WORDS = {
    fetching.NO_ADDRESS: N_("Write the whole address of the feed; it begins with https://."),
    fetching.TOO_LARGE: N_("The feed is larger than {most} KB."),
}


@dataclass(frozen=True)
class Fetched:
    """What a feed answered; `feed` None: nothing changed since the marks that were sent."""

    feed: ReadFeed | None
    etag: str | None
    last_modified: str | None


def look(resources: "Resources", url: str, marks: Mapping[str, str] | None = None) -> Fetched:
    """Fetch a feed off the event hub and read it; `marks` are conditions of the last answer.

    Raises: InvalidInputError that says what is wrong; NotAFeedError with what may be meant.
    """
    call = Call(
        url,
        headers={"Accept": "application/rss+xml, application/atom+xml, */*;q=0.5", **(marks or {})},
        inside=resources.settings.inside_names,
        most_bytes=LARGEST_BYTES,
        trusts_loopback=False,
    )

    def work() -> Fetched:
        try:
            answer = fetch(call)
        except FetchError as error:
            raise polling.in_words(error, url, _WORDS, LARGEST_BYTES) from error
        is_unchanged = answer.status == polling.UNCHANGED and bool(marks)
        read = None if is_unchanged else _read(answer, url)
        return Fetched(read, polling.mark(answer, "etag"), polling.mark(answer, "last-modified"))

    return resources.offload(work)


def fetch_due(resources: "Resources") -> int:
    """Fetch the feeds whose time has come, for most of a round; give their number. The chore."""
    return polling.go_round(
        resources, ROUND_S, lambda: _claim(resources), lambda name: fetch_one(resources, name)
    )


def _claim(resources: "Resources") -> list[str]:
    """Take the feeds that are due the longest, so that nobody else fetches them too."""
    now = resources.clock.now()
    due = (
        select(FeedRow)
        .where(FeedRow.state == FeedState.RUNNING, FeedRow.next_at <= now)
        .order_by(FeedRow.next_at)
    )
    return polling.claim_due(resources, due, lambda row: next_at(now))


def fetch_one(resources: "Resources", feed_id: str) -> None:
    """Fetch one feed and keep what came, or that it failed."""
    row = resources.database.read(lambda session: session.get(FeedRow, feed_id))
    if row is None:
        return
    try:
        found: Fetched | ContentError = look(resources, row.url, polling.conditions(row))
    except ContentError as error:
        found = error

    def work(session: Session) -> None:
        fresh = session.get(FeedRow, feed_id)
        if fresh is None or fresh.url != row.url or fresh.state != FeedState.RUNNING:
            return
        if isinstance(found, ContentError):
            _note_failure(session, resources, fresh, found)
        else:
            _take_in(session, fresh, found, resources.clock.now())

    resources.database.write(work)


def next_at(now: datetime) -> datetime:
    """Give when to fetch next: not all feeds at once."""
    return now + timedelta(seconds=WAIT_S - JITTER_S + secrets.randbelow(2 * JITTER_S))


def put_in(row: FeedRow, found: Fetched, now: datetime) -> None:
    """Put what was fetched into a feed's row."""
    polling.note_success(row, now)
    if found.feed is None:
        return
    row.etag, row.last_modified = found.etag, found.last_modified
    kept = merged(found.feed.entries, feed_of(row).entries, now)
    row.entries = [entry.to_dict() for entry in kept]


def _take_in(session: Session, row: FeedRow, found: Fetched, now: datetime) -> None:
    before = set(feed_of(row).headlines_at(now))
    put_in(row, found, now)
    after = set(feed_of(row).headlines_at(now))
    if before == after:
        return
    audit.record(
        session,
        at=now,
        actor=None,
        action="feed.fetched",
        subject=row.id,
        unit_id=row.unit_id,
        details={
            "name": row.name,
            "came": sorted(line.title for line in after - before),
            "went": sorted(line.title for line in before - after),
        },
    )


def _note_failure(
    session: Session, resources: "Resources", row: FeedRow, error: ContentError
) -> None:
    now = resources.clock.now()
    since = polling.note_failure(row, error, now, TOLD_AFTER)
    if since is not None:
        people = holders(session, resources, Right.PAIR_BOARDS, row.unit_id)
        message = told_words.feed_fails(row.id, row.name, since)
        outbox.queue(session, resources, people, message)


def _read(answer: Answer, url: str) -> ReadFeed:
    if 300 <= answer.status < 400:
        raise _leads_on(answer, url)
    polling.require_fine(answer, url)
    is_text = answer.type.startswith("text/") or answer.type.endswith("xml")
    if not is_text and answer.type not in _TYPES:
        raise NotAFeedError("This is not a feed but a file ({kind}).", kind=answer.type[:60])
    try:
        found = read_feed(answer.body)
    except NotAFeedError as error:
        error.offered = tuple(filter(None, (_web_link(url, link) for link in error.offered)))
        raise
    entries = [replace(one, link=_web_link(url, one.link)) for one in found.entries]
    return replace(found, entries=tuple(entries))


def _web_link(address: str, link: str) -> str:
    """Give a link people can follow, else nothing."""
    try:
        joined = urljoin(address, link) if link else ""
        return joined if urlsplit(joined).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _leads_on(answer: Answer, url: str) -> NotAFeedError:
    onward = urljoin(url, answer.headers.get("location", ""))[: polling.LONGEST_MARK]
    offered = (onward,) if onward != url and onward.startswith("https://") else ()
    return NotAFeedError(
        "The address leads on to {address}. Enter the one that does not.", offered, address=onward
    )
