"""Signed heads of the audit chain beside the database, so that a cut tail is noticed."""

import json
import threading
from pathlib import Path

import structlog
from sqlalchemy.orm import Session

from content.trust import is_signed
from server.clock import Clock
from server.services import audit
from server.services.audit import VerifyResult
from server.services.changes import Change
from server.services.keyring import Keyring
from server.storage import counters
from server.storage.database import Database
from server.storage.offload import Offload
from server.storage.tables.system import AuditRow

EVERY_S = 300
log = structlog.get_logger(__name__)


class AuditWitness:
    """Writes down the newest row's number and hash, signed, at most every five minutes."""

    def __init__(
        self, path: Path, keyring: Keyring, database: Database, clock: Clock, offload: Offload
    ) -> None:
        """Write nothing before the first change."""
        self.path = path
        self._keyring, self._database = keyring, database
        self._clock, self._offload = clock, offload
        self._lock = threading.Lock()
        self._noted_s: float | None = None

    def on_change(self, change: Change) -> None:
        """Note the head when the last note is old enough."""
        now_s = self._clock.monotonic_s()
        if self._noted_s is None or now_s - self._noted_s >= EVERY_S:
            self._noted_s = now_s
            self.note()

    def note(self) -> None:
        """Note the newest row now."""
        seq, newest = self._database.read(_newest)
        if seq:
            self._offload(lambda: self._append(seq, newest))

    def verify(self, session: Session) -> VerifyResult:
        """Walk the chain, then hold it against every noted head."""
        result = audit.verify(session)
        if not result.is_good or not self.path.exists():
            return result
        for line in self.path.read_text("utf-8").splitlines():
            noted = self._read(line)
            reason = _against(session, noted) if noted else ""
            if noted and reason:
                first_bad = min(noted[0], result.rows + 1)
                return VerifyResult(result.rows, result.last_hash, first_bad, reason)
        return result

    def _append(self, seq: int, newest: str) -> None:
        signature = self._keyring.sign_message("state", _message(seq, newest))
        line = json.dumps({"seq": seq, "hash": newest, "sig": signature.hex()})
        with self._lock, self.path.open("a", encoding="utf-8") as sink:
            sink.write(line + "\n")

    def _read(self, line: str) -> tuple[int, str] | None:
        try:
            noted = json.loads(line)
            seq, newest = int(noted["seq"]), str(noted["hash"])
            signature = bytes.fromhex(noted["sig"])
        except (ValueError, KeyError, TypeError):
            log.warning("audit_head_unreadable", file=str(self.path))
            return None
        message = _message(seq, newest)
        if any(is_signed(key, message, signature) for key in self._keyring.state_keys()):
            return seq, newest
        log.warning("audit_head_not_ours", file=str(self.path), seq=seq)
        return None


def _newest(session: Session) -> tuple[int, str]:
    return counters.value_of(session, counters.AUDIT), audit.latest_hash(session)


def _message(seq: int, newest: str) -> bytes:
    return f"bangtin-audit-1\n{seq}\n{newest}".encode()


def _against(session: Session, noted: tuple[int, str]) -> str:
    seq, newest = noted
    row = session.get(AuditRow, seq)
    if row is None:
        return f"rows up to {seq} were there once and are missing at the end"
    return "" if row.hash == newest else "the chain up to here was written anew"
