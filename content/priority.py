"""The three priorities and the rights that go with them (Circular 39/2020)."""

from enum import StrEnum


class Priority(StrEnum):
    """Rank a message; emergency belongs to alerts, never to notices."""

    NORMAL = "normal"
    PRIORITY = "priority"
    EMERGENCY = "emergency"


LABELS: dict[Priority, str] = {
    Priority.NORMAL: "Normal",
    Priority.PRIORITY: "Priority",
    Priority.EMERGENCY: "Emergency",
}

_WEIGHT_FACTORS = {Priority.NORMAL: 1, Priority.PRIORITY: 2, Priority.EMERGENCY: 1}


def weight_factor(priority: Priority) -> int:
    """Give the factor a notice's weight is multiplied by in the rotation."""
    return _WEIGHT_FACTORS[priority]


def is_for_notices(priority: Priority) -> bool:
    """Tell whether a notice may carry this priority; an emergency is an alert."""
    return priority is not Priority.EMERGENCY


def is_in_ticker(priority: Priority) -> bool:
    """Tell whether the title also runs in the ticker."""
    return priority is Priority.PRIORITY


def may_decline(priority: Priority) -> bool:
    """Tell whether a unit below may choose not to show what comes from above."""
    return priority is Priority.NORMAL


def may_reorder(priority: Priority) -> bool:
    """Tell whether a unit below may order it among its own notices."""
    return priority is not Priority.EMERGENCY


def takes_the_screen(priority: Priority) -> bool:
    """Tell whether it interrupts whatever is on."""
    return priority is Priority.EMERGENCY
