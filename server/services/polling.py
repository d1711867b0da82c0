"""Asking others again and again, feeds and CAP sources alike: whose turn it is, what is kept."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from sqlalchemy import Select
from sqlalchemy.orm import Session

from content.errors import ContentError, InvalidInputError
from server.locale import N_
from server.services import fetching
from server.services.fetching import Answer, FetchError
from server.storage.tables import CapSourceRow, FeedRow

if TYPE_CHECKING:
    from server.services.resources import Resources

BATCH = 5
LONGEST_MARK = 300
UNCHANGED = 304
_LONGEST_HOST = 100
_WORDS = {
    fetching.INSIDE: N_(
        "{host} lies inside a network and is not called. Whoever runs the server can allow it"
        " (BANGTIN_INSIDE_HOSTS)."
    ),
    fetching.TOO_SLOW: N_("{host} did not answer in time. Try again later."),
}
_NO_ANSWER = N_("{host} cannot be reached. Is the address right?")
RowT = TypeVar("RowT", FeedRow, CapSourceRow)


def go_round(
    resources: "Resources",
    round_s: float,
    claim: Callable[[], list[str]],
    fetch_one: Callable[[str], None],
) -> int:
    """Fetch those whose time has come, for most of a round of so many s; give their number."""
    began_s, count = resources.clock.monotonic_s(), 0
    while resources.clock.monotonic_s() - began_s < round_s:
        claimed = claim()
        for name in claimed:
            fetch_one(name)
        count += len(claimed)
        if len(claimed) < BATCH:
            break
    return count


def claim_due(
    resources: "Resources", due: Select[RowT], next_at: Callable[[RowT], datetime]
) -> list[str]:
    """Take the first of those that are due, so that nobody else fetches them too."""
    batch = due.limit(BATCH)
    if resources.database.read(lambda session: session.scalars(due.limit(1)).first()) is None:
        return []

    def work(session: Session) -> list[str]:
        rows = session.scalars(batch).all()
        for row in rows:
            row.next_at = next_at(row)
        return [row.id for row in rows]

    return resources.database.write(work)


def note_success(row: FeedRow | CapSourceRow, now: datetime) -> None:
    """Write down that it answered well."""
    row.fetched_at = now
    row.failing_since = row.told_at = row.error = None
    row.error_params = {}


def note_failure(
    row: FeedRow | CapSourceRow, error: ContentError, now: datetime, told_after: timedelta
) -> datetime | None:
    """Write down what failed; give since when, once, when people are to be told."""
    row.error, row.error_params = error.message, dict(error.params)
    since = row.failing_since = row.failing_since or now
    if row.told_at is not None or now - since < told_after:
        return None
    row.told_at = now
    return since


def conditions(row: FeedRow | CapSourceRow) -> dict[str, str]:
    """Give the headers that ask for news only, by the marks of the last answer."""
    marks = {"If-None-Match": row.etag, "If-Modified-Since": row.last_modified}
    return {name: mark for name, mark in marks.items() if mark}


def mark(answer: Answer, name: str) -> str | None:
    """Read a mark that may be sent back."""
    found = answer.headers.get(name, "")
    return found if found.isprintable() and 0 < len(found) <= LONGEST_MARK else None


def host_of(url: str) -> str:
    """Name the host of an address, or what stands in its place."""
    try:
        return (urlsplit(url).hostname or url)[:_LONGEST_HOST]
    except ValueError:
        return url[:_LONGEST_HOST]


def require_fine(answer: Answer, url: str) -> None:
    """Refuse an error's answer. Raises: InvalidInputError."""
    if answer.status != 200:
        raise InvalidInputError(
            "{host} answers with error {status}. Is the address right?",
            field="url",
            host=host_of(url),
            status=answer.status,
        )


def in_words(
    error: FetchError, url: str, words: Mapping[str, str], most_bytes: int
) -> InvalidInputError:
    """Say what kept an address from being fetched; `words` by code go before the common ones."""
    message = {**_WORDS, **words}.get(error.code, _NO_ANSWER)
    return InvalidInputError(
        message, code=error.code, field="url", host=host_of(url), most=most_bytes // 1024
    )
