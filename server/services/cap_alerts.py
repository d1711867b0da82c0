"""Alerts that CAP messages become: every one goes out through `put_out`, within a transaction.

They are alerts like any other: numbered, signed, written into the audit and the ledger.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from content.alert import Alert, AlertState
from server.services import alert_rows
from server.services.alert_reach import boards_within
from server.services.alert_requests import AlertName, AlertRequest
from server.services.alert_rows import Desk
from server.services.alert_views import REPLACED
from server.services.alert_voice import with_ready_voice
from server.services.unit_voice import accent_in
from server.storage.ids import new_id
from server.storage.tables.alerts import AlertRow

if TYPE_CHECKING:
    from server.services.resources import Resources

_UNASKED = AlertRequest(targets={}, expires="")


def put_out(
    session: Session, resources: "Resources", desk: Desk, unit_id: str, alert: Alert
) -> None:
    """Bring an alert into force on the boards of a unit's subtree that it means.

    One with the id of an alert that is there becomes its next revision. Under a root that
    names officers it waits for their touch, as every alert does. It is heard by its
    tone, by what it brought, and by what is spoken by now.
    """
    accent = accent_in(session, resources.units.tree(), unit_id)
    alert = with_ready_voice(resources, alert, accent)
    row = session.get(AlertRow, alert.id)
    if row is None:
        row = AlertRow(
            id=alert.id,
            identifier=alert.identifier,
            unit_id=unit_id,
            created_by=desk.actor.account_id if desk.actor else None,
            created_at=desk.now,
        )
        session.add(row)
        session.flush()
    else:
        for waiting in alert_rows.waiting(session, row):
            waiting.state = REPLACED
    audience = sorted(board.id for board in boards_within(resources, alert.targets, unit_id))
    made = desk.add(session, row, alert, _UNASKED, audience, is_decided=True)
    if made.state == AlertState.PENDING:
        made.created_by = (
            None  # its words are the source's: any officer's touch is a second pair of eyes
        )


def next_name(session: Session, desk: Desk, alert_id: str | None) -> tuple[AlertName, int]:
    """Give the name and the revision that the next wording of an alert bears.

    One that is over, or none at all, begins anew: nothing brings back what was ended.
    """
    row = session.get(AlertRow, alert_id) if alert_id else None
    if row is None or not is_on(session, row.id, desk.now):
        made = new_id()
        return AlertName(made, f"bangtin-{desk.now:%Y%m%d}-{made}"), 1
    return AlertName(row.id, row.identifier), alert_rows.next_revision(session, row)


def is_on(session: Session, alert_id: str, now: datetime) -> bool:
    """Tell whether the alert is in force, or yet to begin."""
    out = alert_rows.gone_out(session, session.get_one(AlertRow, alert_id))
    return out is not None and out.state == AlertState.IN_FORCE and out.expires > now


def waits_for_touch(session: Session, alert_id: str) -> bool:
    """Tell whether officers have yet to approve what was put out last."""
    return bool(alert_rows.waiting(session, session.get_one(AlertRow, alert_id)))


def take_back(session: Session, desk: Desk, alert_id: str, reason: str) -> None:
    """End an alert before its time, waiting or out; one that is over stays as it is."""
    row = session.get_one(AlertRow, alert_id)
    for waiting in alert_rows.waiting(session, row):
        desk.close(session, row, waiting, AlertState.CANCELLED, reason)
    if not is_on(session, alert_id, desk.now):
        return
    out = alert_rows.gone_out(session, row)
    if out is not None:
        desk.cancel(session, row, out, reason)
