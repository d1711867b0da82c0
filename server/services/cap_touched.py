"""What becomes of a message from outside once officers have decided on the alert it became."""

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.cap import CapProblem
from content.cap_judgement import CapDecision
from server.locale import N_
from server.services import cap_alerts
from server.services.cap_acting import ALERT, TOUCH, Bench, settle
from server.storage.tables import CapMessageRow, CapSourceRow

if TYPE_CHECKING:
    from server.services.resources import Resources

TOUCHED = CapProblem("touched", N_("Officers have approved its alert by key."))
TURNED_DOWN = CapProblem("turned_down", N_("Officers have not let its alert out."))


def follow_touch(session: Session, resources: "Resources", alert_id: str) -> None:
    """Write down what officers decided on the message that an alert came from.

    One of whose alerts some still wait goes on waiting.
    """
    query = select(CapMessageRow).where(
        CapMessageRow.decision == CapDecision.HELD.value, CapMessageRow.reason_code == TOUCH.code
    )
    for row in session.scalars(query):
        alerts = [known for kind, known in row.became if kind == ALERT]
        if alert_id not in alerts:
            continue
        if any(cap_alerts.waits_for_touch(session, known) for known in alerts):
            continue
        source = session.get_one(CapSourceRow, row.source_id)
        bench = Bench(session, resources, source, None, resources.clock.now())
        if any(cap_alerts.is_on(session, known, bench.now) for known in alerts):
            settle(bench, row, CapDecision.IN_FORCE.value, TOUCHED)
        else:
            settle(bench, row, CapDecision.IGNORED.value, TURNED_DOWN)
