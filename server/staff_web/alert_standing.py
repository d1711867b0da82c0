"""What an alert that waits needs of officers' keys, and whether this person may touch now."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

from content.errors import ContentError
from server.services import alert_approvals
from server.services.alert_extending import awaiting, challenge_of
from server.services.alert_reach import boards_within
from server.services.alerting import AlertView
from server.services.boards import BoardRecord
from server.services.permissions import Right, can
from server.staff_web.site import actor, resources


@dataclass(frozen=True)
class Touch:
    """Say who has touched, whether this person may now, and why not."""

    names: tuple[str, ...]
    threshold: int
    unspoken: tuple[str, ...]
    may: bool
    has_key: bool
    asks_count: bool
    is_own: bool
    at_once: bool
    revision: int
    digest: str
    awaits: tuple[str, ...] = ()


def touch_of(view: AlertView) -> Touch | None:
    """Return what an alert needs of officers that waits, or that some boards wait for.

    None where nothing is asked for.
    """
    if not waits_for_touch(view):
        return None
    boards = _boards(view)
    standing = alert_approvals.standing_of(resources(), view.alert, boards)
    if standing is None:
        return None
    is_own = view.created_by == actor().account_id
    goes_alone = view.template_id is not None or view.break_glass
    may_own = goes_alone or standing.threshold > 1
    may = can(resources(), actor(), Right.APPROVE_ALERTS, view.unit_id) and (may_own or not is_own)
    return Touch(
        names=standing.names,
        threshold=standing.threshold,
        unspoken=standing.unspoken,
        may=may,
        has_key=may and _options(view) is not None,
        asks_count=not is_own and not view.alert.is_drill,
        is_own=is_own,
        at_once=is_own and bool(request.args.get("touch")),
        revision=view.revision,
        digest=challenge_of(view),
        awaits=() if view.state == "pending" else tuple(board.name for board in boards),
    )


def waits_for_touch(view: AlertView) -> bool:
    """Tell whether it waits, or is in force and some boards wait for their own officers."""
    return view.state == "pending" or (view.state == "in_force" and bool(view.awaits))


def touch_options(view: AlertView) -> dict[str, Any]:
    """Ask for a touch that helps. Raises: ConflictError without a key that does."""
    is_out = view.state != "pending"
    touched = [str(entry.get("keyid")) for entry in view.alert.approvals]
    return alert_approvals.touch_options(
        resources(), actor(), challenge_of(view), is_touched=touched,
        boards=_boards(view) if is_out else None,
    )  # fmt: skip


def _boards(view: AlertView) -> Sequence[BoardRecord]:
    if view.state == "pending":
        return boards_within(resources(), view.alert.targets, view.unit_id)
    return awaiting(resources(), view.awaits)


def _options(view: AlertView) -> dict[str, Any] | None:
    try:
        return touch_options(view)
    except ContentError:
        return None
