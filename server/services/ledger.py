"""What boards report: receipts of alerts and plays of items, each signed by its board."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from content import trust
from content.alert_info import check_text
from content.errors import ContentError, InvalidInputError, TrustError
from content.instant import parse_instant
from content.payload_fields import read_digest, read_integer, read_name
from server.services.boards import BoardRecord
from server.services.delivery_rows import upsert
from server.services.tokens import has_signed, require_in_service
from server.storage.tables.alerts import AlertRevisionRow
from server.storage.tables.ledger import PlayRow, ReceiptRow

if TYPE_CHECKING:
    from server.services.resources import Resources

RECEIPT_STATES = ("received", "painted", "ended", "failed")
MOST_RECORDS = 500
LONGEST_REASON = 200
_LONGEST_LOG = 64
_NAMES_PER_QUERY = 2000
_AHEAD = timedelta(minutes=5)

Answer = dict[str, Any]
Row = ReceiptRow | PlayRow
Reader = Callable[[BoardRecord, Mapping[str, Any], datetime], Row]


class BadRecordError(ContentError):
    """Refuse one record; the code goes back to the board."""

    code = "malformed"


@dataclass(slots=True)
class _Batch:
    """Hold what one board sent: good rows by (log, seq), and what was refused."""

    board: BoardRecord
    rows: dict[tuple[str, int], Row]
    acknowledged: list[list[object]]
    rejected: list[dict[str, object]]

    def answer(self) -> Answer:
        return {"acknowledged": self.acknowledged, "rejected": self.rejected}


def store_receipts(resources: "Resources", board_id: str, receipts: object) -> Answer:
    """Store one board's receipts; what is answered has been committed.

    Raises: InvalidInputError for no list, TokenError, DatabaseUnavailableError.
    """
    return store_batches(resources, [(board_id, receipts)])[0]


def store_batches(resources: "Resources", sent: Sequence[tuple[str, object]]) -> list[Answer]:
    """Store the receipts of many boards in one commit, answered in their order.

    Raises: DatabaseUnavailableError; for a single batch also InvalidInputError, TokenError.
    """
    now = resources.clock.now()

    def read() -> list[_Batch]:
        if len(sent) == 1:
            return [_read_batch(resources, *sent[0], _read_receipt, now)]
        return [_read_batch_or_none(resources, *one, now) for one in sent]

    batches = resources.offload(read)
    if any(batch.rows for batch in batches):
        resources.database.write(lambda session: _store_receipts(session, batches, now))
    return [batch.answer() for batch in batches]


def store_plays(resources: "Resources", board_id: str, plays: object) -> Answer:
    """Store one board's plays; what is answered has been committed.

    Raises: InvalidInputError for no list, TokenError, DatabaseUnavailableError.
    """
    now = resources.clock.now()
    batch = resources.offload(lambda: _read_batch(resources, board_id, plays, _read_play, now))
    if batch.rows:
        resources.database.write(lambda session: _add_new(session, [batch], PlayRow))
    return batch.answer()


def note_sent(
    resources: "Resources", alert_id: str, revision: int, boards: Sequence[str], at: datetime
) -> None:
    """Write down that these boards were handed a revision. Raises: DatabaseUnavailableError."""
    resources.sent.note(alert_id, revision, boards, at)
    resources.sent.flush(resources.database)


def _read_batch(
    resources: "Resources", board_id: str, records: object, reader: Reader, now: datetime
) -> _Batch:
    board = require_in_service(resources.boards.find(board_id))
    if not isinstance(records, list):
        raise InvalidInputError("A list of records is expected.")
    if len(records) > MOST_RECORDS:
        raise InvalidInputError(
            "At most {most} records at once.", code="too_large", most=MOST_RECORDS
        )
    batch = _Batch(board, {}, [], [])
    for record in records:
        _read_record(batch, record, reader, now)
    return batch


def _read_batch_or_none(
    resources: "Resources", board_id: str, records: object, now: datetime
) -> _Batch:
    """Read a batch among others: one that is refused whole holds nothing up."""
    try:
        return _read_batch(resources, board_id, records, _read_receipt, now)
    except ContentError:
        return _Batch(resources.boards.get(board_id), {}, [], [])


def _read_record(batch: _Batch, record: object, reader: Reader, now: datetime) -> None:
    log = record.get("log") if isinstance(record, dict) else None
    seq = record.get("seq") if isinstance(record, dict) else None
    try:
        if not isinstance(record, dict):
            raise TrustError("A record is an object.", code="malformed")
        row = reader(batch.board, record, now)
    except ContentError as error:
        batch.rejected.append({"log": _echo(log), "seq": _echo(seq), "code": error.code})
        return
    batch.rows.setdefault((row.log, row.seq), row)
    batch.acknowledged.append([row.log, row.seq])


def _echo(value: object) -> object:
    """Give back a name or number so that the board knows which record is meant."""
    if isinstance(value, str):
        return value[:_LONGEST_LOG]
    is_number = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63
    return value if is_number else None


def _read_receipt(board: BoardRecord, record: Mapping[str, Any], now: datetime) -> ReceiptRow:
    state, trusted = record.get("state"), record.get("clock_trusted")
    if state not in RECEIPT_STATES or not isinstance(trusted, bool):
        raise BadRecordError("This is no receipt.")
    row = ReceiptRow(
        board_id=board.id,
        log=_log(record),
        seq=read_integer(record, "seq"),
        alert_id=read_name(record, "alert"),
        revision=read_integer(record, "revision", low=1),
        state=state,
        at=_instant(record, "at"),
        clock_trusted=trusted,
        reason=_reason(record),
        sig=str(record.get("sig")),
        stored_at=now,
    )
    message = trust.receipt_message(
        board=board.id,
        log=row.log,
        seq=row.seq,
        alert=row.alert_id,
        revision=row.revision,
        state=row.state,
        at=record["at"],
        clock_trusted=trusted,
    )
    _check(board, message, record)
    return row


def _read_play(board: BoardRecord, record: Mapping[str, Any], now: datetime) -> PlayRow:
    row = PlayRow(
        board_id=board.id,
        log=_log(record),
        seq=read_integer(record, "seq"),
        manifest=read_digest(record, "manifest"),
        item=read_name(record, "item"),
        revision=read_integer(record, "revision", low=1),
        from_at=_instant(record, "from"),
        to_at=_instant(record, "to"),
        seconds=read_integer(record, "seconds"),
        count=read_integer(record, "count"),
        sig=str(record.get("sig")),
        stored_at=now,
    )
    if row.to_at < row.from_at:
        raise BadRecordError("A play ends after it begins.")
    _check(board, trust.play_message(record), record)
    return row


def _log(record: Mapping[str, Any]) -> str:
    log = read_name(record, "log")
    if len(log) > _LONGEST_LOG:
        raise BadRecordError("The log's name is too long.")
    return log


def _instant(record: Mapping[str, Any], name: str) -> datetime:
    try:
        return parse_instant(record.get(name))
    except InvalidInputError as error:
        raise BadRecordError("{name} is no instant.", name=name) from error


def _reason(record: Mapping[str, Any]) -> str | None:
    reason = record.get("reason")
    if reason is None:
        return None
    if not isinstance(reason, str):
        raise BadRecordError("The reason must be text.")
    try:
        check_text(reason, "reason", LONGEST_REASON)
    except InvalidInputError as error:
        raise BadRecordError("The reason cannot be shown.") from error
    return reason


def _check(board: BoardRecord, message: bytes, record: Mapping[str, Any]) -> None:
    if not has_signed(board, message, record.get("sig")):
        raise BadRecordError("The signature is not this board's.", code="bad_signature")


def _store_receipts(session: Session, batches: Sequence[_Batch], now: datetime) -> None:
    _refuse_unknown(session, batches)
    fresh = [row for row in _add_new(session, batches, ReceiptRow) if isinstance(row, ReceiptRow)]
    for state in RECEIPT_STATES:
        rows = [_delivery(row, now) for row in fresh if row.state == state]
        upsert(session, rows, f"{state}_at", *(("reason",) if state == "failed" else ()))


def _refuse_unknown(session: Session, batches: Sequence[_Batch]) -> None:
    """Take out receipts for revisions that never were; boards need not send them again."""
    named = {
        (row.alert_id, row.revision)
        for batch in batches
        for row in batch.rows.values()
        if isinstance(row, ReceiptRow)
    }
    alert = tuple_(AlertRevisionRow.alert_id, AlertRevisionRow.revision)
    query = select(AlertRevisionRow.alert_id, AlertRevisionRow.revision).where(
        AlertRevisionRow.sequence.is_not(None)
    )
    known = {
        (row.alert_id, row.revision)
        for part in _parts(sorted(named))
        for row in session.execute(query.where(alert.in_(part)))
    }
    for batch in batches:
        for (log, seq), row in list(batch.rows.items()):
            if isinstance(row, ReceiptRow) and (row.alert_id, row.revision) not in known:
                del batch.rows[log, seq]
                batch.acknowledged = [pair for pair in batch.acknowledged if pair != [log, seq]]
                batch.rejected.append({"log": log, "seq": seq, "code": "unknown_alert"})


def _add_new(session: Session, batches: Sequence[_Batch], kind: type[Row]) -> list[Row]:
    """Add the rows that are not stored yet; the first record of a (log, seq) stands."""
    wanted = {
        (batch.board.id, log, seq): row
        for batch in batches
        for (log, seq), row in batch.rows.items()
    }
    key = tuple_(kind.board_id, kind.log, kind.seq)
    query = select(kind.board_id, kind.log, kind.seq)
    stored = {
        tuple(row)
        for part in _parts(sorted(wanted))
        for row in session.execute(query.where(key.in_(part)))
    }
    fresh = [row for name, row in wanted.items() if name not in stored]
    session.add_all(fresh)
    session.flush()
    return fresh


def _parts(names: list[Any]) -> Iterator[list[Any]]:
    """Cut a list so that a statement stays below the databases' limit of parameters."""
    for start in range(0, len(names), _NAMES_PER_QUERY):
        yield names[start : start + _NAMES_PER_QUERY]


def _delivery(row: ReceiptRow, now: datetime) -> dict[str, Any]:
    """Fill one column of a delivery; a clock that is not trusted is not believed."""
    is_sane = row.clock_trusted and row.at <= now + _AHEAD
    return {
        "alert_id": row.alert_id,
        "revision": row.revision,
        "board_id": row.board_id,
        f"{row.state}_at": min(row.at, now) if is_sane else now,
        **({"reason": row.reason} if row.state == "failed" else {}),
    }
