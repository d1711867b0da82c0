"""How many boards of a drill have a real alert, before which it stands back."""

from server.services.alert_reach import each_within
from server.services.alerting import AlertView
from server.services.citizens import alert_of
from server.staff_web.site import resources


def boards_with_real_alert(view: AlertView) -> int:
    """Count the drill's boards for which a real alert is in force now; 0 for a real alert."""
    if not view.alert.is_drill or view.state != "in_force":
        return 0
    now = resources().clock.now()
    real = [
        alert
        for alert in resources().alerts.snapshot().officers
        if alert.effective <= now < alert.expires and not alert_of(alert).is_drill
    ]
    boards = each_within(resources(), view.alert.targets, view.unit_id) if real else iter(())
    return sum(1 for board in boards if any(one.concerns(board.addressee, now) for one in real))
