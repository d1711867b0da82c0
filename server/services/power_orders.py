"""The last word from afar about a board's screen: who switched it on or off, and until when."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.instant import parse_instant
from content.power import LONGEST_POWER
from server.services.tasks import name_of
from server.storage.tables import AuditRow

if TYPE_CHECKING:
    from server.services.resources import Resources


@dataclass(frozen=True, slots=True)
class SentPower:
    """A command that may count still: until then, or until the board's hours change before it."""

    is_on: bool
    sent_at: datetime
    until: datetime
    sender: str


def last_power(resources: "Resources", board_id: str) -> SentPower | None:
    """Give the power command a board was sent last; None when the hours decide for certain."""
    now = resources.clock.now()

    def work(session: Session) -> SentPower | None:
        rows = session.scalars(
            select(AuditRow)
            .where(
                AuditRow.subject == board_id,
                AuditRow.action == "board.command",
                AuditRow.at > now - LONGEST_POWER,
            )
            .order_by(AuditRow.seq.desc())
        )
        for row in rows:
            details = json.loads(row.details)
            if details["name"] == "power":
                return _sent(session, row, details.get("on"), details.get("until"))
        return None

    sent = resources.database.read(work)
    return sent if sent is not None and now < sent.until else None


def _sent(session: Session, row: AuditRow, on: bool | None, until: str | None) -> SentPower | None:
    if on is None:
        return None
    end = parse_instant(until, "until") if until else row.at + LONGEST_POWER
    return SentPower(on, row.at, end, name_of(session, row.actor_id))
