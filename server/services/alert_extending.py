"""More officers' touches for an alert that is in force: on to the boards that waited for theirs.

Approvals are over all of an alert but its sequence, time of issue and approvals themselves. So the
same revision is signed anew with more of them; boards take it because their head names it.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from content import trust
from content.alert import AlertState
from content.errors import ConflictError
from server.services import alert_rows, permissions
from server.services.actor import Actor
from server.services.alert_approvals import add_touches
from server.services.alert_rows import Desk
from server.services.alert_views import AlertView, view_of
from server.services.boards import BoardRecord
from server.services.permissions import Right
from server.services.touches import Approvals
from server.storage.tables.alerts import AlertRevisionRow

if TYPE_CHECKING:
    from server.services.resources import Resources


def extend_alert(
    resources: "Resources", actor: Actor, alert_id: str, revision: int, approvals: Approvals
) -> AlertView:
    """Add touches to what is in force, and let it onto the boards that accept it by them.

    Raises: NotFoundError, ForbiddenError for a bad touch, ConflictError when nothing waits.
    """
    permissions.require_anywhere(resources, actor, Right.APPROVE_ALERTS)
    now = resources.clock.now()
    desk = Desk(resources.keyring, actor, now)

    def work(session: Session) -> AlertView:
        row = alert_rows.load(
            session,
            alert_id,
            lambda unit: permissions.require(resources, actor, Right.APPROVE_ALERTS, unit),
        )
        out = alert_rows.gone_out(session, row)
        if out is None or out.revision != revision or not is_awaited(out) or out.expires <= now:
            raise ConflictError("Nothing waits for approval here any more.", code="alert_state")
        boards = awaiting(resources, out.awaits)
        alert = alert_rows.alert_of(out)
        taken = add_touches(session, resources, alert, approvals, boards)
        desk.extend(session, row, out, taken.alert, taken.awaits)
        return view_of(row, out, now)

    return resources.database.write(work)


def is_awaited(revision: AlertRevisionRow) -> bool:
    """Tell whether what is in force waits for further officers."""
    return revision.state == AlertState.IN_FORCE and bool(revision.awaits)


def awaiting(resources: "Resources", boards: Iterable[str]) -> list[BoardRecord]:
    """Give the boards in service among those that wait."""
    found = (resources.boards.find(board) for board in boards)
    return [board for board in found if board is not None and not board.is_revoked]


def challenge_of(view: AlertView) -> str:
    """Give the hash that further officers sign, the same that the first have signed."""
    return trust.approval_challenge(view.alert.to_dict()).hex()
