"""What an alert puts on the glass, for the pages: the same words in the same order."""

from dataclasses import dataclass
from datetime import datetime

from content.alert import Alert
from content.alert_info import AlertInfo
from server.staff_web import times
from server.staff_web.site import resources

_LEVELS = {"Extreme": 4, "Severe": 3}


@dataclass(frozen=True)
class Glass:
    """An alert's words; `level` chooses the colour, `risk` is printed."""

    headline: str
    description: str
    instructions: list[str]
    sender: str
    until: str
    level: int
    risk: int | None


def glass_of(
    info: AlertInfo, sender: str, end: datetime, risk: int | None, severity: str = "Extreme"
) -> Glass:
    """Return the words for one language."""
    return Glass(
        headline=info.headline,
        description=info.description,
        instructions=[line for line in info.instruction.split("\n") if line.strip()],
        sender=sender,
        until=times.moment(end, resources().clock.now()),
        level=risk or _LEVELS.get(severity, 2),
        risk=risk,
    )


def glass_of_alert(alert: Alert) -> Glass:
    """Return the words of a stored alert in its first language."""
    return glass_of(alert.info[0], alert.sender, alert.expires, alert.risk_level, alert.severity)
