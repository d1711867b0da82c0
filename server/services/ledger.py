"""What boards report of alerts: receipts, each signed by its board."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, tuple_
from sqlalchemy.orm import Session

from content import trust
from content.alert_info import check_text
from content.errors import ContentError, InvalidInputError
from content.instant import format_instant
from content.payload_fields import read_integer, read_name
from server.services.board_records import (
    Answer,
    BadRecordError,
    Batch,
    check_signature,
    not_stored,
    parts,
    read_at,
    read_batch,
    read_log,
)
from server.services.boards import BoardRecord
from server.services.delivery_rows import upsert
from server.storage.tables.alerts import AlertRevisionRow
from server.storage.tables.ledger import ReceiptRow

if TYPE_CHECKING:
    from server.services.resources import Resources

RECEIPT_STATES = ("received", "painted", "ended", "failed")
LONGEST_REASON = 200
_AHEAD = timedelta(minutes=5)

_KEY = frozenset({"alert_id", "revision", "board_id"})
_COLUMNS = ReceiptRow.__table__.columns.keys()

_Receipts = Batch[ReceiptRow]


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

    def read() -> list[_Receipts]:
        if len(sent) == 1:
            return [read_batch(resources, *sent[0], _read_receipt, now)]
        return [_read_batch_or_none(resources, *one, now) for one in sent]

    batches = resources.offload(read)
    if any(batch.rows for batch in batches):
        resources.database.write(lambda session: _store_receipts(session, batches, now))
    return [batch.answer() for batch in batches]


def note_sent(
    resources: "Resources", alert_id: str, revision: int, boards: Sequence[str], at: datetime
) -> None:
    """Write down that these boards were handed a revision. Raises: DatabaseUnavailableError."""
    resources.sent.note(alert_id, revision, boards, at)
    resources.sent.flush(resources.database)


def _read_batch_or_none(
    resources: "Resources", board_id: str, records: object, now: datetime
) -> _Receipts:
    """Read a batch among others: one that is refused whole holds nothing up."""
    try:
        return read_batch(resources, board_id, records, _read_receipt, now)
    except ContentError:
        return _Receipts(resources.boards.get(board_id), {}, [], [])


def _read_receipt(board: BoardRecord, record: Mapping[str, Any], now: datetime) -> ReceiptRow:
    state, trusted = record.get("state"), record.get("clock_trusted")
    if state not in RECEIPT_STATES or not isinstance(trusted, bool):
        raise BadRecordError("This is no receipt.")
    at = read_at(record, "at")
    row = ReceiptRow(
        board_id=board.id,
        log=read_log(record),
        seq=read_integer(record, "seq"),
        alert_id=read_name(record, "alert"),
        revision=read_integer(record, "revision", low=1),
        state=state,
        at=at,
        signed_at=None if record["at"] == format_instant(at) else record["at"],
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
    check_signature(board, message, record)
    return row


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


def _store_receipts(session: Session, batches: Sequence[_Receipts], now: datetime) -> None:
    _refuse_unknown(session, batches)
    fresh = not_stored(session, batches, ReceiptRow)
    if fresh:
        session.execute(insert(ReceiptRow), [_values(row) for row in fresh])
    filled: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for delivery in _deliveries(fresh, now):
        filled.setdefault(tuple(sorted(delivery.keys() - _KEY)), []).append(delivery)
    for columns, rows in filled.items():
        upsert(session, rows, *columns)


def _values(row: ReceiptRow) -> dict[str, Any]:
    """Give a row's values for an insert of many: no objects to keep track of."""
    return {name: getattr(row, name) for name in _COLUMNS}


def _deliveries(rows: Sequence[ReceiptRow], now: datetime) -> Iterable[dict[str, Any]]:
    """Fill what the receipts tell of each delivery, all its states at once."""
    found: dict[tuple[str, int, str], dict[str, Any]] = {}
    for row in rows:
        told = _delivery(row, now)
        held = found.setdefault((row.alert_id, row.revision, row.board_id), told)
        found[row.alert_id, row.revision, row.board_id] = told | held
    return found.values()


def _refuse_unknown(session: Session, batches: Sequence[_Receipts]) -> None:
    """Take out receipts for revisions that never were; boards need not send them again."""
    named = {(row.alert_id, row.revision) for batch in batches for row in batch.rows.values()}
    alert = tuple_(AlertRevisionRow.alert_id, AlertRevisionRow.revision)
    query = select(AlertRevisionRow.alert_id, AlertRevisionRow.revision).where(
        AlertRevisionRow.sequence.is_not(None)
    )
    known = {
        (row.alert_id, row.revision)
        for part in parts(sorted(named))
        for row in session.execute(query.where(alert.in_(part)))
    }
    for batch in batches:
        for (log, seq), row in list(batch.rows.items()):
            if (row.alert_id, row.revision) not in known:
                batch.refuse(log, seq, "unknown_alert")


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
