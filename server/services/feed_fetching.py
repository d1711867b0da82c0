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

from content.errors import ContentError, InvalidInputError
from content.feed import FeedState, merged
from content.feed_reading import LARGEST_BYTES, NotAFeedError, ReadFeed, read_feed
from server.locale import N_
from server.services import audit, fetching, outbox, told_words
from server.services.feed_book import feed_of
from server.services.fetching import Answer, Call, FetchError, fetch
from server.services.holders import holders
from server.services.permissions import Right
from server.storage.tables import FeedRow

if TYPE_CHECKING:
    from server.services.resources import Resources

EVERY_S, ROUND_S = 30.0, 25.0
WAIT_S, JITTER_S = 900, 120
BATCH = 5
TOLD_AFTER = timedelta(days=1)
LONGEST_MARK = 300
_TYPES = ("application/octet-stream", "application/rdf")
_UNCHANGED = 304

_WORDS = {
    fetching.NO_ADDRESS: N_("Write the whole address of the feed; it begins with https://."),
    fetching.INSIDE: N_(
        "{host} lies inside a network and is not called. Whoever runs the server can allow it"
        " (BANGTIN_INSIDE_HOSTS)."
    ),
    fetching.TOO_SLOW: N_("{host} did not answer in time. Try again later."),
    fetching.TOO_LARGE: N_("The feed is larger than {most} KB."),
}
_NO_ANSWER = N_("{host} cannot be reached. Is the address right?")


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
            raise _in_words(error, url) from error
        is_unchanged = answer.status == _UNCHANGED and bool(marks)
        read = None if is_unchanged else _read(answer, url)
        return Fetched(read, _mark(answer, "etag"), _mark(answer, "last-modified"))

    return resources.offload(work)


def fetch_due(resources: "Resources") -> int:
    """Fetch the feeds whose time has come, for most of a round; give their number. The chore."""
    began_s, count = resources.clock.monotonic_s(), 0
    while resources.clock.monotonic_s() - began_s < ROUND_S:
        claimed = _claim(resources)
        for feed_id in claimed:
            fetch_one(resources, feed_id)
        count += len(claimed)
        if len(claimed) < BATCH:
            break
    return count


def _claim(resources: "Resources") -> list[str]:
    """Take the feeds that are due the longest, so that nobody else fetches them too."""
    now = resources.clock.now()
    due = (
        select(FeedRow)
        .where(FeedRow.state == FeedState.RUNNING, FeedRow.next_at <= now)
        .order_by(FeedRow.next_at)
        .limit(BATCH)
    )
    if resources.database.read(lambda session: session.scalars(due.limit(1)).first()) is None:
        return []

    def work(session: Session) -> list[str]:
        rows = session.scalars(due).all()
        for row in rows:
            row.next_at = next_at(now)
        return [row.id for row in rows]

    return resources.database.write(work)


def fetch_one(resources: "Resources", feed_id: str) -> None:
    """Fetch one feed and keep what came, or that it failed."""
    row = resources.database.read(lambda session: session.get(FeedRow, feed_id))
    if row is None:
        return
    marks = {"If-None-Match": row.etag, "If-Modified-Since": row.last_modified}
    try:
        found: Fetched | ContentError = look(
            resources, row.url, {name: mark for name, mark in marks.items() if mark}
        )
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
    row.fetched_at = now
    row.failing_since = row.told_at = row.error = None
    row.error_params = {}
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
    row.error, row.error_params = error.message, error.params
    row.failing_since = row.failing_since or now
    if row.told_at is None and now - row.failing_since >= TOLD_AFTER:
        row.told_at = now
        people = holders(session, resources, Right.PAIR_BOARDS, row.unit_id)
        message = told_words.feed_fails(row.id, row.name, row.failing_since)
        outbox.queue(session, resources, people, message)


def _read(answer: Answer, url: str) -> ReadFeed:
    if 300 <= answer.status < 400:
        raise _leads_on(answer, url)
    if answer.status != 200:
        raise InvalidInputError(
            "{host} answers with error {status}. Is the address right?",
            field="url",
            host=_host(url),
            status=answer.status,
        )
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
    onward = urljoin(url, answer.headers.get("location", ""))[:LONGEST_MARK]
    offered = (onward,) if onward != url and onward.startswith("https://") else ()
    return NotAFeedError(
        "The address leads on to {address}. Enter the one that does not.", offered, address=onward
    )


def _in_words(error: FetchError, url: str) -> InvalidInputError:
    host, most = _host(url), LARGEST_BYTES // 1024
    message = _WORDS.get(error.code, _NO_ANSWER)
    return InvalidInputError(message, code=error.code, field="url", host=host, most=most)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or url)[:100]
    except ValueError:
        return url[:100]


def _mark(answer: Answer, name: str) -> str | None:
    mark = answer.headers.get(name, "")
    return mark if mark.isprintable() and 0 < len(mark) <= LONGEST_MARK else None
