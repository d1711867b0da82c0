"""How loud an alert is on a board: what quiet hours and caps say of notices does not silence it."""

from content.hours import MOST


def loudness(
    alert_is_drill: bool, is_silent: bool, volume_percent_now: int, is_quiet: bool
) -> int | None:
    """Give the volume of an alert in percent, 1 to 100; None is not heard at all.

    A real alert is as loud as the board can be, at any hour; a drill keeps to the quiet hours and
    the caps of notices; a silent test is never heard. `volume_percent_now` is that of notices.
    """
    if is_silent:
        return None
    if not alert_is_drill:
        return MOST
    return None if is_quiet or volume_percent_now <= 0 else min(volume_percent_now, MOST)
