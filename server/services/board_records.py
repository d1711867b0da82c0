"""Signed records that boards send in batches: read one by one, stored once, answered each."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from content.bundle import Span
from content.errors import ContentError, InvalidInputError, TrustError
from content.instant import parse_instant
from content.payload_fields import read_name
from server.services.boards import BoardRecord
from server.services.tokens import has_signed, require_in_service
from server.storage.tables.ledger import PlayRow, ReceiptRow

if TYPE_CHECKING:
    from server.services.resources import Resources

MOST_RECORDS = 500
_LONGEST_LOG = 64
_NAMES_PER_QUERY = 2000

Answer = dict[str, Any]
RowT = TypeVar("RowT", ReceiptRow, PlayRow)
Reader = Callable[[BoardRecord, Mapping[str, Any], datetime], RowT]


class BadRecordError(ContentError):
    """Refuse one record; the code goes back to the board."""

    code = "malformed"


@dataclass(slots=True)
class Batch(Generic[RowT]):
    """Hold what one board sent: good rows by (log, seq), and what was refused."""

    board: BoardRecord
    rows: dict[tuple[str, int], RowT] = field(default_factory=dict)
    acknowledged: list[list[object]] = field(default_factory=list)
    rejected: list[dict[str, object]] = field(default_factory=list)

    def answer(self) -> Answer:
        """Give the answer to the board."""
        return {"acknowledged": self.acknowledged, "rejected": self.rejected}

    def refuse(self, log: str, seq: int, code: str) -> None:
        """Take out a record that was read; the board need not send it again."""
        del self.rows[log, seq]
        self.acknowledged = [pair for pair in self.acknowledged if pair != [log, seq]]
        self.rejected.append({"log": log, "seq": seq, "code": code})


def read_batch(
    resources: "Resources", board_id: str, records: object, reader: Reader[RowT], now: datetime
) -> Batch[RowT]:
    """Read what one board sent; a bad record is noted, the others stand.

    Raises: InvalidInputError for no list or too many records, TokenError.
    """
    board = require_in_service(resources.boards.find(board_id))
    if not isinstance(records, list):
        raise InvalidInputError("A list of records is expected.")
    if len(records) > MOST_RECORDS:
        raise InvalidInputError(
            "At most {most} records at once.", code="too_large", most=MOST_RECORDS
        )
    batch = Batch[RowT](board)
    for record in records:
        _read_record(batch, record, reader, now)
    return batch


def not_stored(session: Session, batches: Sequence[Batch[RowT]], kind: type[RowT]) -> list[RowT]:
    """Give the rows that are not stored yet; the first of a (log, seq) stands."""
    wanted = {
        (batch.board.id, log, seq): row
        for batch in batches
        for (log, seq), row in batch.rows.items()
    }
    key = tuple_(kind.board_id, kind.log, kind.seq)
    query = select(kind.board_id, kind.log, kind.seq)
    stored = {
        tuple(row)
        for part in parts(sorted(wanted))
        for row in session.execute(query.where(key.in_(part)))
    }
    return [row for name, row in wanted.items() if name not in stored]


def stored_spans(session: Session, board_id: str, kind: type[RowT]) -> list[Span]:
    """Tell which numbers of each of a board's logs are stored, in runs without a gap."""
    query = select(kind.log, kind.seq).where(kind.board_id == board_id)
    spans: list[Span] = []
    for log, seq in session.execute(query.order_by(kind.log, kind.seq)):
        if spans and spans[-1][0] == log and spans[-1][2] == seq - 1:
            spans[-1] = (log, spans[-1][1], seq)
        else:
            spans.append((log, seq, seq))
    return spans


def parts(names: list[Any]) -> Iterator[list[Any]]:
    """Cut a list so that a statement stays below the databases' limit of parameters."""
    for start in range(0, len(names), _NAMES_PER_QUERY):
        yield names[start : start + _NAMES_PER_QUERY]


def read_log(record: Mapping[str, Any]) -> str:
    """Read the log's name. Raises: TrustError, BadRecordError."""
    log = read_name(record, "log")
    if len(log) > _LONGEST_LOG:
        raise BadRecordError("The log's name is too long.")
    return log


def read_at(record: Mapping[str, Any], name: str) -> datetime:
    """Read an instant of the record. Raises: BadRecordError."""
    try:
        return parse_instant(record.get(name))
    except InvalidInputError as error:
        raise BadRecordError("{name} is no instant.", name=name) from error


def check_signature(board: BoardRecord, message: bytes, record: Mapping[str, Any]) -> None:
    """Refuse a record that the board did not sign. Raises: BadRecordError."""
    if not has_signed(board, message, record.get("sig")):
        raise BadRecordError("The signature is not this board's.", code="bad_signature")


def _read_record(batch: Batch[RowT], record: object, reader: Reader[RowT], now: datetime) -> None:
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
