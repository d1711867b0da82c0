"""An officer's word on a held message from outside: let it act, or set it aside."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from content.alert import Alert
from content.cap import CapMessage, CapProblem
from content.cap_judgement import CapDecision
from content.cap_reasons import NO_INFO
from content.errors import ConflictError, InvalidInputError
from content.notice import NoticeContent, clean_reason
from content.priority import Priority
from content.targeting import Targets
from server.locale import N_
from server.services import permissions
from server.services.actor import Actor
from server.services.boards import BoardRecord
from server.services.cap_acting import Bench, Plan, act, plan, settle, wake
from server.services.cap_messages import MessageView, get_message, no_such_message, view_of
from server.services.cap_past import message_in
from server.services.permissions import Right
from server.storage.tables import CapMessageRow, CapSourceRow

if TYPE_CHECKING:
    from server.services.resources import Resources

SET_ASIDE = CapProblem("set_aside", N_("An officer has set it aside."))
_GOES = (CapDecision.IN_FORCE, CapDecision.REPLACED, CapDecision.CANCELLED)


@dataclass(frozen=True)
class Preview:
    """What a message would come to if it were let out now, its first event in words.

    `is_placed`: it names no place we know and would go to the whole unit. `problem` says why
    it can come to nothing.
    """

    may_go: bool = False
    cancels: bool = False
    alert: Alert | None = None
    notice: NoticeContent | None = None
    more: int = 0
    targets: Targets | None = None
    boards: tuple[BoardRecord, ...] = ()
    is_cut: bool = False
    is_placed: bool = False
    problem: str = ""
    problem_params: Mapping[str, Any] = field(default_factory=dict)


def preview(resources: "Resources", actor: Actor, message_id: str) -> Preview:
    """Show what a message would come to now; nothing is changed. Raises: NotFoundError."""
    get_message(resources, actor, message_id)

    def work(session: Session) -> Preview:
        bench, row = _load(session, resources, actor, message_id)
        message = message_in(row.judged)
        if message is None:
            return Preview()
        planned, is_placed = _planned(bench, row, message)
        return _preview(planned, is_placed=is_placed)

    return resources.database.read(work)


def let_out(resources: "Resources", actor: Actor, message_id: str, digest: str) -> MessageView:
    """Let a held message act as it would have by itself; the source's first one opens its way.

    Raises: NotFoundError, ForbiddenError, also for what one's own account brought;
    ConflictError when it is held no more; InvalidInputError when nothing can come of it.
    """
    seen = get_message(resources, actor, message_id)
    permissions.require(resources, actor, Right.FIRE_ALERTS, seen.unit_id)
    permissions.require_not_own(actor, seen.received_by or "")

    def work(session: Session) -> MessageView:
        bench, row = _held(session, resources, actor, message_id)
        message = message_in(row.judged)
        if row.digest != digest or message is None:
            raise _gone()
        planned, is_placed = _planned(bench, row, message)
        if planned.judged.decision not in _GOES:
            why = planned.judged.why
            refusal = InvalidInputError(why.message, field="count")
            refusal.params = dict(why.params)
            raise refusal
        row.decided_by, row.decided_at = actor.account_id, bench.now
        placed = _whole_unit(bench) if is_placed else None
        act(bench, row, message, is_released=True, placed=placed)
        if planned.judged.priority is Priority.EMERGENCY and planned.made:
            bench.source.confirmed_at = bench.source.confirmed_at or bench.now
        wake(bench, row)
        return view_of(row, bench.source)

    return resources.database.write(work)


def set_aside(resources: "Resources", actor: Actor, message_id: str, reason: str) -> MessageView:
    """Let nothing come of a held message.

    Raises: NotFoundError, ForbiddenError, InvalidInputError, ConflictError.
    """
    seen = get_message(resources, actor, message_id)
    permissions.require(resources, actor, Right.FIRE_ALERTS, seen.unit_id)
    why = clean_reason(reason)

    def work(session: Session) -> MessageView:
        bench, row = _held(session, resources, actor, message_id)
        row.decided_by, row.decided_at, row.note = actor.account_id, bench.now, why
        settle(bench, row, CapDecision.IGNORED.value, SET_ASIDE)
        return view_of(row, bench.source)

    return resources.database.write(work)


def _load(
    session: Session, resources: "Resources", actor: Actor, message_id: str
) -> tuple[Bench, CapMessageRow]:
    row = session.get(CapMessageRow, message_id)
    if row is None:
        raise no_such_message()
    source = session.get_one(CapSourceRow, row.source_id)
    return Bench(session, resources, source, actor, resources.clock.now()), row


def _held(
    session: Session, resources: "Resources", actor: Actor, message_id: str
) -> tuple[Bench, CapMessageRow]:
    bench, row = _load(session, resources, actor, message_id)
    if row.held_for is None:
        raise _gone()
    return bench, row


def _planned(bench: Bench, row: CapMessageRow, message: CapMessage) -> tuple[Plan, bool]:
    """Judge it as let out; where it names no place we know, for the whole unit."""
    found = plan(bench, row, message, is_released=True)
    if found.judged.decision is not CapDecision.HELD or found.judged.why == NO_INFO:
        return found, False
    return plan(bench, row, message, is_released=True, placed=_whole_unit(bench)), True


def _whole_unit(bench: Bench) -> Targets:
    return Targets(subtrees=(bench.source.unit_id,))


def _preview(planned: Plan, *, is_placed: bool) -> Preview:
    judged, first = planned.judged, planned.made[0] if planned.made else None
    may_go = judged.decision in _GOES
    boards = {board.id: board for one in planned.events for board in one.boards}
    return Preview(
        may_go=may_go,
        cancels=judged.decision is CapDecision.CANCELLED,
        alert=first if isinstance(first, Alert) else None,
        notice=first if isinstance(first, NoticeContent) else None,
        more=max(0, len(planned.made) - 1),
        targets=planned.events[0].incident.targets if planned.events else None,
        boards=tuple(boards.values()),
        is_cut=any(one.is_cut for one in planned.events),
        is_placed=is_placed,
        problem="" if may_go else judged.why.message,
        problem_params=judged.why.params,
    )


def _gone() -> ConflictError:
    return ConflictError("Nothing waits for a decision here any more.", code="changed_meanwhile")
