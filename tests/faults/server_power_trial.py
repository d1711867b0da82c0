"""What a server must find again after its power was cut: all that it had answered for."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from server.services import audit
from server.storage.database import Database
from server.storage.tables.alerts import AlertRevisionRow
from server.storage.tables.ledger import ReceiptRow
from server.storage.tables.system import AuditRow
from tests.server.builders import some_settings

LOAD, BEGINS = "tests.faults.server_power_load", "receipt"


def judge(disk: Path, said: Sequence[str]) -> Iterator[str]:
    """Open the database as the next start would, and look for what was promised."""
    database = Database(some_settings(disk).database_address)
    try:
        yield from database.read(lambda session: list(_missing(session, said)))
    finally:
        database.close()


def _missing(session: Session, said: Sequence[str]) -> Iterator[str]:
    whole = session.execute(text("PRAGMA quick_check")).scalar()
    if whole != "ok":
        yield f"the database is damaged: {whole}"
    walked = audit.verify(session)
    if not walked.is_good:
        yield f"the audit chain breaks at {walked.first_bad}: {walked.reason}"
    revisions = {
        (row.alert_id, str(row.revision)): row.state
        for row in session.execute(
            select(
                AlertRevisionRow.alert_id, AlertRevisionRow.revision, AlertRevisionRow.state
            ).where(AlertRevisionRow.envelope.is_not(None))
        )
    }
    named = set(session.scalars(select(AuditRow.subject)))
    receipts = {
        (row.board_id, row.log, str(row.seq))
        for row in session.execute(select(ReceiptRow.board_id, ReceiptRow.log, ReceiptRow.seq))
    }
    for line in said:
        word, *rest = line.split()
        if word == "receipt" and tuple(rest) not in receipts:
            yield f"lost what a board was answered: {line}"
        if word != "alert":
            continue
        state = revisions.get((rest[0], rest[1]))
        if state is None or (rest[2] == "cancelled") != (state == "cancelled"):
            yield f"lost what an officer was answered: {line} ({state})"
        if rest[0] not in named:
            yield f"no audit row: {line}"
