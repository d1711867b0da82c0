"""An alert as the API shows it."""

from typing import Any

from content.instant import format_instant
from server.api.notice_outputs import describe_targets
from server.services.alerting import AlertView
from server.services.resources import Resources


def describe_alert(resources: Resources, view: AlertView) -> dict[str, Any]:
    """Return one revision; `pending` is a newer one that waits for a second officer."""
    tree, alert = resources.units.tree(), view.alert
    return {
        "id": view.id,
        "identifier": view.identifier,
        "revision": view.revision,
        "sequence": view.sequence,
        "state": view.state,
        "digest": view.digest,
        "unit": tree.get(view.unit_id).code,
        "sender": alert.sender,
        "status": str(alert.status),
        "event": alert.event,
        "category": alert.category,
        "urgency": alert.urgency,
        "severity": alert.severity,
        "certainty": alert.certainty,
        "risk_level": alert.risk_level,
        "info": [info.to_dict() for info in alert.info],
        "targets": describe_targets(tree, alert.targets),
        "issued_at": format_instant(view.issued_at) if view.issued_at else None,
        "effective": format_instant(alert.effective),
        "expires": format_instant(alert.expires),
        "silent": alert.silent,
        "template": view.template_id,
        "break_glass": view.break_glass,
        "created_by": view.created_by,
        "created_at": format_instant(view.created_at),
        "approved_by": view.approved_by,
        "reason": view.reason,
        "targeted": view.targeted,
        "pending": describe_alert(resources, view.pending) if view.pending else None,
    }
