"""Firing, approving, changing and ending alerts: durable before anybody is told."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from content.alert import AlertAction, AlertState, move
from content.errors import ConflictError, InvalidInputError
from content.text import clean_line
from content.values import check_length, read_string
from server.locale import N_
from server.services import alert_rows, own_templates
from server.services.actor import Actor
from server.services.alert_approvals import take
from server.services.alert_reach import (
    Audience,
    common_unit,
    preview_audience,
    read_reach,
    require_boards,
)
from server.services.alert_requests import AlertName, AlertRequest, read_request
from server.services.alert_rows import Desk
from server.services.alert_views import (
    REPLACED,
    AlertPage,
    AlertView,
    current_view,
    get_alert,
    list_alerts,
    view_of,
)
from server.services.alert_voice import heard_of
from server.services.deliveries import deliveries
from server.services.permissions import Right, require, require_anywhere, require_not_own
from server.services.touches import Approvals
from server.storage.ids import new_id
from server.storage.tables.alerts import AlertRevisionRow, AlertRow, IdempotencyKeyRow

if TYPE_CHECKING:
    from server.services.resources import Resources

__all__ = [
    "AlertPage",
    "AlertRequest",
    "AlertView",
    "Audience",
    "approve_alert",
    "cancel_alert",
    "deliveries",
    "get_alert",
    "issue_alert",
    "list_alerts",
    "preview_audience",
    "reject_alert",
    "update_alert",
]

LONGEST_REASON = 1000
LONGEST_KEY = 200
_DECIDED = {
    "in_force": N_("Another officer has approved this alert already."),
    "rejected": N_("Another officer has turned this alert down already."),
    "cancelled": N_("This alert has been cancelled already."),
}


@dataclass(frozen=True, slots=True)
class _Key:
    """Make a repeated request harmless: who asked, with what key, for what."""

    account_id: str
    key: str
    request_digest: str


def issue_alert(
    resources: "Resources", actor: Actor, request: AlertRequest, idempotency_key: str | None = None
) -> AlertView:
    """Fire an alert, or lay it before a second officer; the same key gives the same alert.

    Raises: ForbiddenError, InvalidInputError, NoBoardsError, ConflictError for a key that was
    used for something else.
    """
    key = _read_key(actor, request, idempotency_key)
    held = None if key is None else resources.database.read(lambda s: _answered(s, key, resources))
    if held is not None:
        return held
    now = resources.clock.now()
    reach = read_reach(resources, actor, request.targets)
    alert_id = new_id()
    name = AlertName(alert_id, f"bangtin-{now:%Y%m%d}-{alert_id}")
    template = own_templates.prepared(resources, actor, request.template_id, reach.boards)
    alert = read_request(request, reach, name, 1, now, template)
    alert = heard_of(resources, actor, alert, request, reach.unit_id).put_on(alert)
    desk = Desk(resources.keyring, actor, now)

    def work(session: Session) -> AlertView:
        if key is not None:
            earlier = _answered(session, key, resources)
            if earlier is not None:
                return earlier
        own_templates.require_still(session, template)
        row = AlertRow(
            id=name.id,
            identifier=name.identifier,
            unit_id=reach.unit_id,
            created_by=actor.account_id,
            created_at=now,
        )
        session.add(row)
        session.flush()
        if key is not None:
            session.add(
                IdempotencyKeyRow(
                    account_id=key.account_id,
                    key=key.key,
                    request_digest=key.request_digest,
                    alert_id=row.id,
                )
            )
        made = desk.add(session, row, alert, request, reach.audience)
        return view_of(row, made, now)

    return resources.database.write(work)


def approve_alert(
    resources: "Resources",
    actor: Actor,
    alert_id: str,
    revision: int,
    digest: str,
    approvals: Approvals = (),
) -> AlertView:
    """Let a waiting revision come into force, exactly as this officer has read it.

    Where the root names officers, their touches (`approvals`) decide; it may wait for more.
    Raises: NotFoundError, ForbiddenError for one's own, ConflictError when it has changed,
    NoBoardsError.
    """
    require_anywhere(resources, actor, Right.APPROVE_ALERTS)
    now = resources.clock.now()
    desk = Desk(resources.keyring, actor, now)
    tree_allows = _checker(resources, actor, Right.APPROVE_ALERTS)

    def work(session: Session) -> AlertView:
        row = alert_rows.load(session, alert_id, tree_allows)
        waiting = alert_rows.newest(session, row)
        if waiting.revision == revision:
            _require_undecided(waiting)
        if (waiting.revision, waiting.digest) != (revision, digest):
            raise _changed()
        move(AlertState(waiting.state), AlertAction.APPROVE)
        if resources.keyring.officers() is None:
            require_not_own(actor, waiting.created_by or "")
        if waiting.expires <= now:
            raise ConflictError("The alert has ended meanwhile.", code="alert_state")
        alert = alert_rows.alert_of(waiting)
        boards = require_boards(resources, alert.targets, row.unit_id)
        taken = take(session, resources, waiting, alert, approvals, boards)
        if taken is None:
            desk.note_touch(session, row, waiting)
            return view_of(row, waiting, now)
        meant = sorted(board.id for board in boards)
        desk.bring_into_force(session, row, waiting, meant, taken.awaits)
        return view_of(row, waiting, now)

    return resources.database.write(work)


def reject_alert(
    resources: "Resources", actor: Actor, alert_id: str, revision: int, reason: str
) -> AlertView:
    """Turn a waiting revision down. Raises: NotFoundError, ForbiddenError, ConflictError."""
    require_anywhere(resources, actor, Right.APPROVE_ALERTS)
    now, why = resources.clock.now(), _read_reason(reason)
    desk = Desk(resources.keyring, actor, now)
    tree_allows = _checker(resources, actor, Right.APPROVE_ALERTS)

    def work(session: Session) -> AlertView:
        row = alert_rows.load(session, alert_id, tree_allows)
        waiting = alert_rows.newest(session, row)
        move(AlertState(waiting.state), AlertAction.REJECT)
        if waiting.revision != revision:
            raise _changed()
        desk.close(session, row, waiting, AlertState.REJECTED, why)
        return view_of(row, waiting, now)

    return resources.database.write(work)


def cancel_alert(resources: "Resources", actor: Actor, alert_id: str, reason: str) -> AlertView:
    """End an alert before its time: a revision of its own, for every board that had it.

    Raises: NotFoundError, ForbiddenError, ConflictError when it is over already.
    """
    require_anywhere(resources, actor, Right.CANCEL_ALERTS)
    now, why = resources.clock.now(), _read_reason(reason)
    desk = Desk(resources.keyring, actor, now)
    tree_allows = _checker(resources, actor, Right.CANCEL_ALERTS)

    def work(session: Session) -> AlertView:
        row = alert_rows.load(session, alert_id, tree_allows)
        open_ones = alert_rows.waiting(session, row)
        for waiting in open_ones:
            desk.close(session, row, waiting, AlertState.CANCELLED, why)
        out = alert_rows.gone_out(session, row)
        if out is None and open_ones:
            return view_of(row, open_ones[-1], now)
        if out is None:
            raise _over(alert_rows.newest(session, row))
        _require_not_over(out, now)
        return view_of(row, desk.cancel(session, row, out, why), now)

    return resources.database.write(work)


def update_alert(
    resources: "Resources", actor: Actor, alert_id: str, request: AlertRequest
) -> AlertView:
    """Put a new revision in an alert's place: at once, or once a second officer approves it.

    It then belongs to the unit that holds the old boards and the new ones, so that nobody
    below ends it for the others.
    Raises: NotFoundError, ForbiddenError, InvalidInputError, NoBoardsError, ConflictError when
    the alert is over.
    """
    require_anywhere(resources, actor, Right.FIRE_ALERTS)
    now = resources.clock.now()
    tree_allows = _checker(resources, actor, Right.FIRE_ALERTS)
    updated = resources.database.read(
        lambda session: current_view(session, alert_rows.load(session, alert_id, tree_allows), now)
    )
    reach = read_reach(resources, actor, request.targets, updated=updated)
    template = own_templates.prepared(resources, actor, request.template_id, reach.boards)
    name = AlertName(updated.id, updated.identifier)
    drafted = read_request(request, reach, name, updated.revision + 1, now, template)
    heard = heard_of(resources, actor, drafted, request, reach.unit_id)
    desk = Desk(resources.keyring, actor, now)

    def work(session: Session) -> AlertView:
        own_templates.require_still(session, template)
        row = alert_rows.load(session, alert_id, tree_allows)
        held = alert_rows.gone_out(session, row) or alert_rows.newest(session, row)
        _require_not_over(held, now)
        if held.status != request.status:
            raise InvalidInputError("A drill stays a drill, an alert an alert.", field="status")
        revision = alert_rows.next_revision(session, row)
        alert = heard.put_on(replace(drafted, revision=revision))
        row.unit_id = common_unit(resources, actor, row.unit_id, reach.unit_id)
        for waiting in alert_rows.waiting(session, row):
            waiting.state = REPLACED
        made = desk.add(session, row, alert, request, reach.audience)
        return view_of(row, made, now)

    return resources.database.write(work)


def _require_undecided(revision: AlertRevisionRow) -> None:
    went_out_alone = revision.state == AlertState.IN_FORCE and revision.approved_by is None
    if revision.state in _DECIDED and not went_out_alone:
        raise ConflictError(_DECIDED[revision.state], code="alert_state")


def _require_not_over(revision: AlertRevisionRow, now: datetime) -> None:
    if revision.state == AlertState.CANCELLED:
        raise ConflictError("This alert has been cancelled already.", code="alert_state")
    move(AlertState(revision.state), AlertAction.UPDATE)
    if revision.expires <= now:
        raise _over(revision)


def _changed() -> ConflictError:
    return ConflictError(
        "The alert has changed meanwhile. Read it again.", code="changed_meanwhile"
    )


def _over(revision: AlertRevisionRow) -> ConflictError:
    return ConflictError("This alert is over already.", code="alert_state", state=revision.state)


def _checker(resources: "Resources", actor: Actor, right: Right) -> alert_rows.Check:
    return lambda unit_id: require(resources, actor, right, unit_id)


def _read_key(actor: Actor, request: AlertRequest, key: str | None) -> _Key | None:
    if key is None:
        return None
    if not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
        raise InvalidInputError(
            "An Idempotency-Key has 1 to {longest} printable characters.",
            field="Idempotency-Key",
            longest=LONGEST_KEY,
        )
    return _Key(actor.account_id, key, request.digest)


def _answered(session: Session, key: _Key, resources: "Resources") -> AlertView | None:
    held = session.get(IdempotencyKeyRow, (key.account_id, key.key))
    if held is None:
        return None
    if held.request_digest != key.request_digest:
        raise ConflictError(
            "This Idempotency-Key was used for another alert.", code="idempotency_key_used"
        )
    row = session.get_one(AlertRow, held.alert_id)
    first = session.get_one(AlertRevisionRow, (row.id, 1))
    return view_of(row, first, resources.clock.now())


def _read_reason(reason: str) -> str:
    text = clean_line(read_string(reason, "reason"))
    check_length(text, "reason", LONGEST_REASON)
    return text
