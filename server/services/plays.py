"""What boards report of notices: signed records of what was on the glass, added up by day.

Signed records are kept as long as boards may send them again, those of public postings for a
year and more; the totals of each day stay.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, delete, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from content import trust
from content.payload_fields import read_integer
from content.play import Play
from content.posting import posting_of
from content.schedule import TIMEZONE
from server.services.board_records import (
    Answer,
    BadRecordError,
    check_signature,
    not_stored,
    parts,
    read_batch,
    read_log,
)
from server.services.boards import BoardRecord
from server.services.publishing_views import content_of
from server.storage.tables.ledger import PlayDayRow, PlayRow
from server.storage.tables.notices import NoticeRevisionRow

if TYPE_CHECKING:
    from server.services.resources import Resources

PRUNE_EVERY_S = 3600.0
OLDEST = timedelta(days=31)
KEPT = timedelta(days=35)
POSTINGS_KEPT = timedelta(days=400)
_PRUNED_AT_ONCE = 5000
_MOST_PRUNES = 200
"""Both together: 24 million rows a day, what 10,000 boards with 100 notices send."""
_KEY = ("notice_id", "board_id", "revision", "day")
_Day = tuple[str, str, int, date]


def store_plays(resources: "Resources", board_id: str, plays: object) -> Answer:
    """Store one board's plays and add them to its days; what is answered has been committed.

    Raises: InvalidInputError for no list, TokenError, DatabaseUnavailableError.
    """
    now = resources.clock.now()
    batch = resources.offload(lambda: read_batch(resources, board_id, plays, _read_play, now))

    def work(session: Session) -> None:
        fresh = not_stored(session, [batch], PlayRow)
        session.add_all(fresh)
        session.flush()
        known = _known_revisions(session, fresh)
        for row in fresh:
            row.is_posting = known.get((row.item, row.revision), False)
        _add_to_days(session, [row for row in fresh if (row.item, row.revision) in known])

    if batch.rows:
        resources.database.write(work)
    return batch.answer()


def prune_plays(resources: "Resources") -> int:
    """Forget signed records that are old enough, some at a time; give how many. The chore."""
    now = resources.clock.now()
    return sum(
        _prune(resources, now - kept, is_posting=is_posting)
        for is_posting, kept in ((False, KEPT), (True, POSTINGS_KEPT))
    )


def _prune(resources: "Resources", before: datetime, *, is_posting: bool) -> int:
    key = tuple_(PlayRow.board_id, PlayRow.log, PlayRow.seq)
    old = (
        select(PlayRow.board_id, PlayRow.log, PlayRow.seq)
        .where(PlayRow.is_posting.is_(is_posting), PlayRow.stored_at < before)
        .order_by(PlayRow.stored_at)
        .limit(_PRUNED_AT_ONCE)
    )

    def work(session: Session) -> int:
        names = [tuple(row) for row in session.execute(old)]
        if names:
            session.execute(delete(PlayRow).where(key.in_(names)))
        return len(names)

    gone = 0
    for _ in range(_MOST_PRUNES):
        pruned = resources.database.write(work)
        gone += pruned
        if pruned < _PRUNED_AT_ONCE:
            break
    return gone


def _read_play(board: BoardRecord, record: Mapping[str, Any], now: datetime) -> PlayRow:
    log, seq, play = read_log(record), read_integer(record, "seq"), Play.from_dict(record)
    play.check(now)
    if play.from_at < now - OLDEST:
        raise BadRecordError("This was too long ago.", code="too_old")
    check_signature(board, trust.play_message(record), record)
    return PlayRow(
        board_id=board.id, log=log, seq=seq, sig=str(record.get("sig")), stored_at=now,
        **asdict(play),
    )  # fmt: skip


def _add_to_days(session: Session, fresh: Sequence[PlayRow]) -> None:
    """Add records to the totals of their local days."""
    days: dict[_Day, dict[str, Any]] = {}
    for row in fresh:
        if row.seconds or row.count:
            _add(days, row)
    if days:
        # In one order, so that two who write at once do not wait for each other.
        _upsert(session, [days[key] for key in sorted(days)])


def _known_revisions(session: Session, rows: Iterable[PlayRow]) -> dict[tuple[str, int], bool]:
    """Find the notices there are, and tell which are public postings."""
    version = tuple_(NoticeRevisionRow.notice_id, NoticeRevisionRow.revision)
    query = select(NoticeRevisionRow)
    named = sorted({(row.item, row.revision) for row in rows})
    return {
        (found.notice_id, found.revision): posting_of(content_of(found)) is not None
        for part in parts(named)
        for found in session.scalars(query.where(version.in_(part)))
    }


def _add(days: dict[_Day, dict[str, Any]], row: PlayRow) -> None:
    """Add a record to the local day on which it begins."""
    key = (row.item, row.board_id, row.revision, row.from_at.astimezone(TIMEZONE).date())
    day = days.setdefault(
        key,
        dict(zip(_KEY, key, strict=True))
        | {"first_at": row.from_at, "last_at": row.to_at, "seconds": 0, "count": 0, "records": 0},
    )
    day["first_at"] = min(day["first_at"], row.from_at)
    day["last_at"] = max(day["last_at"], row.to_at)
    day["seconds"] += row.seconds
    day["count"] += row.count
    day["records"] += 1


def _upsert(session: Session, days: Sequence[Mapping[str, Any]]) -> None:
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = sqlite.insert(PlayDayRow) if is_sqlite else postgresql.insert(PlayDayRow)
    old, new = PlayDayRow.__table__.c, insert.excluded
    sums = {name: old[name] + new[name] for name in ("seconds", "count", "records")}
    first = case((old.first_at <= new.first_at, old.first_at), else_=new.first_at)
    last = case((old.last_at >= new.last_at, old.last_at), else_=new.last_at)
    statement = insert.on_conflict_do_update(
        index_elements=list(_KEY), set_={"first_at": first, "last_at": last, **sums}
    )
    session.execute(statement, [dict(day) for day in days])
