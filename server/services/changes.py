"""The change feed: the audit table read forward, so that also other processes' changes are seen."""

import json
import threading
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.storage.database import Database
from server.storage.tables.system import AuditRow

BATCH_ROWS = 500
WAIT_S = 0.002
log = structlog.get_logger(__name__)
_run: ContextVar[object | None] = ContextVar("run", default=None)


@dataclass(frozen=True)
class Change:
    """One committed change, as its audit row tells it."""

    seq: int
    action: str
    subject: str
    unit_id: str | None
    details: Mapping[str, Any]


Listener = Callable[[Change], None]


class ChangeFeed:
    """Hands every change after the start to the listeners, each once and in order."""

    def __init__(self, database: Database, sleep: Callable[[float], None]) -> None:
        """Begin after the newest change there is now."""
        self._database = database
        self._sleep = sleep
        self._listeners: list[Listener] = []
        self._lock = threading.Lock()
        self._running: object | None = None
        self._asked = self._served = 0
        self._seen = database.read(_newest)

    def subscribe(self, listener: Listener) -> None:
        """Call `listener` for each change; caches subscribe before those who read them."""
        self._listeners.append(listener)

    def catch_up(self) -> None:
        """Hand out everything committed before this call; returns when it has been handed out.

        One caller works, the others wait for it. A listener that writes does not wait: its own
        change is handed out next.
        """
        with self._lock:
            self._asked += 1
            mine = self._asked
            if self._running is not None and _run.get() is self._running:
                return
        while self._served < mine:
            if self._begin():
                self._work()
            else:
                self._sleep(WAIT_S)

    def _begin(self) -> bool:
        with self._lock:
            if self._running is not None:
                return False
            self._running = object()
            return True

    def _work(self) -> None:
        token = _run.set(self._running)
        try:
            while self._served < self._asked:
                asked = self._asked
                self._hand_out()
                self._served = asked
        finally:
            _run.reset(token)
            self._running = None

    def _hand_out(self) -> None:
        while changes := self._database.read(lambda session: _after(session, self._seen)):
            for change in changes:
                self._seen = change.seq
                self._tell(change)

    def _tell(self, change: Change) -> None:
        for listener in self._listeners:
            try:
                listener(change)
            except Exception:  # one listener must not stop the others
                log.exception("listener_failed", action=change.action, seq=change.seq)


def _newest(session: Session) -> int:
    return session.scalar(select(func.max(AuditRow.seq))) or 0


def _after(session: Session, seen: int) -> list[Change]:
    rows = session.scalars(
        select(AuditRow).where(AuditRow.seq > seen).order_by(AuditRow.seq).limit(BATCH_ROWS)
    )
    return [
        Change(row.seq, row.action, row.subject, row.unit_id, json.loads(row.details))
        for row in rows
    ]
