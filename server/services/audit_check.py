"""When the audit chain was last walked, and whether it held: shown to whoever reads it."""

import threading
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import structlog

from server.services.audit import VerifyResult

if TYPE_CHECKING:
    from server.services.resources import Resources

EVERY_S = 6 * 3600.0
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """What the last walk found, and when it was made."""

    at: datetime
    result: VerifyResult


@dataclass(slots=True)
class AuditChecks:
    """Remember the last walk; only one goes on at a time."""

    last: AuditCheck | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


def check_audit(resources: "Resources") -> AuditCheck:
    """Walk the chain now, off the event hub; a walk that is going on is not doubled."""

    def walk() -> AuditCheck:
        with resources.audit_checks.lock:
            at = resources.clock.now()
            return AuditCheck(at, resources.database.read(resources.witness.verify))

    found = resources.offload(walk)
    if not found.result.is_good:
        log.error("audit_broken", row=found.result.first_bad, reason=found.result.reason)
    resources.audit_checks.last = found
    return found


def count_witnesses(resources: "Resources") -> int:
    """Count the boards that were given a head, and with it a hash of the chain, by this process."""
    return sum(1 for board in resources.boards.in_service() if board.id in resources.heads.given)
