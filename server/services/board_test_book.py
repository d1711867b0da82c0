"""How each board's last weekly test went, in memory: lists ask for thousands at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from content import weekly_test
from server.clock import Clock
from server.storage.database import Database
from server.storage.tables.board_tests import BoardTestRow

KNOWN_FOR = timedelta(days=22)


@dataclass(frozen=True, slots=True)
class LastTest:
    """Hold the newest test of a board; `unproven_since` is the first one still to be proven."""

    first_at: datetime
    issued_at: datetime
    tries: int
    received_at: datetime | None
    proven_at: datetime | None
    reason: str | None
    unproven_since: datetime | None


class BoardTestBook:
    """Give the last test of a board; read again by the chore that sends them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Load the tests of the last weeks."""
        self._database, self._clock = database, clock
        self._tests: Mapping[str, LastTest] = {}
        self.refresh()

    def last(self, board_id: str) -> LastTest | None:
        """Give the newest test of a board; None before its first."""
        return self._tests.get(board_id)

    def is_degraded(self, board_id: str, now: datetime) -> bool:
        """Tell whether the board has not proven for a day that it could show an alert."""
        last = self._tests.get(board_id)
        if last is None or last.unproven_since is None:
            return False
        return weekly_test.is_unproven(last.unproven_since, None, now)

    def refresh(self) -> None:
        """Read again."""
        oldest = self._clock.now() - KNOWN_FOR
        self._tests = self._database.read(lambda session: _read(session, oldest))


def _read(session: Session, oldest: datetime) -> dict[str, LastTest]:
    row = BoardTestRow
    query = (
        select(
            row.board_id, row.first_at, row.issued_at, row.tries, row.received_at, row.proven_at,
            row.reason,
        )
        .where(row.issued_at > oldest)
        .order_by(row.week)
    )  # fmt: skip
    found: dict[str, LastTest] = {}
    for board_id, first_at, issued_at, tries, received_at, proven_at, reason in session.execute(
        query
    ):
        before = found.get(board_id)
        since = None
        if proven_at is None:
            since = (before and before.unproven_since) or first_at
        found[board_id] = LastTest(
            first_at, issued_at, tries, received_at, proven_at, reason, since
        )
    return found
