"""Writing deliveries: one row per alert revision and board, each time kept once it is known."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from server.storage.tables.ledger import DeliveryRow

_KEY = ("alert_id", "revision", "board_id")


def upsert(session: Session, rows: Sequence[Mapping[str, Any]], *columns: str) -> None:
    """Add rows or fill columns of theirs that are still empty.

    Each row holds the key (alert_id, revision, board_id) and these columns; the earliest
    known value of a column stands.
    """
    if not rows:
        return
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = sqlite.insert(DeliveryRow) if is_sqlite else postgresql.insert(DeliveryRow)
    table = DeliveryRow.__table__.c
    filled = {name: func.coalesce(table[name], insert.excluded[name]) for name in columns}
    statement = insert.on_conflict_do_update(index_elements=list(_KEY), set_=filled)
    session.execute(statement, [dict(row) for row in rows])
