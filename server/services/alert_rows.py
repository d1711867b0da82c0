"""The rows of an alert: reading its revisions, and writing one with signature and audit line."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from content import trust
from content.alert import Alert, AlertState
from content.alert_heard import unspoken
from content.approvals import needs_approvals
from content.errors import ConflictError
from content.targeting import Targets
from server.services import audit
from server.services.actor import Actor
from server.services.alert_book import OUT_STATES, read_payload
from server.services.alert_requests import AlertRequest, clean_slots
from server.services.alert_views import REPLACED, no_such_alert, revisions_of
from server.services.published import note_published
from server.storage import counters
from server.storage.tables.alerts import AlertReviewRow, AlertRevisionRow, AlertRow

if TYPE_CHECKING:
    from server.services.keyring import Keyring

LOST_REVISIONS_AT_MOST = 1000

Check = Callable[[str], None]


def load(session: Session, alert_id: str, check: Check) -> AlertRow:
    """Give the alert after `check` has passed its unit. Raises: NotFoundError."""
    row = session.get(AlertRow, alert_id)
    if row is None or row.is_test:
        raise no_such_alert(alert_id)
    check(row.unit_id)
    return row


def newest(session: Session, row: AlertRow) -> AlertRevisionRow:
    """Give the newest revision, whatever its state."""
    return revisions_of(session, row.id)[-1]


def next_revision(session: Session, row: AlertRow) -> int:
    """Number the next revision; of an alert out of a backup, above those that may be lost."""
    last = newest(session, row)
    restored = counters.value_of(session, counters.RESTORED)
    is_from_backup = restored > 0 and (last.sequence or 0) <= restored
    return last.revision + (LOST_REVISIONS_AT_MOST if is_from_backup else 1)


def gone_out(session: Session, row: AlertRow) -> AlertRevisionRow | None:
    """Give the revision that stands: the newest that came into force or was cancelled then."""
    out = [one for one in revisions_of(session, row.id) if one.state in OUT_STATES and one.sequence]
    return out[-1] if out else None


def waiting(session: Session, row: AlertRow) -> list[AlertRevisionRow]:
    """List the revisions that wait for a second officer."""
    return [one for one in revisions_of(session, row.id) if one.state == AlertState.PENDING]


def alert_of(revision: AlertRevisionRow) -> Alert:
    """Read the alert of a revision."""
    return Alert.from_payload(read_payload(revision))


@dataclass(frozen=True, slots=True)
class Desk:
    """Write revisions in one officer's name and at one instant."""

    keyring: "Keyring"
    actor: Actor | None
    now: datetime

    def add(
        self,
        session: Session,
        row: AlertRow,
        alert: Alert,
        request: AlertRequest,
        audience: list[str],
        *,
        is_decided: bool = False,
    ) -> AlertRevisionRow:
        """Add a revision: in force at once where the request may or it is decided, else pending.

        Under a root that names officers it waits for their touch in any case.
        """
        revision = self._waiting(
            alert,
            audience,
            break_glass=request.break_glass,
            template_id=request.template_id,
            template_slots=clean_slots(request) or None,
        )
        session.add(revision)
        session.flush()
        officers = self.keyring.officers()
        if (request.is_immediate or is_decided) and officers is None:
            self.bring_into_force(session, row, revision, audience)
        elif request.is_immediate and officers is not None and officers.threshold == 1:
            self._write_down(session, row, revision, "alert.prepared")
        else:
            self._write_down(session, row, revision, "alert.pending")
        return revision

    def note_touch(self, session: Session, row: AlertRow, revision: AlertRevisionRow) -> None:
        """Write down that an officer has touched and more must."""
        self._write_down(session, row, revision, "alert.touched")

    def send_test(
        self, session: Session, row: AlertRow, alert: Alert, audience: list[str]
    ) -> AlertRevisionRow:
        """Send boards their weekly test: nobody approves it, and nothing of it is seen."""
        return self._send(session, row, self._made(alert, audience), alert, "alert.test")

    def bring_into_force(
        self,
        session: Session,
        row: AlertRow,
        revision: AlertRevisionRow,
        audience: list[str],
        awaits: Collection[str] = (),
    ) -> None:
        """Number, sign and store a revision; the one before is replaced.

        Boards of `awaits` are not handed it before `extend` says so.
        """
        revision.awaits = sorted(awaits)
        before = gone_out(session, row)
        if before is not None:
            before.state = REPLACED
        revision.approved_by = None if revision.created_by == self._who else self._who
        revision.audience = audience
        self._sign(session, revision, alert_of(revision))
        if revision.break_glass and revision.status == "Actual":
            self._mark_for_review(session, row, revision)
        action = "alert.in_force" if before is None else "alert.updated"
        self._write_down(session, row, revision, action)

    def extend(
        self,
        session: Session,
        row: AlertRow,
        revision: AlertRevisionRow,
        alert: Alert,
        awaits: Collection[str],
    ) -> None:
        """Sign what stands with more approvals: the same revision, now for more boards."""
        fresh = sorted(set(revision.awaits) - set(awaits))
        revision.awaits = sorted(awaits)
        self._sign(session, revision, alert)
        self._write_down(session, row, revision, "alert.extended", extended_to=fresh)

    def _mark_for_review(self, session: Session, row: AlertRow, revision: AlertRevisionRow) -> None:
        """Have somebody above look at what one officer sent alone; sent again, it is open again."""
        review = session.get(AlertReviewRow, row.id) or AlertReviewRow(alert_id=row.id)
        review.unit_id, review.fired_by, review.fired_at = row.unit_id, self._who, self.now
        review.reviewed_by = review.reviewed_at = review.sentence = None
        session.add(review)

    def cancel(
        self, session: Session, row: AlertRow, out: AlertRevisionRow, reason: str
    ) -> AlertRevisionRow:
        """End what stands with a revision that says so."""
        state = AlertState.CANCELLED
        alert = replace(alert_of(out), revision=next_revision(session, row), state=state)
        return self._follow(session, row, out, alert, "alert.cancelled", reason)

    def carry_over(
        self, session: Session, row: AlertRow, out: AlertRevisionRow, targets: Targets
    ) -> AlertRevisionRow:
        """Address what stands to the units that follow those it named; its words stay.

        Where officers approve, the new revision waits for them, and the old one stands.
        """
        number = next_revision(session, row)
        alert = replace(alert_of(out), revision=number, targets=targets, approvals=())
        if self.keyring.officers() is not None:
            return self._wait_behind(session, row, out, alert)
        return self._follow(session, row, out, alert, "alert.updated", None)

    @property
    def _who(self) -> str | None:
        return self.actor.account_id if self.actor is not None else None

    def _follow(
        self,
        session: Session,
        row: AlertRow,
        out: AlertRevisionRow,
        alert: Alert,
        action: str,
        reason: str | None,
    ) -> AlertRevisionRow:
        """Put a signed revision in the place of the one that stands."""
        out.state = REPLACED
        revision = self._made(
            alert,
            out.audience,
            effective=out.effective,
            expires=out.expires,
            reason=reason,
            break_glass=out.break_glass,
            template_id=out.template_id,
            template_slots=out.template_slots,
        )
        return self._send(session, row, revision, alert, action)

    def _send(
        self,
        session: Session,
        row: AlertRow,
        revision: AlertRevisionRow,
        alert: Alert,
        action: str,
    ) -> AlertRevisionRow:
        """Sign and store a revision that goes out as it is made."""
        self._sign(session, revision, alert)
        session.add(revision)
        session.flush()
        self._write_down(session, row, revision, action)
        return revision

    def _waiting(self, alert: Alert, audience: list[str], **fields: object) -> AlertRevisionRow:
        """Make the row of a revision that is to be approved, as yet unsigned."""
        return self._made(
            alert,
            audience,
            state=str(AlertState.PENDING),
            payload=alert.to_payload(),
            digest=trust.approval_challenge(alert.to_dict()).hex(),
            **fields,
        )

    def _made(self, alert: Alert, audience: list[str], **fields: object) -> AlertRevisionRow:
        """Make the row of a revision; `fields` go before what follows from the alert."""
        values = {
            "alert_id": alert.id,
            "revision": alert.revision,
            "status": alert.status,
            "state": str(alert.state),
            "effective": alert.effective,
            "expires": alert.expires,
            "severity": alert.severity,
            "audience": audience,
            "created_by": self._who,
            "created_at": self.now,
        }
        return AlertRevisionRow(**{**values, **fields})

    def _wait_behind(
        self, session: Session, row: AlertRow, out: AlertRevisionRow, alert: Alert
    ) -> AlertRevisionRow:
        """Add a revision that waits while the one before it stands."""
        revision = self._waiting(
            alert,
            out.audience,
            break_glass=out.break_glass,
            template_id=out.template_id,
            template_slots=out.template_slots,
        )
        session.add(revision)
        session.flush()
        self._write_down(session, row, revision, "alert.pending")
        return revision

    def close(
        self,
        session: Session,
        row: AlertRow,
        revision: AlertRevisionRow,
        state: AlertState,
        reason: str,
    ) -> None:
        """End a revision that never went out."""
        revision.state, revision.reason, revision.decided_at = str(state), reason, self.now
        self._write_down(session, row, revision, f"alert.{state}")

    def _sign(self, session: Session, revision: AlertRevisionRow, alert: Alert) -> None:
        """Number it under the writer's lock, which is held until the commit.

        Raises: ConflictError for what no officer approved where the root asks for it.
        """
        is_asked = self.keyring.officers() is not None and needs_approvals(alert.to_dict())
        if is_asked and not alert.approvals:
            raise ConflictError("An officer must approve this by a touch.", code="approval_needed")
        sequence = counters.next_alert_sequence(session, self.now)
        signed = replace(alert, sequence=sequence, issued_at=self.now)
        role = trust.ROLE_OF_STATUS[signed.status]
        envelope = self.keyring.sign(role, "alert", signed.to_payload())
        if signed.state is AlertState.IN_FORCE:
            revision.state = str(AlertState.IN_FORCE)
            note_published(session, dict.fromkeys(signed.media, "media"), self.now)
        revision.sequence = sequence
        revision.decided_at = self.now
        revision.payload = envelope.payload
        revision.envelope = envelope.to_bytes()
        revision.digest = envelope.digest

    def _write_down(
        self,
        session: Session,
        row: AlertRow,
        revision: AlertRevisionRow,
        action: str,
        **more: object,
    ) -> None:
        alert = alert_of(revision)
        details: dict[str, Any] = {
            "revision": revision.revision,
            "sequence": revision.sequence,
            "digest": revision.digest,
            "status": revision.status,
            "event": alert.event,
            "heard": [one.language for one in alert.info if one.audio is not None],
            "tone_only": list(unspoken(alert)),
            "expires": revision.expires.isoformat(),
            "targeted": len(revision.audience),
            "awaits": list(revision.awaits or ()),
            "template": revision.template_id,
            "break_glass": revision.break_glass,
            "reason": revision.reason,
            "touched": [entry.get("keyid") for entry in alert_of(revision).approvals],
            **more,
        }
        audit.record(
            session,
            at=self.now,
            actor=self.actor,
            action=action,
            subject=row.id,
            unit_id=row.unit_id,
            details=details,
        )
