"""Fetching sources of CAP by a chore: one document, or an index and what it leads to.

Only the client of `fetching` calls, and only the source's own host. What fails is tried again,
ever more seldom; staff see it on the source's page and are told after an hour.
"""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from content.cap import MalformedCapError
from content.cap_index import IndexEntry, read_index
from content.cap_reading import LARGEST_BYTES
from content.cap_source import CapSourceKind
from content.errors import ContentError, InvalidInputError
from server.locale import N_
from server.services import fetching, outbox, polling, told_words
from server.services.cap_intake import take_from
from server.services.fetching import Answer, Call, FetchError, fetch
from server.services.holders import holders
from server.services.permissions import Right
from server.storage.tables import CapSourceRow

if TYPE_CHECKING:
    from server.services.resources import Resources

EVERY_S, ROUND_S = 5.0, 20.0
WAIT_S, JITTER_S, LONGEST_WAIT_S = 60, 10, 900
MOST_AT_ONCE = 40
MOST_SEEN = 500
TOLD_AFTER = timedelta(hours=1)
_NOTHING = (404, 410)
log = structlog.get_logger(__name__)

_WORDS = {
    fetching.NO_ADDRESS: N_("Write the whole address of the source; it begins with https://."),
    fetching.TOO_LARGE: N_("{host} sends more than {most} KB at once."),
}


@dataclass(frozen=True)
class Round:
    """What one fetch of a source gave: `said` is kept for the next one and for its page."""

    said: Mapping[str, Any]
    etag: str | None
    last_modified: str | None


def fetch_due(resources: "Resources") -> int:
    """Fetch the sources whose time has come; give their number. The chore."""
    return polling.go_round(
        resources, ROUND_S, lambda: _claim(resources), lambda name: fetch_one(resources, name)
    )


def fetch_one(resources: "Resources", source_id: str) -> None:
    """Fetch one source, have what came judged, and keep how it went."""
    row = resources.database.read(lambda session: session.get(CapSourceRow, source_id))
    if row is None or not row.is_enabled or row.kind == CapSourceKind.PUSH:
        return
    try:
        found: Round | ContentError = _fetch(resources, row)
    except ContentError as error:
        found = error

    def work(session: Session) -> None:
        fresh = session.get(CapSourceRow, source_id)
        if fresh is None or fresh.url != row.url or not fresh.is_enabled:
            return
        if isinstance(found, ContentError):
            _note_failure(session, resources, fresh, found)
        else:
            _note_round(fresh, found, resources.clock.now())

    resources.database.write(work)


def next_at(now: datetime, failures: int = 0) -> datetime:
    """Give when to fetch next: not all at once, and ever more seldom what fails."""
    wait_s = min(WAIT_S * 2 ** min(failures, 10), LONGEST_WAIT_S)
    return now + timedelta(seconds=wait_s - JITTER_S + secrets.randbelow(2 * JITTER_S))


def _claim(resources: "Resources") -> list[str]:
    """Take the sources that are due the longest, so that nobody else fetches them too."""
    now = resources.clock.now()
    due = (
        select(CapSourceRow)
        .where(CapSourceRow.is_enabled.is_(True), CapSourceRow.next_at <= now)
        .order_by(CapSourceRow.next_at)
    )
    return polling.claim_due(resources, due, lambda row: next_at(now, row.failures))


def _fetch(resources: "Resources", row: CapSourceRow) -> Round:
    answer = _ask(resources, row.url, polling.conditions(row))
    said = dict(row.said or {})
    if answer.status == polling.UNCHANGED:
        return Round(said, row.etag, row.last_modified)
    _require_fine(answer, row.url)
    if row.kind == CapSourceKind.ATOM:
        said = _follow(resources, row, answer.body, said)
    else:
        said = _take_document(resources, row, answer.body, said)
    return Round(said, polling.mark(answer, "etag"), polling.mark(answer, "last-modified"))


def _take_document(
    resources: "Resources", row: CapSourceRow, body: bytes, said: dict[str, Any]
) -> dict[str, Any]:
    """Have one document judged, unless it is the one of the last time or holds nothing."""
    digest = hashlib.sha256(body).hexdigest()
    if said.get("digest") == digest:
        return said
    try:
        results = take_from(resources, row.id, body) if body.strip() else ()
    except MalformedCapError as error:
        if error.code != "not_cap":
            raise
        results = ()
    return {"digest": digest, "alerts": len(results)}


def _follow(
    resources: "Resources", row: CapSourceRow, body: bytes, said: dict[str, Any]
) -> dict[str, Any]:
    """Fetch what the index leads to and was not seen before; the oldest first."""
    index = resources.offload(lambda: read_index(body))
    seen = dict(said.get("seen") or {})
    count = len(take_from(resources, row.id, body)) if index.holds_alerts else 0
    wanted = list(_unseen(row.url, index.entries, seen))
    problem = ""
    for address, mark in wanted[:MOST_AT_ONCE][::-1]:
        try:
            count += _take_linked(resources, row, address)
            seen[address] = mark
        except FetchError as error:
            problem = error.code
            log.warning("cap_entry_failed", source=row.id, address=address, why=str(error))
        except ContentError as error:
            seen[address] = mark
            log.warning("cap_entry_refused", source=row.id, address=address, why=str(error))
    kept = dict(list(seen.items())[-MOST_SEEN:])
    listed = len(index.entries)
    return {"alerts": count, "listed": listed, "seen": kept, "problem": problem}


def _unseen(
    url: str, entries: Iterable[IndexEntry], seen: Mapping[str, str]
) -> Iterable[tuple[str, str]]:
    """Give the addresses on the source's own host that are new or say that they changed."""
    for entry in entries:
        try:
            address = urljoin(url, entry.link)
            is_own = _place(address) == _place(url)
        except ValueError:
            continue
        if is_own and seen.get(address) != entry.mark:
            yield address, entry.mark


def _take_linked(resources: "Resources", row: CapSourceRow, address: str) -> int:
    answer = _call(resources, address, {})
    if answer.status in _NOTHING:
        return 0
    if answer.status != 200:
        raise FetchError("{host} answers with error {status}.", host=address, status=answer.status)
    return len(take_from(resources, row.id, answer.body))


def _place(address: str) -> tuple[str, str, int | None]:
    parts = urlsplit(address)
    return parts.scheme, (parts.hostname or "").rstrip("."), parts.port


def _ask(resources: "Resources", url: str, marks: Mapping[str, str]) -> Answer:
    try:
        return _call(resources, url, marks)
    except FetchError as error:
        raise polling.in_words(error, url, _WORDS, LARGEST_BYTES) from error


def _call(resources: "Resources", url: str, marks: Mapping[str, str]) -> Answer:
    call = Call(
        url,
        headers={"Accept": "application/cap+xml, application/atom+xml, */*;q=0.5", **marks},
        inside=resources.settings.inside_names,
        most_bytes=LARGEST_BYTES,
        trusts_loopback=False,
    )
    return resources.offload(lambda: fetch(call))


def _require_fine(answer: Answer, url: str) -> None:
    if 300 <= answer.status < 400:
        raise InvalidInputError(
            "The address leads on to {address}. Enter the one that does not.",
            field="url",
            address=urljoin(url, answer.headers.get("location", ""))[: polling.LONGEST_MARK],
        )
    polling.require_fine(answer, url)


def _note_round(row: CapSourceRow, found: Round, now: datetime) -> None:
    polling.note_success(row, now)
    row.failures = 0
    row.said = dict(found.said)
    row.etag, row.last_modified = found.etag, found.last_modified
    if found.said.get("problem"):
        row.etag = row.last_modified = None  # what could not be fetched is asked for again
    row.next_at = next_at(now)


def _note_failure(
    session: Session, resources: "Resources", row: CapSourceRow, error: ContentError
) -> None:
    now = resources.clock.now()
    row.failures += 1
    row.next_at = next_at(now, row.failures)
    since = polling.note_failure(row, error, now, TOLD_AFTER)
    if since is not None:
        people = holders(session, resources, Right.FIRE_ALERTS, row.unit_id)
        people |= holders(session, resources, Right.MANAGE_UNITS, row.unit_id)
        message = told_words.cap_source_fails(row.id, row.name, since)
        outbox.queue(session, resources, people, message)
