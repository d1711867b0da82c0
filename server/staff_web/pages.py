"""The staff blueprint with every group of pages on it."""

from server.staff_web import (
    access,
    alert_deeds,
    alert_wizard,
    alerts,
    audit,
    board_place,
    boards,
    errors,
    help,
    home,
    notice_deeds,
    notice_form,
    notice_history,
    notice_list,
    notices,
    pairing,
    pictures,
    previews,
    reached,
    session,
    units,
    uploads,
)
from server.staff_web.site import staff

__all__ = ["staff"]

GROUPS = (
    access,
    errors,
    session,
    reached,
    home,
    pictures,
    notices,
    notice_form,
    notice_history,
    notice_list,
    notice_deeds,
    previews,
    alerts,
    alert_wizard,
    alert_deeds,
    boards,
    board_place,
    pairing,
    audit,
    units,
    uploads,
    help,
)
