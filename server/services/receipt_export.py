"""The receipts of one alert as a file that anybody can check: see content/receipt_file.py."""

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.instant import format_instant
from content.receipt_file import KIND, SPEC
from server.services.actor import Actor
from server.services.alert_views import no_such_alert
from server.services.board_records import parts
from server.services.permissions import Right, units_with
from server.storage.tables.alerts import AlertRow
from server.storage.tables.boards import BoardKeyRow, BoardRow
from server.storage.tables.ledger import ReceiptRow

if TYPE_CHECKING:
    from server.services.resources import Resources

MIMETYPE = "application/jsonl"


def receipts_file(resources: "Resources", actor: Actor | None, alert_id: str) -> bytes:
    """Write the file; without an actor for the operator. Raises: NotFoundError."""
    allowed = None if actor is None else units_with(resources, actor, Right.READ)
    codes = {unit.id: unit.code for unit in resources.units.tree().units()}

    def work(session: Session) -> bytes:
        row = session.get(AlertRow, alert_id)
        if row is None or row.is_test or (allowed is not None and row.unit_id not in allowed):
            raise no_such_alert(alert_id)
        receipts = list(_receipts(session, alert_id))
        boards = list(_boards(session, sorted({one["board"] for one in receipts}), codes))
        head = {
            "kind": KIND,
            "spec": SPEC,
            "alert": alert_id,
            "identifier": row.identifier,
            "made_at": format_instant(resources.clock.now()),
            "boards": len(boards),
            "receipts": len(receipts),
        }
        lines = (json.dumps(one, ensure_ascii=False) for one in (head, *boards, *receipts))
        return ("\n".join(lines) + "\n").encode()

    return resources.database.read(work)


def _receipts(session: Session, alert_id: str) -> Iterator[dict[str, Any]]:
    row = ReceiptRow
    query = (
        select(
            row.board_id, row.log, row.seq, row.revision, row.state, row.at, row.signed_at,
            row.clock_trusted, row.reason, row.sig, row.stored_at,
        )
        .where(row.alert_id == alert_id)
        .order_by(row.stored_at, row.board_id, row.log, row.seq)
    )  # fmt: skip
    for one in session.execute(query):
        yield {
            "kind": "receipt",
            "board": one.board_id,
            "log": one.log,
            "seq": one.seq,
            "alert": alert_id,
            "revision": one.revision,
            "state": one.state,
            "at": one.signed_at or format_instant(one.at),
            "clock_trusted": one.clock_trusted,
            **({"reason": one.reason} if one.reason is not None else {}),
            "sig": one.sig,
            "stored_at": format_instant(one.stored_at),
        }


def _boards(
    session: Session, boards: list[str], codes: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """Name each board with all keys it has had, the newest last."""
    for part in parts(boards):
        keys: dict[str, list[dict[str, str]]] = {}
        query = select(BoardKeyRow).where(BoardKeyRow.board_id.in_(part))
        for key in session.scalars(query.order_by(BoardKeyRow.since)):
            since = format_instant(key.since)
            told = {"key_id": key.key_id, "public_key": key.public_key, "since": since}
            keys.setdefault(key.board_id, []).append(told)
        rows = session.scalars(select(BoardRow).where(BoardRow.id.in_(part)).order_by(BoardRow.id))
        for row in rows:
            yield {
                "kind": "board",
                "board": row.id,
                "name": row.name,
                "unit": codes.get(row.unit_id, row.unit_id),
                "keys": keys.get(row.id, []),
            }
